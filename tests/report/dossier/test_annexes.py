"""Known deviations with what they hide; the points of the documentation with the verdicts that would flip."""

from __future__ import annotations

from dataclasses import replace

from conformance.model import Outcome
from conformance.report.dossier.annexes import accepted, points
from tests.support import makers
from tests.support.dossiers import told

LISTED = {"claim": "", "reason": "r", "owner": "o", "ticket": "T-1", "standing": "it still fails"}


def test_a_deviation_tells_its_days_and_what_it_hides() -> None:
    """By the name of the scenario, or by the promise and the address."""
    verdict = makers.verdict(
        Outcome.DEVIANT, findings=(makers.finding(promise="PAG-02"),), scenario=makers.scenario(covers=("PAG-02",))
    )
    listed = [
        {**LISTED, "scenario": "transactions/two-pages", "expires": "2026-11-25"},
        {**LISTED, "scenario": "", "promise": "PAG-02", "expires": "2026-11-21",
         "address": "GET /accounts/{accountResourceId}/transactions"},
        {**LISTED, "scenario": "balances/other", "expires": "soon"},
    ]  # fmt: skip
    first, second, third = accepted(told(verdict, deviations=listed))
    assert (first.days_left, second.days_left, third.days_left) == (3, -1, None)
    assert [[link.text for link in one.hides] for one in (first, second, third)] == [
        ["transactions/two-pages"], ["transactions/two-pages"], [],
    ]  # fmt: skip


def test_a_warning_by_a_reading_would_flip_under_the_other() -> None:
    """What only rests on the reading would not."""
    warning = replace(makers.finding(), must=False, tolerance="the reading of C14: both pass")
    warned = makers.verdict(Outcome.WARNED, findings=(warning,), scenario=makers.scenario(reading=("C14",)))
    rests = makers.verdict(Outcome.PASSED, scenario=makers.scenario(name="a/b", reading=("C14", "E9")))
    found = {one.ambiguity.id: one for one in points(told(warned, rests))}
    assert set(found) == {"C14", "E9"}
    assert [link.text for link in found["C14"].rests] == ["transactions/two-pages", "a/b"]
    assert [link.text for link in found["C14"].flips] == ["transactions/two-pages"]
