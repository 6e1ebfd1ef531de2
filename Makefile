# Two commands: `make certify` examines the embedded reference bank, `make test` runs the project's own checks.
# TARGET=my-bank.yaml or BASE_URL=https://… makes the first examine that bank instead.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Tests start hundreds of processes: where Python keeps no bytecode, each of them compiles the whole harness anew.
unexport PYTHONDONTWRITEBYTECODE
TARGET ?=
BASE_URL ?=
REPORTS ?= reports
NODE := $(if $(shell command -v npm 2>/dev/null),tests/node/node_modules/.package-lock.json)

.PHONY: certify test check long interpreters compiled prove mutants site lock dist clean

certify: $(VENV)/installed
	@$(BIN)/stet-conformance run --verify --reports $(REPORTS) $(if $(TARGET),--target $(TARGET)) $(if $(BASE_URL),--base-url $(BASE_URL))

# Everything that needs no more than Python and some minutes. CI runs `make long` as well, which proves the catalogue.
test: check

check: $(VENV)/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/stet-conformance lint
	$(BIN)/pytest -q -rs -n 2 --dist loadscope --max-worker-restart=0 tests

# What needs a browser, Node or minutes. Playwright and the programs of Node are installed here; Node and Chromium are not.
long: $(VENV)/long $(NODE)
	$(BIN)/pytest -q -rs -n 2 --dist loadfile --max-worker-restart=0 --long tests
	$(BIN)/stet-conformance prove
	@.ci/interpreters $(PYTHON)

# The tests again, on every other Python that this machine has; those it has not are named.
interpreters:
	@.ci/interpreters $(PYTHON)

# The YAML files of specs/ as JSON, after one of them was changed: every command reads them.
compiled: $(VENV)/installed
	$(BIN)/python -c "from conformance.specs.compiled import write; write()"

# Every named fault of the reference bank must be caught for the right reason, no harmless variation at all.
prove: $(VENV)/installed
	$(BIN)/stet-conformance prove

# Minutes, not seconds, so no part of `make test`: the survivors should be those that tests/mutants.md explains.
mutants: $(VENV)/installed
	nice $(BIN)/mutmut run
	$(BIN)/mutmut results

# The documentation site, into build/site; docs/screenshots.py takes its pictures.
site: $(VENV)/long
	$(BIN)/mkdocs build --strict

$(VENV)/long: $(VENV)/installed requirements-long.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-long.lock
	@touch $@

tests/node/node_modules/.package-lock.json: tests/node/package-lock.json
	npm ci --prefix tests/node

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
	$(LOCK) pyproject.toml -c requirements.lock -o deploy/requirements.lock
	$(LOCK) --group long -c requirements.lock -o requirements-long.lock

# The source archive and the wheel, which know the texts they are released with (RELEASING.md).
dist: $(VENV)/installed
	$(BIN)/python -m conformance.verification.releases
	rm -rf dist
	$(BIN)/hatchling build

clean:
	rm -rf .venv* tests/node/node_modules build dist *.egg-info
