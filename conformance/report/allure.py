"""A verdict as Allure tells it: what it proves, how grave it is, what was done step by step.

Results are plain objects of Allure's own format: writing them takes a tenth of the time that its Python models take.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from conformance import wholefiles
from conformance.late import pattern
from conformance.ledger.ledger import Entry
from conformance.ledger.lines import dumps
from conformance.model import Exchange, Finding, Outcome, Verdict
from conformance.report.cause import Cause
from conformance.report.cause_text import categories
from conformance.report.finished import Finished
from conformance.report.junit import endpoint
from conformance.report.results_folder import ResultsFolder
from conformance.report.text import Register, answer, apart, block
from conformance.report.transcript import request_text, response_text, said
from conformance.visible import on_one_line, visible

Attach = Callable[[str, str], None]
"""Writes one attachment: file name, text."""
Result = dict[str, Any]

STATUS: Final = {
    Outcome.PASSED: "passed",
    Outcome.WARNED: "passed",
    Outcome.FAILED: "failed",
    Outcome.DEVIANT: "failed",
    Outcome.BLOCKED: "broken",
    Outcome.BROKEN: "broken",
    Outcome.SKIPPED: "skipped",
}
"""A deviant verdict is a failure that is known and muted, not a skipped test as Allure shows an xfail."""
_SEVERITY: Final = (("acceptance", "blocker"), ("must", "critical"), ("should", "minor"), ("may", "trivial"))
_BODY: Final = 16_384
_UNSEEN: Final = pattern(r"\\[bfru]")
"""The escapes of JSON, but those of a tab and a line feed: each stands for a sign that a reader would not see."""


def result(entry: Entry, register: Register, attach: Attach, address: str = "") -> Result:
    """The members of Allure's result that tell the verdict; `address` is that of the pipeline's job."""
    members: Result = _visible(_members(entry, register, attach, address))
    return members


def _written(value: Any) -> bytes:
    """A value of JSON whose texts have no signs that a reader would not see, as JSON; most have none to begin with."""
    told = dumps(value)
    text = told.decode()
    return told if text.isprintable() and not _UNSEEN.search(text) else dumps(_visible(value))


def _visible(value: Any) -> Any:
    """A value of JSON whose texts have no signs that a reader would not see."""
    match value:
        case str():
            return visible(value)
        case dict():
            return {name: _visible(member) for name, member in value.items()}
        case list():
            return [_visible(member) for member in value]
    return value


def _members(entry: Entry, register: Register, attach: Attach, address: str) -> Result:
    verdict = entry.verdict
    scenario = verdict.scenario
    history = hashlib.md5(scenario.name.encode(), usedforsecurity=False).hexdigest()
    start = int(verdict.started.timestamp() * 1000)
    return {
        "name": scenario.title,
        "fullName": scenario.name,
        "testCaseId": history,
        "historyId": history,
        "titlePath": scenario.name.split("/")[:-1],
        "description": "\n".join(f"{key}: {register[key].says}" for key in scenario.covers if key in register),
        "status": STATUS[verdict.outcome],
        "statusDetails": _details(entry, register),
        "start": start,
        "stop": start + round(verdict.elapsed_ms),
        "labels": list(_labels(entry, register)),
        "links": [{"type": "link", "name": "the job that ran it", "url": address}] if address else [],
        "parameters": [{"name": "persona", "value": scenario.persona}, {"name": "scope", "value": scenario.scope}],
        "steps": list(_steps(verdict, attach)),
        "attachments": [],
    }


def job(head: Mapping[str, Any]) -> str:
    """The address of the pipeline's job that ran it; '' where there is none."""
    return str(head.get("identity", {}).get("job", ""))


def write(folder: ResultsFolder, entry: Entry, register: Register, address: str = "") -> None:
    """One result file, and its attachments. Raises OSError."""
    drawn = _members(entry, register, lambda name, text: folder.write(name, text.encode()), address)
    uuid = str(uuid4())
    drawn["uuid"] = uuid
    drawn["labels"].append({"name": "framework", "value": "stet-conformance"})
    folder.write(f"{uuid}-result.json", _written({key: value for key, value in drawn.items() if value}))


