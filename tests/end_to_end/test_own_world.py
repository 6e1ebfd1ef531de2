"""A machine that has too little of something: a run says so, or plays on; what is left of it is whole, and true."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import orjson
import pytest

from conformance import runner
from tests.support.projects import ADAM, FAILS, PASSES, written
from tests.support.shell import Shell, shell

__all__ = ["shell"]

LIMITED = (
    "import resource, runpy, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); which, most = sys.argv[1:3];"
    "resource.setrlimit(getattr(resource, which), (int(most), int(most))); del sys.argv[:3];"
    "sys.argv.insert(0, 'conformance'); runpy.run_module('conformance', run_name='__main__', alter_sys=True)"
)
"""A command under a limit of the operating system."""
no_limits = pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")


def limited(folder: Path, which: str, most: int, *words: str) -> tuple[int, str]:
    """The exit code and what was said."""
    command = [sys.executable, "-B", "-c", LIMITED, which, str(most), *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)
    return done.returncode, done.stdout + done.stderr


def whole(reports: Path, said: str) -> None:
    """Every report that stands there is whole, and each that is named stands there."""
    assert "INTERNALERROR" not in said
    for path in reports.rglob("*"):
        assert not path.name.endswith(".new"), path
        text = path.read_bytes() if path.is_file() else b"a folder"
        assert text, path
        if path.suffix == ".xml":
            ElementTree.fromstring(text)
        elif path.suffix == ".html":
            assert text.rstrip().endswith(b"</html>"), path
        elif path.suffix in (".json", ".har"):
            orjson.loads(text)
    named = re.search(r"^  reports +(.*(?:\n {20}.*)*)", said, re.MULTILINE)
    for name in re.split(r"[,\s]+", named[1]) if named else ():
        assert (reports.parent / name).exists(), (name, said)


@no_limits
@pytest.mark.parametrize(
    "most", [12_000, *(pytest.param(most, marks=pytest.mark.long) for most in (2_000, 30_000, 70_000, 150_000))]
)
def test_a_disk_is_full_from_some_size_on(shell: Shell, most: int) -> None:
    """Whatever does not fit is not there at all, and not named; what stood there of an earlier run is gone as well."""
    written(shell.path, a=PASSES, b=ADAM, c=FAILS)
    reports = shell.path / "reports"
    reports.mkdir()
    for name in ("junit.xml", "report.html", "dossier.html", "summary.md"):
        (reports / name).write_text("of an earlier run", encoding="utf-8")
    code, said = limited(shell.path, "RLIMIT_FSIZE", most, "run", "scenarios", "--har")
    assert code == 3 or (code == 1 and most == 150_000), said  # the ledger is whole, and all is drawn from that
    assert "File too large" in said
    assert not any("earlier" in path.read_text("utf-8", "replace") for path in reports.glob("*.*") if path.is_file())
    whole(reports, said)


@no_limits
@pytest.mark.long
@pytest.mark.parametrize("most", [16, 24, 40, 64])
def test_few_descriptors(shell: Shell, most: int) -> None:
    """A run says what it lacks, or plays on; no verdict is another for it."""
    written(shell.path, a=PASSES, b=ADAM, c=FAILS)
    code, said = limited(shell.path, "RLIMIT_NOFILE", most, "run", "scenarios", "--in-flight", "4")
    assert (code, "NOT CONFORM" in said) in ((3, False), (1, True)), said
    assert code == 1 or "open files" in said, said
    whole(shell.path / "reports", said)


@no_limits
@pytest.mark.parametrize("most", [6, 9, 12])
def test_too_few_descriptors(shell: Shell, most: int) -> None:
    """A run says so at once, before it has a bank that could make it wait."""
    written(shell.path, a=PASSES)
    code, said = limited(shell.path, "RLIMIT_NOFILE", most, "run", "scenarios", "-q")
    assert (code, "COULD NOT RUN  " in said) == (3, True), said
    assert f"it needs 14 more open files, and {most - 3} are left" in said
    assert not (shell.path / "reports").exists()


@no_limits
@pytest.mark.long
@pytest.mark.parametrize("mib", [130, 170, 220, 300, 1_000])
def test_little_memory(shell: Shell, mib: int) -> None:
    """Where Python itself begins, a run does: it ends, and calls nothing conform that it did not see."""
    written(shell.path, a=PASSES, b=ADAM, c=FAILS)
    code, said = limited(shell.path, "RLIMIT_AS", mib << 20, "run", "scenarios")
    assert code != 0, said
    assert not re.search("^(CONFORM|PARTIAL)", said, re.MULTILINE), said
    assert code == 1 or mib < 1_000, said


@pytest.fixture
def jumping(shell: Shell) -> Shell:
    """A clock of the day that jumps at every look, an hour back and forth; what only measures does not."""
    real, hours = time.time, iter(range(10**9))
    shell.monkeypatch.setattr(time, "time", lambda: real() + 3_600 * (next(hours) % 3 - 1))
    return shell


def test_a_clock_that_jumps(jumping: Shell) -> None:
    """No duration is negative, and no verdict another."""
    written(jumping.path, a=PASSES, b=ADAM, c=FAILS)
    assert jumping("run", "scenarios") == 1
    assert "NOT CONFORM" in jumping.out
    root = ElementTree.parse(jumping.path / "reports" / "junit.xml").getroot()
    times = [float(one.get("time", "0")) for one in root.iter() if one.get("time")]
    assert times
    assert all(0 <= one < 600 for one in times), times
    whole(jumping.path / "reports", jumping.out)
    assert jumping("verify", "reports") == 0


def test_while_a_run_goes_on_nothing_stands_there_of_an_earlier_one(shell: Shell) -> None:
    """Were it killed, a page that says PARTIAL would be taken for its own."""
    drawn = ("dossier.html", "report.html", "junit.xml", "summary.md")
    written(shell.path, a=PASSES, b=ADAM)
    assert shell("run", "scenarios", "-q") == 0
    assert all((shell.path / "reports" / name).is_file() for name in drawn)
    real, there = runner.play, list[bool]()

    def play(scenario, *world):  # type: ignore[no-untyped-def] # the runner's own signature
        there.append(any((shell.path / "reports" / name).exists() for name in drawn))
        return real(scenario, *world)

    shell.monkeypatch.setattr(runner, "play", play)
    assert shell("run", "scenarios", "-q") == 0
    assert there == [True, False]  # the first line of the ledger is written with the first verdict
    assert all((shell.path / "reports" / name).is_file() for name in drawn)


DIES: Final = """
import os
if "PYTEST_XDIST_WORKER" in os.environ:
    from conformance import runner
    real = runner.play
    def play(scenario, *world):
        if scenario.persona == "adam":
            os._exit(9)
        return real(scenario, *world)
    runner.play = play
"""


@pytest.mark.long
def test_a_worker_that_is_killed(shell: Shell) -> None:
    """What it had recorded is kept; the run is incomplete, as our own fault, and `report` says so again."""
    written(shell.path, a=PASSES, b=ADAM, c=PASSES.replace("marc", "marie"))
    (shell.path / "conftest.py").write_text(DIES, encoding="utf-8")
    (shell.path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "2", "scenarios"]
    done = subprocess.run(command, cwd=shell.path, capture_output=True, text=True, check=False, timeout=120)
    assert re.search("^INCOMPLETE  ", done.stdout, re.MULTILINE), done.stdout + done.stderr
    assert "exit code         4: " in done.stdout
    assert "passed" in done.stdout
    whole(shell.path / "reports", done.stdout)
    assert shell("report", "reports/ledger.jsonl", "--reports", "again", "-q") == 4
    assert shell.out.startswith("INCOMPLETE  ")
    told = [orjson.loads(line) for line in (shell.path / "reports" / "ledger.jsonl").read_bytes().splitlines()]
    names = {line["name"] for line in told if line["kind"] == "verdict" and line["origin"] != "rule"}
    assert names == {"balances/a", "balances/c"}
