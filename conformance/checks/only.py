"""only: {transactions[*].status: [BOOK, PDNG, OTHR]}: every value at a path is one of these; there is at least one."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.word import Word, alone, entries
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find, told


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first value of each path that is none of those allowed."""
    for path, allowed in wanted.items():
        choices = allowed if isinstance(allowed, list) else [allowed]
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                yield Mismatch(says=told(found), wanted=allowed, where=found.where, key=path)
                break
            if found.value not in choices:
                says = "this value is none of those allowed"
                yield Mismatch(says=says, wanted=allowed, got=found.value, where=found.where, key=path)
                break


WORD = Word(check=alone(check), paths=entries)
