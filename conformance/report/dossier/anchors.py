"""Where in the dossier something is told: what other reports link to. Pure."""

from __future__ import annotations

from typing import Final

from conformance.late import pattern

NAME: Final = "dossier.html"
_ODD: Final = pattern(r"[^A-Za-z0-9/.-]")


def of_scenario(name: str) -> str:
    """The id of a scenario's row: `scenario-balances/unknown`; odd letters by their numbers."""
    return f"scenario-{_plain(name)}"


def of_requirement(key: str) -> str:
    """The id of a requirement."""
    return f"requirement-{_plain(key)}"


def of_cause(number: int) -> str:
    """The id of a cause."""
    return f"cause-{number}"


def _plain(name: str) -> str:
    return _ODD.sub(lambda found: f"_{ord(found[0]):x}_", name)
