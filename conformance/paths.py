"""Paths into a JSON body: `accounts[*]._links.self`, `transactions[status=BOOK][0].entryReference`.

Names are joined by dots; `[*]` is every item, `[0]` the first, `[-1]` the last, `[key=value]` those items whose member
has that text. What is missing is never dropped: a path answers with hits and with gaps, so that no claim is true of
nothing. Only where the path itself says so, by a question mark after a name (`accounts[*].linkedAccount?`), may that
member be missing, null or a list without such an item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.model import JSON, NOT_JSON

_PART = pattern(r"(?P<name>[^.\[\]]+)|\[(?P<bracket>[^\[\]]*)\]|(?P<dot>\.)")


_At = tuple[Any, str | int] | None
"""Where a value stands: where the one stands that holds it, and by which name or number; None for the body itself."""


class Hit(NamedTuple):
    """A value that the path leads to."""

    at: _At
    value: JSON

    @property
    def where(self) -> str:
        """Where it stands: `accounts[0]._links`; written out when it is asked for, as most hold."""
        return _written(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A place where the path stops short, and why."""

    where: str
    why: str
    unmatched: bool = False
    """True where the list is there, but holds no item of those that the path asks for."""
    last: bool = False
    """True where all of the path is there but its last part."""
    astray: bool = False
    """True where something else stands than the path goes on with: a text for a list, a list for an object."""
    empty: bool = False
    """True where a list is there and holds nothing at all."""

    def __str__(self) -> str:
        return f"{self.where or 'the body'} {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    name: str
    optional: bool = False


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
_Found = tuple[_At, JSON] | Gap
"""What the beginning of a path leads to: a value and where it stands, or why there is none."""


class PathError(ValueError):
    """The text is not a valid path; the message says why."""


@lru_cache(maxsize=4096)
def parse(text: str) -> tuple[_Part, ...]:
    """The parts of a path. Raises PathError."""
    parts: list[_Part] = []
    position, dotted = 0, True
    while position < len(text):
        match = _PART.match(text, position)
        if match is None:
            raise PathError(f"`{text}` is not a valid path: unexpected `{text[position]}`")
        if match["dot"]:
            if dotted:
                raise PathError(f"`{text}` is not a valid path: there is no name in front of a dot")
            dotted = True
        elif match["name"]:
            if not dotted:
                raise PathError(f"`{text}` is not a valid path: `{match['name']}` needs a dot in front of it")
            if match["name"] == "*":
                raise PathError(f"`{text}` is not a valid path: every item is written [*]")
            parts.append(_name(match["name"], text))
            dotted = False
        else:
            parts.append(_bracket(match["bracket"], text))
            dotted = False
        position = match.end()
    if not parts or dotted:
        raise PathError(f"`{text}` is not a valid path: a name is missing at its end")
    return tuple(parts)


