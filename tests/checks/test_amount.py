"""amount: {path: 0}: the number at a path is this, however it is written."""

from typing import Any

import pytest

from tests.support.answers import answer, lines


@pytest.mark.parametrize("got", ["0", "0.00", "0.", "-0.00000", 0, 0.0, -0.0])
@pytest.mark.parametrize("wanted", [0, "0", "0.00"])
def test_the_same_number_holds(wanted: Any, got: Any) -> None:
    """However many digits it is written with."""
    assert lines("amount", {"rows[*].amount": wanted}, answer({"rows": [{"amount": got}]})) == []


@pytest.mark.parametrize("got", ["1", "0.01", 1, -0.01, 1e300])
def test_another_amount_is_a_mismatch(got: Any) -> None:
    """Whether a text or a number."""
    said = f"rows[0].amount: the amount is wrong (wanted 0, got {got})"
    assert lines("amount", {"rows[*].amount": 0}, answer({"rows": [{"amount": got}]})) == [said]


@pytest.mark.parametrize(
    "got",
    [
        *(" 0", "0 ", "0\n", "\u00a00", "0_0", "0_0.0", "0e3", "0E0", "+0", ".0", "0,0", "0.000000", "00000000000000"),
        *("\u0660", "\u0966.\u0966", "\uff10", "\u00bd", "--0", "-", "", "nought", "NaN", "sNaN", "Infinity", "0x0"),
        *(None, True, False, [], {}, ["0"]),
    ],
)
def test_what_is_not_an_amount_is_a_mismatch(got: Any) -> None:
    """Only a JSON number or a text of the form of STET's AmountType is one: -?[0-9]{1,13}(.[0-9]{0,5})?"""
    said = f"rows[0].amount: this is not an amount (wanted 0, got {got})"
    assert lines("amount", {"rows[*].amount": 0}, answer({"rows": [{"amount": got}]})) == [said]


def test_an_amount_wanted_that_is_none_is_never_there() -> None:
    """A word that stands for no number does not match what is no number either."""
    assert len(lines("amount", {"a": "much"}, answer({"a": "much"}))) == 1


@pytest.mark.parametrize("body", [{}, {"rows": []}, {"rows": [{}]}, {"rows": None}, [], None])
def test_a_path_that_leads_nowhere_is_a_fault(body: Any) -> None:
    """No amount is not the amount."""
    assert len(lines("amount", {"rows[*].amount": 0}, answer(body))) == 1
