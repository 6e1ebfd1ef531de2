"""How a verdict travels on pytest's reports: from the process that plays it to the one that writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from conformance.plugin.items import KEPT, VerdictItem
from conformance.report.ledger import Entry
from conformance.report.lines import loads

if TYPE_CHECKING:
    from conformance.plugin.book import Book
    from conformance.plugin.session import Door


def pack(item: pytest.Item, call: pytest.CallInfo[None], report: pytest.TestReport, door: Door) -> None:
    """Put the verdict on the report of the phase that decides; the time is that of the bank, not of our bookkeeping."""
    if not isinstance(item, VerdictItem):
        return
    kept = item.stash.get(KEPT, None)
    if kept is None:
        return
    report.duration = 0.0
    _of(report)["stet_persona"] = item.scenario.persona
    if report.when == "call" or (report.when == "setup" and call.excinfo is not None):
        verdict = kept.entry.verdict
        report.duration = verdict.elapsed_ms / 1000
        _of(report)["stet_outcome"] = verdict.outcome.value
        _of(report)["stet_line"] = kept.line
        if not door.worker:
            _of(report)["stet_entry"] = kept.entry
    if report.when == "setup" and report.failed:
        # pytest asks an item how its failure reads only in the call phase.
        report.longrepr = item.block()


def unpack(report: pytest.TestReport, book: Book) -> None:
    """Write the verdict into the ledger; what a worker of xdist sent is read first."""
    attributes = _of(report)
    if hasattr(report, "node") and "stet_persona" in attributes:
        report.nodeid = report.nodeid.removesuffix(f"@{attributes['stet_persona']}")
    line = attributes.pop("stet_line", None)
    if line is not None:
        if "stet_entry" not in attributes:
            attributes["stet_entry"] = _read(line)
        book.take(attributes["stet_entry"], line)


def entry(report: pytest.TestReport) -> Entry | None:
    """The verdict that a report carries; None for other tests and other phases."""
    found: Entry | None = _of(report).get("stet_entry")
    return found


def _read(line: bytes) -> Entry:
    return Entry.of(loads(line))


def _of(report: pytest.TestReport) -> dict[str, Any]:
    """The attributes of a report: those that a plugin adds travel with it."""
    return report.__dict__
