"""lacks: [_links.next]: these paths lead nowhere; with [*] in no item. An absent or empty list proves nothing."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.word import Word, alone, entries
from conformance.model import JSON, NOT_JSON, Answer, Mismatch
from conformance.paths import Gap, find, told


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first value that each path leads to, and each path that stops before its last name."""
    if _says_nothing(answer):
        return
    if answer.body is NOT_JSON:
        yield Mismatch(
            says="the body is not JSON", wanted=wanted, got=answer.last.content[:80].decode("utf-8", "replace")
        )
        return
    for path in wanted:
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                if "[" in path and not found.last:
                    says = f"{told(found)}, which proves nothing"
                    yield Mismatch(says=says, wanted="absent", where=found.where, key=path)
                    break
            elif found.value is not None:
                says = f"{found.where} is there"
                yield Mismatch(says=says, wanted="absent", got=found.value, where=found.where, key=path)
                break


def _says_nothing(answer: Answer) -> bool:
    """Whether it is a refusal without a document (no body, or a page of HTML): it lacks every member."""
    return answer.body is NOT_JSON and answer.last.status >= 400


WORD = Word(check=alone(check), paths=entries)
