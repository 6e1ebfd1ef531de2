"""schema: transactions: the body of every answer is this STET document.

Two layers: what STET 1.4.2 and the documentation require is a must; what banks are known to do otherwise is advice. A
body that is no JSON, or comes under a media type that is none of JSON's, is told as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from conformance.checks.word import Documented, Schema, Word
from conformance.model import JSON, NOT_JSON, Answer, Exchange, Mismatch

_MOST = 5
"""How many different breaches are told of one body; a page of 200 rows repeats the same one."""

_DAY = "|02-("
"""Part of the patterns of dates only, which nobody should have to read."""
_LIMITS = {
    "minLength": "at least {} character",
    "maxLength": "at most {} characters",
    "minItems": "at least {} item",
    "minimum": "{} or more",
    "maximum": "{} or less",
    "exclusiveMinimum": "more than {}",
    "not": "absent",
}
"""How a constraint reads as a wish."""


def check(wanted: JSON, answer: Answer, documented: Documented) -> Iterator[Mismatch]:
    """Yield every different breach of the document's schema, must and advice."""
    for index, exchange in enumerate(answer.exchanges):
        if exchange.status == 204 and not exchange.content:
            continue
        mismatches = list(_document(str(wanted), exchange, index, documented.bodies))
        yield from mismatches
        if any(not mismatch.advice for mismatch in mismatches):
            return


def _document(name: str, exchange: Exchange, index: int, bodies: Mapping[str, Schema]) -> Iterator[Mismatch]:
    if exchange.data is NOT_JSON:
        got = exchange.content[:80].decode("utf-8", "replace") or "an empty body"
        yield Mismatch(says="the body is not JSON", wanted=name, got=got, exchange=index)
        return
    yield from _media_type(exchange, index)
    yield from _breaches(bodies[name], exchange.data, index, advice=False)
    if f"{name}.advice" in bodies:
        yield from _breaches(bodies[f"{name}.advice"], exchange.data, index, advice=True)


def _media_type(exchange: Exchange, index: int) -> Iterator[Mismatch]:
    header = (exchange.header("content-type") or "").lower()
    told = header.split(";")[0].strip()
    if told != "application/json" and not told.endswith("+json"):
        says = "the media type is not one of JSON"
        yield Mismatch(says=says, wanted="application/hal+json", got=told or "none", advice=True, exchange=index)
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", header)
    if charset and charset[1] not in ("utf-8", "utf8"):
        says = "the charset told is not that of JSON"
        yield Mismatch(says=says, wanted="utf-8", got=charset[1], advice=True, exchange=index)


def _breaches(schema: Schema, data: JSON, index: int, *, advice: bool) -> Iterator[Mismatch]:
    if schema.is_valid(data):
        return
    told: dict[str, Mismatch] = {}
    repeated: dict[str, int] = {}
    for error in schema.iter_errors(data):
        where = _where(error.instance_path)
        kind = f"{re.sub(r'[0-9]+', '*', where)} {_says(error)}"
        repeated[kind] = repeated.get(kind, 0) + 1
        if kind not in told and len(told) < _MOST:
            wanted, got = _shown(error)
            told[kind] = Mismatch(says=_says(error), wanted=wanted, got=got, where=where, advice=advice, exchange=index)
    for kind, mismatch in told.items():
        more = f" (and {repeated[kind] - 1} more like it)" if repeated[kind] > 1 else ""
        yield replace(mismatch, says=mismatch.says + more)


def _says(error: Any) -> str:
    match error.kind.name:
        case "required":
            return f"`{error.kind.property}` is missing"
        case "not":
            return "this must not stand here"
        case _:
            return f"breaks `{error.kind.name}`"


def _shown(error: Any) -> tuple[JSON, JSON]:
    got = error.instance
    if isinstance(got, dict):
        got = f"an object with {', '.join(got) or 'no members'}"
    elif isinstance(got, list):
        got = f"a list of {len(got)}"
    return _wanted(error.kind), got


def _wanted(kind: Any) -> JSON:
    """What the schema asks for; the form is that of the constraints our schemas have."""
    match kind.name:
        case "required":
            return kind.property
        case "type":
            return " or ".join(kind.types)
        case "enum":
            return kind.options
        case "pattern":
            return "a day of the calendar, YYYY-MM-DD" if _DAY in kind.pattern else f"the form {kind.pattern}"
        case "const":
            return kind.expected_value
        case _:
            return _LIMITS.get(kind.name, kind.name).format(getattr(kind, "limit", None))


def _where(path: list[str | int]) -> str:
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


WORD = Word(check=check)