def write_around(folder: Path, found: Sequence[Cause], run: Finished | None) -> None:
    """What stands beside the results: the causes as categories, what was run against whom, and by what."""
    wholefiles.write(folder / "categories.json", _written([*categories(found), *_OTHERS]).decode())
    if run is not None:
        wholefiles.write(folder / "environment.properties", _environment(run))
        wholefiles.write(folder / "executor.json", _written(_executor(run.header)).decode())


_OTHERS: Final = (
    {"name": "Known deviations", "messageRegex": "(?s)DEVIANT .*", "matchedStatuses": ["failed"]},
    {"name": "The stage could not be set", "messageRegex": "(?s)BLOCKED .*", "matchedStatuses": ["broken"]},
    {"name": "Faults of stet-conformance", "messageRegex": "(?s)BROKEN .*", "matchedStatuses": ["broken"]},
    {"name": "Not offered by the target", "matchedStatuses": ["skipped"]},
)


def _environment(run: Finished) -> str:
    """As a file of properties: one line each, backslashes doubled."""
    head, says = run.header, run.statement
    facts = {
        "Conformance": says.headline, "Scope": says.scope, "Exit_code": f"{says.code:d}",
        "Target": head["target"]["name"], "Base_URL": head["target"]["base_url"], "API": head["api"],
        "Started": head["started"], "Run": head.get("run", ""), "stet-conformance": head["harness"],
    }  # fmt: skip
    told = ((name, on_one_line(text).replace("\\", "\\\\")) for name, text in facts.items() if text)
    return "".join(f"{name} = {text}\n" for name, text in told)


def _executor(head: Mapping[str, Any]) -> Result:
    """Who ran it: the system of a pipeline with the address of its job, or this program."""
    known = head.get("identity", {})
    name = known.get("ci", "stet-conformance")
    told = {"name": name, "type": name.lower().partition(" ")[0], "buildName": head.get("run", "")}
    return told | ({"buildUrl": known["job"]} if "job" in known else {})


def _details(entry: Entry, register: Register) -> Result | None:
    """The block that the terminal shows; a warning is told too, though Allure knows no colour for it."""
    verdict = entry.verdict
    if verdict.outcome is Outcome.PASSED:
        return None
    first = next((f"{finding.word}: {finding.says}" for finding in verdict.findings), "")
    details = {
        "message": f"{verdict.outcome.upper()} {verdict.scenario.name}: {verdict.reason or first}",
        "trace": block(entry, register),
    }
    return details | ({"known": True, "muted": True} if verdict.outcome is Outcome.DEVIANT else {})


def _labels(entry: Entry, register: Register) -> Iterator[Result]:
    scenario = entry.verdict.scenario
    covered = [register[key] for key in scenario.covers if key in register]
    yield _label("epic", "Account information, STET 1.4.2")
    yield from (_label("feature", chapter) for chapter in dict.fromkeys(one.chapter for one in covered))
    yield from (_label("story", f"{one.id}: {one.says}") for one in covered)
    yield _label("severity", _severity(entry))
    yield _label("suite", scenario.name.rpartition("/")[0] or "scenarios")
    yield from (_label("tag", tag) for tag in (entry.verdict.outcome.value, scenario.persona, endpoint(scenario)))


def _label(name: str, value: str) -> Result:
    return {"name": name, "value": value}


def _severity(entry: Entry) -> str:
    """That of the gravest requirement covered."""
    covers = entry.verdict.scenario.covers
    levels = {"acceptance" if key.startswith("AT-") else entry.levels.get(key, "must") for key in covers}
    return next((severity for level, severity in _SEVERITY if level in levels), "normal")


# ---------------------------------------------------------------------------------------------------------- the steps


