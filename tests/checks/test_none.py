"""none: {path: [..]}: no value at a path is one of these."""

from typing import Any

import pytest

from conformance.model import NOT_JSON
from tests.support.answers import answer, lines


@pytest.mark.parametrize(
    "body", [{"r": []}, {"r": [{"id": 1}, {}]}, {"r": [{"id": None}]}, {"r": [5, "x"]}, {"r": [{"id": [7]}]}]
)
def test_other_values_and_an_empty_list_hold(body: Any) -> None:
    """Items without the member have no such value."""
    assert lines("none", {"r[*].id": [7, 8]}, answer(body)) == []
    assert lines("none", {"r[*].id": 7}, answer(body)) == []


def test_a_forbidden_value_is_told_with_its_place() -> None:
    """The first of them."""
    told = "r[1].id: this must not be there (wanted none of [7, 8], got 8)"
    assert lines("none", {"r[*].id": [7, 8]}, answer({"r": [{"id": 1}, {"id": 8}, {"id": 7}]})) == [told]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "r: r is missing, which proves nothing"),
        ({"r": None}, "r: r is null, not a list, which proves nothing"),
        ({"r": "text"}, "r: r is a text, not a list, which proves nothing"),
        ([], ": the body is a list, not an object with `r`, which proves nothing"),
        (NOT_JSON, ": the body is not JSON, which proves nothing"),
    ],
)
def test_where_the_list_is_not_there_nothing_is_proven(body: Any, says: str) -> None:
    """A body of another kind has no rows that could be others."""
    assert lines("none", {"r[*].id": [7]}, answer(body)) == [f"{says} (wanted none of [7], got None)"]


def test_a_refusal_without_a_body_tells_nothing() -> None:
    """An empty 403 shows no forbidden value."""
    assert lines("none", {"r[*].id": [7]}, answer(NOT_JSON, status=403)) == []
