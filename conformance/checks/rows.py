"""rows: {transactions: $page}: the list at a path holds these very rows in this order.

A row is known by its resourceId, else by its entryReference, else by its whole content. The same row says the same
wherever it comes: only its links may differ, and a row that has been booked in the meantime.
"""

from __future__ import annotations

from collections.abc import Iterator

import orjson

from conformance.checks.comparing import same
from conformance.checks.word import Word, entries, of_the_body
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find, kind
from conformance.wording import plural


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first row that is missing, too much, in another place or changed."""
    for path, expected in wanted.items():
        for found in find(path, answer.body):
            if not isinstance(expected, list):
                says, got = "what was kept to compare with is not a list", kind(expected)
                yield Mismatch(says=says, wanted="a list", got=got, where=path, key=path)
            elif isinstance(found, Gap):
                yield Mismatch(says=str(found), wanted=plural(len(expected), "row"), where=found.where, key=path)
            elif not isinstance(found.value, list):
                says = f"{found.where} is {kind(found.value)}, not a list"
                yield Mismatch(says=says, wanted=plural(len(expected), "row"), where=found.where, key=path)
            else:
                yield from _compare(expected, found.value, path)
            break


def _compare(mine: list[JSON], theirs: list[JSON], path: str) -> Iterator[Mismatch]:
    for index, row in enumerate(mine):
        where = f"{path}[{index}]"
        if index >= len(theirs):
            says = (
                f"the last {plural(left, 'row')} are missing"
                if (left := len(mine) - index) > 1
                else "the last row is missing"
            )
            yield Mismatch(says=says, wanted=described(row), where=path, key=path)
            return
        if identity(theirs[index]) != identity(row):
            says, got = f"row {index + 1} is a different one", described(theirs[index])
            yield Mismatch(says=says, wanted=described(row), got=got, where=where, key=path)
            return
        if difference := changed(row, theirs[index]):
            yield altered(row, theirs[index], difference, where, path)
            return
    if len(theirs) > len(mine):
        says = f"{plural(len(theirs) - len(mine), 'row')} too many"
        got = described(theirs[len(mine)])
        yield Mismatch(says=says, wanted="no more rows", got=got, where=f"{path}[{len(mine)}]", key=path)


def identity(row: JSON) -> str:
    """What tells one row from another."""
    if isinstance(row, dict):
        for member in ("resourceId", "entryReference"):
            if row.get(member):
                return str(row[member])
    return row if isinstance(row, str) else orjson.dumps(row, option=orjson.OPT_SORT_KEYS).decode()


def changed(before: JSON, after: JSON) -> str:
    """The first member that makes two showings of one row differ; '' where none does that may not."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return ""
    if after.get("status") == "BOOK" != before.get("status") or same(before, after):
        return ""
    names = (name for name in {**before, **after} if name != "_links")
    return next((name for name in names if not same(before.get(name), after.get(name))), "")


def altered(before: JSON, after: JSON, name: str, where: str, path: str) -> Mismatch:
    """The mismatch of a row that says something else than before."""
    says = f"`{name}` has changed in the row {described(before)}"
    old, new = (row.get(name, "no such member") for row in (before, after))
    return Mismatch(says=says, wanted=old, got=new, where=f"{where}.{name}", key=path)


def described(row: JSON) -> str:
    """A row in a few words: what it is known by, its status, date and reference."""
    if not isinstance(row, dict):
        return identity(row)[:80]
    date = row.get("bookingDate") or row.get("expectedBookingDate")
    known = identity(row)
    parts = [
        row.get("status"),
        date,
        f"reference {row['entryReference']}" if row.get("entryReference") not in (None, "", known) else "",
    ]
    more = ", ".join(str(part)[:40] for part in parts if part)
    return f"{known[:60]}{f' ({more})' if more else ''}"


WORD = Word(check=of_the_body(check), paths=entries)
