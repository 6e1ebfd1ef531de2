"""Counts and exit codes: the precedence is fixed."""

from __future__ import annotations

import pytest

from conformance.model import Outcome
from conformance.report.coverage import acceptance, chapters, held, standings
from conformance.report.tally import MEANINGS, Result, count, exit_code, worst
from tests.support import makers


@pytest.mark.parametrize(
    ("outcomes", "stale", "code"),
    [
        ("passed warned skipped deviant", False, 0),
        ("passed failed", False, 1),
        ("passed blocked", False, 3),
        ("passed failed blocked", False, 1),
        ("passed failed blocked broken", False, 4),
        ("skipped", False, 3),
        ("", False, 3),
        ("passed", True, 5),
        ("passed blocked", True, 3),
        ("failed", True, 1),
    ],
)
def test_the_first_of_4_2_1_3_5_wins(outcomes: str, stale: bool, code: int) -> None:
    """And a run in which no check was made is 3."""
    counts = count([Result(name=word, outcome=Outcome(word), covers=()) for word in outcomes.split()])
    assert exit_code(counts, stale=stale) == code
    assert code in MEANINGS


def test_wrong_files_come_before_failures() -> None:
    """But a fault of ours comes before all."""
    assert exit_code({Outcome.FAILED: 1}, wrong_files=True) == 2
    assert exit_code({Outcome.BROKEN: 1}, wrong_files=True) == 4


def test_the_worst_of_several_scenarios_counts() -> None:
    """What was checked outweighs what was skipped."""
    assert worst([Outcome.SKIPPED, Outcome.PASSED]) is Outcome.PASSED
    assert worst([Outcome.BLOCKED, Outcome.FAILED, Outcome.BROKEN]) is Outcome.FAILED
    assert worst([Outcome.SKIPPED]) is Outcome.SKIPPED
    assert worst([]) is None


def test_the_acceptance_tests_stand_in_the_documents_order() -> None:
    """Not in that of the files that register them."""
    found = standings(makers.REGISTER, [Result(name="x", outcome=Outcome.WARNED, covers=("AT-TRX-15", "PAG-02"))])
    assert [one.requirement.id for one in acceptance(found)] == ["AT-BAL-3", "AT-TRX-15"]
    assert [one.word for one in acceptance(found)] == ["not run", "warned"]
    assert held(acceptance(found)) == 1


def test_chapters_say_what_holds() -> None:
    """Per chapter: how many, and each word with its number."""
    found = chapters(standings(makers.REGISTER, [Result(name="x", outcome=Outcome.FAILED, covers=("PAG-02",))]))
    assert {one.title: (one.covered, one.summary) for one in found} == {
        "Transactions": (1, "2 requirements, 1 failed, 1 not run"),
        "Balances": (0, "1 requirement, 1 not run"),
        "Limits": (0, "1 requirement, 1 not run"),
        "Errors": (0, "1 requirement, 1 not testable"),
    }
