"""Answers as a bank might give them, and what a check says of them, a line for each mismatch."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import orjson

from conformance import specs
from conformance.checks import CHECKS, Setting
from conformance.clock import PARIS
from conformance.model import NOT_JSON, Answer, Call, Exchange, Mismatch

ROOT = "http://bank.test/stet/psd2/v1.4.2"
NOON = datetime(2026, 6, 17, 12, 0, tzinfo=PARIS)
JSON_TYPE = ("Content-Type", "application/hal+json; charset=utf-8")


def exchange(body: Any = NOT_JSON, **more: Any) -> Exchange:
    """One request and its answer: 200 with a JSON body unless said otherwise."""
    content = b"" if body is NOT_JSON else orjson.dumps(body)
    given = {"status": 200, "headers": (JSON_TYPE,), "content": content, "data": body, "at": NOON}
    return Exchange(call=Call(method="GET", url=f"{ROOT}/accounts"), **(given | more))


def answer(body: Any = NOT_JSON, *, query: dict[str, Any] | None = None, **more: Any) -> Answer:
    """What a step brought back with one request."""
    return Answer(exchanges=(exchange(body, **more),), body=body, query=query or {}, below=below)


def pages(*bodies: Any) -> Answer:
    """What a walk brought back; the joined body is that of the first page."""
    return Answer(exchanges=tuple(exchange(body) for body in bodies), body=bodies[0], walked=True)


def below(href: str, _asked: str) -> str | None:
    """The path below the API root, as the client tells it."""
    path = urlsplit(href).path
    return path.removeprefix("/stet/psd2/v1.4.2") if path.startswith("/stet/psd2/v1.4.2/") else None


def shown_by(mismatch: Mismatch, brought: Answer) -> int:
    """Which exchange of an answer shows a mismatch (index from 0); the first where it does not say."""
    found = [index for index, one in enumerate(brought.exchanges) if one is mismatch.exchange]
    assert found or mismatch.exchange is None
    return found[0] if found else 0


def mismatches(word: str, wanted: Any, brought: Answer, statuses: tuple[int, ...] = ()) -> list[Mismatch]:
    """What the check of a word finds in a step that allows these statuses."""
    return list(CHECKS[word].check(wanted, brought, Setting(documented=specs.load(), statuses=statuses)))


def lines(word: str, wanted: Any, brought: Answer) -> list[str]:
    """What the check of a word finds, as `where: says (wanted …, got …)`, with a question mark where it is advice."""
    return [
        f"{'?' if one.advice else ''}{one.where}: {one.says} (wanted {one.wanted}, got {one.got})"
        for one in mismatches(word, wanted, brought)
    ]
