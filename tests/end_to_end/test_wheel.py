"""What is built and installed, without an extra and outside of this checkout, does all that a default run promises."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import lxml.html
import pytest

from conformance.ledger.in_page import PIECES, ledger_of

pytestmark = pytest.mark.long
HOUSE = Path(__file__).resolve().parents[2]
OURS = ("STET_", "PYTEST_", "PYTHON")
"""Variables that would let the checkout, or the settings of this session, into the environment that is tried."""


class Installed:
    """A virtual environment with the wheel in it, and an empty folder to work in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.programs = path / "venv" / ("Scripts" if os.name == "nt" else "bin")
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}

    def command(self, name: str, *words: str) -> list[str]:
        return [str(self.programs / name), *words]

    def run(self, folder: Path, name: str, *words: str) -> str:
        """What the program printed; it ends with 0."""
        done = subprocess.run(
            self.command(name, *words), cwd=folder, env=self.environment, capture_output=True, text=True,
            encoding="utf-8", timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel of this source with what it depends on, in the versions of requirements.lock."""
    made = Installed(tmp_path_factory.mktemp("wheel"))
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(made.path)]
    subprocess.run(build, cwd=HOUSE, capture_output=True, check=True)
    subprocess.run([sys.executable, "-m", "venv", str(made.path / "venv")], check=True)
    lock = (HOUSE / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(r"^\S+==[^\\\n]+", lock, re.M)
    (made.path / "constraints.txt").write_text("\n".join(pinned), encoding="utf-8")
    (wheel,) = made.path.glob("*.whl")
    made.run(made.path, "python", "-m", "pip", "install", "-q", "-c", "constraints.txt", str(wheel))
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Nothing in it, and nothing of ours above it."""
    return tmp_path


@pytest.fixture
def bank(installed: Installed, folder: Path) -> Iterator[str]:
    """The base URL of the reference bank, started by the installed command."""
    command = installed.command("stet-conformance", "sandbox", "--port", "0")
    environment = {**installed.environment, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+/v1\.4\.2", process.stdout.readline())
            assert found is not None
            yield found[0]
        finally:
            process.terminate()


def scenarios_of(found: dict[str, Any]) -> set[str]:
    """The names without those of rules, of which there is at least one."""
    names = {name for name in found if not name.startswith("rules/")}
    assert names < set(found)
    return names


def verdicts(reports: Path) -> dict[str, Any]:
    """The verdict words of the ledger by scenario; the ledger came to its end, and the other reports tell the same."""
    records = [json.loads(line) for line in (reports / "ledger.jsonl").read_text(encoding="utf-8").splitlines()]
    assert records[-1]["complete"] is True
    found = {record["name"]: record["outcome"] for record in records if record["kind"] == "verdict"}
    cases = ET.parse(reports / "junit.xml").getroot().findall(".//testcase")
    assert sorted(str(case.get("name")) for case in cases) == sorted(found)
    assert len(list((reports / "allure-results").glob("*-result.json"))) == len(found)
    for page in ("report.html", "dossier.html"):
        html = (reports / page).read_text(encoding="utf-8")
        assert [name for name in found if name not in html] == []
    dossier = (reports / "dossier.html").read_bytes()
    assert len(dossier) < 2_000_000
    assert sum(1 for _ in lxml.html.document_fromstring(dossier).iter()) < 20_000
    return found


def holds_the_ledger(reports: Path) -> bool:
    """Whether the dossier has the whole ledger inside; if not, it says where it is."""
    dossier = (reports / "dossier.html").read_bytes()
    if f'id="{PIECES}"'.encode() not in dossier:
        assert b"they stand in ledger.jsonl beside it" in dossier
        return False
    assert ledger_of(dossier) == (reports / "ledger.jsonl").read_bytes()
    return True


def shipped() -> set[str]:
    folder = HOUSE / "scenarios"
    return {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.yaml")}


def test_nothing_comes_along_that_no_run_touches(installed: Installed) -> None:
    """No extra and no tool of ours, and every requirement of every package is met."""
    listed = installed.run(installed.path, "python", "-m", "pip", "list", "--format=json")
    names = {package["name"].lower() for package in json.loads(listed)}
    assert not names & {"playwright", "rich", "mypy", "ruff", "schemathesis", "mutmut", "uv"}
    installed.run(installed.path, "python", "-m", "pip", "check")


def test_a_run_in_an_empty_folder(installed: Installed, folder: Path) -> None:
    """The embedded bank, the logins of its personas, the whole catalogue and all four reports."""
    assert installed.run(folder, "stet-conformance", "run").count("CONFORM  embedded reference bank") == 1
    found = verdicts(folder / "reports")
    assert holds_the_ledger(folder / "reports")
    assert scenarios_of(found) == shipped()
    assert set(found.values()) <= {"passed", "skipped"}


def test_generated_cases(installed: Installed, folder: Path) -> None:
    """`--examples quick` needs nothing more, and its exchanges find room in the dossier."""
    installed.run(folder, "stet-conformance", "run", "--examples", "quick")
    assert holds_the_ledger(folder / "reports")
    generated = {name: word for name, word in verdicts(folder / "reports").items() if name.startswith("properties/")}
    assert {"properties/consents", "properties/tokens"} <= set(generated)
    assert set(generated.values()) == {"passed"}


def test_pytest_in_a_project_of_the_users(installed: Installed, folder: Path, bank: str) -> None:
    """`pytest --base-url URL`: the whole catalogue over HTTP, by the plugin alone."""
    installed.run(folder, "pytest", "--base-url", bank, "-q")
    assert scenarios_of(verdicts(folder / "reports")) == shipped()
