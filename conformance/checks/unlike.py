"""unlike: {scope: .*extended.*}: no value at a path is a text of this form; a value that is not there is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.checks.word import Word, alone, entries, entry_values
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Hit, find


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first value of each path that is such a text."""
    for path, form in wanted.items():
        for found in find(path, answer.body):
            if isinstance(found, Hit) and isinstance(found.value, str) and re.fullmatch(form, found.value):
                says = "the text has the form it must not have"
                yield Mismatch(says=says, wanted=f"not {form}", got=found.value, where=found.where, key=path)
                break


WORD = Word(check=alone(check), paths=entries, forms=entry_values)
