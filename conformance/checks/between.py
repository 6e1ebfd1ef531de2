"""between: {transactions[status=BOOK].bookingDate: {from: $today-90d}}: every value lies in this range, ends included.

Values are compared as texts, which orders dates written YYYY-MM-DD; of a date-time only the date counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.checks.word import Word, alone, entries
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find, told

_DATE_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T.*")


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first value of each path that lies outside."""
    for path, ends in wanted.items():
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                yield Mismatch(says=told(found), wanted=ends, where=found.where, key=path)
                break
            if not _inside(found.value, ends):
                says = "the value lies outside the range"
                yield Mismatch(says=says, wanted=ends, got=found.value, where=found.where, key=path)
                break


def _inside(value: JSON, ends: JSON) -> bool:
    if not isinstance(value, str):
        return False
    text = _DATE_TIME.sub(r"\1", value)
    return str(ends.get("from", text)) <= text <= str(ends.get("to", text))


WORD = Word(check=alone(check), paths=entries)
