"""between: {path: {from: .., to: ..}}: every value at a path lies in this range, ends included."""

from typing import Any

import pytest

from tests.support.answers import answer, lines

JUNE = {"from": "2026-06-01", "to": "2026-06-30"}


@pytest.mark.parametrize("value", ["2026-06-01", "2026-06-15", "2026-06-30", "2026-06-30T23:59:59+02:00"])
def test_both_ends_are_inside(value: str) -> None:
    """Of a date-time only the date counts."""
    assert lines("between", {"r[*].d": JUNE}, answer({"r": [{"d": value}]})) == []


@pytest.mark.parametrize("value", ["2026-05-31", "2026-07-01", "2026-07-01T00:00:00Z"])
def test_a_date_outside_is_a_mismatch(value: str) -> None:
    """With the range and the value."""
    said = f"r[0].d: the date lies outside the range (wanted from 2026-06-01 to 2026-06-30, got {value})"
    assert lines("between", {"r[*].d": JUNE}, answer({"r": [{"d": value}]})) == [said]


@pytest.mark.parametrize(
    "value",
    [
        "",
        None,
        20260615,
        ["2026-06-15"],
        {},
        True,
        "2026-06-3",
        "2026-06-31",
        "2026-06-15x",
        "20260615",
        "2026-06-15 12:00",
    ],
)
def test_what_is_not_a_date_is_a_mismatch(value: Any) -> None:
    """It would lie inside if it were compared as a text only, or nowhere."""
    said = f"r[0].d: this is not a date (wanted from 2026-06-01 to 2026-06-30, got {value})"
    assert lines("between", {"r[*].d": JUNE}, answer({"r": [{"d": value}]})) == [said]


@pytest.mark.parametrize(
    ("ends", "held"), [({"from": "2026-06-02"}, [False, True]), ({"to": "2026-06-02T23:00"}, [True, False])]
)
def test_one_end_is_enough(ends: Any, held: list[bool]) -> None:
    """The other side is open; of an end that was kept from a date-time only the day counts."""
    days = ("2026-06-01", "2026-06-03")
    assert [lines("between", {"a": ends}, answer({"a": day})) == [] for day in days] == held


def test_a_text_that_is_no_date_is_not_later_than_every_date() -> None:
    """`pending` comes after every digit."""
    assert len(lines("between", {"a": {"from": "2026-06-01"}}, answer({"a": "pending"}))) == 1


@pytest.mark.parametrize("ends", [{"from": 7, "to": None}, {"from": "b"}])
def test_an_end_that_was_kept_may_be_no_date(ends: Any) -> None:
    """That is said, and the check does not fall over it."""
    (line,) = lines("between", {"a": ends}, answer({"a": "2026-06-15"}))
    assert line.startswith(": the range has no dates for its ends")


@pytest.mark.parametrize("body", [{}, {"r": []}, {"r": [{}]}, [], None])
def test_a_path_that_leads_nowhere_is_a_fault(body: Any) -> None:
    """Of an empty list nothing is true."""
    assert len(lines("between", {"r[*].d": JUNE}, answer(body))) == 1
