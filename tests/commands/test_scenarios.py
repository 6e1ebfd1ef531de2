"""Which scenarios a command is about."""

from __future__ import annotations

import pytest

from conformance.commands.scenarios import selected


def test_an_old_name_is_understood_and_the_new_one_said(capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error, so that a list on standard output stays one."""
    assert [one.name for one in selected((), ["plumbing/accept-hal"])] == ["media-types/accept-hal"]
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("hint: --only plumbing/accept-hal: the scenario is now called media-types/accept-hal;")
