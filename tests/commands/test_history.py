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
    assert "NOT CONFORM  1 cause" in shell.out
    assert shell("history", "h.sqlite", "--export", "json", "-o", "h.json") == 0
    (run,) = json.loads((shell.path / "h.json").read_bytes())
    assert run["word"] == "NOT CONFORM"
    assert run["times"]
    assert shell("history", "h.sqlite", "--bank", "nobody") == 2
    assert "the history has no run of nobody (it has embedded reference bank)" in shell.err
