"""Part three, what could not be tried or is not offered: by reason, and the promises that stay open by it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.model import Outcome, Purpose, Verdict
from conformance.report.asking import REFUSAL
from conformance.report.coverage import Stand
from conformance.report.dossier import anchors
from conformance.report.dossier.run import Link, Told
from conformance.symptoms import asked_for

_OPEN: Final = (Stand.BLOCKED, Stand.SKIPPED, Stand.NOT_JUDGED)
_OURS: Final = (Purpose.CONTROL, Purpose.RESTORING)
"""What sets the clock and puts things back is not what a scenario ended at."""
_SOUGHT: Final = pattern(r"(\w+) has no item with (\w+)=")
"""How it is told that the answers of the bank do not have what a scenario needs."""
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
    causes: tuple[Link, ...] = ()
    """The defects of the bank that explain it: the same was refused in the same way, or the same member is wrong."""


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
                causes=tuple(_explained(told, names, text)) if outcome is Outcome.BLOCKED else (),
            )
        )
    return tuple(found)


def _explained(told: Told, names: Sequence[str], reason: str) -> Iterator[Link]:
    """The causes by which scenarios were blocked.

    The answer at which each of them ended has the wrong status that a cause tells, or what was looked for in a list
    was not found by a member that a cause tells to be wrong there.
    """
    ends = {_end(told.entry(name).verdict) for name in names}
    sought = _SOUGHT.search(reason)
    member = f"{sought[1]}[*].{sought[2]}" if sought else ""
    for cause in told.causes:
        refuses = {(one.symptom.address, one.status) for one in cause.sightings if one.symptom.word == "status"}
        wrong = {one.symptom.place for one in cause.sightings}
        if ends <= refuses or (member and member in wrong):
            yield Link(text=str(cause.number), to=anchors.of_cause(cause.number))


def _end(verdict: Verdict) -> tuple[str, int]:
    """What the bank refused last, and how; nothing where it refused nothing."""
    own = [one for one in verdict.exchanges if one.asker.purpose not in _OURS]
    return (asked_for(own[-1].call), own[-1].status) if own and own[-1].status >= REFUSAL else ("", 0)


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
