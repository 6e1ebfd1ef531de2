"""What a run may say: every word of the table, its exit code, and that no run says more than it measured."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from conformance.catalogue.shipped import Origin
from conformance.errors import ExitCode
from conformance.model import Outcome
from conformance.report.statement import End, Facts, Word, measured, statement, without_verdicts
from conformance.report.tally import Result

SET = 3
"""The shipped set of these tests has so many scenarios."""


def results(*outcomes: str, origin: Origin = Origin.SHIPPED) -> tuple[Result, ...]:
    """One result for each word, each of another scenario."""
    return tuple(
        Result(name=f"{origin}/{number}", outcome=Outcome(word), covers=(), origin=origin)
        for number, word in enumerate(outcomes)
    )


def facts(*outcomes: str, **more: Any) -> Facts:
    """A run of shipped scenarios."""
    return Facts(results=results(*outcomes), catalogue=SET, **more)


@pytest.mark.parametrize(
    ("found", "headline", "code"),
    [
        (facts("passed", "warned", "passed"), "CONFORM", 0),
        (facts("passed", "skipped", "skipped"), "CONFORM", 0),
        (facts("passed", "deviant", "deviant", deviations=1), "CONFORM WITH 1 KNOWN DEVIATIONS", 0),
        (facts("passed", "passed"), "PARTIAL", 0),
        (facts("deviant", deviations=1), "PARTIAL", 0),
        (facts("passed", "passed", "passed", end=End.EARLY), "PARTIAL", 0),
        (facts("passed", "passed", "failed"), "NOT CONFORM", 1),
        (facts("failed"), "NOT CONFORM", 1),
        (facts("failed", "blocked", "deviant", stale=True), "NOT CONFORM", 1),
        (facts("failed", end=End.EARLY), "NOT CONFORM", 1),
        (facts(end=End.MISTAKE), "NOT RUN", 2),
        (facts("passed", "passed", "blocked"), "COULD NOT RUN", 3),
        (facts("passed", "blocked", "blocked", stale=True), "COULD NOT RUN", 3),
        (facts("skipped", "skipped", "skipped"), "COULD NOT RUN", 3),
        (facts(), "COULD NOT RUN", 3),
        (facts(end=End.UNREACHABLE), "COULD NOT RUN", 3),
        (facts("failed", "blocked", "broken", stale=True), "BROKEN", 4),
        (facts("passed", "passed", "passed", end=End.BROKEN), "BROKEN", 4),
        (facts("passed", "passed", "passed", stale=True), "STALE", 5),
        (facts("passed", "deviant", "deviant", deviations=1, stale=True), "STALE", 5),
        (facts("passed", stale=True), "STALE", 5),
        (facts("passed", "failed", end=End.INTERRUPTED), "INCOMPLETE", 130),
        (facts("passed", "passed", "passed", end=End.CUT_OFF), "INCOMPLETE", 130),
        (facts("passed", "failed", end=End.WORKER_LOST), "INCOMPLETE", 4),
        (facts("passed", "failed", end=End.NOT_WRITTEN), "INCOMPLETE", 3),
    ],
)
def test_every_word_and_its_code(found: Facts, headline: str, code: int) -> None:
    """The table of what a run may say."""
    says = statement(found)
    assert (says.headline, says.code) == (headline, code)


def test_every_word_is_in_the_table_above() -> None:
    """No word is left over."""
    table = next(mark for mark in test_every_word_and_its_code.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    assert {statement(row[0]).word for row in table.args[1]} == set(Word)


def test_whatever_a_run_came_to_the_first_of_4_2_1_3_5_wins() -> None:
    """All combinations of verdicts, with and without a stale deviation, of a whole set and a part of it."""
    for outcomes, stale in itertools.product(itertools.product([*Outcome, None], repeat=SET), (False, True)):
        found = facts(*(one.value for one in outcomes if one is not None), stale=stale)
        applies = [
            (ExitCode.BROKEN, Outcome.BROKEN in outcomes),
            (ExitCode.NOT_CONFORM, Outcome.FAILED in outcomes),
            (ExitCode.COULD_NOT_RUN, Outcome.BLOCKED in outcomes),
            (ExitCode.COULD_NOT_RUN, set(outcomes) <= {Outcome.SKIPPED, None}),
            (ExitCode.STALE, stale),
            (ExitCode.CONFORM, True),
        ]
        says = statement(found)
        assert says.code == next(code for code, true in applies if true), outcomes
        conform = says.word in (Word.CONFORM, Word.WITH_DEVIATIONS)
        assert not (conform and None in outcomes), outcomes
        assert conform == (says.code == ExitCode.CONFORM and None not in outcomes), outcomes


def test_only_the_shipped_set_conforms() -> None:
    """Scenarios of the user's and generated cases are no part of it, however many they are."""
    own = results("passed", "passed", "passed", origin=Origin.OWN)
    generated = results("passed", "passed", origin=Origin.GENERATED)
    assert statement(Facts(results=own + generated, catalogue=SET)).word is Word.PARTIAL
    both = Facts(results=results("passed", "passed", "passed") + own + generated, catalogue=SET)
    assert statement(both).word is Word.CONFORM
    assert statement(both).scope == "3 of 3 scenarios; 3 of your own; 2 on generated cases"


def test_a_scenario_that_is_told_twice_counts_once() -> None:
    """Three verdicts on one scenario are no whole set."""
    assert statement(Facts(results=results("passed") * SET, catalogue=SET)).word is Word.PARTIAL


def test_without_a_shipped_set_nothing_conforms() -> None:
    """An old ledger does not say what the set was."""
    assert statement(Facts(results=results("passed"), catalogue=0)).word is Word.PARTIAL


def test_what_is_not_offered_is_told_beside_the_word() -> None:
    """By feature, the one that leaves out most first; and whose cast it was."""
    skipped = (
        *(
            Result(name=f"a/{i}", outcome=Outcome.SKIPPED, covers=(), origin=Origin.SHIPPED, lacking=("mtls", "x"))
            for i in range(2)
        ),
        Result(name="b", outcome=Outcome.SKIPPED, covers=(), origin=Origin.SHIPPED, lacking=("clock",)),
    )
    found = Facts(results=(*results("passed"), *skipped), catalogue=4, own_cast=True)
    assert statement(found).scope == "1 of 4 scenarios; 3 not offered: mtls 2, clock 1; a cast of its own"


@pytest.mark.parametrize(
    ("found", "is_measured"),
    [
        (facts("passed", "failed", "skipped"), True),
        (facts("passed", "passed"), False),
        (facts("passed", "passed", "blocked"), False),
        (facts("passed", "passed", "broken"), False),
        (facts("passed", "passed", "passed", end=End.INTERRUPTED), False),
    ],
)
def test_the_sharpness_speaks_of_the_whole_set_played(found: Facts, is_measured: bool) -> None:
    """Not of a part of it, nor where the stage could not be set."""
    assert measured(found) is is_measured


@pytest.mark.parametrize(
    ("word", "says"),
    [(Word.NOT_CONFORM, "against the bank"), (Word.BROKEN, "our own fault"), (Word.NOT_RUN, "for you to fix")],
)
def test_it_says_whose_fault_it_is(word: Word, says: str) -> None:
    """The bank is blamed for what the bank did only."""
    ends = {Word.BROKEN: without_verdicts(End.BROKEN), Word.NOT_RUN: without_verdicts(End.MISTAKE)}
    told = ends.get(word) or statement(facts("failed"))
    assert says in told.fault
    assert ("against the bank" in told.fault) == (word is Word.NOT_CONFORM)
