"""none: {accounts[*].resourceId: [$marc.main.resourceId]}: no value there is one of these; an empty list has none."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.word import Word, alone, entries
from conformance.model import JSON, NOT_JSON, Answer, Mismatch
from conformance.paths import Gap, find, told


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first value of each path that must not be there, and each path whose list is not there at all."""
    if answer.body is NOT_JSON and answer.last.status >= 400 and not answer.last.content:
        return  # a refusal without a body tells nothing
    for path, forbidden in wanted.items():
        choices = forbidden if isinstance(forbidden, list) else [forbidden]
        asked = f"none of {choices}"[:200]
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                if found.listless:
                    says = f"{told(found)}, which proves nothing"
                    yield Mismatch(says=says, wanted=asked, where=found.where, key=path)
                    break
            elif found.value in choices:
                yield Mismatch(
                    says="this must not be there", wanted=asked, got=found.value, where=found.where, key=path
                )
                break


WORD = Word(check=alone(check), paths=entries)
