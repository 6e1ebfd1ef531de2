"""Every word that a run may say, reached through the command line and through pytest, with its exit code."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import orjson
import pytest

from conformance import runner
from conformance.sandbox import Running, start
from tests.support.ledger_lines import lines, rewritten
from tests.support.projects import ADAM, FAILS, PASSES, SKIPPED, written
from tests.support.shell import Shell, shell
from tests.support.shipping import Ship, ship

__all__ = ["shell", "ship"]

BLOCKED = PASSES.replace("everything}", "everything, rows: {main: 100000}}").replace("AT-BAL-1", "PAG-02")
"""No persona has so many rows: the stage cannot be set."""
OWN_TEST = "def test_it(): pass\n"
PYTEST = ("-p", "no:cacheprovider", "--import-mode=importlib")
"""Nothing of one test's project stays in this process for the next."""


@dataclass(frozen=True)
class Case:
    """One word: the shipped set, the words on the command line, and what both doors end with."""

    headline: str
    code: int
    pytest_code: int
    shipped: dict[str, str]
    words: tuple[str, ...] = ()
    deviations: dict[str, str] = field(default_factory=dict)
    """Scenario to expiry date."""


CASES = {
    "conform": Case("CONFORM", 0, 0, {"one": PASSES, "two": SKIPPED}),
    "deviations": Case(
        "CONFORM WITH 1 KNOWN DEVIATIONS",
        0,
        0,
        {"one": PASSES, "two": FAILS},
        deviations={"balances/two": "2099-01-01"},
    ),
    "partial": Case("PARTIAL", 0, 0, {"one": PASSES, "two": FAILS}, ("--only=balances/one",)),
    "not-conform": Case("NOT CONFORM", 1, 1, {"one": PASSES, "two": FAILS}),
    "blocked": Case("COULD NOT RUN", 3, 1, {"one": PASSES, "two": BLOCKED}),
    "nothing-evaluated": Case("COULD NOT RUN", 3, 1, {"one": SKIPPED}),
    "stale": Case("STALE", 5, 1, {"one": PASSES, "two": ADAM}, deviations={"balances/two": "2020-01-01"}),
    "stale-that-holds": Case("STALE", 5, 1, {"one": PASSES}, deviations={"balances/one": "2099-01-01"}),
}


