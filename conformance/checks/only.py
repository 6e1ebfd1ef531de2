"""only: {transactions[*].status: [BOOK, PDNG, OTHR]}: every value at a path is one of these; there is at least one."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.comparing import key
from conformance.checks.word import Word, entries, of_the_body
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find
from conformance.wording import either


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first value of each path that is none of those allowed."""
    for path, allowed in wanted.items():
        choices = allowed if isinstance(allowed, list) else [allowed]
        known = set(map(key, choices))
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                wish, empty = either(choices), found.empty
                yield Mismatch(says=str(found), wanted=wish, where=found.where, key=path, undecided=empty)
                break
            if key(found.value) not in known:
                says = "this value is not allowed here"
                yield Mismatch(says=says, wanted=either(choices), got=found.value, where=found.where, key=path)
                break


WORD = Word(check=of_the_body(check), paths=entries)
