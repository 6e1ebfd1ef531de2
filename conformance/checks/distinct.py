"""distinct: {transactions[*].bankTransactionCode.code: 73}: how many different values a path leads to."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.word import Word, alone, entries
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import values


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield each path with another number of different values."""
    for path, number in wanted.items():
        got = len({str(value) for value in values(path, answer.body) if value is not None})
        if got != number:
            says = "the number of different values is another one"
            yield Mismatch(says=says, wanted=number, got=got, where=path, key=path)


WORD = Word(check=alone(check), paths=entries)
