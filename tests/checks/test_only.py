"""only: {path: [..]}: every value at a path is one of these."""

from typing import Any

import pytest

from tests.support.answers import answer, lines


@pytest.mark.parametrize(
    ("wanted", "body"),
    [
        ({"rows[*].s": ["BOOK", "PDNG"]}, {"rows": [{"s": "BOOK"}, {"s": "PDNG"}]}),
        ({"a": "x"}, {"a": "x"}),
        ({"a": [None, 1]}, {"a": None}),
    ],
)
def test_allowed_values_hold(wanted: Any, body: Any) -> None:
    """One allowed value may stand without its list."""
    assert lines("only", wanted, answer(body)) == []


@pytest.mark.parametrize(
    ("wanted", "body", "told"),
    [
        (
            {"r[*].s": ["B"]},
            {"r": [{"s": "B"}, {"s": "C"}]},
            "r[1].s: this value is not allowed here (wanted B, got C)",
        ),
        ({"r[*].s": ["B"]}, {"r": []}, "r: r is an empty list (wanted B, got None)"),
        ({"r[*].s": ["B"]}, {"r": [{}]}, "r[0].s: r[0].s is missing (wanted B, got None)"),
        ({"a": ["B"]}, {"a": ["B"]}, "a: this value is not allowed here (wanted B, got ['B'])"),
        ({"a": ["B", 1]}, {"a": True}, "a: this value is not allowed here (wanted B or 1, got True)"),
        ({"a": [1]}, {"a": "1"}, "a: this value is not allowed here (wanted 1, got 1)"),
        ({"a": ["B"]}, {"a": None}, "a: this value is not allowed here (wanted B, got None)"),
    ],
)
def test_another_value_is_a_fault(wanted: Any, body: Any, told: str) -> None:
    """The first of them, and also where there is no value at all."""
    assert lines("only", wanted, answer(body)) == [told]