@pytest.fixture(scope="module")
def bank() -> Iterator[Running]:
    running = start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def project(shell: Shell, bank: Running) -> Shell:
    """A project of a user's: a target file, and a test of its own."""
    root = f"{bank.origin}/stet/psd2/oauth"
    (shell.path / "bank.yaml").write_text(
        f"name: my bank\nbase_url: {bank.base_url}\ndeviations: deviations.yaml\n"
        f"oauth: {{authorize_url: '{root}/authorize', token_url: '{root}/token', client_id: PSDFR-ACPR-13807,"
        " redirect_uri: 'https://myAPP.fr/Home/OAuth2Callback'}\n",
        encoding="utf-8",
    )
    (shell.path / "deviations.yaml").write_text("deviations: []\n", encoding="utf-8")
    (shell.path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (shell.path / "test_of_a_user.py").write_text(OWN_TEST, encoding="utf-8")
    return shell


def prepared(project: Shell, ship: Ship, case: Case) -> tuple[str, ...]:
    """The words of a run of this case."""
    ship(**case.shipped)
    entry = "{{scenario: {}, reason: it is known, owner: me, ticket: T-1, expires: {}}}"
    listed = [entry.format(name, expires) for name, expires in case.deviations.items()]
    (project.path / "deviations.yaml").write_text(f"deviations: [{', '.join(listed)}]\n", encoding="utf-8")
    return ("--target=bank.yaml", *case.words)


def footer(project: Shell) -> dict[str, object]:
    """The last line of the ledger."""
    last: dict[str, object] = orjson.loads((project.path / "reports" / "ledger.jsonl").read_bytes().splitlines()[-1])
    return last


def junit(project: Shell) -> dict[str, str]:
    """The properties of the whole run in JUnit."""
    root = ElementTree.parse(project.path / "reports" / "junit.xml").getroot()
    return {str(one.get("name")): str(one.get("value")) for one in root.findall("testsuite/properties/property")}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_through_the_command_line(project: Shell, ship: Ship, case: Case) -> None:
    """The terminal, the exit code, the ledger, HTML, JUnit; then `report`, which says the same."""
    words = prepared(project, ship, case)
    assert project("run", *words) == case.code
    assert re.search(rf"^{case.headline}  my bank · ", project.out, re.M), project.out
    assert f"\n  exit code         {case.code}: " in project.out
    assert (footer(project)["word"], footer(project)["exit_code"]) == (case.headline, case.code)
    page = (project.path / "reports" / "report.html").read_text(encoding="utf-8")
    assert f'<p class="stet-verdict">{case.headline}</p>' in page
    dossier = (project.path / "reports" / "dossier.html").read_text(encoding="utf-8")
    assert f'<span class="word">{case.headline}</span>' in dossier
    assert (junit(project)["conformance"], junit(project)["exit_code"]) == (case.headline, str(case.code))
    assert project("report", "reports/ledger.jsonl", "-q") == case.code
    assert project.out.startswith(f"{case.headline}  my bank · ")


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_in_short(project: Shell, ship: Ship, case: Case) -> None:
    """`-q` prints the verdict line, the causes, and that it was a part, or which deviations there are."""
    words = prepared(project, ship, case)
    assert project("run", "-q", *words) == case.code
    first, *others = project.out.splitlines()
    assert first.startswith(f"{case.headline}  my bank · ")
    assert all(re.match(r"  (causes|partial|deviant) {9,}\S| {20}\S", line) for line in others)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_through_pytest(project: Shell, ship: Ship, case: Case) -> None:
    """Beside the project's own tests; pytest ends with a code of its own, our line names that of the run."""
    words = prepared(project, ship, case)
    project.capsys.readouterr()
    assert pytest.main([*PYTEST, *words]) == case.pytest_code
    out = project.capsys.readouterr().out
    assert re.search(rf"^{case.headline}  my bank · ", out, re.M)
    assert re.search(
        rf"^  exit code         {case.code}: .* \(of the run; pytest ends with a code of its own\)$", out, re.M
    )
    assert "test_of_a_user.py ." in out
    assert footer(project)["word"] == case.headline


# ------------------------------------------------------------------------------------------ runs that do not get so far


def test_not_run(project: Shell, ship: Ship) -> None:
    """An option is wrong: nothing is sent, nothing is written."""
    ship(one=PASSES)
    for quiet in ((), ("-q",)):
        assert project("run", *quiet, "--now=yesterday") == 2
        assert project.out.startswith("NOT RUN  exit code 2: ")
        assert "NOT RUN" not in project.err
        assert "--now yesterday" in project.err
    assert pytest.main([*PYTEST, "--target=bank.yaml", "--now=yesterday"]) == pytest.ExitCode.USAGE_ERROR
    assert "NOT RUN  exit code 2: " in project.capsys.readouterr().err
    assert not (project.path / "reports").exists()


def test_a_scenario_file_is_wrong(project: Shell, ship: Ship) -> None:
    """Found before a run, or by pytest while it collects."""
    ship(one=PASSES.replace("as: marc", "as: mark"))
    assert project("run") == 2
    assert "one.yaml:4:5: `mark` is " in project.err
    assert (project.out + project.err).count("NOT RUN  exit code 2: ") == 1


def test_the_bank_is_out_of_reach(project: Shell, ship: Ship) -> None:
    """Said once, with whose fault it is not."""
    ship(one=PASSES)
    words = ("--base-url", "http://127.0.0.1:9/stet/psd2/v1.4.2")
    for quiet in ((), ("-q",)):
        assert project("run", *quiet, *words) == 3
        assert project.out.count("COULD NOT RUN  exit code 3: ") == 1
        assert "COULD NOT RUN" not in project.err
        assert "refuses the connection" in project.err
    assert pytest.main([*PYTEST, *words]) == 3
    read = project.capsys.readouterr()
    assert "COULD NOT RUN  exit code 3: " in read.out + read.err


def breaking(error: BaseException) -> Callable[..., object]:
    """A runner that plays Marc's scenarios only."""
    real = runner.play

    def play(scenario, *world):  # type: ignore[no-untyped-def] # the runner's own signature
        if scenario.persona == "adam":
            raise error
        return real(scenario, *world)

    return play


BREAKS = {"BROKEN": (ValueError("no such thing"), 4, 1), "INCOMPLETE": (KeyboardInterrupt(), 130, 2)}


@pytest.mark.parametrize("headline", BREAKS)
def test_what_breaks_or_ends_a_run(project: Shell, ship: Ship, headline: str) -> None:
    """Our own fault, and Ctrl-C: findings so far are told, and are no verdict."""
    error, code, pytest_code = BREAKS[headline]
    ship(one=PASSES, two=ADAM)
    project.monkeypatch.setattr(runner, "play", breaking(error))
    assert project("run", "--target=bank.yaml") == code
    assert re.search(rf"^{headline}  my bank · .* · 1 of 2 scenarios(; .*)?$", project.out, re.M)
    assert (footer(project)["word"], footer(project)["exit_code"]) == (headline, code)
    assert project("report", "-q", "reports/ledger.jsonl") == code
    assert project.out.startswith(headline)
    assert pytest.main([*PYTEST, "--target=bank.yaml"]) == pytest_code
    out = project.capsys.readouterr().out
    assert re.search(rf"^{headline}  my bank", out, re.M)
    assert f"exit code         {code}: " in out


def test_a_killed_run_is_incomplete(project: Shell, ship: Ship) -> None:
    """Nobody wrote an end: `report` tells it as 130."""
    ship(one=PASSES, two=FAILS)
    project("run", "-q")
    path = project.path / "reports" / "ledger.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in path.read_bytes().splitlines()[:-1]))
    assert project("report", "-q", str(path)) == 130
    assert project.out.startswith("INCOMPLETE  embedded reference bank · ")


def test_a_ledger_whose_end_disagrees_is_refused(project: Shell, ship: Ship) -> None:
    """Whoever reads it counts again: nothing is drawn from it."""
    ship(one=PASSES, two=FAILS)
    project("run", "-q")
    path = project.path / "reports" / "ledger.jsonl"
    found = lines(path)
    found[-1]["counts"] |= {"failed": 0, "passed": found[-1]["counts"]["passed"] + 1}
    rewritten(path, found, chained=True)
    assert project("report", "-q", str(path)) == 2
    assert re.search("its last line says [0-9]+ passed, its verdicts come to [0-9]+", project.err)
    assert project("coverage", str(path)) == 2
    assert pytest.main([*PYTEST, str(path)]) == pytest.ExitCode.USAGE_ERROR


def test_ctrl_c_twice(project: Shell) -> None:
    """The second one comes while the first is dealt with: the ledger says CONFORM of nothing."""
    written(project.path, a=PASSES, b=ADAM)
    slow = (
        "import sys, time; import conformance.runner as runner; import conformance.world as world; real = runner.play\n"
        "def play(one, *rest):\n"
        "    if one.persona == 'adam':\n"
        "        print('waiting', flush=True); time.sleep(30)\n"
        "    return real(one, *rest)\n"
        "def close(self):\n"
        "    print('closing', flush=True); time.sleep(30)\n"
        "runner.play = play; world.World.close = close\n"
        "from conformance.cli import main; main()"
    )
    words = [sys.executable, "-u", "-c", slow, "run", "scenarios"]
    with subprocess.Popen(words, cwd=project.path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for sign in ("waiting", "closing"):
            while sign not in process.stdout.readline():
                pass
            time.sleep(0.2)
            process.send_signal(signal.SIGINT if os.name != "nt" else signal.SIGTERM)
        process.stdout.read()
        assert process.wait(30) == 130
    assert (footer(project)["word"], footer(project)["complete"]) == ("INCOMPLETE", False)


def test_one_request_that_covers_everything_proves_nothing(project: Shell, ship: Ship, tmp_path: Path) -> None:
    """A scenario of the user's may name what it likes: it is no part of the shipped set."""
    ship(one=PASSES)
    tests = ", ".join(f"AT-TRX-{number}" for number in range(1, 16))
    written(tmp_path, mine=PASSES.replace("covers: [AT-BAL-1]", f"covers: [AT-BAL-1, {tests}]"))
    assert project("run", "scenarios") == 0
    assert re.search("^PARTIAL  .* · 0 of 1 scenarios; .*; 1 of your own$", project.out, re.M)
    assert "acceptance tests  0 of 33 passed" in project.out
    assert "sharpness         not measured" in project.out


def test_what_the_user_asks_beside_the_documentation_is_told_apart(project: Shell, ship: Ship) -> None:
    """His requirements, kept and broken by his scenarios; a ledger tells them where his files are not."""
    ship(one=PASSES)
    (project.path / "requirements").mkdir()
    (project.path / "requirements" / "mine.yaml").write_text(
        "# yaml-language-server: $schema=own-requirement.schema.json\nchapter: What we ask\nrequirements:\n"
        "  MINE-01: {says: Three balances are enough for us.}\n  MINE-02: {says: Nobody has asked this yet.}\n",
        encoding="utf-8",
    )
    written(project.path, mine=FAILS.replace("AT-BAL-2", "MINE-01"), nothing=PASSES.replace("covers: [AT-BAL-1]\n", ""))
    assert project("run") == 1
    assert "shows    MINE-01 (must): Three balances are enough for us." in project.out
    assert "  own scenarios     1 passed, 1 failed" in project.out
    assert "  own requirements  1 of 2 checked on this run" in project.out
    assert "  acceptance tests  1 of 33 passed" in project.out
    (project.path / "requirements" / "mine.yaml").unlink()
    page = project.path / "reports" / "dossier.html"
    page.unlink()
    assert project("report", "reports/ledger.jsonl") == 1
    assert "Nobody has asked this yet." in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["kept.bak", "ledger", "of-june.json"])
def test_a_ledger_is_read_whatever_it_is_called(project: Shell, ship: Ship, name: str) -> None:
    """And nothing is written into it."""
    ship(one=PASSES)
    project("run", "-q")
    path = project.path / name
    path.write_bytes((project.path / "reports" / "ledger.jsonl").read_bytes())
    before = path.read_bytes()
    assert project("report", "-q", name, "--reports", "again") == 0
    assert project.out.startswith("CONFORM  ")
    assert path.read_bytes() == before
    assert not (project.path / "again" / "ledger.jsonl").exists()
