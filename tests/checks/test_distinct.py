"""distinct: {path: 73}: how many different values a path leads to."""

from typing import Any

import pytest

from tests.support.answers import answer, lines


@pytest.mark.parametrize("rows", [["a", "b"], ["a", "b", "a"], ["a", None, "b"], ["a", {}, "b"]])
def test_repeated_and_absent_values_do_not_count(rows: list[Any]) -> None:
    """Only what is there, each once."""
    body = {"r": [{"code": row} if row != {} else {} for row in rows]}
    assert lines("distinct", {"r[*].code": 2}, answer(body)) == []


@pytest.mark.parametrize(("body", "got"), [({"r": [{"code": "a"}]}, 1), ({"r": []}, 0), ({}, 0), (None, 0)])
def test_another_number_is_a_fault(body: Any, got: int) -> None:
    """Wanted and got are told."""
    told = f"r[*].code: the number of different values is another one (wanted 2, got {got})"
    assert lines("distinct", {"r[*].code": 2}, answer(body)) == [told]
