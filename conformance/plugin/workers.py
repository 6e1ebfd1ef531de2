"""A verdict on pytest's reports: brought from the process that plays it, which may be a worker of xdist, to the writer.

Attributes that a plugin adds to a report are sent along with it. They are taken off where the verdict has been told: a
report lives as long as the session, and the bodies in a verdict are large.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pytest

from conformance.catalogue.turns import Phase, Turn
from conformance.errors import Mistake
from conformance.ledger.ledger import Batch, Entry
from conformance.ledger.observations import Packed
from conformance.model import Place
from conformance.plugin.items import ScenarioItem
from conformance.plugin.played import Recorded
from conformance.plugin.shares import without_suffix

_OURS: Final = "stet_scenario"
_OUTCOME: Final = "stet_outcome"
_PACKED: Final = "stet_packed"
REST: Final = "stet_rest"
"""Where a worker leaves what it has exchanged and no verdict tells of."""
OBSERVED: Final = "stet_observed"
"""What answers have come to by rules on a worker, since its last report."""
_TURN: Final = "stet_turn"
_MISTAKES: Final = "stet_mistakes"
_ITEMLESS: Final = "stet_itemless"
_ALONE: Final = "stet_alone"
_RECORDED: Final = "stet_recorded"


def put_on(report: pytest.TestReport, item: ScenarioItem, call: pytest.CallInfo[None]) -> None:
    """Put the verdict on the report of the phase that decides; the time is that of the bank, not of our bookkeeping."""
    attributes = _of(report)
    attributes[_OURS] = True
    report.duration = 0.0
    recorded = item.recorded
    if recorded is None:
        return
    if report.when == "call" or (report.when == "setup" and call.excinfo is not None):
        verdict = recorded.entry.verdict
        report.duration = verdict.elapsed_ms / 1000
        attributes[_OUTCOME] = verdict.outcome.value
        attributes[_TURN] = sorted(item.turn.personas), item.turn.phase.value
        if item.on_worker:
            attributes[_PACKED] = recorded.batch.packed()
            attributes[OBSERVED] = item.observed()
        else:
            attributes[_RECORDED] = recorded
    if report.skipped and isinstance(report.longrepr, tuple):
        # pytest tells where it was skipped: a file of ours, by its path on this machine.
        place = recorded.entry.verdict.scenario.place
        report.longrepr = (place.file, place.line, report.longrepr[2])
    if report.when == "setup" and report.failed:
        # pytest asks an item how its failure reads only in the call phase.
        report.longrepr = item.block()


def taken_from(report: pytest.TestReport) -> Recorded | None:
    """The verdict on a report, None where this phase decides nothing; a report of a worker gets its name without it."""
    attributes = _of(report)
    if hasattr(report, "node"):
        report.nodeid = without_suffix(report.nodeid)
    recorded: Recorded | None = attributes.get(_RECORDED)
    if recorded is None and _PACKED in attributes:
        recorded = attributes[_RECORDED] = Recorded.of(Batch.unpacked(*attributes[_PACKED]))
    return recorded


def turn_on(report: pytest.TestReport) -> Turn | None:
    """What the scenario of a report has held while it was played; None where this phase decides nothing."""
    found: tuple[list[str], int] | None = _of(report).get(_TURN)
    return Turn(personas=frozenset(found[0]), phase=Phase(found[1])) if found is not None else None


def observed_on(report: pytest.TestReport) -> tuple[Packed, str]:
    """What answers have come to by rules on the worker that a report is of, and its name."""
    node: Any = getattr(report, "node", None)
    return _of(report).get(OBSERVED, []), (node.gateway.id if node is not None else "")


def of_mistakes(mistakes: Iterable[Mistake]) -> pytest.CollectReport:
    """The report by which a worker tells its controller what is wrong in the user's files."""
    found = list(mistakes)
    report = pytest.CollectReport("", "failed", "\n".join(map(str, found)), [])
    report.__dict__[_MISTAKES] = [
        ((one.place.file, one.place.line, one.place.column) if one.place else None, one.says, one.hint) for one in found
    ]
    return report


def mistakes_on(report: pytest.CollectReport) -> tuple[Mistake, ...]:
    """What a worker tells by such a report, which is then no failure of a collector any more; nothing on all others."""
    told = report.__dict__.pop(_MISTAKES, None)
    if told is None:
        return ()
    report.outcome, report.longrepr = "passed", None
    return tuple(
        Mistake(place=Place(file=place[0], line=place[1], column=place[2]) if place else None, says=says, hint=hint)
        for place, says, hint in told
    )


def told(recorded: Recorded, phases: Iterable[pytest.TestReport]) -> None:
    """Put a verdict that no item stands for on the reports of its phases."""
    for attributes in _deciding(recorded, phases):
        attributes[_ITEMLESS] = True


def ends_with(report: pytest.TestReport) -> bool:
    """Whether a scenario of our own session that has just been told is told by this phase alone: it has passed."""
    alone = report.when == "call" and report.passed and tells(report)
    if alone:
        _of(report)[_ALONE] = True
    return alone


def is_last(report: pytest.TestReport) -> bool:
    """Whether no other phase of a scenario is told after this one."""
    return tells(report) and (report.when == "teardown" or _ALONE in _of(report))


def told_of(recorded: Recorded, turn: Turn, phases: Iterable[pytest.TestReport]) -> None:
    """Put the verdict on an item, which has held this turn, on the reports of its phases."""
    for attributes in _deciding(recorded, phases):
        attributes[_TURN] = sorted(turn.personas), turn.phase.value


def _deciding(recorded: Recorded, phases: Iterable[pytest.TestReport]) -> Iterator[dict[str, Any]]:
    """What the report of the phase that decides tells, with the verdict put there; all are known as ours."""
    verdict = recorded.entry.verdict
    for report in phases:
        attributes = _of(report)
        attributes[_OURS] = True
        if report.when == "call" or (report.when == "setup" and not report.passed):
            report.duration = verdict.elapsed_ms / 1000
            attributes[_OUTCOME], attributes[_RECORDED] = verdict.outcome.value, recorded
            yield attributes


def strip(report: pytest.TestReport) -> None:
    """Take the verdict off a report."""
    for name in (_PACKED, _RECORDED, OBSERVED):
        _of(report).pop(name, None)


def tells(report: pytest.TestReport) -> bool:
    """Whether a report is about a scenario."""
    return _OURS in _of(report)


def outcome_on(report: pytest.TestReport) -> str:
    """The verdict word on a report; '' where this phase decides nothing, or for a test of others."""
    return str(_of(report).get(_OUTCOME, ""))


def entry_on(report: pytest.TestReport) -> Entry | None:
    """The verdict on a report that is just being told; None where this phase decides nothing."""
    found: Recorded | None = _of(report).get(_RECORDED)
    return found.entry if found is not None else None


def itemless_on(report: pytest.TestReport) -> Recorded | None:
    """The verdict on a report that no item stands for; None on all others."""
    found: Recorded | None = _of(report).get(_RECORDED) if _ITEMLESS in _of(report) else None
    return found


def _of(report: pytest.TestReport) -> dict[str, Any]:
    return report.__dict__
