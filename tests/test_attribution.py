"""Which promise a finding is about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance import specs
from conformance.attribution import Attribution, Claimed, of_rule, of_step, prepares
from conformance.model import Claim, Follow, Mismatch, Request, Scenario, Step
from tests.support.makers import place

REGISTER = specs.load().register
STATUS = Claim(word="status", wanted=200, must=True, place=place(1, 1))
COUNT = replace(STATUS, word="count", wanted={"accounts": 3})
FIRST = Request(method="GET", addresses=("/accounts",), place=place(1, 1), claims=(STATUS,), keep={"card": "x"})
LAST = Request(method="GET", addresses=("/accounts",), place=place(2, 1), claims=(STATUS, COUNT))


def scenario(*steps: Step, covers: tuple[str, ...] = ("FLT-05",)) -> Scenario:
    return Scenario(name="s", title="t", place=place(1, 1), covers=covers, persona="marc", steps=steps)


def about(one: Scenario, index: int, word: str = "status", mismatch: Mismatch | None = None) -> Attribution:
    word, _, entry = word.partition(" ")
    claimed = Claimed(word=word, entry=entry, place=place(1, 1))
    return of_step(one, index, claimed, mismatch or Mismatch(says="no"), REGISTER)


def test_the_annotation_of_a_constraint_comes_first() -> None:
    """With whose text it is of."""
    annotated = Mismatch(says="no", promise="TRX-03", of="bank", source="lines 1410")
    found = about(scenario(FIRST, LAST), 0, "schema", annotated)
    assert found == Attribution(promise="TRX-03", of="bank", source="lines 1410")


def test_then_what_the_step_names_then_the_only_one_covered() -> None:
    """By the word of the claim, or for all of them; the register tells whose text that is of."""
    several = ("FLT-05", "SCH-20")
    named = replace(LAST, about={"count": "SCH-20"})
    assert about(scenario(FIRST, named), 1) == Attribution(promise="FLT-05", of="bank", source="lines 1386")
    assert about(scenario(FIRST, named, covers=several), 1, "count").promise == "SCH-20"
    assert about(scenario(FIRST, named, covers=several), 1, "status") == Attribution()
    assert about(scenario(FIRST, replace(LAST, about={"": "SCH-20"}), covers=several), 1).source.startswith(
        "STET part 2"
    )
    assert of_rule(("SCH-20",), Mismatch(says="no"), REGISTER).of == "stet"


def test_a_step_names_it_by_the_entry_or_by_the_value_that_is_wanted() -> None:
    """Where several entries of one word are about different promises."""
    several = ("FLT-05", "SCH-20")
    named = replace(LAST, about={"lacks _links.next": "FLT-05", "lacks": "SCH-20", "balances VALU": "FLT-05"})
    one = scenario(FIRST, named, covers=several)
    assert about(one, 1, "lacks _links.next").promise == "FLT-05"
    assert about(one, 1, "lacks _links.prev").promise == "SCH-20"
    missing = [Mismatch(says="no", wanted=kind) for kind in ("VALU", "CLBD")]
    assert [about(one, 1, "balances balances", each).promise for each in missing] == ["FLT-05", ""]


def test_a_claim_that_only_prepares_breaks_no_promise() -> None:
    """It says what it is on the way to."""
    assert about(scenario(FIRST, LAST), 0) == Attribution(towards="FLT-05")


def test_a_claim_that_was_held_to_nothing_breaks_no_promise() -> None:
    """It is on the way to the one that it is about, or to all of its scenario where that is not said."""
    nothing = Mismatch(says="accounts is an empty list, which proves nothing", undecided=True)
    several = ("FLT-05", "SCH-20")
    named = scenario(FIRST, replace(LAST, about={"none": "SCH-20"}), covers=several)
    assert about(named, 1, "none", nothing) == Attribution(towards="SCH-20")
    assert about(named, 1, "only", nothing) == Attribution(towards="FLT-05, SCH-20")
    assert of_rule(("SCH-20",), nothing, REGISTER) == Attribution(towards="SCH-20")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((FIRST, LAST), True),
        ((FIRST,), False),  # it is the last
        ((replace(FIRST, keep={}), LAST), False),
        ((replace(FIRST, claims=(STATUS, COUNT)), LAST), False),
        ((replace(FIRST, claims=(replace(COUNT, wanted={"x": {"least": 1}}),)), LAST), True),
        ((replace(FIRST, claims=(replace(COUNT, wanted={"x": {"least": 1, "most": 3}}),)), LAST), False),
        ((replace(FIRST, claims=(replace(COUNT, wanted={"y": {"least": 1}}),)), LAST), False),
        ((replace(FIRST, method="PUT"), LAST), False),
        ((replace(FIRST, about={"": "FLT-05"}), LAST), False),
        ((replace(LAST, prepares=True), LAST), True),
        ((replace(FIRST, claims=(STATUS, replace(STATUS, word="has", wanted=["x"]))), LAST), True),
        ((replace(FIRST, claims=(STATUS, replace(STATUS, word="has", wanted=["x", "y"]))), LAST), False),
        ((Follow(path="_links.next", place=place(1, 1), keep={"a": "b"}), LAST), True),
    ],
)
def test_what_only_prepares(steps: tuple[Step, ...], expected: bool) -> None:
    """It says so, or reads something for later steps and asks for no more than that it came."""
    assert prepares(scenario(*steps), 0) is expected
