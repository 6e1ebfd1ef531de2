"""count: {accounts: 3}: how many items the list at a path has, or how many values a path with brackets leads to."""

from typing import Any

import pytest

from conformance.model import NOT_JSON
from tests.support.answers import answer, lines

THREE = {"accounts": [{"type": "CACC", "cards": [1, 2]}, {"type": "CARD"}, {"type": "CACC"}]}


@pytest.mark.parametrize(
    ("wanted", "body"),
    [
        ({"accounts": 3}, THREE),
        ({"accounts": {"least": 1}}, THREE),
        ({"accounts": {"least": 3, "most": 3}}, THREE),
        ({"accounts": {"most": 3}}, THREE),
        ({"accounts": 0}, {"accounts": []}),
        ({"accounts[*]": 3}, THREE),
        ({"accounts[type=CACC]": 2}, THREE),
        ({"accounts[type=LOAN]": 0}, THREE),
        ({"accounts[type=CACC]": 0}, {"accounts": []}),
        ({"accounts[*].type": 3}, THREE),
        ({"accounts[*].cards": 1}, THREE),
        ({"accounts[*].gone": 0}, THREE),
        ({"accounts[0].cards": 2}, THREE),
        ({"accounts[7]": 0}, THREE),
        ({"accounts?[type=CACC]": 0}, {}),
        ({"accounts?[type=CACC]": 0}, {"accounts": None}),
        ({"accounts[*].cards": 1}, {"accounts": [{"cards": None}, {"cards": 1}]}),
    ],
)
def test_the_right_number_holds(wanted: Any, body: Any) -> None:
    """Of items of a list, of those a filter leaves, of values of a path."""
    assert lines("count", wanted, answer(body)) == []


@pytest.mark.parametrize(
    ("wanted", "body", "told"),
    [
        ({"accounts": 2}, THREE, "accounts: the number of items is wrong (wanted 2, got 3)"),
        ({"accounts": {"most": 2}}, THREE, "accounts: the number of items is wrong (wanted at most 2, got 3)"),
        ({"accounts": {"least": 4}}, THREE, "accounts: the number of items is wrong (wanted at least 4, got 3)"),
        (
            {"accounts[type=LOAN]": 1},
            THREE,
            "accounts[type=LOAN]: the number of values is wrong: accounts has no item with type=LOAN (wanted 1, got 0)",
        ),
        ({"accounts": 0}, {}, "accounts: accounts is missing (wanted 0, got None)"),
        ({"accounts[*]": 0}, {}, "accounts: accounts is missing (wanted 0, got None)"),
        ({"accounts[type=X]": 0}, {"accounts": None}, "accounts: accounts is null, not a list (wanted 0, got None)"),
        ({"accounts": 0}, NOT_JSON, ": there is no body (wanted {'accounts': 0}, got an empty body)"),
        ({"accounts": 0}, [], ": the body is a list, not an object with `accounts` (wanted 0, got None)"),
        (
            {"accounts": {"most": 5}},
            {"accounts": None},
            "accounts: accounts is null, not a list (wanted at most 5, got None)",
        ),
        ({"accounts": 5}, {"accounts": "three"}, "accounts: accounts is a string, not a list (wanted 5, got three)"),
        ({"accounts[0].cards": 0}, {"accounts": []}, "accounts: accounts is an empty list (wanted 0, got None)"),
    ],
)
def test_another_number_is_a_fault(wanted: Any, body: Any, told: str) -> None:
    """And where the list itself is not there nothing was counted, not even none."""
    assert lines("count", wanted, answer(body)) == [told]
