"""What a command keeps in a history: that it can be is known before anything is played, and no word is lost by it."""
# ruff: noqa: PLC0415 - what a command needs is imported when it is called

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from conformance.errors import ExitCode, Trouble, weightiest
from conformance.visible import visible

if TYPE_CHECKING:
    from conformance.fleet.examined import Examined

_OURS = frozenset({ExitCode.MISTAKE, ExitCode.BROKEN})
"""How a run ends that says nothing about a bank, and came to nothing."""


def hold(history: Path | None) -> None:
    """Raises Mistakes where that file is no history, Unreachable where it cannot be written."""
    if history is not None:
        from conformance.history import database

        database.hold(history)


def keep(history: Path | None, several: Iterable[Examined], code: ExitCode, *, fleet: str = "") -> ExitCode:
    """Keep what runs came to, also those without verdicts whose bank was away; the code to end with.

    What did not even begin for a mistake of the user's, or a fault of ours, is no run of a bank.
    """
    if history is None:
        return code
    from conformance.history import database

    kept = [one for one in several if one.run or one.exit_code not in _OURS]
    try:
        database.add(history, kept, fleet=fleet)
    except Trouble as trouble:
        click.echo(visible(str(trouble)), err=True)
        return code if code is ExitCode.INTERRUPTED else weightiest([code, trouble.exit_code])
    return code
