"""Paths into a JSON body: `accounts[*]._links.self`, `transactions[status=BOOK][0].entryReference`.

Names are joined by dots; `[*]` is every item, `[0]` the first, `[-1]` the last, `[key=value]` those items whose member has
that text. What is missing is never dropped: a path answers with hits and with gaps, so that no claim is true of nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from conformance.model import JSON

_PART = re.compile(r"(?P<name>[^.\[\]]+)|\[(?P<bracket>[^\[\]]*)\]|(?P<dot>\.)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A value that the path leads to."""

    where: str
    value: JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A place where the path stops short, and why."""

    where: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Every:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class _Index:
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Where:
    key: str
    value: str
    text: str


_Part = _Name | _Every | _Index | _Where


class PathError(ValueError):
    """The text is no path; the message says what is wrong with it."""


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[_Part, ...]:
    """The parts of a path. Raises PathError."""
    parts: list[_Part] = []
    position, dotted = 0, True
    while position < len(text):
        match = _PART.match(text, position)
        if match is None:
            raise PathError(f"`{text}` is no path: unexpected `{text[position]}`")
        if match["dot"]:
            if dotted:
                raise PathError(f"`{text}` is no path: a name is missing before or between dots")
            dotted = True
        elif match["name"]:
            if not dotted:
                raise PathError(f"`{text}` is no path: a dot is missing before `{match['name']}`")
            parts.append(_Name(name=match["name"]))
            dotted = False
        else:
            parts.append(_bracket(match["bracket"], text))
            dotted = False
        position = match.end()
    if not parts or dotted:
        raise PathError(f"`{text}` is no path: it ends without a name")
    return tuple(parts)


def _bracket(inner: str, text: str) -> _Part:
    if inner == "*":
        return _Every()
    if re.fullmatch(r"-?[0-9]+", inner):
        return _Index(index=int(inner))
    key, equals, value = inner.partition("=")
    if equals and key:
        return _Where(key=key, value=value, text=inner)
    raise PathError(f"`{text}` is no path: `[{inner}]` is none of [*], [0], [-1], [key=value]")


def find(text: str, body: JSON) -> Iterator[Hit | Gap]:
    """All hits and gaps of a path in a body, in the order of the body. At least one of them always comes."""
    yield from _walk(parse(text), body, "", filtered=False)


def many(text: str) -> bool:
    """Whether a path may lead to several values: it has a [*], or a [key=value] that no [0] narrows at once."""
    parts = parse(text)
    return any(
        isinstance(part, _Every) or (isinstance(part, _Where) and not isinstance(after, _Index))
        for part, after in zip(parts, (*parts[1:], None), strict=True)
    )


def values(text: str, body: JSON) -> list[JSON]:
    """The values of a path whose absence does not matter to the caller."""
    return [found.value for found in find(text, body) if isinstance(found, Hit)]


def _walk(parts: Sequence[_Part], value: JSON, where: str, *, filtered: bool) -> Iterator[Hit | Gap]:
    if not parts:
        yield Hit(where=where, value=value)
        return
    part, rest = parts[0], parts[1:]
    if isinstance(part, _Name):
        if not isinstance(value, dict):
            yield Gap(where=_join(where, part.name), why=f"{_shown(where)} is {kind(value)}, not an object")
        elif part.name not in value:
            yield Gap(where=_join(where, part.name), why="is missing")
        else:
            yield from _walk(rest, value[part.name], _join(where, part.name), filtered=False)
        return
    if not isinstance(value, list):
        yield Gap(where=where, why=f"is {kind(value)}, not a list")
        return
    items = _chosen(part, value)
    if not items:
        yield Gap(where=where, why=_nothing(part, value))
        return
    if isinstance(part, _Where) and rest and isinstance(rest[0], _Index):
        place = rest[0].index
        items = items[place : place + 1] if place >= 0 else items[len(items) + place :][:1]
        rest = rest[1:]
        if not items:
            yield Gap(where=where, why=f"has fewer than {place + 1} items with {part.text}")
            return
    for index, item in items:
        yield from _walk(rest, item, f"{where}[{index}]", filtered=True)


def _chosen(part: _Part, value: list[JSON]) -> list[tuple[int, JSON]]:
    numbered = list(enumerate(value))
    if isinstance(part, _Every):
        return numbered
    if isinstance(part, _Index):
        return numbered[part.index :][:1] if -len(value) <= part.index < len(value) else []
    assert isinstance(part, _Where)
    return [(i, item) for i, item in numbered if isinstance(item, dict) and _text(item.get(part.key)) == part.value]


def _nothing(part: _Part, value: list[JSON]) -> str:
    if not value:
        return "is an empty list"
    if isinstance(part, _Index):
        return f"has only {len(value)} items"
    return f"has no item with {part.text}" if isinstance(part, _Where) else "is an empty list"


def _text(value: JSON) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def _join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _shown(where: str) -> str:
    return where or "the body"


def kind(value: JSON) -> str:
    """What a JSON value is, in words for a message."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    return "a text" if isinstance(value, str) else "a number"
