"""latest: {transactions: $today-62d}: the youngest row of the list is of this day or a later one.

A booked row is of its bookingDate. One that is not booked yet is as young as can be, whatever dates it has or lacks: it
is booked when its day comes (chapter GET transactions, lines 1410-1418; ambiguity F7).
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.word import Word, entries, of_the_body
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find, kind


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield each list without a row that is young enough, the first of each path."""
    for path, day in wanted.items():
        for found in find(path, answer.body):
            asked = f"a row of {day} or later"
            if isinstance(found, Gap):
                yield Mismatch(says=str(found), wanted=asked, where=found.where, key=path)
                break
            if not isinstance(found.value, list):
                says = f"{found.where} is {kind(found.value)}, not a list"
                yield Mismatch(says=says, wanted=asked, where=found.where, key=path)
                break
            days = [_day(row) for row in found.value if isinstance(row, dict)]
            if not any(one >= str(day) for one in days):
                says = "the youngest row is older" if days else "there is no row"
                yield Mismatch(says=says, wanted=asked, got=max(days, default=None), where=found.where, key=path)
                break


def _day(row: dict[str, JSON]) -> str:
    return str(row.get("bookingDate") or "")[:10] if row.get("status") == "BOOK" else _STILL_TO_COME


_STILL_TO_COME = "9999-12-31"

WORD = Word(check=of_the_body(check), paths=entries)
