"""unique: [transactions[*].resourceId]: every value at a path is there once.

Nothing is proven by a value that is not there, nor by an empty text; a row as a whole is told from others as in `rows`.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.rows import identity
from conformance.checks.word import Word, entries, of_the_body
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, Hit, find
from conformance.wording import plain


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first value of each path that comes a second time, and each path that proves nothing."""
    for path in wanted:
        seen: dict[str, Hit] = {}
        for found in find(path, answer.body):
            says, got, undecided = "", None, True
            if isinstance(found, Gap):
                says = f"{found}, which proves nothing"
            elif found.value in (None, ""):
                says = f"{found.where} is {'null' if found.value is None else 'empty'}, which proves nothing"
            elif (key := identity(found.value) if isinstance(found.value, dict) else plain(found.value)) in seen:
                says, got, undecided = f"{found.where} repeats {seen[key].where}", key, False
            else:
                seen[key] = found
            if says:
                wish = "each value once"
                yield Mismatch(says=says, wanted=wish, got=got, where=found.where, key=path, undecided=undecided)
                break


WORD = Word(check=of_the_body(check), paths=entries)
