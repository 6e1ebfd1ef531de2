# Two commands: `make certify` examines the embedded reference bank, `make test` runs the project's own checks.
# TARGET=my-bank.yaml or BASE_URL=https://… makes the first examine that bank instead.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TARGET ?=
BASE_URL ?=
REPORTS ?= reports

.PHONY: certify test check prove mutants lock dist clean

certify: $(VENV)/installed
	@$(BIN)/stet-conformance run --reports $(REPORTS) $(if $(TARGET),--target $(TARGET)) $(if $(BASE_URL),--base-url $(BASE_URL))

# Everything that CI holds the project to.
test: check prove

check: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/stet-conformance lint
	$(BIN)/pytest -q -n 2 --dist loadscope --max-worker-restart=0 tests

# Every named fault of the reference bank must be caught for the right reason, no harmless variation at all.
prove: $(VENV)/installed
	$(BIN)/stet-conformance prove

# Minutes, not seconds, so no part of `make test`: the survivors should be those that tests/mutants.md explains.
mutants: $(VENV)/installed
	nice $(BIN)/mutmut run
	$(BIN)/mutmut results

# Everything is pinned with its hashes; the project itself is installed last, from this folder.
$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; this is $$($(PYTHON) --version). Name another one: make PYTHON=python3.12"; exit 3; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing; on Debian and Ubuntu it is the package python3-venv"; exit 3; }
	@$(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# The newest versions that fit together: UPGRADE=--upgrade; without it only what pyproject.toml asks anew changes.
LOCK = $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate $(UPGRADE)

lock: $(VENV)/installed
	$(LOCK) pyproject.toml --group dev -o requirements.lock
	$(LOCK) --group browser -c requirements.lock -o requirements-browser.lock

# The source archive and the wheel (RELEASING.md).
dist: $(VENV)/installed
	rm -rf dist
	$(BIN)/hatchling build

clean:
	rm -rf $(VENV) build dist *.egg-info
