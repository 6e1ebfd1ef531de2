"""unique: [path]: no value at a path stands twice."""

from typing import Any

import pytest

from conformance.model import NOT_JSON
from tests.support.answers import answer, lines


@pytest.mark.parametrize(
    "body", [{"r": [{"id": 1}, {"id": 2}]}, {"r": [{"id": 1}, {"id": "1"}, {"id": True}, {"id": 0}]}]
)
def test_different_values_hold(body: Any) -> None:
    """1, "1" and true are three values."""
    assert lines("unique", ["r[*].id"], answer(body)) == []


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"r": []}, "r is an empty list"),
        ({"r": [{"id": 1}, {}]}, "r[1].id is missing"),
        ({"r": [{"id": None}]}, "r[0].id is null"),
        ({"r": [{"id": ""}]}, "r[0].id is empty"),
    ],
)
def test_what_is_not_there_proves_nothing(body: Any, says: str) -> None:
    """A misspelt path would be true of every bank."""
    (line,) = lines("unique", ["r[*].id"], answer(body))
    assert line.endswith(f": {says}, which proves nothing (wanted each value once, got None)")


@pytest.mark.parametrize("body", [{}, {"r": []}, {"r": [{}]}, {"r": [{"id": None}, {"id": 1}, {}, {"id": 2}]}])
def test_a_path_may_say_that_a_member_may_be_missing(body: Any) -> None:
    """Where it is there, it counts."""
    assert lines("unique", ["r?[*].id?"], answer(body)) == []
    assert len(lines("unique", ["r?[*].id?"], answer({"r": [{"id": 1}, {}, {"id": 1}]}))) == 1


def test_rows_are_told_apart_by_what_they_are_known_by() -> None:
    """As in `rows`: the resourceId, else the reference, else the whole content."""
    one, other = {"resourceId": "1", "x": 1}, {"resourceId": "1", "x": 2}
    assert len(lines("unique", ["r[*]"], answer({"r": [one, other]}))) == 1
    assert lines("unique", ["r[*]"], answer({"r": [{"x": 1}, {"x": 2}, [1], [2]]})) == []


def test_a_repeated_value_is_told_with_both_places() -> None:
    """Where it stands a second time and where it stood before."""
    body = {"r": [{"id": "a"}, {"id": "b"}, {"id": "a"}]}
    assert lines("unique", ["r[*].id"], answer(body)) == [
        "r[2].id: r[2].id repeats r[0].id (wanted each value once, got a)"
    ]


@pytest.mark.parametrize("body", [{}, {"r": None}, {"r": {}}, [], None, NOT_JSON])
def test_where_the_list_is_not_there_nothing_was_looked_at(body: Any) -> None:
    """That is a mismatch, not a silent pass."""
    assert len(lines("unique", ["r[*].id"], answer(body))) == 1
