"""A verdict as a line of the ledger, and back into the same class.

Everything that leaves the run goes through `to_record`, and every text in it through the masks given there: what is
drawn from a record cannot tell a secret. The line refers to exchanges by their numbers; they have lines of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, Final

from conformance.catalogue import scenario_record
from conformance.ledger.exchange_record import digest, moment
from conformance.ledger.lines import dumps
from conformance.ledger.masks import Masks
from conformance.masking import personal
from conformance.model import (
    EMPTY,
    JSON,
    AnsweredStep,
    Examples,
    Exchange,
    Finding,
    LongValue,
    Outcome,
    Place,
    PlayedStep,
    Scenario,
    Seen,
    Tally,
    Verdict,
)

Record = dict[str, Any]

EXAMPLE: Final = "example"
"""The word of the finding that a counter-example is written as."""
_LONG: Final = 400
"""Of a value of more bytes only the digest is told: it was kept from an answer that stands in the ledger."""
_ATTRIBUTED: Final = ("promise", "towards", "of", "source", "tolerance")
"""What a finding says of the text that it is about, where that is known."""
_NO_SOURCES: Final[Mapping[int, str]] = {}


def to_record(
    verdict: Verdict,
    masks: Masks,
    *,
    levels: Mapping[str, str] = EMPTY,
    sources: Mapping[int, str] = _NO_SOURCES,
    file: str = "",
) -> Record:
    """The verdict as a JSON object without a secret in it; its exchanges by their numbers.

    `levels` are those of its requirements, `sources` quoted lines of the scenario's file, and `file` what that is
    called; '' for its path.
    """
    scenario = verdict.scenario
    home = scenario.place.file

    def shown(place: Place) -> str:
        return f"{file}:{place.line}:{place.column}" if file and place.file == home else str(place)

    record: Record = {
        "kind": "verdict",
        "name": scenario.name,
        "title": scenario.title,
        "outcome": verdict.outcome.value,
        "covers": list(scenario.covers),
        "levels": {key: levels[key] for key in scenario.covers if key in levels},
        "persona": scenario.persona,
        "scope": scenario.scope,
        "place": shown(scenario.place),
        "reason": verdict.reason,
        "started": verdict.started.isoformat(),
        "elapsed_ms": verdict.elapsed_ms,
        "findings": list(_findings(verdict, masks, shown)),
        "exchanges": [exchange.number for exchange in verdict.exchanges],
        "played": [_played(step, _kept(scenario), masks) for step in verdict.played],
        "scenario": scenario_record.written(scenario),
        "sources": {str(line): text for line, text in sources.items()},
    }
    if verdict.tally is not None:
        record["tally"] = {"held": verdict.tally.held, "broken": verdict.tally.broken}
    if verdict.examples is not None:
        record["examples"] = asdict(verdict.examples)
    if verdict.hit:
        record["hit"] = list(verdict.hit)
    told = masks.verdict_record(record)
    return {**told, "played": [_with_digests(*step) for step in zip(record["played"], told["played"], strict=True)]}


def from_record(record: Mapping[str, Any], exchanges: Mapping[int, Exchange]) -> Verdict:
    """The verdict that a line tells, with its exchanges by their numbers. Raises KeyError for one that is not there."""
    findings = [finding for finding in record["findings"] if finding["word"] != EXAMPLE]
    return Verdict(
        scenario=scenario_record.read(record),
        outcome=Outcome(record["outcome"]),
        findings=tuple(_read_finding(finding, exchanges) for finding in findings),
        exchanges=tuple(exchanges[number] for number in record["exchanges"]),
        played=tuple(_read_played(step) for step in record["played"]),
        counterexample=next((one["got"] for one in record["findings"] if one["word"] == EXAMPLE), None),
        reason=record["reason"],
        started=moment(record["started"]),
        elapsed_ms=record["elapsed_ms"],
        tally=Tally(**record["tally"]) if "tally" in record else None,
        examples=Examples(**record["examples"]) if "examples" in record else None,
        hit=tuple(record.get("hit", ())),
    )


def _findings(verdict: Verdict, masks: Masks, shown: Callable[[Place], str]) -> Iterator[Record]:
    """The findings; a counter-example stands behind them as one more."""
    for finding in verdict.findings:
        yield _finding(finding, masks) | {"place": shown(finding.place)}
    if verdict.counterexample is not None:
        says, place = "the smallest case that shows it, as a scenario", shown(verdict.scenario.place)
        first = next((finding.step for finding in verdict.findings if finding.must), 0)
        yield {
            "word": EXAMPLE, "key": "", "where": "", "says": says, "wanted": None, "got": verdict.counterexample,
            "must": True, "place": place, "step": first, "exchange": None,
        }  # fmt: skip


def _finding(finding: Finding, masks: Masks) -> Record:
    attributed = {name: getattr(finding, name) for name in _ATTRIBUTED}
    record = {name: text for name, text in attributed.items() if text}
    if finding.seen is not None:
        seen = finding.seen
        record["seen"] = {
            "answers": seen.answers,
            "of": seen.of,
            "addresses": list(seen.addresses),
            "personas": list(seen.personas),
        }
    return record | {
        "word": finding.word,
        "key": finding.key,
        "where": finding.where,
        "says": finding.says,
        "wanted": masks.value(finding.wanted),
        "got": masks.value(finding.got),
        "must": finding.must,
        "step": finding.step,
        "exchange": None if finding.exchange is None else finding.exchange.number,
    }


def _read_finding(record: Mapping[str, Any], exchanges: Mapping[int, Exchange]) -> Finding:
    number = record["exchange"]
    shown = None if number is None else exchanges[number]
    place = scenario_record.place_at(record["place"])
    return Finding(**{**record, "place": place, "exchange": shown, "seen": _read_seen(record.get("seen"))})


def _read_seen(record: Mapping[str, Any] | None) -> Seen | None:
    if record is None:
        return None
    addresses, personas = tuple(record["addresses"]), tuple(record["personas"])
    return Seen(answers=record["answers"], of=record["of"], addresses=addresses, personas=personas)


def _kept(scenario: Scenario) -> dict[str, str]:
    """Where in an answer each word stood that a scenario keeps."""
    return {name: path for step in scenario.steps if isinstance(step, AnsweredStep) for name, path in step.keep.items()}


def _played(step: PlayedStep, kept: Mapping[str, str], masks: Masks) -> Record:
    words = [_word(*word, kept, masks) for word in step.words]
    return {"step": step.step, "at": step.at.isoformat(), "words": words}


def _with_digests(step: Record, told: Record) -> Record:
    """A step whose digests are told as they are: they are of what may be told, and a short code may stand in one."""
    words = zip(step["words"], told["words"], strict=True)
    return {**told, "words": [{**new, "sha256": old["sha256"]} if "sha256" in old else new for old, new in words]}


def _word(word: str, value: JSON | LongValue, kept: Mapping[str, str], masks: Masks) -> Record:
    if not isinstance(value, LongValue):
        root, dot, members = word.removeprefix("$").partition(".")
        told = masks.value(value, personal.name_over(f"{kept.get(root, root)}{dot}{members}"))
        said = dumps(value) if isinstance(value, list | dict | str) else b""
        if len(said) <= _LONG:
            return {"word": word, "value": told}
        content = said if told is value else dumps(told)
        value = LongValue(sha256=digest(content), length=len(content))
    return {"word": word, "sha256": value.sha256, "length": value.length}


def _read_played(record: Mapping[str, Any]) -> PlayedStep:
    words = tuple((one["word"], _read_value(one)) for one in record["words"])
    return PlayedStep(step=record["step"], at=moment(record["at"]), words=words)


def _read_value(word: Mapping[str, Any]) -> JSON | LongValue:
    return LongValue(sha256=word["sha256"], length=word["length"]) if "sha256" in word else word["value"]
