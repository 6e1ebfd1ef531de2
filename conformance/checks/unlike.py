"""unlike: {scope: .*extended.*}: every value at a path is a text of another form.

Nothing is proven by a value that is not there or is no text: a list around the text would hide it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.checks.word import Word, entries, entry_values, of_the_body
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find, kind


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first value of each path that is such a text, and each path that proves nothing."""
    for path, form in wanted.items():
        for found in find(path, answer.body):
            says, got, undecided = "", None, True
            if isinstance(found, Gap):
                says = f"{found}, which proves nothing"
            elif not isinstance(found.value, str):
                says, got = f"{found.where} is {kind(found.value)}, not a string, which proves nothing", found.value
            elif re.fullmatch(form, found.value):
                says, got, undecided = "the text must not have this form", found.value, False
            if says:
                wish = f"another form than {form}"
                yield Mismatch(says=says, wanted=wish, got=got, where=found.where, key=path, undecided=undecided)
                break


WORD = Word(check=of_the_body(check), paths=entries, forms=entry_values)
