r"""matches: {connectedPsu: \S.*}: every value at a path is a text of this form, from its start to its end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.checks.word import Word, alone, entries, entry_values
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find, told


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first value of each path that is no such text."""
    for path, form in wanted.items():
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                yield Mismatch(says=told(found), wanted=form, where=found.where, key=path)
                break
            if not isinstance(found.value, str) or not re.fullmatch(form, found.value):
                says = "the text has another form"
                yield Mismatch(says=says, wanted=form, got=found.value, where=found.where, key=path)
                break


WORD = Word(check=alone(check), paths=entries, forms=entry_values)
