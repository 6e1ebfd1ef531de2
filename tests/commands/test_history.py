"""history: what a run has kept is listed, followed and exported."""

from __future__ import annotations

import json

from tests.support.projects import FAILS, written
from tests.support.shell import Shell, shell

__all__ = ["shell"]


def test_a_run_is_kept_and_told(shell: Shell) -> None:
    """By its word, its causes, and the figures; a run that is only drawn again is not kept twice."""
    written(shell.path, fails=FAILS)
    assert shell("run", "scenarios", "-q", "--history", "h.sqlite") == 1
    assert shell("history", "h.sqlite") == 0
    assert "NOT CONFORM  1 of your own  1 cause" in shell.out
    assert shell("history", "h.sqlite", "--export", "json", "-o", "h.json") == 0
    (run,) = json.loads((shell.path / "h.json").read_bytes())
    assert run["word"] == "NOT CONFORM"
    assert run["times"]
    assert run["requirements"]
    assert shell("history", "h.sqlite", "--trend", "AT-NO-99") == 2
    assert "--trend AT-NO-99: no run that is kept says anything about it" in shell.err
    assert shell("history", "h.sqlite", "--bank", "nobody") == 2
    assert "the history has no run of nobody (it has embedded reference bank)" in shell.err


AWAY = "http://127.0.0.1:9/stet/psd2/v1.4.2"


def test_a_bank_that_was_away_is_kept_with_the_reason(shell: Shell) -> None:
    """It has no ledger; a run that could not begin for a mistake of the user's is none."""
    written(shell.path, fails=FAILS)
    assert shell("run", "scenarios", "-q", "--base-url", AWAY, "--history", "h.sqlite") == 3
    assert shell("run", "scenarios", "-q", "--base-url", "ftp://bank", "--history", "h.sqlite") == 2
    assert shell("run", "scenarios", "-q", "--base-url", AWAY, "--now", "noon", "--history", "h.sqlite") == 2
    assert shell("history", "h.sqlite") == 0
    (line,) = shell.out.splitlines()
    assert "127.0.0.1:9  COULD NOT RUN  127.0.0.1:9 refuses the connection" in line


def test_a_file_that_is_no_history_is_told_before_anything_is_played(shell: Shell) -> None:
    """Nothing is written then, neither into it nor into the reports."""
    written(shell.path, fails=FAILS)
    (shell.path / "h.txt").write_text("a text\n")
    for command in ("run", "scenarios"), ("merge", "r1", "r2", "--into", "r"):
        assert shell(*command, "--history", "h.txt") == 2
        assert "h.txt is no history" in shell.err
    assert sorted(path.name for path in shell.path.iterdir()) == ["h.txt", "scenarios"]
    assert (shell.path / "h.txt").read_text() == "a text\n"


def test_reports_go_into_no_file(shell: Shell) -> None:
    """That is said before anything is read."""
    (shell.path / "afile").touch()
    assert shell("merge", "r1", "r2", "--into", "afile") == 2
    assert "--into afile: this is a file (name a folder" in shell.err
