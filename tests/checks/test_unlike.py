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


@pytest.mark.parametrize("body", [{}, {"scope": "aisp"}, {"scope": None}, {"scope": 7}, [], "text", None])
def test_what_is_not_such_a_text_holds(body: Any) -> None:
    """Another text, no text and no value at all are all right."""
    assert list(check({"scope": ".*extended.*"}, answer(body))) == []


def test_such_a_text_is_told_with_its_place() -> None:
    """The first value of that form is the mismatch."""
    (mismatch,) = check({"scope": ".*extended.*"}, answer({"scope": "aisp extended_transaction_history"}))
    assert (mismatch.where, mismatch.key, mismatch.got) == ("scope", "scope", "aisp extended_transaction_history")
