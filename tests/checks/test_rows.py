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
        ([A], [{"resourceId": "a", "_links": {"self": {"href": "/x"}}, "details": None}]),
        ([{"entryReference": "1", "x": 1}], [{"entryReference": "1", "x": 1.0}]),
        ([{"resourceId": "a", "status": "PDNG"}], [{"resourceId": "a", "status": "BOOK", "bookingDate": "2026-06-01"}]),
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
        ([A], "r: the last row is missing (wanted b, got None)"),
        ([A, B, C], "r[2]: 1 row too many (wanted no more rows, got c)"),
        ([B, A], "r[0]: row 1 is a different one (wanted a, got b)"),
        ([], "r: the last 2 rows are missing (wanted a, got None)"),
        ([A, A], "r[1]: row 2 is a different one (wanted b, got a)"),
        (
            [A, {**B, "amount": 5}],
            "r[1].amount: `amount` has changed in the row b (wanted no such member, got 5)",
        ),
        (None, "r: r is null, not a list (wanted 2 rows, got None)"),
    ],
)
def test_the_first_difference_is_told(got: Any, told: str) -> None:
    """Which row is missing, too much or another one."""
    assert lines("rows", {"r": [A, B]}, answer({"r": got})) == [told]


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        ({"amount": {"amount": "1.00"}}, {"amount": {"amount": "10.0"}}, "amount"),
        ({"creditDebitIndicator": "DBIT"}, {"creditDebitIndicator": "CRDT"}, "creditDebitIndicator"),
        ({"bookingDate": "2026-06-01"}, {"bookingDate": "2026-06-02"}, "bookingDate"),
        ({"bookingDate": "2026-06-01"}, {}, "bookingDate"),
        ({}, {"status": "PDNG"}, "status"),
        ({"n": 1}, {"n": True}, "n"),
    ],
)
def test_a_row_that_says_something_else_is_a_mismatch(before: Any, after: Any, name: str) -> None:
    """Whatever it says; only a row that has been booked since may."""
    row = {"resourceId": "a", "status": "BOOK"}
    (line,) = lines("rows", {"r": [row | before]}, answer({"r": [row | after]}))
    assert line.startswith(f"r[0].{name}: `{name}` has changed in the row a")


@pytest.mark.parametrize("body", [{}, [], None, 5])
def test_no_list_is_a_fault_even_where_no_rows_are_wanted(body: Any) -> None:
    """No list is not an empty one."""
    assert len(lines("rows", {"r": []}, answer(body))) == 1


@pytest.mark.parametrize("kept", [None, "text", {"r": []}, 5])
def test_what_was_kept_may_be_no_list(kept: Any) -> None:
    """A bank that sent something else has not the same rows now, and the check says so."""
    (line,) = lines("rows", {"r": kept}, answer({"r": []}))
    assert line.startswith("r: what was kept to compare with is not a list (wanted a list, got ")


def test_rows_of_any_kind_have_an_identity() -> None:
    """Also those that are no objects."""
    assert [identity(row) for row in (A, {"resourceId": "", "entryReference": 7}, None, [1], "x")] == [
        "a",
        "7",
        "null",
        "[1]",
        "x",
    ]
