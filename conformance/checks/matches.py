r"""matches: {connectedPsu: \S.*}: every value at a path is a text of this form, from its start to its end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.checks.word import Word, entries, entry_values, of_the_body
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find, kind


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first value of each path that is no such text."""
    for path, form in wanted.items():
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                wish, empty = f"the form {form}", found.empty
                yield Mismatch(says=str(found), wanted=wish, where=found.where, key=path, undecided=empty)
                break
            text = isinstance(found.value, str)
            if not text or not re.fullmatch(form, found.value):
                says = "the form is wrong" if text else f"{found.where} is {kind(found.value)}, not a string"
                yield Mismatch(says=says, wanted=f"the form {form}", got=found.value, where=found.where, key=path)
                break


WORD = Word(check=of_the_body(check), paths=entries, forms=entry_values)
