"""What goes wrong only for tokens that were had by a refresh: asked so, it is another defect. Pure.

No request says how its token was had. Where a claim is kept with every token of a login and broken with every one of a
refresh, wherever a run has asked, the refresh is what makes the difference.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from conformance.report.sightings import Sighting, Sightings, Tried
from conformance.symptoms import CODED

REFRESHED: Final = "token refreshed"
"""How was asked with a token that was had by a refresh, where that makes a difference."""
KEPT: Final = "token kept"
"""How was asked with a token that a step of the scenario has kept."""
_Asked = tuple[str, str]
"""A claim, and what was asked for."""


def is_refreshed(manner: str) -> bool:
    """Whether was asked with a token that was had by a refresh."""
    return REFRESHED in manner.split(", ")


def told_apart(verdicts: Sequence[Sightings]) -> list[Sightings]:
    """The same verdicts, where what only a refreshed token shows says so in its manner."""
    history = _History(verdicts)
    found = [one for verdict in verdicts for one in verdict.found if one.tried is not None]
    failed = {_failed(one.tried) for one in found if one.tried is not None}
    kept = [one for verdict in verdicts for one in verdict.tried if _failed(one) not in failed]
    by_login = {_asked(one) for one in kept if history.refreshed(one.persona, one.number) is False}
    by_refresh = {_asked(one) for one in kept if history.refreshed(one.persona, one.number)}
    broken = {_asked(one.tried) for one in found if one.tried is not None and not _was_refreshed(one, history)}
    only = by_login - by_refresh - broken
    return [replace(one, found=tuple(_told(each, only, history) for each in one.found)) for one in verdicts]


def _told(one: Sighting, only: set[_Asked], history: _History) -> Sighting:
    looks = one.symptom
    if one.tried is None or _asked(one.tried) not in only or looks.word not in CODED:
        return one
    if not _was_refreshed(one, history):
        return one
    others = [part for part in looks.manner.split(", ") if part not in ("", KEPT)]
    return replace(one, symptom=replace(looks, manner=", ".join((REFRESHED, *others))))


def _was_refreshed(one: Sighting, history: _History) -> bool:
    return one.refreshed or (one.tried is not None and history.refreshed(one.tried.persona, one.number) is True)


def _asked(one: Tried) -> _Asked:
    return one.claim, one.address


def _failed(one: Tried) -> tuple[str, int]:
    return one.claim, one.number


class _History:
    """How each persona's token was had, at any moment of a run."""

    def __init__(self, verdicts: Iterable[Sightings]) -> None:
        had: dict[str, list[tuple[int, bool]]] = {}
        for verdict in verdicts:
            for persona, number, refreshed in verdict.tokens:
                had.setdefault(persona, []).append((number, refreshed))
        self._had: Mapping[str, list[tuple[int, bool]]] = {persona: sorted(those) for persona, those in had.items()}

    def refreshed(self, persona: str, number: int) -> bool | None:
        """Whether a persona's token was had by a refresh when an exchange was made; None where nobody can say."""
        had = self._had.get(persona, [])
        at = bisect(had, (number, False))
        return had[at - 1][1] if at else None
