"""A verdict on pytest's reports: brought from the process that plays it, which may be a worker of xdist, to the writer.

Attributes that a plugin adds to a report are sent along with it. They are taken off where the verdict has been told: a
report lives as long as the session, and the bodies in a verdict are large.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pytest

from conformance.ledger.ledger import Batch, Entry
from conformance.ledger.observations import Packed
from conformance.plugin.items import ScenarioItem
from conformance.plugin.player import Recorded

_PERSONA: Final = "stet_persona"
_OUTCOME: Final = "stet_outcome"
_PACKED: Final = "stet_packed"
REST: Final = "stet_rest"
"""Where a worker leaves what it has exchanged and no verdict tells of."""
OBSERVED: Final = "stet_observed"
"""What answers have come to by rules on a worker, since its last report."""
_ITEMLESS: Final = "stet_itemless"
_RECORDED: Final = "stet_recorded"


def put_on(report: pytest.TestReport, item: ScenarioItem, call: pytest.CallInfo[None]) -> None:
    """Put the verdict on the report of the phase that decides; the time is that of the bank, not of our bookkeeping."""
    attributes = _of(report)
    attributes[_PERSONA] = item.scenario.persona
    report.duration = 0.0
    recorded = item.recorded
    if recorded is None:
        return
    if report.when == "call" or (report.when == "setup" and call.excinfo is not None):
        verdict = recorded.entry.verdict
        report.duration = verdict.elapsed_ms / 1000
        attributes[_OUTCOME] = verdict.outcome.value
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
        report.nodeid = report.nodeid.removesuffix(f"@{attributes[_PERSONA]}")
    recorded: Recorded | None = attributes.get(_RECORDED)
    if recorded is None and _PACKED in attributes:
        recorded = attributes[_RECORDED] = Recorded.of(Batch.unpacked(*attributes[_PACKED]))
    return recorded


def observed_on(report: pytest.TestReport) -> tuple[str, Packed]:
    """The worker that a report is of, and what answers have come to there by rules."""
    node: Any = getattr(report, "node", None)
    return (node.gateway.id if node is not None else ""), _of(report).get(OBSERVED, [])


def told(recorded: Recorded, phases: Iterable[pytest.TestReport]) -> None:
    """Put a verdict that no item stands for on the reports of its phases."""
    verdict = recorded.entry.verdict
    for report in phases:
        attributes = _of(report)
        attributes[_PERSONA] = ""
        if report.when == "call" or (report.when == "setup" and not report.passed):
            attributes[_OUTCOME], attributes[_RECORDED] = verdict.outcome.value, recorded
            attributes[_ITEMLESS] = True


def strip(report: pytest.TestReport) -> None:
    """Take the verdict off a report."""
    for name in (_PACKED, _RECORDED, OBSERVED):
        _of(report).pop(name, None)


def is_ours(report: pytest.TestReport) -> bool:
    """Whether a report is about a scenario."""
    return _PERSONA in _of(report)


def names_scenario(report: pytest.TestReport) -> bool:
    """Whether a report that came without a verdict has the name that a scenario has on a worker: `…@marc`."""
    return "@" in report.nodeid.rpartition("::")[2]


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
