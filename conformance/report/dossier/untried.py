"""Part three, what could not be tried or is not offered: by reason, and the promises that stay open by it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from conformance.model import Outcome
from conformance.report.coverage import Stand
from conformance.report.dossier import anchors
from conformance.report.dossier.run import Link, Told

_OPEN: Final = (Stand.BLOCKED, Stand.SKIPPED, Stand.NOT_JUDGED)
_UNTRIED: Final = (Outcome.BROKEN, Outcome.BLOCKED, Outcome.SKIPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why some scenarios came to nothing."""

    word: str
    """`broken`, `blocked` or `skipped`."""
    text: str
    scenarios: tuple[Link, ...]
    stays_open: tuple[Link, ...]
    """The requirements of which the run says nothing because of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Untestable:
    """Why some requirements cannot be tested from outside."""

    text: str
    requirements: tuple[Link, ...]


def reasons(told: Told) -> tuple[Reason, ...]:
    """What kept scenarios from being judged, what is gravest first."""
    left_open = {one.requirement.id: one.word for one in told.standings}
    groups: dict[tuple[Outcome, str], list[str]] = {}
    for outcome in _UNTRIED:
        for entry in told.story.entries:
            if entry.verdict.outcome is outcome:
                groups.setdefault((outcome, entry.verdict.reason), []).append(entry.verdict.scenario.name)
    found = []
    for (outcome, text), names in groups.items():
        covers = dict.fromkeys(key for name in names for key in told.entry(name).verdict.scenario.covers)
        found.append(
            Reason(
                word=outcome.value,
                text=text,
                scenarios=tuple(told.link(name) for name in names),
                stays_open=tuple(_requirement(key) for key in covers if left_open.get(key) in _OPEN),
            )
        )
    return tuple(found)


def untestable(told: Told) -> tuple[Untestable, ...]:
    """Requirements that nobody can test from outside, by the reason why."""
    groups: dict[str, list[str]] = {}
    for one in told.standings:
        if one.word is Stand.NOT_TESTABLE:
            groups.setdefault(one.requirement.not_tested, []).append(one.requirement.id)
    return tuple(Untestable(text=text, requirements=tuple(map(_requirement, keys))) for text, keys in groups.items())


def unchecked(told: Told) -> tuple[Link, ...]:
    """Requirements that could be tested, and that nothing on this run was about."""
    return tuple(
        _requirement(one.requirement.id)
        for one in told.standings
        if one.word is Stand.NOT_CHECKED and one.requirement.level != "info"
    )


def _requirement(key: str) -> Link:
    return Link(text=key, to=anchors.of_requirement(key))
