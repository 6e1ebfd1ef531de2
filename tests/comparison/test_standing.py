"""What fails newly, what is gone, what vanished, and what that comes to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from conformance import specs
from conformance.catalogue import renames
from conformance.comparison import Comparison, compare
from conformance.errors import ExitCode
from conformance.ledger.reading import Story
from conformance.model import Finding, Outcome, Verdict
from tests.support import makers
from tests.support.stories import answer, story, verdict


def failed(name: str = "played/one", outcome: Outcome = Outcome.FAILED, got: int = 500, **changed: Any) -> Verdict:
    """A scenario that wanted 200."""
    shown = answer(scenario=name, status=got, number=7)
    finding = Finding(
        word="status", key="", where="", says="the status is wrong", wanted="200", got=got,
        must=outcome is not Outcome.WARNED, place=makers.place(9, 5), step=0, exchange=shown, promise="PAG-02",
    )  # fmt: skip
    made = verdict(name, outcome, **changed)
    return replace(made, findings=(finding,), exchanges=(shown,))


def compared(before: Story, after: Story) -> Comparison:
    return compare(before, after, specs.load(), renames.load())


def runs(before: tuple[Verdict, ...], after: tuple[Verdict, ...]) -> Comparison:
    return compared(story(verdicts=before), story(verdicts=after))


def test_nothing() -> None:
    """The same twice."""
    found = runs((verdict(), failed("played/two")), (verdict(), failed("played/two")))
    assert found.empty
    assert found.code(drift_fails=True) is ExitCode.CONFORM


def test_newly_failing() -> None:
    """By its cause, with the names of the scenarios."""
    found = runs((verdict(),), (failed(),))
    assert [(one.names, one.promise, one.known, one.exchange) for one in found.failing] == [
        (("played/one",), "PAG-02", False, 7)
    ]
    assert found.code(drift_fails=False) is ExitCode.NOT_CONFORM


def test_a_known_cause_that_spreads_is_newly_failing() -> None:
    """And said to be known."""
    found = runs((failed(), verdict("played/two")), (failed(), failed("played/two")))
    assert [(one.names, one.known) for one in found.failing] == [(("played/two",), True)]


def test_another_cause_of_what_failed_before_is_new() -> None:
    """The scenario is as red as it was."""
    found = runs((failed(),), (failed(got=404),))
    assert [one.names for one in found.failing] == [()]
    assert found.code(drift_fails=False) is ExitCode.NOT_CONFORM


def test_gone() -> None:
    """What failed and is fine; not what is only blocked now."""
    assert [one.names for one in runs((failed(),), (verdict(),)).gone] == [("played/one",)]
    assert runs((failed(),), (verdict(outcome=Outcome.BLOCKED, reason="no token"),)).gone == ()


def test_warnings_are_drift() -> None:
    """They fail nothing unless that is asked for."""
    found = runs((verdict(),), (failed(outcome=Outcome.WARNED),))
    assert [one.names for one in found.warned] == [("played/one",)]
    assert found.code(drift_fails=False) is ExitCode.CONFORM
    assert found.code(drift_fails=True) is ExitCode.NOT_CONFORM


def test_a_listed_deviation_fails_nothing() -> None:
    """It is told all the same."""
    found = runs((verdict(),), (failed(outcome=Outcome.DEVIANT, reason="known"),))
    assert [one.accepted for one in found.failing] == [True]
    assert found.code(drift_fails=False) is ExitCode.CONFORM


def test_vanished_is_red() -> None:
    """A scenario that is not there any more holds nothing."""
    found = runs((verdict(), verdict("played/two")), (verdict(),))
    assert found.vanished == ("played/two",)
    assert found.code(drift_fails=False) is ExitCode.NOT_CONFORM


def test_what_failed_and_vanished_is_not_gone() -> None:
    """Of one cause only the scenarios that are fine now are."""
    found = runs((failed(), failed("played/two")), (verdict(),))
    assert (found.vanished, [one.names for one in found.gone]) == (("played/two",), [("played/one",)])
    assert runs((failed("played/two"),), (verdict(),)).gone == ()


def test_generated_cases_and_rules_do_not_vanish() -> None:
    """They belong to an option, and to an installation."""
    before = story(verdicts=(verdict(), verdict("rules/x"), verdict("p")), **{"rules/x": "rule", "p": "generated"})
    assert compared(before, story()).vanished == ()


def test_a_renamed_scenario_is_the_same() -> None:
    """The table of old names says so."""
    old, new = next(iter(renames.load().names.items()))
    found = runs((verdict(old),), (verdict(new),))
    assert found.empty
    assert found.compared == 1


@pytest.mark.parametrize("outcome", [Outcome.BLOCKED, Outcome.BROKEN])
def test_what_could_not_be_tried_is_not_comparable(outcome: Outcome) -> None:
    """With the reason."""
    found = runs((verdict(), verdict("b")), (verdict(), verdict("b", outcome, reason="no token")))
    assert found.missing == (f"1 scenario {outcome} in the second run (no token): b",)
    assert found.code(drift_fails=False) is ExitCode.COULD_NOT_RUN


def test_a_run_that_was_cut_off_is_not_comparable() -> None:
    """What it has not played has not vanished."""
    found = compared(story(verdicts=(verdict(), verdict("b"))), story(cut_off=True))
    assert found.vanished == ()
    assert "did not finish" in found.missing[0]
    assert found.code(drift_fails=False) is ExitCode.COULD_NOT_RUN


def test_nothing_in_common() -> None:
    """Two runs of other scenarios."""
    found = compared(story(verdicts=(verdict("a"),)), story(verdicts=(verdict("b"),)))
    assert "the two runs have judged nothing in common" in found.missing


def test_what_is_to_be_known_is_told() -> None:
    """Other texts, other customers, what is not offered any more, a mask over one of them."""
    skipped = verdict("b", Outcome.SKIPPED, reason="not offered")
    after = story(
        verdicts=(verdict(), skipped, verdict("new")), selection=["x"], harness="9", personal_data="masked",
        judged_by={**makers.HEADER["judged_by"], "digests": {"requirements": "f" * 64}},
        cast={"personas": {"zoe": {}}},
    )  # fmt: skip
    assert compared(story(verdicts=(verdict(), verdict("b"))), after).remarks == (
        "the second run was narrowed to x",
        "1 scenario or rule judged in the first run only: not offered 1",
        "1 scenario judged in the second run only: new",
        "the first run is of stet-conformance 0.1.0, the second of 9",
        "the second run was judged by other texts than the first (requirements): not all that differs is the bank's",
        "only the second run has zoe: their answers are not compared",
        "personal data is masked in one of the runs only: values are compared where both have one in common",
    )


def test_the_nightly_batch_is_no_news() -> None:
    """The value-date balance may be missing while it runs: that is said, and balances of that hour are left out."""
    day, night = (
        answer("/accounts/1/balances", {"balances": [{"balanceType": kind}]}, number=1) for kind in ("VALU", "CLBD")
    )
    assert compared(story(day), story(night)).drift
    found = compared(story(day), story(replace(night, at=night.at.replace(hour=21, minute=5))))
    assert found.drift == ()
    assert found.remarks == (
        "the second run has asked while the bank's nightly batch ran only: balances are not compared",
    )


def test_one_answer_of_the_nightly_batch_says_nothing() -> None:
    """A scenario may have moved the clock there."""
    day = answer("/accounts/1/balances", {"balances": [{"balanceType": "VALU"}]}, number=1)
    night = replace(day, at=day.at.replace(hour=21, minute=5), number=2)
    assert compared(story(day), story(day, night)).empty


def test_what_comes_and_goes_is_no_news() -> None:
    """The same request was answered well too, in both runs: which scenario it hits is chance."""
    both = (answer(number=1), answer(status=500, number=2))

    def flaky(name: str) -> Verdict:
        made = failed(name)
        shown = replace(both[1], asker=replace(both[1].asker, scenario=name))
        well = replace(both[0], asker=replace(both[0].asker, scenario=name))
        finding = replace(made.findings[0], exchange=shown)
        step = replace(made.scenario.steps[0], claims=makers.claims("status", 200))  # type: ignore[type-var]
        scenario = replace(made.scenario, steps=(step, *made.scenario.steps[1:]))
        return replace(made, scenario=scenario, findings=(finding,), exchanges=(well, shown))

    found = runs((flaky("a"), verdict("b")), (verdict("a"), flaky("b")))
    assert found.failing == ()
    assert found.gone == ()
