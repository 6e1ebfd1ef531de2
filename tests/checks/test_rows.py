"""rows: {transactions: $page}: the list at a path holds these very rows in this order."""

from typing import Any

import pytest

from conformance.checks.rows import identity
from tests.support.answers import answer, lines

A, B, C = ({"resourceId": name} for name in "abc")


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        ([A, B], [A, B]),
        ([], []),
        ([A], [{"resourceId": "a", "status": "another"}]),
        ([{"entryReference": "1", "x": 1}], [{"entryReference": "1", "x": 2}]),
        ([{"x": 1, "y": 2}], [{"y": 2, "x": 1}]),
        ([None, 5, "x"], [None, 5, "x"]),
    ],
)
def test_the_same_rows_hold(expected: Any, got: Any) -> None:
    """A row is known by its resourceId, else its entryReference, else its content."""
    assert lines("rows", {"r": expected}, answer({"r": got})) == []


@pytest.mark.parametrize(
    ("got", "told"),
    [
        ([A], "r: row 2 (b) is missing (wanted 2 rows, got 1 rows)"),
        ([A, B, C], "r[2]: row 3 (c) is too much (wanted 2 rows, got 3 rows)"),
        ([B, A], "r[0]: row 1 is b instead of a (wanted 2 rows, got 2 rows)"),
        ([], "r: row 1 (a) is missing (wanted 2 rows, got 0 rows)"),
        (None, "r: r is null, not a list (wanted 2 rows, got None)"),
    ],
)
def test_the_first_difference_is_told(got: Any, told: str) -> None:
    """Which row is missing, too much or another one."""
    assert lines("rows", {"r": [A, B]}, answer({"r": got})) == [told]


@pytest.mark.parametrize("body", [{}, [], None, 5])
def test_no_list_is_a_fault_even_where_no_rows_are_wanted(body: Any) -> None:
    """No list is not an empty one."""
    assert len(lines("rows", {"r": []}, answer(body))) == 1


@pytest.mark.parametrize("kept", [None, "text", {"r": []}, 5])
def test_what_was_kept_may_be_no_list(kept: Any) -> None:
    """A bank that sent something else has not the same rows now, and the check says so."""
    (line,) = lines("rows", {"r": kept}, answer({"r": []}))
    assert line.startswith("r: what was kept to compare with is ")


def test_rows_of_any_kind_have_an_identity() -> None:
    """Also those that are no objects."""
    assert [identity(row) for row in (A, {"resourceId": "", "entryReference": 7}, None, [1], "x")] == [
        "a",
        "7",
        "null",
        "[1]",
        "x",
    ]
