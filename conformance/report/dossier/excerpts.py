"""A request and its answer as lines, those marked that a finding is about, and the lines around them. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from conformance.model import NOT_JSON, Exchange, Finding
from conformance.symptoms import general_path

AROUND: Final = 20
"""How many lines are told before and behind a line that is marked."""
BESIDE: Final = 2
"""So many of them on the first screen."""
_LONG: Final = 400
_STEP: Final = re.compile(r"[^.\[\]]+|\[[^\]]*\]")
_MISSING: Final = re.compile(r"`([^`]+)` is missing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of an answer."""

    number: int
    """From 1; 0 for what stands for lines that were left out."""
    text: str
    path: str = ""
    """The path of what it shows, in a JSON body; '' else."""
    marked: bool = False
    left_out: int = 0
    """How many lines were left out here."""
    head: bool = False
    """Whether it stands before the body: the status, a header."""


def answer(exchange: Exchange) -> list[Line]:
    """The answer as lines: status, headers, body."""
    head = [(str(exchange.status), "status"), *((f"{name}: {value}", name.lower()) for name, value in exchange.headers)]
    told = [*head, ("", "")] if exchange.content else head
    body = list(_body(exchange))
    return [
        Line(number=at, text=text[:_LONG], path=path, head=at <= len(told))
        for at, (text, path) in enumerate([*told, *body], 1)
    ]


def excerpt(exchange: Exchange, finding: Finding) -> list[Line]:
    """The lines of an answer around those that a finding is about: status and headers, and so many of the body."""
    lines = answer(exchange)
    at = marked(lines, finding)
    if at is None:
        return _around(lines, 0, 2 * AROUND)
    lines[at] = replace(lines[at], marked=True)
    head = len(exchange.headers) + 1
    if at < head + 1:
        return _around(lines, 0, head + AROUND)
    near = _around(lines[head + 1 :], at - head - 1 - AROUND, at - head - 1 + AROUND)
    return [lines[0], *(line for line in lines[1:head] if _telling(line)), *near]


def near(lines: Sequence[Line]) -> list[Line]:
    """The line that is marked with the few right beside it, without other headers; nothing where none is marked."""
    told = [one for one in lines if one.marked or (one.text and not (one.head or one.left_out))]
    at = next((at for at, line in enumerate(told) if line.marked), None)
    return [] if at is None else told[max(at - BESIDE, 0) : at + BESIDE + 1]


def _telling(line: Line) -> bool:
    return line.path in ("content-type", "x-request-id")


def _around(lines: Sequence[Line], first: int, last: int) -> list[Line]:
    start, end = max(first, 0), min(last + 1, len(lines))
    before = [Line(number=0, text="", left_out=start)] if start else []
    behind = [Line(number=0, text="", left_out=len(lines) - end)] if end < len(lines) else []
    return [*before, *lines[start:end], *behind]


def marked(lines: Sequence[Line], finding: Finding) -> int | None:
    """The index of the line that a finding is about: the value, the header, the status; else what should hold it."""
    if finding.word == "status":
        return 0
    places = {line.path: at for at, line in reversed(list(enumerate(lines)))}
    places |= _of_several(lines, finding)
    if finding.word == "headers" or (finding.where and finding.where.lower() in places and "." not in finding.where):
        return places.get(finding.where.lower(), places.get(finding.key.lower(), 0))
    missing = _MISSING.search(finding.says)
    steps = _STEP.findall(finding.where or finding.key)
    if missing:
        steps = [*steps, *_STEP.findall(missing[1])]
    while steps:
        found = places.get(_joined(steps))
        if found is not None:
            return found
        steps.pop()
    return None


def _of_several(lines: Sequence[Line], finding: Finding) -> dict[str, int]:
    """The place of a path that speaks of every item of a list: the first of these that has the value that came."""
    if "[" not in finding.where or finding.where in {line.path for line in lines}:
        return {}
    wanted = general_path(finding.where)
    came = _scalar(finding.got) if isinstance(finding.got, str | int | float) else ""
    there = [at for at, line in enumerate(lines) if general_path(line.path) in (wanted, f"{wanted}.href")]
    best = next((at for at in there if came and came in lines[at].text), there[0] if there else None)
    return {} if best is None else {_joined(_STEP.findall(finding.where)): best}


def _joined(steps: Sequence[str]) -> str:
    return "".join(step if step.startswith("[") or not at else f".{step}" for at, step in enumerate(steps))


def _body(exchange: Exchange) -> Iterator[tuple[str, str]]:
    if exchange.data is NOT_JSON:
        for text in exchange.content.decode("utf-8", "replace").split("\n"):
            yield text, ""
    else:
        yield from _laid_out(exchange.data, "", "", "", "")


def _laid_out(data: Any, path: str, indent: str, before: str, behind: str) -> Iterator[tuple[str, str]]:
    """JSON as lines, each with the path of what it shows."""
    inner = indent + "  "
    if isinstance(data, dict) and data:
        yield f"{indent}{before}{{", path
        for at, (name, value) in enumerate(data.items()):
            below = f"{path}.{name}" if path else name
            yield from _laid_out(value, below, inner, f"{_scalar(name)}: ", "," if at < len(data) - 1 else "")
        yield f"{indent}}}{behind}", ""
    elif isinstance(data, list) and data:
        yield f"{indent}{before}[", path
        for at, value in enumerate(data):
            yield from _laid_out(value, f"{path}[{at}]", inner, "", "," if at < len(data) - 1 else "")
        yield f"{indent}]{behind}", ""
    else:
        yield f"{indent}{before}{_scalar(data)}{behind}", path


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
