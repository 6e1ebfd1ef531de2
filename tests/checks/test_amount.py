"""amount: {path: 0}: the number at a path is this, however it is written."""

from typing import Any

import pytest

from tests.support.answers import answer, lines


@pytest.mark.parametrize("got", ["0", "0.00", 0, 0.0, "-0.0", "0e3"])
@pytest.mark.parametrize("wanted", [0, "0", "0.00"])
def test_the_same_number_holds(wanted: Any, got: Any) -> None:
    """However many digits it is written with."""
    assert lines("amount", {"rows[*].amount": wanted}, answer({"rows": [{"amount": got}]})) == []


@pytest.mark.parametrize("got", ["1", "0.01", "", "nought", None, True, False, [], {}, "NaN", "sNaN", "Infinity"])
def test_another_number_or_none_is_a_fault(got: Any) -> None:
    """What is no number is not zero, and never makes the check itself fail."""
    told = f"rows[0].amount: the amount is another one (wanted 0, got {got})"
    assert lines("amount", {"rows[*].amount": 0}, answer({"rows": [{"amount": got}]})) == [told]


def test_an_amount_wanted_that_is_none_is_never_there() -> None:
    """A word that stands for no number does not match what is no number either."""
    assert len(lines("amount", {"a": "much"}, answer({"a": "much"}))) == 1


@pytest.mark.parametrize("body", [{}, {"rows": []}, {"rows": [{}]}, {"rows": None}, [], None])
def test_a_path_that_leads_nowhere_is_a_fault(body: Any) -> None:
    """No amount is not the amount."""
    assert len(lines("amount", {"rows[*].amount": 0}, answer(body))) == 1
