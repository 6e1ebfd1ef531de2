"""Rules in a session: once at its end each is told like a test, in every report, whatever was selected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from conformance.model import Outcome
from conformance.plugin import workers
from conformance.plugin.items import Block
from conformance.plugin.player import Recorded
from conformance.report.junit import properties
from conformance.report.text import Register, block


def tell(session: pytest.Session, several: Iterable[Recorded], register: Register) -> None:
    """Report what each rule came to, as if it had been played after all scenarios."""
    told = tuple(several)
    hook, option = session.config.hook, session.config.option
    most, option.maxfail = option.maxfail, 0  # `-x` and `--maxfail` are about what is played, and that is over
    session.testscollected += len(told)
    for recorded in told:
        phases = tuple(_phases(recorded, register))
        workers.told(recorded, phases)
        first = phases[0]
        hook.pytest_runtest_logstart(nodeid=first.nodeid, location=first.location)
        for report in phases:
            hook.pytest_runtest_logreport(report=report)
        hook.pytest_runtest_logfinish(nodeid=first.nodeid, location=first.location)
    option.maxfail = most


def _phases(recorded: Recorded, register: Register) -> Iterator[pytest.TestReport]:
    """The reports of setup, call and teardown, as pytest would have made them of an item."""
    verdict = recorded.entry.verdict
    broken, skipped = verdict.outcome is Outcome.BROKEN, verdict.outcome is Outcome.SKIPPED
    where = (verdict.scenario.place.file, verdict.scenario.place.line, f"Skipped: {verdict.reason}")
    if broken:
        yield _report(recorded, "setup", "failed", Block(block(recorded.entry, register)))
    elif skipped:
        yield _report(recorded, "setup", "skipped", where)
    else:
        yield _report(recorded, "setup", "passed")
        if verdict.outcome is Outcome.FAILED:
            yield _report(recorded, "call", "failed", Block(block(recorded.entry, register)))
        elif verdict.outcome is Outcome.DEVIANT:
            report = _report(recorded, "call", "skipped", Block(block(recorded.entry, register)))
            report.wasxfail = verdict.reason
            yield report
        else:
            yield _report(recorded, "call", "passed")
    yield _report(recorded, "teardown", "passed")


def _report(recorded: Recorded, when: Any, outcome: Any, longrepr: Any = None) -> pytest.TestReport:
    verdict = recorded.entry.verdict
    scenario = verdict.scenario
    return pytest.TestReport(
        nodeid=f"rules::{scenario.name}",
        location=(scenario.place.file, scenario.place.line - 1, f"{scenario.name}: {scenario.title}"),
        keywords={},
        outcome=outcome,
        longrepr=longrepr,
        when=when,
        user_properties=properties(verdict),
    )