def names(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each name in a path, with the names above it; the key of `[key=value]` too. Raises PathError."""
    above: tuple[str, ...] = ()
    for part in parse(text):
        if isinstance(part, _Where):
            yield above, part.key
        elif isinstance(part, _Name):
            yield above, part.name
            above = (*above, part.name)


def _name(name: str, text: str) -> _Name:
    bare = name.removesuffix("?")
    if not bare or "?" in bare:
        raise PathError(f"`{text}` is not a valid path: `?` may only follow the name of a member that may be missing")
    return _Name(name=bare, optional=bare != name)


def _bracket(inner: str, text: str) -> _Part:
    if inner == "*":
        return _Every()
    if re.fullmatch(r"-?[0-9]+", inner):
        return _Index(index=int(inner))
    key, equals, value = inner.partition("=")
    if equals and key and "." not in key:
        return _Where(key=key, value=value, text=inner)
    raise PathError(f"`{text}` is not a valid path: `[{inner}]` should be [*], [0], [-1] or [key=value]")


def find(text: str, body: JSON) -> list[Hit | Gap]:
    """All hits and gaps of a path in a body, in the order of the body.

    There is at least one of them, unless the path lets a member be missing (`name?`). Raises PathError.
    """
    return _found(parse(text), body)


def many(text: str) -> bool:
    """Whether a path may lead to several values: it has a [*], or a [key=value] that no [0] narrows at once."""
    parts = parse(text)
    return any(
        isinstance(part, _Every) or (isinstance(part, _Where) and not isinstance(after, _Index))
        for part, after in zip(parts, (*parts[1:], None), strict=True)
    )


def values(text: str, body: JSON) -> list[JSON]:
    """The values of a path whose absence does not matter to the caller: those of its hits, without their places."""
    found, left = [body], list(parse(text))
    while left:
        part = left.pop(0)
        if isinstance(part, _Name):
            name = part.name
            found = [value[name] for value in found if isinstance(value, dict) and name in value]
            if part.optional:
                found = [value for value in found if value is not None]
            continue
        narrow = _narrowed(part, left)
        lists = [value for value in found if isinstance(value, list)]
        if isinstance(part, _Every):
            found = [item for items in lists for item in items]
        else:
            found = [item for items in lists for _, item in _asked_for(part, narrow, items)]
    return found


def gap(found: Sequence[Hit | Gap]) -> Gap | None:
    """The first gap among what a path led to; None where it led to something everywhere."""
    return next((one for one in found if isinstance(one, Gap)), None)


def explain(gap: Gap) -> str:
    """A gap in words: `accounts[0]._links is missing`."""
    return str(gap)


def _found(parts: Sequence[_Part], body: JSON) -> list[Hit | Gap]:
    """What a path leads to, in the order of the body: part by part, each for all that was found so far."""
    found: list[_Found] = [(None, body)]
    left = list(parts)
    while left:
        part, onward = left.pop(0), list[_Found]()
        if isinstance(part, _Name):
            _into_members(part, left, found, onward)
        else:
            narrow = _narrowed(part, left)
            _into_items(part, narrow, left, found, onward)
        found = onward
    return [one if isinstance(one, Gap) else Hit._make(one) for one in found]


def _into_members(part: _Name, rest: Sequence[_Part], found: Sequence[_Found], onward: list[_Found]) -> None:
    """Go on from all that was found so far to the member of this name."""
    name = part.name
    for at in found:
        if isinstance(at, Gap):
            onward.append(at)
            continue
        where, value = at
        if not isinstance(value, dict):
            why = _other(value, f"an object with `{name}`")
            onward.append(Gap(where=_written(where), why=why, astray=value is not None))
        elif not (part.optional and _nothing_there(value.get(name), rest)):
            here = where, name
            there = name in value
            onward.append((here, value[name]) if there else Gap(where=_written(here), why="is missing", last=not rest))


def _nothing_there(value: JSON, rest: Sequence[_Part]) -> bool:
    """Whether a member that may be missing is: it is null or not there, or a list without an item that is asked for."""
    if value is None or not rest or isinstance(rest[0], _Name):
        return value is None
    return isinstance(value, list) and not _chosen(rest[0], value)


def _into_items(
    part: _Part, narrow: _Index | None, rest: Sequence[_Part], found: Sequence[_Found], onward: list[_Found]
) -> None:
    """Go on to the items of the lists; of those with a value one alone, where the path goes on with its number
    (`narrow`).
    """
    for at in found:
        if isinstance(at, Gap):
            onward.append(at)
            continue
        where, value = at
        if not isinstance(value, list):
            onward.append(Gap(where=_written(where), why=_other(value, "a list"), astray=value is not None))
            continue
        items = _asked_for(part, narrow, value)
        if items:
            onward += [((where, index), item) for index, item in items]
            continue
        why, last = _nothing(part, value), not rest and narrow is None
        if isinstance(part, _Where) and narrow is not None and (among := _chosen(part, value)):
            why, last = f"has only {_counted(among)} with {part.text}", not rest
        onward.append(Gap(where=_written(where), why=why, unmatched=True, last=bool(value) and last, empty=not value))


def _written(at: _At) -> str:
    """Where a value stands, as paths write it: `accounts[0]._links`."""
    parts = list[str]()
    while at is not None:
        at, last = at
        parts.append(f"[{last}]" if isinstance(last, int) else f".{last}")
    return "".join(reversed(parts)).removeprefix(".")


def _narrowed(part: _Part, left: list[_Part]) -> _Index | None:
    """The number that narrows a `[key=value]` at once, taken off what is left of the path; None for none."""
    after = left[0] if left and isinstance(part, _Where) else None
    if isinstance(after, _Index):
        del left[0]
        return after
    return None


def _asked_for(part: _Part, narrow: _Index | None, value: list[JSON]) -> list[tuple[int, JSON]]:
    """The items of a list, with their numbers, that a part asks for."""
    items = _chosen(part, value)
    return items if narrow is None else _at(narrow.index, items)


def _chosen(part: _Part, value: list[JSON]) -> list[tuple[int, JSON]]:
    numbered = list(enumerate(value))
    if isinstance(part, _Index):
        return _at(part.index, numbered)
    if isinstance(part, _Where):
        return [(i, item) for i, item in numbered if isinstance(item, dict) and _text(item.get(part.key)) == part.value]
    return numbered


def _at(index: int, items: list[tuple[int, JSON]]) -> list[tuple[int, JSON]]:
    return [items[index]] if -len(items) <= index < len(items) else []


def _nothing(part: _Part, value: list[JSON]) -> str:
    if not value:
        return "is an empty list"
    return f"has no item with {part.text}" if isinstance(part, _Where) else f"has only {_counted(value)}"


def _counted(items: Sequence[object]) -> str:
    return "1 item" if len(items) == 1 else f"{len(items)} items"


def _other(value: JSON, wanted: str) -> str:
    return "is not JSON" if value is NOT_JSON else f"is {kind(value)}, not {wanted}"


def _text(value: JSON) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


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
    return "a string" if isinstance(value, str) else "a number"
