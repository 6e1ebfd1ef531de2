"""A JSON body as lines, of which only those are made that somebody reads: a bank may send a million. Pure.

Lines count from 0. A path is told as the steps `accounts`, `[3]`, `name`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

_INDENT: Final = "  "
_EVERY: Final = "[*]"


class Laid(NamedTuple):
    """A line, and the path of what it shows; '' for a bracket that closes."""

    text: str
    path: str


def length(data: Any) -> int:
    """How many lines a value has: a bracket opens and closes on lines of its own, unless nothing is between them."""
    if isinstance(data, dict) and data:
        return 2 + sum(map(length, data.values()))
    if isinstance(data, list) and data:
        return 2 + sum(map(length, data))
    return 1


def between(data: Any, first: int, last: int) -> list[Laid]:
    """The lines from one to another, both included, as far as there are so many."""
    return list(_between(data, 0, (first, last), _Around()))


def line_of(data: Any, steps: Sequence[str]) -> int | None:
    """The line of what a path leads to, or of the last thing on its way that is there; None where that is nothing."""
    line: int | None = None
    for step in steps:
        below = _into(data, step, 0 if line is None else line)
        if below is None:
            break
        line, data = below
    return line


def _into(data: Any, step: str, line: int) -> tuple[int, Any] | None:
    """The line of what a step leads to, and what that is, where the value itself begins on this line."""
    line += 1
    for name, value in _below(data):
        if name == step:
            return line, value
        line += length(value)
    return None


def matches(data: Any, steps: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """What a path leads to that has `[*]` for every item of a list: each value with the steps to it."""
    if not steps:
        yield (), data
        return
    for name, value in _below(data):
        if name == steps[0] or (steps[0] == _EVERY and isinstance(data, list)):
            for deeper, found in matches(value, steps[1:]):
                yield (name, *deeper), found


def scalar(value: Any) -> str:
    """A value that is neither an object nor a list, or an empty one, as JSON."""
    return json.dumps(value, ensure_ascii=False)


class _Around(NamedTuple):
    """Where a value stands: its path and indent, and what stands before and behind it on its line."""

    path: str = ""
    indent: str = ""
    before: str = ""
    behind: str = ""


def _below(data: Any) -> Iterator[tuple[str, Any]]:
    """The steps that lead on from a value, and where to."""
    if isinstance(data, dict):
        yield from data.items()
    elif isinstance(data, list):
        yield from ((f"[{at}]", value) for at, value in enumerate(data))


def _between(data: Any, line: int, wanted: tuple[int, int], around: _Around) -> Iterator[Laid]:
    """Those of the lines of a value that are wanted, where its first one has this number."""
    first, last = wanted
    path, indent, before, behind = around
    if not isinstance(data, dict | list) or not data:
        if first <= line <= last:
            yield Laid(f"{indent}{before}{scalar(data)}{behind}", path)
        return
    opening, closing = "{}" if isinstance(data, dict) else "[]"
    if first <= line <= last:
        yield Laid(f"{indent}{before}{opening}", path)
    line += 1
    for at, (step, value) in enumerate(_below(data)):
        if line > last:
            return
        size = length(value)
        if line + size > first:
            named = isinstance(data, dict)
            below = f"{path}.{step}" if named and path else f"{path}{step}"
            lead = f"{scalar(step)}: " if named else ""
            yield from _between(
                value, line, wanted, _Around(below, indent + _INDENT, lead, "," if at < len(data) - 1 else "")
            )
        line += size
    if first <= line <= last:
        yield Laid(f"{indent}{closing}{behind}", "")
