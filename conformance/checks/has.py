"""has: [_links.next]: these paths lead to something everywhere; with [*] in every item, and there is at least one."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.word import Word, entries, of_the_body
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first gap of every path, and every path that leads to null."""
    for path in wanted:
        for found in find(path, answer.body):
            if isinstance(found, Gap) or found.value is None:
                says = str(found) if isinstance(found, Gap) else f"{found.where} is null"
                yield Mismatch(says=says, wanted="present", where=found.where, key=path)
                break


WORD = Word(check=of_the_body(check), paths=entries)
