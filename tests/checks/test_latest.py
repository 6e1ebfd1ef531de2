"""latest: {path: day}: the youngest row of a list is of this day or a later one."""

from typing import Any

import pytest

from tests.support.answers import answer, lines

OLD = {"status": "BOOK", "bookingDate": "2026-03-31"}


@pytest.mark.parametrize(
    "young",
    [
        {"status": "BOOK", "bookingDate": "2026-04-30"},
        {"status": "BOOK", "bookingDate": "2026-05-31T00:00:00Z"},
        {"status": "OTHR"},
        {"status": "PDNG", "bookingDate": "2026-03-01", "expectedBookingDate": None},
    ],
)
def test_one_young_row_is_enough(young: Any) -> None:
    """One that is not booked is young, whatever its dates (ambiguity F7)."""
    assert lines("latest", {"t": "2026-04-30"}, answer({"t": [OLD, young, OLD]})) == []


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([OLD, {"status": "BOOK"}], "the youngest row is older (wanted a row of 2026-04-30 or later, got 2026-03-31)"),
        ([], "there is no row (wanted a row of 2026-04-30 or later, got None)"),
        (["text", None], "there is no row (wanted a row of 2026-04-30 or later, got None)"),
    ],
)
def test_old_rows_alone_are_a_mismatch(rows: Any, says: str) -> None:
    """So is a list without rows."""
    assert lines("latest", {"t": "2026-04-30"}, answer({"t": rows})) == [f"t: {says}"]


@pytest.mark.parametrize(("body", "says"), [({}, "t is missing"), ({"t": {}}, "t is an object, not a list")])
def test_no_list_is_a_mismatch(body: Any, says: str) -> None:
    """It has no youngest row."""
    (line,) = lines("latest", {"t": "2026-04-30"}, answer(body))
    assert says in line
