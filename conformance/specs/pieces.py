"""Breaches of a JSON Schema by a body of any size: memory and time are spent on those that are heard.

jsonschema-rs finds all breaches before it gives the first one, and each costs a kilobyte. A bank may send a million
rows that break five constraints each. So a long list is held to the schema in pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import jsonschema_rs

from conformance.frozen import dataclass

_AT_ONCE: Final = 20_000
"""A body of so many values is held to the schema as a whole; a page of 200 rows has 6,000."""
_ROWS: Final = 500
"""So many items of a list are held to it together."""

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A breach in a later piece, as jsonschema-rs describes it, but where it is in the body as a whole."""

    kind: Any
    instance: Any
    instance_path: list[str | int]
    evaluation_path: list[str | int]


def breaches(validator: jsonschema_rs.Draft202012Validator, body: Any) -> Iterator[Any]:
    """Every breach; of a body of very many values that do not stand in one long list, the first one only."""
    if not _more_than(_AT_ONCE, body):
        yield from validator.iter_errors(body)
        return
    if validator.is_valid(body):
        return
    path = _longest(body)
    if _more_than(_AT_ONCE, _with(body, path, [])):
        yield from _first(validator, body)
        return
    rows = _at(body, path)
    for start in range(0, len(rows), _ROWS):
        piece = _with(body, path, rows[start : start + _ROWS])
        if not validator.is_valid(piece):
            few = not _more_than(_AT_ONCE, piece)
            found = validator.iter_errors(piece) if few else _first(validator, piece)
            yield from _placed(found, path, start)


def _first(validator: jsonschema_rs.Draft202012Validator, body: Any) -> Iterator[Any]:
    try:
        validator.validate(body)
    except jsonschema_rs.ValidationError as error:
        yield error


def _placed(found: Iterator[Any], path: Path, start: int) -> Iterator[Any]:
    """The breaches of a piece where they are in the body; what is outside of the list is told with the first piece."""
    for error in found:
        where = error.instance_path
        if not start:
            yield error
        elif len(where) > len(path) and tuple(where[: len(path)]) == path:
            moved = [*path, where[len(path)] + start, *where[len(path) + 1 :]]
            yield Breach(
                kind=error.kind, instance=error.instance, instance_path=moved, evaluation_path=error.evaluation_path
            )


def _more_than(most: int, body: Any) -> bool:
    """Whether a body holds more values than that; no more of them are looked at."""
    left, level = most, [body]
    while level:
        left -= len(level)
        if left < 0:
            return True
        deeper: list[Any] = []
        for value in level:
            if isinstance(value, dict | list):
                deeper += value.values() if isinstance(value, dict) else value
                if len(deeper) > left:
                    return True
        level = deeper
    return False


def _longest(body: Any) -> Path:
    """The way to the list that has the most items; to the body itself where there is none."""
    best: Path = ()
    most = 0
    level: list[tuple[Any, Path]] = [(body, ())]
    while level:
        deeper: list[tuple[Any, Path]] = []
        for value, path in level:
            if isinstance(value, list) and len(value) > most:
                best, most = path, len(value)
            if isinstance(value, dict | list):
                items = value.items() if isinstance(value, dict) else enumerate(value)
                deeper += ((item, (*path, step)) for step, item in items if isinstance(item, dict | list))
        level = deeper
    return best


def _at(body: Any, path: Path) -> Any:
    for step in path:
        body = body[step]
    return body


def _with(body: Any, path: Path, rows: list[Any]) -> Any:
    """The body with other rows at a place."""
    if not path:
        return rows if isinstance(body, list) else body
    other = body.copy()
    other[path[0]] = _with(body[path[0]], path[1:], rows)
    return other