def _steps(verdict: Verdict, attach: Attach) -> Iterator[Result]:
    """The stage, then every step of the scenario, each with its exchanges attached.

    What passed is looked at less: there the steps share one attachment that has the exchanges of them all.
    """
    if verdict.tally is not None:
        yield from _answers(verdict, attach)
        return
    sent: dict[int | None, list[Exchange]] = {}
    for exchange in verdict.exchanges:
        sent.setdefault(exchange.asker.step, []).append(exchange)
    shared = _attached(verdict.exchanges, attach) if verdict.outcome is Outcome.PASSED and len(sent) > 1 else None
    for index in (*([None] if None in sent else []), *range(len(verdict.scenario.steps))):
        exchanges = sent.get(index, [])
        if exchanges or verdict.outcome is not Outcome.SKIPPED:
            yield _step(verdict, index, exchanges) | (
                {"attachments": shared or _attached(exchanges, attach)} if exchanges else {}
            )


def _answers(verdict: Verdict, attach: Attach) -> Iterator[Result]:
    """The answers that broke a rule: whoever asked for them, each is a step."""
    for exchange in verdict.exchanges:
        findings = [finding for finding in verdict.findings if finding.exchange is exchange]
        lines = [_line(finding, several=False) for finding in findings]
        must = any(finding.must for finding in findings)
        step: Result = {"name": answer(exchange), "status": "failed" if must else "passed"}
        told = {"statusDetails": {"message": "\n".join(lines)}, "steps": [_claim(one) for one in findings]}
        yield step | told | {"attachments": _attached([exchange], attach)}


def _step(verdict: Verdict, index: int | None, exchanges: list[Exchange]) -> Result:
    findings = [finding for finding in verdict.findings if finding.step == index]
    name = f"{index + 1}. {said(verdict.scenario.steps[index])}" if index is not None else "Setting the stage"
    status = "failed" if any(finding.must for finding in findings) else "passed" if exchanges else "skipped"
    part: Result = {"name": name, "status": status}
    if findings:
        several = len({one.exchange.call.url for one in findings if one.exchange is not None}) > 1
        lines = [_line(one, several=several) for one in findings]
        part["statusDetails"] = {"message": "\n".join(lines)}
        part["steps"] = [_claim(one) for one in findings]
    if exchanges:
        stop = exchanges[-1].at.timestamp() * 1000
        part["start"] = int(min(exchanges[0].at.timestamp() * 1000 - exchanges[0].elapsed_ms, stop))
        part["stop"] = int(stop)
    return part


def _claim(finding: Finding) -> Result:
    """A claim that did not hold, as a step of its own: what was wanted and what came are its parameters."""
    wanted, got = apart(finding.wanted, finding.got)
    told = [("wanted", wanted)] * (finding.wanted is not None) + [("got", got)] * (finding.got is not None)
    return {
        "name": " ".join(part for part in (finding.word, finding.key or finding.where, finding.says) if part),
        "status": "failed" if finding.must else "passed",
        "parameters": [{"name": name, "value": value} for name, value in told],
    }


def _line(finding: Finding, *, several: bool) -> str:
    """A finding on one line, with its request where the findings of the step are about several."""
    level = "must" if finding.must else "should"
    call = finding.exchange.call if several and finding.exchange is not None else None
    return f"{level}: {finding.word} {finding.key}: {finding.says}" + (f", {call.method} {call.url}" if call else "")


def _attached(exchanges: Sequence[Exchange], attach: Attach) -> list[Result]:
    file = f"{uuid4()}-attachment.txt"
    attach(file, visible("\n\n".join(_transcript(exchange) for exchange in exchanges)))
    label = "exchange" if len(exchanges) == 1 else f"{len(exchanges)} exchanges"
    return [{"name": label, "source": file, "type": "text/plain"}]


def _transcript(exchange: Exchange) -> str:
    """A request and its answer; the arrows tell them apart in one file."""
    return f">>> {request_text(exchange.call, _BODY)}\n\n<<< {response_text(exchange, _BODY)}"
