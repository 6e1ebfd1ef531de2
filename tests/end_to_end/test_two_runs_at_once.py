"""Two runs at once: into one folder, against one bank. The second waits for a while, then says so and leaves."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import locks
from conformance.sandbox import Running, start
from tests.support.ledgers import lines
from tests.support.projects import PASSES, written
from tests.support.shell import Shell, shell

__all__ = ["shell"]

WAITING = """
import sys
import conformance.runner as runner
from conformance.cli import main
real = runner.play
def play(*given):
    print("playing", flush=True)
    sys.stdin.read()
    return real(*given)
runner.play = play
main()
"""
"""A run whose first scenario takes as long as its standard input is open."""


@pytest.fixture(scope="module")
def bank() -> Iterator[Running]:
    running = start()
    yield running
    running.stop()


@pytest.fixture
def project(shell: Shell, tmp_path: Path) -> Shell:
    """A project of a user's, whose locks are his own."""
    shell.monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    written(shell.path, one=PASSES)
    return shell


@pytest.fixture
def other(project: Shell, bank: Running) -> Iterator[subprocess.Popen[str]]:
    """Another run that is under way, against the bank and into `reports`."""
    words = [sys.executable, "-u", "-c", WAITING, "run", "scenarios", "--base-url", bank.base_url]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=project.path) as process:
        assert process.stdout is not None
        while "playing" not in process.stdout.readline():
            pass
        yield process
        process.kill()


def moments(reports: Path) -> list[str]:
    """When each exchange of a run took place."""
    return [line["at"] for line in lines(reports / "ledger.jsonl") if line["kind"] == "exchange"]


def test_the_second_run_is_refused(project: Shell, bank: Running, other: subprocess.Popen[str]) -> None:
    """Through every door, before it sends or writes anything; the first is not disturbed."""
    project.monkeypatch.setattr(locks, "PATIENCE_S", 0.05)
    against = f"another run (process {other.pid}) is examining {bank.base_url}"
    into = f"another run (process {other.pid}) is writing its reports into"
    spelled = bank.base_url.replace("http://", "HTTP://") + "/"
    for words, says in (
        (("--base-url", spelled, "--reports", "mine"), against),
        (("--base-url", bank.base_url, "--reports", "mine", "-n", "2"), against),
        (("--reports", "other/../reports"), into),
    ):
        assert project("run", "scenarios", *words) == 3, words
        assert says.partition("http")[0] in project.out + project.err, words
        assert "COULD NOT RUN  " in project.out
    assert pytest.main(["-p", "no:cacheprovider", "scenarios", f"--base-url={bank.base_url}", "--reports=mine"]) == 3
    assert not list(project.path.glob("mine/*"))
    out, _ = other.communicate("", timeout=60)
    assert other.returncode == 0, out


def test_one_that_touches_neither_goes_on(project: Shell, other: subprocess.Popen[str]) -> None:
    """Each run has an embedded bank of its own; a ledger is read by as many as like to, while they write elsewhere."""
    project.monkeypatch.setattr(locks, "PATIENCE_S", 0.05)
    assert project("run", "scenarios", "--reports", "mine") == 0
    assert project("report", "mine/ledger.jsonl", "--reports", "again", "-q") == 0
    assert project("report", "mine/ledger.jsonl", "--reports", "reports", "-q") == 3
    assert f"(process {other.pid}) is writing its reports into reports" in project.out + project.err


def test_the_second_run_waits(project: Shell, bank: Running, other: subprocess.Popen[str]) -> None:
    """As long as it has patience; then it is as if it had begun later."""
    project.monkeypatch.setattr(locks, "PATIENCE_S", 60.0)
    hold_bank = locks.Locks.hold_bank

    def hold(self: locks.Locks, base_url: str) -> None:
        if other.stdin is not None and not other.stdin.closed:
            other.stdin.close()  # only now does the first one come to its end
        hold_bank(self, base_url)

    project.monkeypatch.setattr(locks.Locks, "hold_bank", hold)
    assert project("run", "scenarios", "--base-url", bank.base_url, "--reports", "mine") == 0
    ended, began = (moments(project.path / folder) for folder in ("reports", "mine"))
    assert ended[-1] < began[0]
