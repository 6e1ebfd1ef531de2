"""count: {accounts: 3}: how many items the list at a path has, or how many values a path with brackets leads to.

Where the list itself is not there, nothing was counted: that is a mismatch, also where 0 is wanted. A member that is
null is no value.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.comparing import fits, number_of
from conformance.checks.word import Word, entries, of_the_body
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, Hit, find, kind, many


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield every path with another number of items."""
    for path, number in wanted.items():
        found = find(path, answer.body)
        hits = [hit.value for hit in found if isinstance(hit, Hit)]
        first = found[0] if found else None
        several = many(path) or path.endswith("]") or not found
        if isinstance(first, Gap) and not hits and not (several and (first.unmatched or first.last)):
            yield Mismatch(says=str(first), wanted=number_of(number), where=first.where, key=path)
        elif not several and not isinstance(hits[0], list):
            says = f"{path} is {kind(hits[0])}, not a list"
            yield Mismatch(says=says, wanted=number_of(number), got=hits[0], where=path, key=path)
        elif not fits(got := sum(hit is not None for hit in hits) if several else len(hits[0]), number):
            why = f": {first}" if isinstance(first, Gap) and not hits else ""
            says = f"the number of {'values' if several else 'items'} is wrong{why}"
            yield Mismatch(says=says, wanted=number_of(number), got=got, where=path, key=path)


WORD = Word(check=of_the_body(check), paths=entries)
