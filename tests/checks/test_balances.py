"""balances: {balances: [VALU, CLBD, OTHR]}: one balance of each of these kinds."""

from datetime import datetime, time
from typing import Any

import pytest

from conformance.clock import PARIS
from tests.support.answers import NOON, answer, lines

THREE = ["VALU", "CLBD", "OTHR"]


def said(kinds: list[Any], clock: str = "12:00") -> list[str]:
    body = {"balances": [{"balanceType": kind} for kind in kinds]}
    moment = datetime.combine(NOON.date(), time.fromisoformat(clock), tzinfo=PARIS)
    return lines("balances", {"balances": THREE}, answer(body, at=moment))


@pytest.mark.parametrize("kinds", [THREE, THREE[::-1]])
@pytest.mark.parametrize("clock", ["12:00", "21:30"])
def test_one_of_each_kind_holds(kinds: list[str], clock: str) -> None:
    """In any order, at any hour."""
    assert said(kinds, clock) == []


@pytest.mark.parametrize("kinds", [[*THREE, "OTHR"], ["VALU", "CLBD", "CLBD"], ["VALU", "CLBD", None], [*THREE, None]])
def test_other_kinds_are_a_fault(kinds: list[Any]) -> None:
    """One too many, one twice, one without its kind."""
    assert said(kinds) == [f"balances: the kinds of balance are wrong (wanted {THREE}, got {kinds})"]


@pytest.mark.parametrize("kinds", [[], ["VALU"], ["OTHR", "VALU"]])
def test_each_kind_that_is_missing_is_told_by_itself(kinds: list[str]) -> None:
    """Since each is a promise of its own."""
    missing = [kind for kind in THREE if kind not in kinds]
    assert said(kinds) == [f"balances: {kind} is missing (wanted {kind}, got {kinds})" for kind in missing]


@pytest.mark.parametrize(
    ("clock", "wrong"), [("20:59:40", 1), ("20:59:55", 0), ("21:00", 0), ("21:59", 0), ("22:00", 1)]
)
def test_during_the_nightly_batch_valu_may_be_missing(clock: str, wrong: int) -> None:
    """From 21:00 to 21:50 in Paris, "in principle": neither some minutes more nor a clock ahead of ours is a fault."""
    assert len(said(["CLBD", "OTHR"], clock)) == wrong


def test_the_instant_balance_as_xpcd_is_advice_then_too() -> None:
    """One excuse does not hide the other difference."""
    assert said(["CLBD", "XPCD"], "21:30")[0].startswith("?balances: the instant balance comes as XPCD")


def test_nothing_else_may_be_missing_then() -> None:
    """The batch excuses VALU alone."""
    assert said(["VALU", "OTHR"], "21:30")[0].startswith("balances: CLBD is missing")


def test_the_instant_balance_may_be_told_as_xpcd() -> None:
    """With advice (ambiguity G10); but not beside OTHR."""
    assert said(["VALU", "CLBD", "XPCD"])[0].startswith("?balances: the instant balance comes as XPCD")
    assert said([*THREE, "XPCD"])[0].startswith("balances: the kinds of balance are wrong")


@pytest.mark.parametrize(
    "body", [{}, [], None, {"balances": None}, {"balances": {}}, {"balances": [5, None, []]}, {"balances": "VALU"}]
)
def test_no_list_of_balances_is_a_fault(body: Any) -> None:
    """Whatever stands there instead."""
    assert len(lines("balances", {"balances": THREE}, answer(body))) == 1


def test_what_is_no_balance_counts_too() -> None:
    """A list of the three balances and something else is not one of each kind."""
    body = {"balances": [*({"balanceType": kind} for kind in THREE), "OTHR"]}
    assert lines("balances", {"balances": THREE}, answer(body))[0].startswith(
        "balances: the kinds of balance are wrong"
    )
