"""has: [_links.next]: these paths lead to something everywhere; with [*] in every item, and there is at least one."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.word import Word, alone, entries
from conformance.model import JSON, NOT_JSON, Answer, Mismatch
from conformance.paths import Gap, find, told


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first gap of every path, and every path that leads to null."""
    if answer.body is NOT_JSON:
        yield Mismatch(
            says="the body is not JSON", wanted=wanted, got=answer.last.content[:80].decode("utf-8", "replace")
        )
        return
    for path in wanted:
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                yield Mismatch(says=told(found), wanted=path, where=found.where, key=path)
                break
            if found.value is None:
                yield Mismatch(says=f"{found.where} is null", wanted=path, where=found.where, key=path)
                break


WORD = Word(check=alone(check), paths=entries)
