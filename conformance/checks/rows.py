"""rows: {transactions: $page}: the list at a path holds these very rows in this order.

A row is known by its resourceId, else by its entryReference, else by its whole content, so that members which may
differ between two answers do not matter.
"""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from conformance.checks.word import Word, alone, entries
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find, kind, told


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first row that is missing, too much or in another place."""
    for path, expected in wanted.items():
        found = next(find(path, answer.body))
        if not isinstance(expected, list):
            yield Mismatch(says=f"what was kept to compare with is {kind(expected)}, not a list", where=path, key=path)
        elif isinstance(found, Gap):
            yield Mismatch(says=told(found), wanted=f"{len(expected)} rows", where=found.where, key=path)
        elif not isinstance(found.value, list):
            says = f"{path} is {kind(found.value)}, not a list"
            yield Mismatch(says=says, wanted=f"{len(expected)} rows", where=found.where, key=path)
        else:
            yield from _compare([identity(row) for row in expected], [identity(row) for row in found.value], path)


def _compare(mine: list[str], theirs: list[str], path: str) -> Iterator[Mismatch]:
    if mine != theirs:
        says, where = _first_difference(mine, theirs, path)
        yield Mismatch(says=says, wanted=f"{len(mine)} rows", got=f"{len(theirs)} rows", where=where, key=path)


def _first_difference(mine: list[str], theirs: list[str], path: str) -> tuple[str, str]:
    for index, key in enumerate(mine):
        if index >= len(theirs):
            return f"row {index + 1} ({key[:60]}) is missing", path
        if theirs[index] != key:
            return f"row {index + 1} is {theirs[index][:60]} instead of {key[:60]}", f"{path}[{index}]"
    return f"row {len(mine) + 1} ({theirs[len(mine)][:60]}) is too much", f"{path}[{len(mine)}]"


def identity(row: JSON) -> str:
    """What tells one row from another."""
    if isinstance(row, dict):
        for member in ("resourceId", "entryReference"):
            if row.get(member):
                return str(row[member])
    return row if isinstance(row, str) else orjson.dumps(row, option=orjson.OPT_SORT_KEYS).decode()


WORD = Word(check=alone(check), paths=entries)
