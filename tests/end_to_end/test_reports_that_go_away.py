"""The disk is full, or somebody removes or changes what a run has written while it goes on."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys

import pytest

from conformance import runner
from conformance.ledger.file import LinesFile
from conformance.plugin.run import Run
from conformance.report.statement import End
from tests.support.ledger_lines import lines
from tests.support.projects import ADAM, FAILS, PASSES, written
from tests.support.shell import Shell, shell

__all__ = ["shell"]


@pytest.mark.skipif(sys.platform == "win32", reason="a full disk is played by a limit on the size of files")
@pytest.mark.parametrize("command", [["conformance", "run"], ["pytest"]], ids=["command line", "pytest"])
def test_a_disk_that_is_full(shell: Shell, command: list[str]) -> None:
    """One sentence, exit code 3; what was measured before is kept."""
    written(shell.path, a=PASSES, b=ADAM, c=PASSES)
    limited = (
        "import resource, runpy, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (12000, 12000)); sys.argv[0] = sys.argv.pop(1);"
        "runpy.run_module(sys.argv[0], run_name='__main__', alter_sys=True)"
    )
    words = [sys.executable, "-B", "-c", limited, *command, "scenarios"]  # -B: half of a module would stay behind
    done = subprocess.run(words, cwd=shell.path, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 3, said
    assert "cannot be written: File too large" in said
    assert re.search("^INCOMPLETE  embedded reference bank", said, re.M)
    assert "Traceback" not in said
    assert "INTERNALERROR" not in said


@pytest.mark.parametrize(
    ("line", "nth"),
    [(b'"kind":"verdict"', 2), (b'"name":"rules/', 1), (b'"kind":"footer"', 1)],
    ids=["a scenario", "a rule", "the end"],
)
def test_a_disk_that_is_full_for_one_line(shell: Shell, line: bytes, nth: int) -> None:
    """What could not be written is counted nowhere, no report says more than the ledger, and that is read again."""
    written(shell.path, a=PASSES, b=PASSES)
    real, met = LinesFile.write, list[bytes]()

    def write(self: LinesFile, lines: bytes) -> None:
        met.extend([lines] if line in lines else [])
        if line in lines and len(met) == nth:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(self, lines)

    shell.monkeypatch.setattr(LinesFile, "write", write)
    assert shell("run", "scenarios") == 3
    assert re.search("^INCOMPLETE  embedded reference bank", shell.out, re.M)
    junit = shell.path / "reports" / "junit.xml"
    assert not junit.exists() or 'name="conformance" value="INCOMPLETE"' in junit.read_text(encoding="utf-8")
    shell.monkeypatch.setattr(LinesFile, "write", real)
    assert shell("report", "-q", "reports/ledger.jsonl", "--reports", "again") == 3
    assert shell.out.startswith("INCOMPLETE  ")


def test_a_reports_folder_that_goes_away(shell: Shell) -> None:
    """While the run goes on: one sentence, exit code 3; what was measured is kept, its last verdict too."""
    written(shell.path, a=PASSES, b=ADAM)
    real = runner.play

    def play(scenario, *world):  # type: ignore[no-untyped-def] # the runner's own signature
        if scenario.persona == "adam":
            shutil.rmtree(shell.path / "reports")
        return real(scenario, *world)

    shell.monkeypatch.setattr(runner, "play", play)
    assert shell("run", "scenarios") == 3
    says = "the reports folder reports was removed while the run went on; what was measured stands in"
    assert f"{says} reports/ledger.jsonl" in shell.out
    assert re.search("^INCOMPLETE  embedded reference bank", shell.out, re.M)
    assert shell("report", "reports/ledger.jsonl", "--reports", "again") == 3
    assert re.search("^INCOMPLETE  embedded reference bank", shell.out, re.M)
    assert says in shell.out
    assert "balances/b" in (shell.path / "again" / "junit.xml").read_text(encoding="utf-8")


def test_a_ledger_that_goes_away_before_the_end(shell: Shell) -> None:
    """After the last verdict: the run did not come to its end either, but all of it is told."""
    written(shell.path, a=PASSES)
    real = Run.finish

    def finish(self: Run, end: End) -> None:
        if not self.stopped:
            (shell.path / "reports" / "ledger.jsonl").unlink()
        real(self, end)

    shell.monkeypatch.setattr(Run, "finish", finish)
    assert shell("run", "scenarios", "-q") == 3
    assert shell.out.startswith("INCOMPLETE  ")
    last = lines(shell.path / "reports" / "ledger.jsonl")[-1]
    assert (last["word"], last["complete"]) == ("INCOMPLETE", False)


@pytest.mark.parametrize("bad", [PASSES, FAILS], ids=["holds", "fails"])
def test_a_ledger_that_somebody_writes_into(shell: Shell, bad: str) -> None:
    """While the run goes on: what was measured cannot be shown any more, so nothing is said of the bank by it."""
    written(shell.path, a=bad, b=ADAM)
    real = runner.play

    def play(scenario, *world):  # type: ignore[no-untyped-def] # the runner's own signature
        if scenario.persona == "adam":
            os.truncate(shell.path / "reports" / "ledger.jsonl", 100)
        return real(scenario, *world)

    shell.monkeypatch.setattr(runner, "play", play)
    assert shell("run", "scenarios") == 3
    assert re.search("^INCOMPLETE  embedded reference bank", shell.out, re.M)
    assert "somebody has changed the ledger while the run went on" in shell.out
    assert not (shell.path / "reports" / "dossier.html").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes among its files")
def test_a_pipe_among_the_reports(shell: Shell) -> None:
    """Nobody waits for a reader of it, also where the run cannot begin its ledger."""
    written(shell.path, a=PASSES)
    reports = shell.path / "reports"
    reports.mkdir()
    for name in ("ledger.jsonl", "junit.xml", "report.html", "dossier.html", "summary.md"):
        os.mkfifo(reports / name)
    assert shell("run", "scenarios") == 3
    assert "ledger.jsonl cannot be written: it is a pipe or a device" in shell.out + shell.err
    assert not (reports / "junit.xml").is_fifo()
