"""How a verdict travels on pytest's reports: from the process that plays it to the one that writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from conformance.ledger.ledger import Entry
from conformance.ledger.lines import loads
from conformance.plugin.items import KEPT, VerdictItem

if TYPE_CHECKING:
    from conformance.plugin.session import Door


def pack(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport, door: Door) -> None:
    """Put the verdict on the report of the phase that decides; the time is that of the bank, not of our bookkeeping."""
    if not isinstance(item, VerdictItem):
        return
    attributes = _of(report)
    attributes["stet_persona"] = item.scenario.persona
    report.duration = 0.0
    kept = item.stash.get(KEPT, None)
    if kept is None:
        return
    if report.when == "call" or (report.when == "setup" and call.excinfo is not None):
        verdict = kept.entry.verdict
        report.duration = verdict.elapsed_ms / 1000
        attributes |= {"stet_outcome": verdict.outcome.value, "stet_line": kept.line}
        if not door.worker:
            attributes["stet_entry"] = kept.entry
    if report.when == "setup" and report.failed:
        # pytest asks an item how its failure reads only in the call phase.
        report.longrepr = item.block()


def unpack(report: pytest.TestReport, door: Door) -> None:
    """Write the verdict into the ledger and draw what is drawn of it; what a worker of xdist sent is read first.

    The report lives as long as the session, so the verdict with all its bodies is taken off it.
    """
    attributes = _of(report)
    if hasattr(report, "node"):
        report.nodeid = report.nodeid.removesuffix(f"@{attributes['stet_persona']}")
    line = attributes.pop("stet_line", None)
    if line is not None:
        entry = attributes.pop("stet_entry", None) or Entry.of(loads(line))
        door.book.take(entry, line)
        if door.pages is not None:
            door.pages.draw(entry, report)


def _of(report: pytest.TestReport) -> dict[str, Any]:
    """The attributes of a report: those that a plugin adds travel with it."""
    return report.__dict__
