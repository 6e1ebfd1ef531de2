"""schema: transactions: the body of every answer is this STET document.

Three layers: what STET 1.4.2 and what the bank's documentation requires is a must; what banks are known to do otherwise
is advice. Where an outer one has found something wrong, the others are not heard: one defect is one mismatch. A body
that is not JSON, tells a charset that is not JSON's, or has an object with the same member twice (RFC 8259, 4) is
reported as such; its media type is for the word `headers`. An answer 204 without a body is no document: only where the
step's `status` allows 204 may it stand for one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from conformance.checks.word import NO_BODY, Schema, Setting, Word, not_json
from conformance.jsontext import repeated
from conformance.model import JSON, NOT_JSON, Answer, Exchange, Mismatch
from conformance.wording import either, plural

_MOST = 5
"""How many different breaches are told of one body; a page of 200 rows repeats the same one."""

_COUNTED = 100_000
"""So many breaches of one body are counted."""

_JSON = "PLU-13"
_JSON_BY_NAME = {"token": "OAU-27", "oauth-error": "OAU-28"}
"""The bodies are JSON in UTF-8: what no schema can say."""
_NO_BODY_BY_NAME = {**_JSON_BY_NAME, "error": "SCH-35"}
"""Without a body a refusal lacks what an error body has; of data that is no JSON either."""
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
_BREACHES = {
    "type": "the type is wrong",
    "enum": "this value is not allowed here",
    "const": "the value is different",
    "pattern": "the form is wrong",
    "not": "this member must not be here",
    "minLength": "the text is too short",
    "maxLength": "the text is too long",
    "minItems": "the list is too short",
    "minimum": "the number is too small",
    "exclusiveMinimum": "the number is too small",
    "maximum": "the number is too large",
}
"""How the breach of a constraint reads; a missing member is named."""


def check(wanted: JSON, answer: Answer, setting: Setting) -> Iterator[Mismatch]:
    """Yield every different breach of the document's schema, must and advice."""
    for exchange in answer.exchanges:
        if exchange.status == 204 and not exchange.content and 204 in setting.statuses:
            continue
        mismatches = list(_document(str(wanted), exchange, setting.documented.bodies))
        yield from mismatches
        if any(not mismatch.advice for mismatch in mismatches):
            return


def _document(name: str, exchange: Exchange, bodies: Mapping[str, Schema]) -> Iterator[Mismatch]:
    if exchange.data is NOT_JSON:
        none = not_json(exchange, name)
        by_name = _NO_BODY_BY_NAME if none.says == NO_BODY else _JSON_BY_NAME
        yield replace(none, promise=by_name.get(name, _JSON))
        return
    yield from _charset(exchange)
    yield from _repeated(exchange)
    told: set[str] = set()
    for layer in (name, f"{name}.bank", f"{name}.advice"):
        if layer in bodies:
            found = _breaches(bodies[layer], exchange, advice=layer.endswith(".advice"))
            yield from (mismatch for place, mismatch in found.items() if place[0] not in told)
            told |= {place for place, _ in found}


def _charset(exchange: Exchange) -> Iterator[Mismatch]:
    header = (exchange.header("content-type") or "").lower()
    charset = re.search(r"charset\s*=\s*\"?([^\s;\"]+)", header)
    if charset and charset[1] not in ("utf-8", "utf8"):
        says = "the charset is not that of JSON"
        yield Mismatch(says=says, wanted="utf-8", got=charset[1], advice=True, exchange=exchange, promise=_JSON)


def _repeated(exchange: Exchange) -> Iterator[Mismatch]:
    """Members that come twice in one object: readers take the first or the last."""
    found = repeated(exchange.content)
    for name in list(dict.fromkeys(name for _, name in found))[:_MOST]:
        places = [where for where, one in found if one == name]
        more = f" (and in {plural(len(places) - 1, 'other object')})" if len(places) > 1 else ""
        says = f"`{name}` occurs more than once in one object{more}"
        yield Mismatch(
            says=says, wanted="each member once", where=places[0], advice=True, exchange=exchange, promise=_JSON
        )


def _breaches(schema: Schema, exchange: Exchange, *, advice: bool) -> dict[tuple[str, str], Mismatch]:
    """Every different breach of one layer, by its place, any number of a list for each, and what it says."""
    if schema.is_valid(exchange.data):
        return {}
    shown: dict[tuple[str, str], Mismatch] = {}
    times: Counter[tuple[str, str]] = Counter()
    found = iter(schema.iter_errors(exchange.data))
    for error in islice(found, _COUNTED):
        where, says = _where(error.instance_path), _says(error)
        missing = [error.kind.property] if error.kind.name == "required" else []
        kind = re.sub(r"[0-9]+", "*", _where([*error.instance_path, *missing])), says
        times[kind] += 1
        if kind not in shown and len(shown) < _MOST:
            shown[kind] = _mismatch(error, where, schema, exchange, advice=advice)
    more = next(found, None) is not None
    return {kind: _counted(mismatch, times[kind], more=more) for kind, mismatch in shown.items()}


def _counted(mismatch: Mismatch, times: int, *, more: bool) -> Mismatch:
    if times == 1:
        return mismatch
    return replace(mismatch, says=f"{mismatch.says} (and {'at least ' if more else ''}{times - 1} more like it)")


def _mismatch(error: Any, where: str, schema: Schema, exchange: Exchange, *, advice: bool) -> Mismatch:
    wanted, got = _shown(error)
    promised = schema.promised(error)
    return Mismatch(
        says=_says(error),
        wanted=wanted,
        got=got,
        where=where,
        advice=advice,
        exchange=exchange,
        promise=promised.promise,
        of=promised.of,
        source=promised.source,
    )


def _says(error: Any) -> str:
    match error.kind.name:
        case "required":
            return f"`{error.kind.property}` is missing"
        case name:
            return _BREACHES.get(name, f"breaks `{name}`")


def _shown(error: Any) -> tuple[JSON, JSON]:
    got = error.instance
    if isinstance(got, dict):
        got = f"an object with {', '.join(got) or 'no members'}"
    elif isinstance(got, list):
        got = f"a list of {plural(len(got), 'item')}"
    return _wanted(error.kind), got


def _wanted(kind: Any) -> JSON:
    """What the schema asks for; the form is that of the constraints our schemas have."""
    match kind.name:
        case "required":
            return kind.property
        case "type":
            return " or ".join(sorted(kind.types, key=lambda name: name == "null"))
        case "enum":
            return either(
                [one for one in kind.options if one is not None] or kind.options
            )  # null is tolerated, no value
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
