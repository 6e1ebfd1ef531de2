"""Verdicts told like tests, in every report, without pytest's runner: rules, and scenarios of our own command.

Each rule is told once, at the end, whatever was selected. A session that is stopped has not asked for all that was
played ahead of it. And in a session of our own command no plugin of others stands around a scenario: its verdict needs
no setup, call and teardown that each ask every plugin.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import pytest

from conformance.model import Outcome
from conformance.plugin import workers
from conformance.plugin.items import Block, ScenarioItem
from conformance.plugin.played import Recorded
from conformance.report.junit import properties
from conformance.report.text import Register, block
from conformance.visible import visible


def tell_rules(session: pytest.Session, several: Iterable[Recorded], register: Register) -> None:
    """Report what each rule came to, as if it had been played after all scenarios."""
    told = tuple(several)
    session.testscollected += len(told)
    _tell(session, ((recorded, f"rules::{recorded.entry.verdict.scenario.name}") for recorded in told), register)


def tell_items(session: pytest.Session, several: Iterable[tuple[ScenarioItem, Recorded]], register: Register) -> None:
    """Report what these items came to, which the session did not run."""
    _tell(session, ((recorded, item.nodeid) for item, recorded in several), register)


def _tell(session: pytest.Session, several: Iterable[tuple[Recorded, str]], register: Register) -> None:
    option = session.config.option
    most, option.maxfail = option.maxfail, 0  # `-x` and `--maxfail` are about what is played, and that is over
    for recorded, nodeid in several:
        phases = tuple(_phases(recorded, nodeid, register))
        workers.told(recorded, phases)
        tell(session, phases)
    option.maxfail = most


def phases_of(item: ScenarioItem, recorded: Recorded, register: Register) -> Sequence[pytest.TestReport]:
    """The reports of an item that has just been played.

    A setup that has passed says nothing, and is left out; so is the teardown of what has passed, which only says that
    no more is to come.
    """
    phases = [one for one in _phases(recorded, item.nodeid, register) if one.when != "setup" or not one.passed]
    workers.told_of(recorded, item.turn, phases)
    return phases[:1] if workers.ends_with(phases[0]) else phases


def tell(session: pytest.Session, phases: Sequence[pytest.TestReport]) -> None:
    """Report what an item came to by these phases of it."""
    hook, first = session.config.hook, phases[0]
    hook.pytest_runtest_logstart(nodeid=first.nodeid, location=first.location)
    for report in phases:
        hook.pytest_runtest_logreport(report=report)
    hook.pytest_runtest_logfinish(nodeid=first.nodeid, location=first.location)


def _phases(recorded: Recorded, nodeid: str, register: Register) -> Iterator[pytest.TestReport]:
    """The reports of setup, call and teardown, as pytest would have made them of an item."""
    verdict = recorded.entry.verdict
    report = partial(_report, recorded, nodeid, properties(verdict))
    stopped, skipped = verdict.outcome in (Outcome.BLOCKED, Outcome.BROKEN), verdict.outcome is Outcome.SKIPPED
    where = (verdict.scenario.place.file, verdict.scenario.place.line, f"Skipped: {visible(verdict.reason)}")
    if stopped:
        yield report("setup", "failed", Block(block(recorded.entry, register)))
    elif skipped:
        yield report("setup", "skipped", where)
    else:
        yield report("setup", "passed")
        if verdict.outcome is Outcome.FAILED:
            yield report("call", "failed", Block(block(recorded.entry, register)))
        elif verdict.outcome is Outcome.DEVIANT:
            expected = report("call", "skipped", Block(block(recorded.entry, register)))
            expected.wasxfail = visible(verdict.reason)
            yield expected
        else:
            yield report("call", "passed")
    yield report("teardown", "passed")


def _report(  # noqa: PLR0913, PLR0917 - what pytest makes a report of
    recorded: Recorded, nodeid: str, told: list[tuple[str, object]], when: Any, outcome: Any, longrepr: Any = None
) -> pytest.TestReport:
    scenario = recorded.entry.verdict.scenario
    return pytest.TestReport(
        nodeid=nodeid,
        location=(scenario.place.file, scenario.place.line - 1, scenario.name),
        keywords={},
        outcome=outcome,
        longrepr=longrepr,
        when=when,
        user_properties=told,
    )
