"""Whose a scenario is, told by its id on a worker of xdist: by that its controller shares out what there is to play."""

from __future__ import annotations

from typing import Final

from conformance.catalogue.turns import Turn

MARK: Final = "@persona="
"""What a worker adds to the id of a scenario begins so."""
LAST: Final = f"{MARK}*"
"""The mark of what is played when all else has been."""


def suffix(turn: Turn, *, shared: bool) -> str:
    """What a worker adds to the id of a scenario to say whose it is; `shared`: all workers play against one bank."""
    if shared and turn.is_shared:
        return LAST
    return f"{MARK}{min(turn.personas)}"


def without_suffix(nodeid: str) -> str:
    """The id of an item as it is without workers."""
    head, mark, persona = nodeid.rpartition(MARK)
    return head if mark and "/" not in persona else nodeid


def is_ours(nodeid: str) -> bool:
    """Whether an id that a worker tells is that of a scenario."""
    return without_suffix(nodeid) != nodeid
