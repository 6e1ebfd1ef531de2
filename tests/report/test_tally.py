"""Verdicts, counted."""

from __future__ import annotations

from conformance.catalogue.shipped import Origin
from conformance.model import Outcome
from conformance.report.coverage import acceptance, chapters, held, standings
from conformance.report.tally import Result, worst
from tests.support import makers


def test_the_worst_of_several_scenarios_counts() -> None:
    """What was checked outweighs what was skipped."""
    assert worst([Outcome.SKIPPED, Outcome.PASSED]) is Outcome.PASSED
    assert worst([Outcome.BLOCKED, Outcome.FAILED, Outcome.BROKEN]) is Outcome.FAILED
    assert worst([Outcome.SKIPPED]) is Outcome.SKIPPED
    assert worst([]) is None


def test_the_acceptance_tests_stand_in_the_documents_order() -> None:
    """Not in that of the files that register them."""
    found = standings(
        makers.REGISTER,
        [Result(name="x", outcome=Outcome.WARNED, covers=("AT-TRX-15", "PAG-02"), origin=Origin.SHIPPED)],
    )
    assert [one.requirement.id for one in acceptance(found)] == ["AT-BAL-3", "AT-TRX-15"]
    assert [one.word for one in acceptance(found)] == ["not checked", "kept"]
    assert held(acceptance(found)) == 1


def test_chapters_say_what_holds() -> None:
    """Per chapter: how many, and each word with its number."""
    found = chapters(
        standings(
            makers.REGISTER,
            [
                Result(
                    name="x",
                    outcome=Outcome.FAILED,
                    covers=("PAG-02",),
                    origin=Origin.SHIPPED,
                    broken=frozenset({"PAG-02"}),
                )
            ],
        )
    )
    assert {one.title: (one.covered, one.summary) for one in found} == {
        "Transactions": (1, "2 requirements, 1 broken, 1 not checked"),
        "Balances": (0, "1 requirement, 1 not checked"),
        "Limits": (0, "1 requirement, 1 not checked"),
        "Errors": (0, "1 requirement, 1 not testable"),
    }
