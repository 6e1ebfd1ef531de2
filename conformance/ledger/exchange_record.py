"""An exchange as a line of the ledger, and back into the same class; its bodies stand in lines of their own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from conformance import jsontext
from conformance.clock import PARIS
from conformance.ledger.alike import Alike
from conformance.model import NO_ANSWER, NOT_JSON, Asker, Call, Exchange, Purpose, Silence, packing_note

Record = dict[str, Any]

_SHORT: Final = 1_024
"""A shorter body is hashed as soon as looked up."""
_REPEATED: Final = 262_144
"""Bodies of so many bytes at most are hashed once, as most come again."""


def written(exchange: Exchange, keep: Callable[[bytes], str]) -> Record:
    """What is told of an exchange; `keep` is handed each body and says the SHA-256 that it goes by."""
    call, asker = exchange.call, exchange.asker
    asked_by: Record = {"purpose": asker.purpose.value}
    if asker.scenario:
        asked_by["scenario"] = asker.scenario
    if asker.step is not None:
        asked_by["step"] = asker.step
    request: Record = {"method": call.method, "url": call.url, "headers": [list(header) for header in call.headers]}
    if call.persona:
        request |= {"persona": call.persona, "scope": call.scope}
    if call.certificate:
        request["certificate"] = call.certificate
    if call.masked:
        request["masked"] = True
    if call.content is not None:
        request["body"] = keep(call.content)
    record: Record = {"kind": "exchange", "number": exchange.number, "asked_by": asked_by, "request": request}
    if exchange.answered:
        record["response"] = {"status": exchange.status, "headers": [list(header) for header in exchange.headers]}
        if exchange.content:
            record["response"]["body"] = keep(exchange.content)
    elif exchange.silence is not None:
        record["silence"] = asdict(exchange.silence)
    record |= {"elapsed_ms": round(exchange.elapsed_ms, 3), "at": exchange.at.isoformat()}
    if exchange.note:
        record["note"] = exchange.note
    return record


def read(record: Mapping[str, Any], bodies: Mapping[str, bytes], alike: Alike | None = None) -> Exchange:
    """The exchange that a line tells; what is `alike` in several is held once. Raises KeyError for a missing body."""
    alike = alike or Alike()
    request, response, asked_by = record["request"], record.get("response"), record["asked_by"]
    call = Call(
        method=alike(request["method"]),
        url=alike(request["url"]),
        headers=_headers(request["headers"], alike),
        content=bodies[request["body"]] if "body" in request else None,
        persona=alike(request.get("persona", "")),
        scope=alike(request.get("scope", "")),
        certificate=request.get("certificate", ""),
        masked=request.get("masked", False),
    )
    step = asked_by.get("step")
    asker = Asker(
        purpose=Purpose(asked_by["purpose"]),
        scenario=alike(asked_by.get("scenario", "")),
        step=None if step is None else int(step),
    )
    content = bodies[response["body"]] if response and "body" in response else b""
    return Exchange(
        call=call,
        status=int(response["status"]) if response else NO_ANSWER,
        headers=_headers(response["headers"], alike) if response else (),
        content=content,
        data=NOT_JSON if packing_note(record.get("note", "")) else jsontext.read(content),
        elapsed_ms=record["elapsed_ms"],
        at=moment(record["at"]),
        note=record.get("note", ""),
        asker=asker,
        silence=Silence(**record["silence"]) if "silence" in record else None,
        number=int(record["number"]),
    )


def moment(text: str) -> datetime:
    """A moment as a line tells it, in Europe/Paris. Raises ValueError."""
    return datetime.fromisoformat(text).astimezone(PARIS)


def digest(content: bytes) -> str:
    """The SHA-256 that a body goes by."""
    return _known(content) if _SHORT < len(content) <= _REPEATED else _hashed(content)


def _hashed(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


_known: Final = lru_cache(maxsize=64)(_hashed)


def _headers(headers: list[list[str]], alike: Alike) -> tuple[tuple[str, str], ...]:
    return tuple(alike((name, value)) for name, value in headers)
