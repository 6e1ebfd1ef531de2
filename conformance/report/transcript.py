"""A request and its answer as text, bodies laid out. Pure."""

from __future__ import annotations

from typing import Any

import orjson

from conformance.catalogue.steps import target
from conformance.model import NOT_JSON, Call, Exchange, Step
from conformance.report.curl import usual
from conformance.report.text import shown


def said(step: Step) -> str:
    """A step's verb and what it goes to."""
    return f"{step.verb} {shown(target(step))}"


def request_text(call: Call, most: int) -> str:
    """A request as it goes over the wire, its body laid out, without the headers that every request carries."""
    body = "" if call.content is None else "\n\n" + body_text(call.content, _parsed(call.content), most)
    headers = tuple((name, value) for name, value in call.headers if not _dull(name.lower(), value))
    return f"{call.method} {call.url}\n{_headers(headers)}{body}"


def response_text(exchange: Exchange, most: int) -> str:
    """A response as it came over the wire, its body laid out."""
    body = "\n\n" + body_text(exchange.content, exchange.data, most) if exchange.content else ""
    return f"{exchange.status}\n{_headers(exchange.headers)}{body}"


def _dull(name: str, value: str) -> bool:
    return name in ("accept-encoding", "user-agent") or usual(name, value)


def _headers(headers: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in headers)


def body_text(content: bytes, data: Any, most: int) -> str:
    """A body for people: JSON indented, the rest as it is, the end left out where it is long."""
    if data is not NOT_JSON and len(content) <= most:
        try:
            return orjson.dumps(data, option=orjson.OPT_INDENT_2).decode()
        except TypeError:
            pass
    text = content[:most].decode("utf-8", "replace")
    return text if len(content) <= most else f"{text}\n… {len(content) - most:,} bytes more in the ledger"


def _parsed(content: bytes) -> Any:
    try:
        return orjson.loads(content)
    except ValueError:
        return NOT_JSON
