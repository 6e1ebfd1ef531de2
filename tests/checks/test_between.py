"""between: {path: {from: .., to: ..}}: every value at a path lies in this range, ends included."""

from typing import Any

import pytest

from tests.support.answers import answer, lines

JUNE = {"from": "2026-06-01", "to": "2026-06-30"}


@pytest.mark.parametrize("value", ["2026-06-01", "2026-06-15", "2026-06-30", "2026-06-30T23:59:59+02:00"])
def test_both_ends_are_inside(value: str) -> None:
    """Of a date-time only the date counts."""
    assert lines("between", {"r[*].d": JUNE}, answer({"r": [{"d": value}]})) == []


@pytest.mark.parametrize("value", ["2026-05-31", "2026-07-01", "", None, 20260615, ["2026-06-15"], {}, True])
def test_what_is_outside_or_no_text_is_a_fault(value: Any) -> None:
    """A number is no date."""
    told = f"r[0].d: the value lies outside the range (wanted {JUNE}, got {value})"
    assert lines("between", {"r[*].d": JUNE}, answer({"r": [{"d": value}]})) == [told]


@pytest.mark.parametrize(("ends", "held"), [({"from": "b"}, [False, True]), ({"to": "b"}, [True, False])])
def test_one_end_is_enough(ends: Any, held: list[bool]) -> None:
    """The other side is open."""
    assert [lines("between", {"a": ends}, answer({"a": value})) == [] for value in ("a", "c")] == held


def test_an_end_that_was_kept_may_be_of_any_kind() -> None:
    """It is compared as a text, and the check does not fall over it."""
    assert len(lines("between", {"a": {"from": 7, "to": None}}, answer({"a": "2026-06-15"}))) == 1


@pytest.mark.parametrize("body", [{}, {"r": []}, {"r": [{}]}, [], None])
def test_a_path_that_leads_nowhere_is_a_fault(body: Any) -> None:
    """Of an empty list nothing is true."""
    assert len(lines("between", {"r[*].d": JUNE}, answer(body))) == 1
