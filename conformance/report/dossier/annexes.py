"""Parts seven and eight: the known deviations and what they hide; what the documentation leaves open. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

from conformance import specs
from conformance.clock import PARIS
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.model import Outcome
from conformance.report.dossier.run import Link, Told
from conformance.specs import Ambiguity
from conformance.symptoms import address

Listed = Mapping[str, str]
_READING: Final = pattern(r"the reading of (\w+):")
"""How a tolerance names the point it comes from (conformance.attribution)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A known deviation on this run."""

    listed: Listed
    """Its members: scenario or promise, reason, owner, ticket, expires, standing."""
    days_left: int | None
    """From the day of the run; None where the list gives no date."""
    hides: tuple[Link, ...]
    """The scenarios that fail by it."""


def accepted(told: Told) -> tuple[Accepted, ...]:
    """The list of known deviations."""
    header, footer = told.finished.header, told.finished.footer
    day = datetime.fromisoformat(header.get("now") or header["started"]).astimezone(PARIS).date()
    return tuple(
        Accepted(listed=one, days_left=_days(one.get("expires", ""), day), hides=tuple(_hidden(told, one)))
        for one in footer.get("deviations", ())
    )


def _days(expires: str, day: date) -> int | None:
    try:
        return (date.fromisoformat(expires) - day).days
    except ValueError:
        return None


def _hidden(told: Told, one: Listed) -> Iterator[Link]:
    for entry in told.story.entries:
        verdict = entry.verdict
        if verdict.outcome is not Outcome.DEVIANT:
            continue
        here = verdict.scenario.name == one.get("scenario")
        if here or any(
            (found.promise, address(found)) == (one.get("promise"), one.get("address")) for found in verdict.findings
        ):
            yield told.link(verdict.scenario.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point that the documentation leaves open, and what rests on the reading taken."""

    ambiguity: Ambiguity
    rests: tuple[Link, ...]
    flips: tuple[Link, ...]
    """Those that would fail under the other reading: they warn by this one."""


def points(told: Told) -> tuple[Point, ...]:
    """The points that matter to this run, in the documentation's order."""
    rests: defaultdict[str, list[Link]] = defaultdict(list)
    flips: defaultdict[str, list[Link]] = defaultdict(list)
    for entry in told.story.entries:
        scenario, tolerances = entry.verdict.scenario, {finding.tolerance for finding in entry.verdict.findings}
        for key in scenario.reading:
            rests[key].append(told.link(scenario.name))
        for key in {key for tolerance in tolerances for key in _READING.findall(tolerance)}:
            flips[key].append(told.link(scenario.name))
    return tuple(
        Point(ambiguity=point, rests=tuple(rests[key]), flips=tuple(flips[key]))
        for key, point in specs.load().ambiguities.items()
        if key in rests or key in flips
    )
