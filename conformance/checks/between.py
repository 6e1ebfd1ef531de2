"""between: {transactions[status=BOOK].bookingDate: {from: $today-90d}}: every value lies in this range, ends included.

The ends are days, YYYY-MM-DD, and so must the values be, or date-times, of which only the day counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from conformance.checks.word import Word, entries, of_the_body
from conformance.late import pattern
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find

_OPEN = (("from", "0000-00-00"), ("to", "9999-99-99"))
"""The names of the ends, and what comes before and after every day."""
_DAY = pattern(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(T.*)?", re.DOTALL)


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first value of each path that lies outside, or is not a date."""
    for path, ends in wanted.items():
        first, last = (_day(ends[name]) if name in ends else open_end for name, open_end in _OPEN)
        if first is None or last is None:
            yield Mismatch(says="the range has no dates for its ends", wanted="dates", got=_range(ends), key=path)
            continue
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                yield Mismatch(says=str(found), wanted=_range(ends), where=found.where, key=path, undecided=found.empty)
                break
            day = _day(found.value)
            if day is None or not first <= day <= last:
                says = "this is not a date" if day is None else "the date lies outside the range"
                yield Mismatch(says=says, wanted=_range(ends), got=found.value, where=found.where, key=path)
                break


def _day(value: JSON) -> str | None:
    """The day of a date or date-time; None where it is neither, or a day that no calendar has."""
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        return date.fromisoformat(match[1]).isoformat()
    except ValueError:
        return None


def _range(ends: JSON) -> str:
    return " ".join(f"{name} {ends[name]}" for name in ("from", "to") if name in ends)


WORD = Word(check=of_the_body(check), paths=entries)
