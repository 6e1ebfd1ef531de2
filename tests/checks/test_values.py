"""values: {path: [..]}: the values at a path are these, each as often, in any order."""

from typing import Any

import pytest

from tests.support.answers import answer, lines

ROWS = {"rows": [{"id": "b"}, {"id": "a"}, {"id": "b"}]}


@pytest.mark.parametrize(
    ("wanted", "body"),
    [
        ({"rows[*].id": ["a", "b", "b"]}, ROWS),
        ({"rows[*].id": []}, {"rows": []}),
        ({"rows[kind=x].id": []}, ROWS),
        ({"a": "x"}, {"a": "x"}),
        ({"rows[*]": [{"id": 1, "x": 2}]}, {"rows": [{"x": 2, "id": 1}]}),
        ({"rows[*].id": [None]}, {"rows": [{"id": None}]}),
    ],
)
def test_these_values_in_any_order_hold(wanted: Any, body: Any) -> None:
    """The order of items and of members does not matter."""
    assert lines("values", wanted, answer(body)) == []


@pytest.mark.parametrize(
    ("wanted", "body", "says"),
    [
        ({"rows[*].id": ["a", "b"]}, ROWS, "rows[*].id: too many: b"),
        ({"rows[*].id": ["a", "b", "b", "c"]}, ROWS, "rows[*].id: missing: c"),
        ({"rows[*].id": ["a", "b", "c"]}, ROWS, "rows[*].id: missing: c; too many: b"),
        ({"rows[*].id": []}, ROWS, "rows[*].id: too many: b, a, b"),
        ({"rows[*].id": [1, 2, 3, 4]}, ROWS, "rows[*].id: missing: 1, 2, 3 and 1 other; too many: b, a, b"),
        ({"rows[*].id": []}, {}, "rows: rows is missing"),
        ({"rows[*].id": []}, {"rows": [{}]}, "rows[0].id: rows[0].id is missing"),
        ({"rows[*].id": ["a"]}, {"rows": [{"id": "a"}, {}]}, "rows[1].id: rows[1].id is missing"),
    ],
)
def test_missing_and_strange_values_are_told(wanted: Any, body: Any, says: str) -> None:
    """Both kinds in one line, the first three of each."""
    (line,) = lines("values", wanted, answer(body))
    assert line.startswith(f"{says} (wanted")
