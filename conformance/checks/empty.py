"""empty: true: the answer has no body; an empty JSON object counts as none (ambiguity D7)."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.checks.word import Word, of_the_answer
from conformance.model import JSON, Answer, Mismatch


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:  # noqa: ARG001 - the only form is true
    """Yield a mismatch where there is a body."""
    content = answer.last.content.strip()
    if content and answer.body != {}:
        yield Mismatch(says="there is a body", wanted="no body", got=content[:80].decode("utf-8", "replace"))


WORD = Word(check=of_the_answer(check))
