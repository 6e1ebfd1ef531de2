"""A verdict as a line of the ledger, and back into the same class.

Everything that leaves the run goes through `to_record`, and every text in it through the mask given there: what is
drawn from a record cannot tell a secret.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from conformance.clock import PARIS
from conformance.ledger import asked
from conformance.ledger.lines import loads
from conformance.model import (
    EMPTY,
    JSON,
    NOT_JSON,
    Asker,
    Call,
    Exchange,
    Finding,
    Outcome,
    Purpose,
    Verdict,
)

Mask = Callable[[str], str]
Record = dict[str, Any]

BODY_CAP: Final = 65_536
"""Bodies up to this many bytes are recorded whole, longer ones up to here, with their length and SHA-256."""
_MARGIN: Final = 4_096
"""How far behind the cap the mask still looks, so that a secret which the cap would cut in two is hidden whole."""
_ALWAYS_HIDDEN: Final = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie"})
_HIDDEN: Final = "***"
_STAGE: Final = -1
"""How this format writes that an exchange set the stage."""
_NONE: Final = -1
"""How this format writes that no exchange shows a finding."""
_EXAMPLE: Final = "example"
"""The word of the finding that this format writes a counter-example as."""
_NO_SOURCES: Final[Mapping[int, str]] = {}


def to_record(
    verdict: Verdict,
    mask: Mask,
    *,
    levels: Mapping[str, str] = EMPTY,
    sources: Mapping[int, str] = _NO_SOURCES,
    veil: Callable[[Record], Record] | None = None,
) -> Record:
    """The verdict as a JSON object without a secret in it; `levels` of its requirements, `sources` are quoted lines.

    `veil` is put over the whole record, where more than secrets is to be hidden.
    """
    scenario = verdict.scenario
    record = {
        "kind": "verdict",
        "name": scenario.name,
        "title": scenario.title,
        "outcome": verdict.outcome.value,
        "covers": list(scenario.covers),
        "levels": {key: levels[key] for key in scenario.covers if key in levels},
        "persona": scenario.persona,
        "scope": scenario.scope,
        "place": str(scenario.place),
        "reason": verdict.reason,
        "started": verdict.started.isoformat(),
        "elapsed_ms": verdict.elapsed_ms,
        "findings": list(_findings(verdict)),
        "steps": [_STAGE if one.asker.step is None else one.asker.step for one in verdict.exchanges],
        "exchanges": [_exchange(exchange) for exchange in verdict.exchanges],
        "scenario": asked.written(scenario),
        "sources": {str(line): text for line, text in sources.items()},
    }
    masked = _masked(record, mask)
    return _cut(masked if veil is None else veil(masked))


def from_record(record: Mapping[str, Any]) -> Verdict:
    """The verdict that a record tells."""
    name, recorded = record["name"], zip(record["exchanges"], record["steps"], strict=True)
    exchanges = tuple(_read_exchange(exchange, _asker(step, name)) for exchange, step in recorded)
    findings = [finding for finding in record["findings"] if finding["word"] != _EXAMPLE]
    return Verdict(
        scenario=asked.read(record),
        outcome=Outcome(record["outcome"]),
        findings=tuple(_read_finding(finding, exchanges) for finding in findings),
        exchanges=exchanges,
        counterexample=next((one["got"] for one in record["findings"] if one["word"] == _EXAMPLE), None),
        reason=record["reason"],
        started=_moment(record["started"]),
        elapsed_ms=record["elapsed_ms"],
    )


def _masked(record: Record, mask: Mask) -> Record:
    """The record as plain JSON without a secret. Most records have none: one look at all their texts finds that out."""
    texts: list[str] = []
    plain: Record = _plain(record, texts)
    joined = "\n".join(texts)
    return plain if mask(joined) == joined else _hidden(plain, mask)


def _plain(value: Any, texts: list[str]) -> Any:
    """Any value as plain JSON, its texts noted; what JSON does not know is told by its text."""
    match value:
        case str():
            texts.append(value)
            return value
        case None | bool() | int() | float():
            return value
        case dict():
            texts.extend(value)
            return {key: _plain(item, texts) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item, texts) for item in value]
        case Mapping():
            return _plain({str(key): item for key, item in value.items()}, texts)
    return _plain("no JSON" if value is NOT_JSON else str(value), texts)


def _hidden(value: Any, mask: Mask) -> Any:
    """The value with every text in it masked."""
    if isinstance(value, str):
        return mask(value) if value else value
    if isinstance(value, dict):
        return {mask(key): _hidden(item, mask) for key, item in value.items()}
    return [_hidden(item, mask) for item in value] if isinstance(value, list) else value


def _cut(record: Record) -> Record:
    """Long bodies cut at the cap, now that no secret in them can be cut in two; Base64 for what is no text."""
    for exchange in record["exchanges"]:
        for side in (exchange["request"], exchange["response"]):
            if "latin1" in side:
                side["base64"] = base64.b64encode(side.pop("latin1").encode("latin-1", "replace")[:BODY_CAP]).decode()
            elif "length" in side:
                side["body"] = side["body"].encode()[:BODY_CAP].decode("utf-8", "ignore")
    return record


# ------------------------------------------------------------------------------------------- findings and exchanges


def _findings(verdict: Verdict) -> Iterator[Record]:
    """The findings; a counter-example stands behind them as one more, as this format has it."""
    numbers = {id(exchange): number for number, exchange in enumerate(verdict.exchanges)}
    for finding in verdict.findings:
        yield _finding(finding) | {"exchange": numbers.get(id(finding.exchange), _NONE)}
    if verdict.counterexample is not None:
        says, place = "the smallest case that shows it, as a scenario", str(verdict.scenario.place)
        first = next((finding.step for finding in verdict.findings if finding.must), 0)
        yield {
            "word": _EXAMPLE, "key": "", "where": "", "says": says, "wanted": None, "got": verdict.counterexample,
            "must": True, "place": place, "step": first, "exchange": _NONE,
        }  # fmt: skip


def _finding(finding: Finding) -> Record:
    return {
        "word": finding.word,
        "key": finding.key,
        "where": finding.where,
        "says": finding.says,
        "wanted": finding.wanted,
        "got": finding.got,
        "must": finding.must,
        "place": str(finding.place),
        "step": finding.step,
    }


def _read_finding(record: Mapping[str, Any], exchanges: Sequence[Exchange]) -> Finding:
    number = record["exchange"]
    shown = exchanges[number] if number != _NONE else None
    return Finding(**{**record, "place": asked.place_at(record["place"]), "exchange": shown})


def _asker(step: int, scenario: str) -> Asker:
    if step == _STAGE:
        return Asker(purpose=Purpose.STAGE, scenario=scenario)
    return Asker(purpose=Purpose.STEP, scenario=scenario, step=step)


def _exchange(exchange: Exchange) -> Record:
    call = exchange.call
    request: Record = {"method": call.method, "url": call.url, "headers": _headers(call.headers)}
    request |= {"persona": call.persona, "scope": call.scope}
    response: Record = {"status": exchange.status, "headers": _headers(exchange.headers)}
    if call.content is not None:
        request |= _body(call.content)
    if exchange.content:
        response |= _body(exchange.content)
    return {
        "request": request,
        "response": response,
        "elapsed_ms": exchange.elapsed_ms,
        "at": exchange.at.isoformat(),
        "note": _noted(exchange),
    }


def _headers(headers: Iterable[tuple[str, str]]) -> list[list[str]]:
    return [[name, _HIDDEN if name.lower() in _ALWAYS_HIDDEN else value] for name, value in headers]


def _body(content: bytes) -> Record:
    """A body as text; of a long one the beginning, the length and SHA-256 of the whole."""
    cut = len(content) > BODY_CAP
    kept = content[: BODY_CAP + _MARGIN] if cut else content
    try:
        record: Record = {"body": kept.decode("utf-8", "ignore" if cut else "strict")}
    except UnicodeDecodeError:
        # Latin-1 reads any byte as one letter, so that the mask sees the text that is in it.
        record = {"latin1": kept.decode("latin-1")}
    return record | ({"length": len(content), "sha256": hashlib.sha256(content).hexdigest()} if cut else {})


def _noted(exchange: Exchange) -> str:
    """The sender's remark, with that of a cut body behind it: the verdict read back knows what it lacks."""
    length = len(exchange.content)
    if length <= BODY_CAP:
        return exchange.note
    told = f"the first {BODY_CAP:,} of {length:,} bytes of the body are kept"
    return f"{exchange.note}; {told}" if exchange.note else told


def _read_exchange(record: Mapping[str, Any], asker: Asker) -> Exchange:
    request, response = record["request"], record["response"]
    call = Call(
        method=request["method"],
        url=request["url"],
        headers=_read_headers(request["headers"]),
        content=_read_body(request) if "body" in request or "base64" in request else None,
        persona=request["persona"],
        scope=request["scope"],
    )
    content = _read_body(response)
    return Exchange(
        call=call,
        status=response["status"],
        headers=_read_headers(response["headers"]),
        content=content,
        data=_parsed(content) if content and "length" not in response else NOT_JSON,
        elapsed_ms=record["elapsed_ms"],
        at=_moment(record["at"]),
        note=record["note"],
        asker=asker,
    )


def _read_headers(headers: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in headers)


def _read_body(record: Mapping[str, Any]) -> bytes:
    if "base64" in record:
        return base64.b64decode(record["base64"])
    text: str = record.get("body", "")
    return text.encode()


def _parsed(content: bytes) -> JSON:
    try:
        return loads(content)
    except ValueError:
        return NOT_JSON


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(PARIS)
