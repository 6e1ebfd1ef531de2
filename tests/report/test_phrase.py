"""Sentences apart from what is filled in."""

from __future__ import annotations

from conformance.report.phrase import Phrase, code, phrase


def test_values_are_filled_in_whatever_they_hold() -> None:
    """Phrases in phrases, several in a row; braces of a value stay what they are."""
    inner = phrase("{n} of {names}", n=2, names=code(["a", "b"]))
    assert str(phrase("{where}: {what}", where="GET /accounts/{id}", what=inner)) == "GET /accounts/{id}: 2 of `a`, `b`"


def test_a_sentence_without_values_is_told_as_it_is() -> None:
    """What a check says may quote a bank's braces."""
    assert str(Phrase("the form {x} is wrong")) == "the form {x} is wrong"
