"""unique: [transactions[*].resourceId]: no value at a path stands twice; items without the member do not count.

Where the list itself is not there, nothing was looked at: that is a mismatch.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.word import Word, alone, entries
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find, told


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first value of each path that stands a second time."""
    for path in wanted:
        seen: dict[str, str] = {}
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                if found.listless:
                    yield Mismatch(says=told(found), wanted="each value once", where=found.where, key=path)
                continue
            if found.value in (None, ""):
                continue
            value = str(found.value)
            if value in seen:
                says = f"{found.where} repeats {seen[value]}"
                yield Mismatch(says=says, wanted="each value once", got=value, where=found.where, key=path)
                break
            seen[value] = found.where


WORD = Word(check=alone(check), paths=entries)
