"""A run in figures, for programs."""

from __future__ import annotations

from conformance.catalogue.shipped import Origin
from conformance.model import Outcome
from conformance.report.figures import figures
from conformance.report.tally import Result
from tests.support import makers
from tests.support.runs import finished


def test_word_counts_and_how_each_requirement_stands() -> None:
    """By chapter, with the verdicts that say so."""
    results = [Result(name="a/b", outcome=Outcome.PASSED, covers=("AT-TRX-15",), origin=Origin.SHIPPED)]
    found = figures(finished(results), makers.REGISTER, ())
    assert (found["word"], found["exit_code"], found["counts"]["passed"]) == ("PARTIAL", 0, 1)
    assert found["acceptance_tests"] == {"held": 1, "of": 2}
    told = {one["id"]: one for chapter in found["chapters"] for one in chapter["requirements"]}
    assert (told["AT-TRX-15"]["stands"], told["AT-TRX-15"]["verdicts"]) == ("kept", {"a/b": "passed"})
    assert told["ERR-24"]["stands"] == "not testable"
