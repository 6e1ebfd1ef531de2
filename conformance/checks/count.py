"""count: {accounts: 3}: how many items the list at a path has, or how many values a path with brackets leads to.

Where the list itself is not there, nothing was counted: that is a mismatch, also where 0 is wanted.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.word import Word, alone, entries
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, Hit, find, many, told


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield every path whose number of items is another one."""
    for path, number in wanted.items():
        first, *_ = found = list(find(path, answer.body))
        hits = [hit.value for hit in found if isinstance(hit, Hit)]
        several = many(path) or path.endswith("]")
        if isinstance(first, Gap) and not hits and not (several and (first.unmatched or first.last)):
            yield Mismatch(says=told(first), wanted=number, where=first.where, key=path)
        elif not several and not isinstance(hits[0], list):
            yield Mismatch(says="there is no list to count", wanted=number, got=hits[0], where=path, key=path)
        elif not _fits(got := len(hits if several else hits[0]), number):
            why = f": {told(first)}" if isinstance(first, Gap) and not hits else ""
            yield Mismatch(says=f"the number is another one{why}", wanted=number, got=got, where=path, key=path)


def _fits(got: int, number: JSON) -> bool:
    if isinstance(number, dict):
        return bool(number.get("least", 0) <= got <= number.get("most", got))
    return bool(got == number)


WORD = Word(check=alone(check), paths=entries)
