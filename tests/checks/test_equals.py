"""equals: {connectedPsu: MALLOW MARC}: the value at a path is this."""

from typing import Any

import pytest

from tests.support.answers import answer, lines


@pytest.mark.parametrize(
    ("wanted", "body"),
    [
        ({"a": "x"}, {"a": "x"}),
        ({"a": None}, {"a": None}),
        ({"a": 1}, {"a": 1.0}),
        ({"a": [1, 2]}, {"a": [1, 2]}),
        ({"rows[*].id": 1}, {"rows": [{"id": 1}, {"id": 1}]}),
        ({"rows[*].id": [1, 2]}, {"rows": [{"id": 1}, {"id": 2}]}),
        ({"rows[*].id": []}, {"rows": []}),
        ({"rows[kind=x].id": []}, {"rows": [{"kind": "y"}]}),
        ({"rows": []}, {"rows": []}),
        ({"a?": 1}, {}),
    ],
)
def test_the_same_value_holds(wanted: Any, body: Any) -> None:
    """Of each item, or the list of them in this order; null is a value like others."""
    assert lines("equals", wanted, answer(body)) == []


@pytest.mark.parametrize(
    ("wanted", "body", "told"),
    [
        ({"a": "x"}, {"a": "y"}, "a: the value is different (wanted x, got y)"),
        ({"a": True}, {"a": 1}, "a: the value is different (wanted True, got 1)"),
        ({"a": [True]}, {"a": [1]}, "a: the value is different (wanted [True], got [1])"),
        ({"a": {"b": 0}}, {"a": {"b": False}}, "a: the value is different (wanted {'b': 0}, got {'b': False})"),
        ({"a": "1"}, {"a": 1}, "a: the value is different (wanted 1, got 1)"),
        ({"a": 0}, {"a": False}, "a: the value is different (wanted 0, got False)"),
        ({"a": None}, {}, "a: a is missing (wanted None, got None)"),
        ({"rows[*].id": 1}, {"rows": [{"id": 1}, {"id": 2}]}, "rows[1].id: the value is different (wanted 1, got 2)"),
        ({"rows[*].id": 1}, {"rows": []}, "rows: rows is an empty list (wanted 1, got None)"),
        ({"rows[*].id": 1}, {"rows": [{"id": 1}, {}]}, "rows[1].id: rows[1].id is missing (wanted 1, got None)"),
        (
            {"rows[*].id": [2, 1]},
            {"rows": [{"id": 1}, {"id": 2}]},
            "rows[*].id: the values are different (wanted [2, 1], got [1, 2])",
        ),
        ({"rows[*].id": []}, {}, "rows: rows is missing (wanted [], got None)"),
        ({"rows": []}, {}, "rows: rows is missing (wanted [], got None)"),
        ({"rows[*].id": []}, {"rows": [{}]}, "rows[0].id: rows[0].id is missing (wanted [], got None)"),
    ],
)
def test_another_value_is_a_fault(wanted: Any, body: Any, told: str) -> None:
    """A member that is missing is neither null nor an empty list."""
    assert lines("equals", wanted, answer(body)) == [told]
