"""How a requirement stands on a run."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.catalogue.shipped import Origin
from conformance.model import Outcome
from conformance.report.coverage import Stand, standings
from conformance.report.tally import Result
from tests.support import makers

AT, PAGE = "AT-TRX-15", "PAG-02"


def result(outcome: Outcome, *covers: str, origin: Origin = Origin.SHIPPED, **more: Any) -> Result:
    return Result(name="x", outcome=outcome, covers=covers, origin=origin, **more)


def rule(outcome: Outcome, *covers: str, **more: Any) -> Result:
    return result(outcome, *covers, origin=Origin.RULE, **more)


ABOUT_IT, ABOUT_ANOTHER = {"broken": frozenset({PAGE})}, {"broken": frozenset({AT})}
FINE, FAILED = result(Outcome.PASSED, PAGE), result(Outcome.FAILED, PAGE)


@pytest.mark.parametrize(
    ("results", "stand"),
    [
        ([FINE], Stand.KEPT),
        ([FINE, result(Outcome.FAILED, PAGE, AT, **ABOUT_ANOTHER)], Stand.KEPT),
        ([FINE, result(Outcome.WARNED, AT, advised=frozenset({PAGE}))], Stand.WARNED),
        ([FINE, result(Outcome.FAILED, AT, **ABOUT_IT)], Stand.BROKEN),
        ([rule(Outcome.FAILED, PAGE, **ABOUT_IT)], Stand.BROKEN),
        ([rule(Outcome.FAILED, PAGE, AT, **ABOUT_ANOTHER)], Stand.KEPT),
        ([result(Outcome.DEVIANT, PAGE, **ABOUT_IT)], Stand.DEVIANT),
        ([FAILED], Stand.OVERSHADOWED),
        ([FAILED, result(Outcome.FAILED, PAGE, AT, **ABOUT_ANOTHER)], Stand.OVERSHADOWED),
        ([result(Outcome.PASSED, PAGE, hit=True)], Stand.KEPT),
        ([result(Outcome.SKIPPED, PAGE), rule(Outcome.SKIPPED, PAGE)], Stand.SKIPPED),
        ([rule(Outcome.SKIPPED, PAGE)], Stand.NOT_CHECKED),
        ([result(Outcome.BLOCKED, PAGE)], Stand.BLOCKED),
        ([], Stand.NOT_CHECKED),
        ([result(Outcome.FAILED, PAGE, origin=Origin.OWN, **ABOUT_IT)], Stand.NOT_CHECKED),
    ],
)
def test_a_promise_is_broken_only_by_findings_that_are_about_it(results: list[Result], stand: Stand) -> None:
    found = {one.requirement.id: one.word for one in standings(makers.REGISTER, results)}
    assert found[PAGE] is stand


@pytest.mark.parametrize(
    ("results", "stand"),
    [
        ([result(Outcome.PASSED, AT)], Stand.KEPT),
        ([result(Outcome.PASSED, AT, hit=True)], Stand.BROKEN_BODY),
        ([result(Outcome.PASSED, AT), result(Outcome.FAILED, AT)], Stand.OVERSHADOWED),
    ],
)
def test_an_acceptance_test_is_kept_only_as_a_whole(results: list[Result], stand: Stand) -> None:
    """All that was played of it held, and no answer to its own steps had a broken body."""
    found = {one.requirement.id: one for one in standings(makers.REGISTER, results)}
    assert found[AT].word is stand
    assert found[AT].holds is (stand is Stand.KEPT)
