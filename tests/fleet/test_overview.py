"""Establishments beside each other: the worst code, defects of many told once, and the figures by their schema."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from conformance import specs
from conformance.errors import ExitCode
from conformance.fleet.examined import Examined
from conformance.fleet.overview import Overview, checked, figures, worst
from tests.support.fleets import cause, examined, times


def overview(*several: Examined, **more: Any) -> Overview:
    return Overview(name="fleet", asked={}, examined=several, **more)


@pytest.mark.parametrize(
    ("codes", "comes_to"),
    [((0, 0), 0), ((0, 5), 5), ((3, 5), 3), ((3, 1), 1), ((1, 2), 2), ((2, 4), 4), ((0, 130), 130), ((), 0)],
)
def test_the_worst_code_is_that_of_the_fleet(codes: tuple[int, ...], comes_to: int) -> None:
    """By the fixed precedence; one that was cut off leaves the fleet cut off."""
    assert overview(*(examined(f"B{n}", ExitCode(code)) for n, code in enumerate(codes))).code == comes_to


def test_what_was_not_reached_leaves_it_cut_off() -> None:
    """Whatever the others came to."""
    assert overview(examined("A", ExitCode.NOT_CONFORM), missing=("B",)).code is ExitCode.INTERRUPTED
    assert overview(examined("A"), interrupted=True).code is ExitCode.INTERRUPTED


def test_a_cause_of_many_is_told_once() -> None:
    """That of most banks first, and those that count before the others."""
    shared, own, advice = cause(verdicts=2), cause("only here", "AT-2"), cause("should", level="should", verdicts=9)
    found = overview(
        examined("A", causes=(own, shared, advice)), examined("B", causes=(shared,)), examined("C", causes=(advice,))
    ).causes
    assert [(one.sentence, one.establishments, one.verdicts) for one in found] == [
        ("it is wrong", ("A", "B"), 4),
        ("only here", ("A",), 1),
        ("should", ("A", "C"), 18),
    ]


def test_a_chapter_has_its_worst_word_and_all_its_counts() -> None:
    """What was not checked says nothing."""
    counts = {"kept": 8, "broken": 1, "not checked": 3, "not testable": 2}
    assert (worst(counts), list(checked(counts))) == ("broken", [("broken", 1), ("kept", 8)])
    assert (worst({"not checked": 3}), list(checked({"not checked": 3}))) == ("", [])
    found = overview(examined("A"), examined("B", chapters={"one": counts, "two": {"not checked": 1}}))
    assert found.chapters == ("one",)


def test_times_are_of_the_endpoints_that_were_asked_for_most() -> None:
    """Over all banks, and of so many that a table can hold them."""
    several = tuple(times(f"GET /{n}", answers=n + 1) for n in range(9))
    assert overview(examined("A", times=several)).endpoints == tuple(f"GET /{n}" for n in range(8, 2, -1))


def test_the_figures_are_as_their_schema_says() -> None:
    """With everything that there can be, and with nothing."""
    schema = specs.grammar("fleet-overview")
    full = examined(
        "A", causes=(cause(),), times=(times("GET /accounts"),), chapters={"one": {"kept": 2}}, resumed=True,
        scope="2 of 3", started="2026-11-22T14:05:00+01:00",
    )  # fmt: skip
    bare = examined("B", ExitCode.COULD_NOT_RUN, "COULD NOT RUN", run="", reason="nobody answers")
    for told in (overview(full, bare, missing=("C",)), overview()):
        jsonschema.validate(figures(told), schema)
    assert figures(overview(full, bare))["causes"][0]["establishments"] == ["A"]
