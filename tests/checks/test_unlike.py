"""unlike: no value at a path is a text of this form."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from conformance.checks.unlike import check
from conformance.model import Answer, Call, Exchange


def answer(body: Any) -> Answer:
    exchange = Exchange(call=Call(method="GET", url="http://bank/x"), status=200, data=body, at=datetime.now(UTC))
    return Answer(exchanges=(exchange,), body=body)


@pytest.mark.parametrize("text", ["aisp", "", "aisp\nextended_transaction_history"])
def test_a_text_of_another_form_holds(text: str) -> None:
    """Only the whole text counts."""
    assert list(check({"scope": ".*extended.*"}, answer({"scope": text}))) == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "scope is missing"),
        ({"scope": None}, "scope is null, not a string"),
        ({"scope": 7}, "scope is a number, not a string"),
        ({"scope": ["extended"]}, "scope is a list, not a string"),
        ([], "the body is a list, not an object with `scope`"),
        ("text", "the body is a string, not an object with `scope`"),
        (None, "the body is null, not an object with `scope`"),
    ],
)
def test_what_is_no_text_or_not_there_proves_nothing(body: Any, says: str) -> None:
    """A list around the text would hide it, and a misspelt path everything."""
    (mismatch,) = check({"scope": ".*extended.*"}, answer(body))
    assert mismatch.says == f"{says}, which proves nothing"


@pytest.mark.parametrize("body", [{}, {"scope": None}, {"scope": "aisp"}])
def test_a_path_may_say_that_a_member_may_be_missing(body: Any) -> None:
    """As RFC 6749 (5.1) allows for the scope."""
    assert list(check({"scope?": ".*extended.*"}, answer(body))) == []
    assert len(list(check({"scope?": ".*extended.*"}, answer({"scope": "extended"})))) == 1


def test_such_a_text_is_told_with_its_place() -> None:
    """The first value of that form is the mismatch."""
    (mismatch,) = check({"scope": ".*extended.*"}, answer({"scope": "aisp extended_transaction_history"}))
    assert (mismatch.where, mismatch.key, mismatch.got) == ("scope", "scope", "aisp extended_transaction_history")
