"""lacks: [_links.next]: these paths lead nowhere; with [*] in no item. What is no list or object proves nothing.

Nor does an absent or empty list, where the path names its items.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.word import Word, entries, no_json, of_the_answer
from conformance.model import JSON, NOT_JSON, Answer, Mismatch
from conformance.paths import Gap, find


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first value that each path leads to, and each path that stops before its last name."""
    if _is_refusal_without_document(answer):
        return
    if answer.body is NOT_JSON:
        yield no_json(answer, wanted)
        return
    for path in wanted:
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                if not found.last and (found.astray or "[" in path):
                    says = f"{found}, which proves nothing"
                    yield Mismatch(says=says, wanted="absent", where=found.where, key=path, undecided=True)
                    break
            elif found.value is not None:
                says = f"{found.where} is present"
                yield Mismatch(says=says, wanted="absent", got=found.value, where=found.where, key=path)
                break


def _is_refusal_without_document(answer: Answer) -> bool:
    """Whether it is a refusal without an object or list (no body, a page of HTML, a text): it lacks every member."""
    return answer.last.status >= 400 and not isinstance(answer.body, dict | list)


WORD = Word(check=of_the_answer(check), paths=entries)
