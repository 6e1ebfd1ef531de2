"""A request and its answer as lines, those marked that a finding is about, and the lines around them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.model import JSON, NOT_JSON, Exchange, Finding
from conformance.report.dossier import layout
from conformance.symptoms import general_path

AROUND: Final = 20
"""How many lines are told before and behind a line that is marked."""
BESIDE: Final = 2
"""So many of them on the first screen."""
_LONG: Final = 400
_TELLING: Final = ("content-type", "x-request-id")
_HREF: Final = "href"
_STEP: Final = pattern(r"[^.\[\]]+|\[[^\]]*\]")
_OF_ERRORS: Final = ("error", "code", "message")
"""The members of an error body that tell why."""
_COUNTS: Final = "count"
_MISSING: Final = pattern(r"`([^`]+)` is missing")


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


def excerpt(exchange: Exchange, finding: Finding) -> list[Line]:
    """The lines of an answer around those that a finding is about: status and headers, and so many of the body."""
    head = [(str(exchange.status), "status"), *((f"{name}: {value}", name.lower()) for name, value in exchange.headers)]
    at = _in_head(exchange, finding)
    if at is None and (line := _in_body(exchange, finding)) is not None:
        told = [
            _line(number, *one, head=True) for number, one in enumerate(head, 1) if number == 1 or one[1] in _TELLING
        ]
        return [*told, *_of_body(exchange, line - AROUND, line + AROUND, behind=len(head) + 2, marked=line)]
    told = [_line(number, *one, marked=number - 1 == at, head=True) for number, one in enumerate(head, 1)]
    blank = [_line(len(head) + 1, "", "", head=True)] if exchange.content else []
    most = AROUND - 1 if at is not None else 2 * AROUND - len(head) - 1
    return [*told, *blank, *_of_body(exchange, 0, most, behind=len(head) + 2)]


def near(lines: Sequence[Line]) -> list[Line]:
    """The line that is marked with the few right beside it, without other headers; nothing where none is marked.

    Of a status that is wrong the lines of the body beside it that tell why, where there are such.
    """
    told = [one for one in lines if one.marked or (one.text and not (one.head or one.left_out))]
    reasons = [one for one in told if one.path in _OF_ERRORS]
    if reasons and (status := [one for one in told if one.marked and one.path == "status" and one.head]):
        return [*status, *reasons]
    at = next((at for at, line in enumerate(told) if line.marked), None)
    return [] if at is None else told[max(at - BESIDE, 0) : at + BESIDE + 1]


def is_null(data: JSON, place: str) -> bool:
    """Whether what lies at a place of a body is null, and not missing."""
    return bool(place) and any(value is None for _, value in layout.matches(data, _STEP.findall(place)))


def _line(number: int, text: str, path: str, *, marked: bool = False, head: bool = False) -> Line:
    return Line(number=number, text=text[:_LONG], path=path, marked=marked, head=head)


def _of_body(exchange: Exchange, first: int, last: int, *, behind: int, marked: int | None = None) -> list[Line]:
    """The lines of the body from one to another, counted from 0, numbered as those behind the head of the answer."""
    start = max(first, 0)
    if exchange.data is NOT_JSON:
        text = exchange.content.decode("utf-8", "replace")
        count = text.count("\n") + 1 if text else 0
        found = [(line, "") for line in text.split("\n", last + 1)[start : last + 1]] if count else []
    else:
        count = layout.length(exchange.data)
        found = [(laid.text, laid.path) for laid in layout.between(exchange.data, start, last)]
    lines = [_line(at + behind, *one, marked=at == marked) for at, one in enumerate(found, start)]
    left = count - start - len(lines)
    return [*([_gap(start)] if start else []), *lines, *([_gap(left)] if left > 0 else [])]


def _gap(lines: int) -> Line:
    return Line(number=0, text="", left_out=lines)


def _in_head(exchange: Exchange, finding: Finding) -> int | None:
    """The index of the status or header that a finding is about; None where it is about the body."""
    if finding.word == "status":
        return 0
    names = ["status", *(name.lower() for name, _ in exchange.headers)]
    said = finding.where.lower()
    if finding.word == "headers" or (said in names and "." not in said):
        return next((names.index(name) for name in (said, finding.key.lower()) if name in names), 0)
    return None


def _in_body(exchange: Exchange, finding: Finding) -> int | None:
    """The line of the body that a finding is about: the value, else what should hold it; None where none is.

    Where items are counted no item is wrong, nor the line that the list begins on, unless it is empty.
    """
    if exchange.data is NOT_JSON:
        return None
    if finding.word == _COUNTS and not _is_empty(exchange.data, finding):
        return None
    steps: Sequence[str] = _STEP.findall(finding.where or finding.key)
    missing = _MISSING.search(finding.says)
    if missing:
        return layout.line_of(exchange.data, [*steps, *_STEP.findall(missing[1])])
    if "[" in finding.where and (several := _of_several(exchange.data, finding)) is not None:
        return layout.line_of(exchange.data, several) if several else None
    return layout.line_of(exchange.data, _to_its_value(exchange.data, steps, finding))


def _is_empty(data: JSON, finding: Finding) -> bool:
    """Whether the list that is counted is empty, or is no list that has items."""
    found = [value for _, value in layout.matches(data, _STEP.findall(general_path(finding.where or finding.key)))]
    return not any(isinstance(value, list) and value for value in found)


def _to_its_value(data: JSON, steps: Sequence[str], finding: Finding) -> Sequence[str]:
    """Of a link that leads elsewhere the steps go on to its href, which is what is wrong."""
    href = [*steps, _HREF]
    there = steps and isinstance(finding.got, str) and next(layout.matches(data, href), None) is not None
    return href if there else steps


def _of_several(data: JSON, finding: Finding) -> tuple[str, ...] | None:
    """The steps of a path that speaks of every item of a list: to the first of these that has the value that came.

    None where the path speaks of one of them; empty where none of several has that value, for those may be right.
    """
    steps = _STEP.findall(finding.where)
    if next(layout.matches(data, steps), None) is not None and "[*]" not in steps:
        return None
    general = _STEP.findall(general_path(finding.where))
    came = layout.scalar(finding.got) if isinstance(finding.got, str | int | float) else ""
    first: tuple[str, ...] | None = None
    for wanted in (general, [*general, _HREF]):
        for found, value in layout.matches(data, wanted):
            first = found if first is None else first
            if came and not isinstance(value, dict | list) and came in layout.scalar(value):
                return found
    return () if came and first is not None else first
