"""A verdict as Allure tells it: what it proves, how grave it is, what was done step by step."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from uuid import uuid4

from allure_commons.model2 import Attachment, Label, Link, Parameter, Status, StatusDetails, TestResult, TestStepResult

from conformance.model import Exchange, Outcome, Step, Verdict
from conformance.report.details import request_text, response_text, said
from conformance.report.junit import endpoint
from conformance.report.ledger import Entry
from conformance.report.text import Register, block

Attach = Callable[[str, str], None]
"""Writes one attachment: file name, text."""

STATUS: Final = {
    Outcome.PASSED: Status.PASSED,
    Outcome.WARNED: Status.PASSED,
    Outcome.FAILED: Status.FAILED,
    Outcome.DEVIANT: Status.FAILED,
    Outcome.BLOCKED: Status.BROKEN,
    Outcome.BROKEN: Status.BROKEN,
    Outcome.SKIPPED: Status.SKIPPED,
}
"""A deviant verdict is a failure that is known and muted, not a skipped test as Allure shows an xfail."""
_SEVERITY: Final = (("acceptance", "blocker"), ("must", "critical"), ("should", "minor"), ("may", "trivial"))
_BODY: Final = 16_384


def fill(result: TestResult, entry: Entry, register: Register, attach: Attach) -> None:
    """Make allure-pytest's result tell the verdict."""
    verdict = entry.verdict
    scenario = verdict.scenario
    result.name = scenario.title
    result.fullName = scenario.name
    result.testCaseId = result.historyId = hashlib.md5(scenario.name.encode(), usedforsecurity=False).hexdigest()
    result.titlePath = scenario.name.split("/")[:-1]
    result.description = "\n".join(f"{key}: {register[key].says}" for key in scenario.covers if key in register)
    result.status = STATUS[verdict.outcome]
    result.statusDetails = _details(entry, register)
    result.start = int(verdict.started.timestamp() * 1000)
    result.stop = result.start + round(verdict.elapsed_ms)
    result.labels = [*(label for label in result.labels if label.name in _KEPT), *_labels(entry, register)]
    result.links = list(_links(entry))
    result.parameters = [
        Parameter(name="persona", value=scenario.persona),
        Parameter(name="scope", value=scenario.scope),
    ]
    result.steps = list(_steps(verdict, attach))
    result.attachments = []


_KEPT: Final = frozenset({"host", "thread", "framework", "language"})


def _details(entry: Entry, register: Register) -> StatusDetails | None:
    """The block that the terminal shows; a warning is told too, though Allure knows no colour for it."""
    verdict = entry.verdict
    if verdict.outcome is Outcome.PASSED:
        return None
    first = next((f"{finding.word}: {finding.says}" for finding in verdict.findings), "")
    message = f"{verdict.outcome.upper()}: {verdict.reason or first}"
    known = verdict.outcome is Outcome.DEVIANT or None
    return StatusDetails(known=known, message=message, trace=block(entry, register))


def _labels(entry: Entry, register: Register) -> Iterator[Label]:
    scenario = entry.verdict.scenario
    told = [register[key] for key in scenario.covers if key in register]
    yield Label(name="epic", value="Account information, STET 1.4.2")
    for chapter in dict.fromkeys(one.chapter for one in told):
        yield Label(name="feature", value=chapter)
    for one in told:
        yield Label(name="story", value=f"{one.id}: {one.says}")
    yield Label(name="severity", value=_severity(entry))
    yield Label(name="suite", value=scenario.name.rpartition("/")[0] or "scenarios")
    for tag in (entry.verdict.outcome.value, scenario.persona, endpoint(scenario)):
        yield Label(name="tag", value=tag)


def _severity(entry: Entry) -> str:
    """That of the gravest requirement covered."""
    covers = entry.verdict.scenario.covers
    levels = {"acceptance" if key.startswith("AT-") else entry.levels.get(key, "must") for key in covers}
    return next((severity for level, severity in _SEVERITY if level in levels), "normal")


def _links(entry: Entry) -> Iterator[Link]:
    """The requirements as issue links: a viewer with a link pattern leads to the bank's documentation."""
    for key in entry.verdict.scenario.covers:
        yield Link(type="tms", url=key, name=key)


# ---------------------------------------------------------------------------------------------------------- the steps


def _steps(verdict: Verdict, attach: Attach) -> Iterator[TestStepResult]:
    """The stage, then every step of the scenario, each with its exchanges in one attachment."""
    sent: dict[int, list[Exchange]] = {}
    for exchange, number in zip(verdict.exchanges, verdict.steps, strict=False):
        sent.setdefault(number, []).append(exchange)
    if -1 in sent:
        yield _step("Setting the stage", Status.PASSED, sent[-1], attach)
    for index, step in enumerate(verdict.scenario.steps):
        if index in sent or verdict.outcome is not Outcome.SKIPPED:
            yield _played(verdict, index, step, sent.get(index, []), attach)


def _played(verdict: Verdict, index: int, step: Step, sent: list[Exchange], attach: Attach) -> TestStepResult:
    findings = [finding for finding in verdict.findings if finding.step == index]
    status = Status.FAILED if any(finding.must for finding in findings) else Status.PASSED if sent else Status.SKIPPED
    result = _step(f"{index + 1}. {said(step)}", status, sent, attach)
    if findings:
        told = "\n".join(f"{'must' if one.must else 'should'}: {one.word} {one.key}: {one.says}" for one in findings)
        result.statusDetails = StatusDetails(message=told)
    return result


def _step(name: str, status: str, sent: Iterable[Exchange], attach: Attach) -> TestStepResult:
    exchanges = list(sent)
    result = TestStepResult(name=name, status=status)
    if exchanges:
        stop = exchanges[-1].at.timestamp() * 1000
        result.stop = int(stop)
        result.start = int(min(exchanges[0].at.timestamp() * 1000 - exchanges[0].elapsed_ms, stop))
        file = f"{uuid4()}-attachment.txt"
        attach(file, "\n\n".join(_told(exchange) for exchange in exchanges))
        label = "exchange" if len(exchanges) == 1 else f"{len(exchanges)} exchanges"
        result.attachments = [Attachment(name=label, source=file, type="text/plain")]
    return result


def _told(exchange: Exchange) -> str:
    """A request and its answer; the arrows tell them apart in one file."""
    return f">>> {request_text(exchange.call, _BODY)}\n\n<<< {response_text(exchange, _BODY)}"
