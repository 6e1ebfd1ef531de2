"""The traits of what comes around a body: headers, media type, layout, the fields of a screen. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from conformance.comparison import hrefs
from conformance.comparison.traits import Aspect, Note, Subject
from conformance.late import pattern
from conformance.model import NOT_JSON, Exchange
from conformance.symptoms import general_wording

_OF_THE_MOMENT: Final = frozenset(
    {
        "age", "content-length", "date", "digest", "etag", "expires", "last-modified", "server-timing", "set-cookie",
        "signature", "x-request-id",
    }
)  # fmt: skip
"""Headers whose values are others in every answer: only whether they are there is noted."""
_INPUT: Final = pattern(r"<(?:input|button|select)\b[^>]*?\bname=[\"']?([^\"'\s>]+)", re.IGNORECASE)


def take(exchange: Exchange, base_url: str, note: Note) -> None:
    """Note the headers of an answer, and how its body is written."""
    names = [name for name, _ in exchange.headers]
    if names:
        note(Subject(Aspect.HEADER_NAMES, ""), _spelling(names))
    for name, value in exchange.headers:
        key = name.lower()
        if key == "content-type":
            note(Subject(Aspect.MEDIA_TYPE, ""), _without_boundary(value))
        elif key == "location":
            carries = hrefs.carries(value)
            leads = f"{hrefs.manner(value, base_url)}, to {hrefs.leads_to(value)}"
            note(Subject(Aspect.HEADER_VALUE, key), f"{leads} with {carries}" if carries else leads)
        elif key not in _OF_THE_MOMENT:
            note(Subject(Aspect.HEADER_VALUE, key), general_wording(value))
    if exchange.content and "content-type" not in {name.lower() for name in names}:
        note(Subject(Aspect.MEDIA_TYPE, ""), "not told")
    sent = next((value for name, value in exchange.call.headers if name.lower() == "x-request-id"), "")
    if sent and exchange.header("x-request-id") is not None:
        returned = exchange.header("x-request-id") == sent
        note(Subject(Aspect.HEADER_VALUE, "x-request-id"), "as it was sent" if returned else "another one")
    note(Subject(Aspect.TYPE, "body"), _kind(exchange))
    for where, trait in _layout(exchange):
        note(Subject(Aspect.LAYOUT, where), trait)
    if "html" in (exchange.header("content-type") or ""):
        fields = _INPUT.findall(exchange.content.decode("utf-8", "replace"))
        note(Subject(Aspect.SCREEN, "fields"), ", ".join(fields) or "none")


def _spelling(names: list[str]) -> str:
    if all(name == name.lower() for name in names):
        return "in small letters"
    return "in capitals" if all(name == name.upper() for name in names) else "with capitals"


def _without_boundary(value: str) -> str:
    head, mark, _ = value.partition("boundary=")
    return head + mark


def _kind(exchange: Exchange) -> str:
    if not exchange.content:
        return "no body"
    if exchange.data is not NOT_JSON:
        return "JSON"
    return "HTML" if exchange.content.lstrip()[:1] == b"<" else "another text"


def _layout(exchange: Exchange) -> Iterator[tuple[str, str]]:
    if exchange.data is NOT_JSON or not isinstance(exchange.data, dict | list) or not exchange.data:
        return
    text = exchange.content
    if b"\\u" in text:
        yield "letters beyond ASCII", "escaped"
    elif not text.isascii():
        yield "letters beyond ASCII", "as they are"
    if b"\n" in text.strip():
        yield "body", "on several lines"
    else:
        yield "body", "with blanks" if b'": ' in text else "compact"
