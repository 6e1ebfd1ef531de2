"""A verdict as a line of the ledger, and back into the same class.

Everything that leaves the run goes through `to_record`, and every text in it through the mask given there: what is
drawn from a record cannot tell a secret.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from conformance.clock import PARIS
from conformance.ledger import asked
from conformance.ledger.lines import loads
from conformance.masking.bodies import decoded
from conformance.masking.derived import without_derived
from conformance.masking.secrets import MASK
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
"""Bodies up to this many bytes are recorded whole, longer ones up to here, with their length and the SHA-256 of the
masked whole."""
_ALWAYS_HIDDEN: Final = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie"})
_STAGE: Final = -1
"""How this format writes that an exchange set the stage."""
_NONE: Final = -1
"""How this format writes that no exchange shows a finding."""
_EXAMPLE: Final = "example"
"""The word of the finding that this format writes a counter-example as."""
_UNDER_A_LABEL: Final = re.compile(r"\S+ \*\*\*\d*")
"""A credential of which the label only is told: the same one has the same label."""
_NO_SOURCES: Final[Mapping[int, str]] = {}


def to_record(  # noqa: PLR0913 - what is recorded, and what is put over it
    verdict: Verdict,
    mask: Mask,
    *,
    levels: Mapping[str, str] = EMPTY,
    sources: Mapping[int, str] = _NO_SOURCES,
    veil: Callable[[Record], Record] | None = None,
    key: bytes = b"",
) -> Record:
    """The verdict as a JSON object without a secret in it; `levels` of its requirements, `sources` are quoted lines.

    `veil` is put over the whole record, where more than secrets is to be hidden. `key` is that of the run: headers that
    tell of what was masked (Digest, Signature, ETag) become others by it.
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
    told = masked if veil is None else veil(masked)
    for exchange, one in zip(verdict.exchanges, told["exchanges"], strict=True):
        _derive(one["request"], exchange.call.headers, exchange.call.content or b"", key, url=exchange.call.url)
        _derive(one["response"], exchange.headers, exchange.content, key)
    return _cut(told)


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


def _derive(side: Record, headers: Iterable[tuple[str, str]], body: bytes, key: bytes, *, url: str = "") -> None:
    """One side of an exchange without headers that tell of its unmasked body."""
    before = _headers(headers)
    elsewhere = before != side["headers"] or side.get("url", "") != url
    derived = without_derived(side["headers"], key, before=body, after=_content(side), elsewhere=elsewhere)
    side["headers"] = [list(header) for header in derived]


def _content(side: Record) -> bytes:
    """The body of one side, masked."""
    if "latin1" in side:
        latin: str = side["latin1"]
        return latin.encode("latin-1", "replace")
    text: str = side.get("body", "")
    return text.encode("utf-8", "surrogatepass")


def _cut(record: Record) -> Record:
    """Long bodies cut at the cap, now that no secret in them can be cut in two; Base64 for what is no text."""
    for exchange in record["exchanges"]:
        for side in (exchange["request"], exchange["response"]):
            content = _content(side)
            if "length" in side:
                side["sha256"] = hashlib.sha256(content).hexdigest()
            if "latin1" in side:
                del side["latin1"]
                side["base64"] = base64.b64encode(content[:BODY_CAP]).decode()
            elif "length" in side:
                side["body"] = content[:BODY_CAP].decode("utf-8", "ignore")
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
    return [[name, value if _may_be_told(name.lower(), value) else MASK] for name, value in headers]


def _may_be_told(name: str, value: str) -> bool:
    return name not in _ALWAYS_HIDDEN or (name == "authorization" and bool(_UNDER_A_LABEL.fullmatch(value)))


def _body(content: bytes) -> Record:
    """A body as text; of a long one its length too."""
    text, codec = decoded(content)
    record: Record = {"body" if codec == "utf-8" else "latin1": text}
    return record | ({"length": len(content)} if len(content) > BODY_CAP else {})


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
