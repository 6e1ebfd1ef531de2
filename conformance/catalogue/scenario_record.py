"""A scenario inside a record, and back: what else its file says, so that a ledger can be read without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.catalogue.steps import beside, stage, stage_written, step, target
from conformance.model import EMPTY, AnsweredStep, Claim, Place, Scenario, Step

Record = dict[str, Any]


def written(scenario: Scenario) -> Record:
    """What else the file says, so that a ledger can be read without it."""
    home = scenario.place.file
    record: Record = {"steps": [_step(step, home) for step in scenario.steps]}
    more: Record = {"as": list(scenario.personas), "given": stage_written(scenario.given)}
    more |= {"needs": list(scenario.needs), "reading": list(scenario.reading)}
    return record | {key: value for key, value in more.items() if value}


def _step(one: Step, home: str) -> Record:
    record: Record = {"verb": one.verb, "target": target(one), "place": _short(one.place, home)}
    sent = beside(one)
    if sent:
        record["send"] = sent
    if isinstance(one, AnsweredStep):
        if one.claims:
            record["claims"] = [_claim(claim, home) for claim in one.claims]
        if one.keep:
            record["keep"] = one.keep
    return record


def _claim(claim: Claim, home: str) -> Record:
    record: Record = {
        "word": claim.word,
        "wanted": claim.wanted,
        "must": claim.must,
        "place": _short(claim.place, home),
    }
    if claim.places:
        record["places"] = {key: _short(place, home) for key, place in claim.places.items()}
    return record


def read(record: Mapping[str, Any], steps: Sequence[Step] | None = None) -> Scenario:
    """The scenario that a verdict line tells; `steps` where they are known from elsewhere."""
    place = place_at(record["place"])
    more = record["scenario"]
    return Scenario(
        name=record["name"],
        title=record["title"],
        place=place,
        covers=tuple(record["covers"]),
        persona=record["persona"],
        personas=tuple(more.get("as", ())),
        scope=record["scope"],
        given=stage(more.get("given", {})),
        needs=tuple(more.get("needs", ())),
        reading=tuple(more.get("reading", ())),
        steps=read_steps(more["steps"], place.file) if steps is None else steps,
    )


def read_steps(records: Sequence[Mapping[str, Any]], home: str) -> tuple[Step, ...]:
    """The steps that are told so, of the scenario of this file."""
    return tuple(_read_step(one, home) for one in records)


def _read_step(record: Mapping[str, Any], home: str) -> Step:
    return step(
        record["verb"],
        record["target"],
        record.get("send", EMPTY),
        place=place_at(record["place"], home),
        claims=tuple(_read_claim(claim, home) for claim in record.get("claims", ())),
        keep=record.get("keep", EMPTY),
    )


def _read_claim(record: Mapping[str, Any], home: str) -> Claim:
    return Claim(
        word=record["word"],
        wanted=record["wanted"],
        must=record["must"],
        place=place_at(record["place"], home),
        places={key: place_at(text, home) for key, text in record.get("places", {}).items()},
    )


def _short(place: Place, home: str) -> str:
    return f"{place.line}:{place.column}" if place.file == home else str(place)


def place_at(text: str, home: str = "") -> Place:
    """The place that a text names; without a file it is in the scenario's own."""
    parts = text.rsplit(":", 2)
    line, column = parts[-2:]
    return Place(file=home if len(parts) == 2 else parts[0], line=int(line), column=int(column))
