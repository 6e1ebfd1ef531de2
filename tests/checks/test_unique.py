"""unique: [path]: no value at a path stands twice."""

from typing import Any

import pytest

from conformance.model import NOT_JSON
from tests.support.answers import answer, lines


@pytest.mark.parametrize(
    "body", [{"r": []}, {"r": [{"id": 1}, {"id": 2}]}, {"r": [{}, {}]}, {"r": [{"id": None}, {"id": None}, {"id": ""}]}]
)
def test_different_values_hold(body: Any) -> None:
    """Items without the member, and an empty list, repeat nothing."""
    assert lines("unique", ["r[*].id"], answer(body)) == []


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
