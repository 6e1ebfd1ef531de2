"""What counts as caught, by whom, and what as a false alarm."""

import pytest

from conformance.ledger.entry import Entry
from conformance.model import Claim, Finding, Outcome, Place, Request, Scenario, Verdict
from conformance.proof.matrix import Matrix, matrix
from conformance.proof.plan import PAIRS, SPARE
from conformance.proof.trial import Kind, Played, Result, Trial
from conformance.report.sightings import sightings
from conformance.specs import Requirement
from tests.support.answers import NOON

HERE = Place(file="x.yaml", line=1, column=1)


def scenario(name: str, *covers: str) -> Scenario:
    claims = tuple(Claim(word=word, wanted=1, must=True, place=HERE) for word in ("status", "count"))
    step = Request(method="GET", addresses=("/",), place=HERE, claims=claims)
    return Scenario(name=name, title=name, place=HERE, covers=covers, persona="marc", steps=(step,))


def requirement(key: str, level: str) -> Requirement:
    return Requirement(id=key, chapter=f"chapter {key[0]}", level=level, says="")


CATALOGUE = (scenario("must", "M-1"), scenario("also", "M-1"), scenario("ought", "S-1"))
REGISTER = {"M-1": requirement("M-1", "must"), "S-1": requirement("S-1", "should")}


def came_to(name: str, outcome: Outcome, promise: str | None = None, hit: tuple[str, ...] = ()) -> Played:
    """What is kept of a scenario; one that turned has a finding about what it covers, or about another promise."""
    played = next((one for one in CATALOGUE if one.name == name), None) or scenario(name, promise or "")
    about = played.covers[0] if promise is None else promise
    must = outcome is Outcome.FAILED
    word = "status" if must else "count"
    one = Finding(
        word=word, key="", where="", says=f"the {word} is wrong", wanted=200, got=404, must=must, place=HERE, step=0,
        promise=about,
    )  # fmt: skip
    found = (one,) if outcome in (Outcome.FAILED, Outcome.WARNED) else ()
    verdict = Verdict(scenario=played, outcome=outcome, findings=found, started=NOON, hit=hit)
    return Played(
        name=name,
        outcome=outcome,
        covers=played.covers,
        words=tuple(finding.word for finding in found),
        hit=hit,
        found=sightings(Entry(verdict=verdict, levels={}, sources={})),
    )


def result(kind: Kind, name: str, breaks: tuple[str, ...] = (), secured: bool = False, **outcomes: str) -> Result:
    played = tuple(came_to(key, Outcome(value)) for key, value in outcomes.items())
    named = (name,) if name else ()
    trial = Trial(kind=kind, differences=named, scenarios=tuple(outcomes), breaks=breaks, secured=secured)
    return Result(trial=trial, played=played)


HONEST = result("honest", "", must="passed", also="passed", ought="passed")


def proved(*results: Result) -> Matrix:
    return matrix([HONEST, *results], CATALOGUE, REGISTER)


def test_a_must_is_caught_by_one_covering_scenario_that_fails():
    proof = proved(result("fault", "f", ("M-1",), must="failed", also="passed"))
    assert proof.caught == ("f",)
    assert [hit.by for hit in proof.hits] == [("must",)]
    assert proof.perfect


@pytest.mark.parametrize("outcome", ["passed", "warned", "blocked", "broken"])
def test_a_must_is_not_caught_by_less_than_a_failure(outcome):
    proof = proved(result("fault", "f", ("M-1",), must=outcome, also="passed"))
    assert [hit.fault for hit in proof.survivors] == ["f"]
    assert not proof.perfect


def test_a_should_is_caught_by_a_warning():
    assert proved(result("fault", "f", ("S-1",), ought="warned")).caught == ("f",)


def test_a_warning_that_the_honest_bank_gets_too_catches_nothing():
    honest = result("honest", "", must="passed", also="passed", ought="warned")
    proof = matrix([honest, result("fault", "f", ("S-1",), ought="warned")], CATALOGUE, REGISTER)
    assert not proof.caught


def test_caught_means_for_every_requirement_it_breaks():
    proof = proved(result("fault", "f", ("M-1", "S-1"), must="failed", also="failed", ought="passed"))
    assert not proof.caught
    assert [(hit.fault, hit.requirement) for hit in proof.survivors] == [("f", "S-1")]


def test_caught_by_another_scenario_is_not_for_the_right_reason():
    proof = proved(result("fault", "f", ("M-1",), must="passed", also="passed", ought="failed"))
    assert not proof.caught
    assert proof.seen == ("f",)


def test_a_finding_must_name_a_promise_that_is_broken():
    """A scenario that covers it and fails by something else is no proof that the reader is told the right thing."""
    played = (came_to("must", Outcome.FAILED, promise="S-1"), came_to("also", Outcome.PASSED))
    proof = proved(Result(trial=Trial(kind="fault", differences=("f",), scenarios=(), breaks=("M-1",)), played=played))
    assert (proof.caught, proof.unnamed) == ((), ("f",))
    assert not proof.perfect


def test_what_a_rule_says_of_an_answer_its_scenario_need_not_say_again():
    """The rule is about one of the promises that the fault breaks, the scenario about another."""
    trial = Trial(kind="fault", differences=("f",), scenarios=(), breaks=("R-1", "M-1"))
    rule = came_to("rules/body", Outcome.FAILED, promise="R-1")
    silent = Result(trial=trial, played=(came_to("must", Outcome.PASSED), rule))
    assert not proved(silent).caught
    touched = Result(trial=trial, played=(came_to("must", Outcome.PASSED, hit=("rules/body",)), rule))
    assert proved(touched).caught == ("f",)


def test_the_first_cause_is_right_where_its_promise_is_the_faults_or_of_its_chapter():
    right = proved(result("fault", "f", ("M-1",), must="failed"))
    assert [(one.causes, one.first, one.right) for one in right.told] == [(1, "M-1", True)]
    wrong = proved(result("fault", "f", ("S-1",), must="failed"))
    assert [(one.first, one.right) for one in wrong.told] == [("M-1", False)]
    assert (len(right.right), len(wrong.right), right.clear, wrong.clear) == (1, 0, True, False)


def test_two_faults_of_different_chapters_are_more_than_one_cause():
    def pair(**outcomes: str) -> Matrix:
        played = tuple(came_to(name, Outcome(outcome)) for name, outcome in outcomes.items())
        trial = Trial(kind="pair", differences=("f", "g"), scenarios=tuple(outcomes), breaks=("M-1", "S-1"))
        return proved(Result(trial=trial, played=played))

    assert pair(must="failed", ought="warned").apart
    assert not pair(must="failed", ought="passed").apart
    assert not pair(must="failed", ought="passed").pairs  # the one hides the other
    assert not pair(must="failed", ought="passed").faults


def test_exactly_forty_pairs_count_however_many_hide_one_another():
    """Of more that are tried, by their names."""
    apart = (came_to("must", Outcome.FAILED), came_to("ought", Outcome.WARNED))
    hidden = (came_to("must", Outcome.FAILED), came_to("ought", Outcome.PASSED))
    results = [
        Result(
            trial=Trial(kind="pair", differences=(f"f{n:02}", "g"), scenarios=(), breaks=("M-1", "S-1")),
            played=hidden if n < SPARE else apart,
        )
        for n in range(PAIRS + SPARE)
    ]
    proof = proved(*results)
    assert (len(proof.pairs), len(proof.apart)) == (PAIRS, PAIRS)
    assert len(proved(*results[:-1]).pairs) == PAIRS - 1


def test_what_nothing_covers_survives():
    proof = proved(result("fault", "f", ("X-1",)))
    assert not proof.survivors[0].testable


def test_the_trials_with_and_without_certificates_are_one_fault():
    proof = proved(
        result("fault", "f", ("M-1",), must="passed"), result("fault", "f", ("M-1",), secured=True, also="failed")
    )
    assert proof.caught == ("f",)
    assert len(proof.hits) == 1


@pytest.mark.parametrize(
    ("outcome", "alarms"), [("passed", 0), ("warned", 0), ("skipped", 0), ("failed", 1), ("blocked", 1), ("broken", 1)]
)
def test_a_variation_may_warn_but_not_turn_red(outcome, alarms):
    proof = proved(result("variation", "v", must=outcome, also="passed", ought="passed"))
    assert len(proof.alarms) == alarms
    assert proof.variations == ("v",)
    assert proof.perfect is (alarms == 0)


def test_the_honest_bank_that_turns_red_is_an_alarm_too():
    honest = result("honest", "", must="failed", also="passed", ought="passed")
    assert [alarm.variation for alarm in matrix([honest], CATALOGUE, REGISTER).alarms] == ["the honest bank"]


def test_what_no_fault_breaks_is_told():
    proof = proved(result("fault", "f", ("M-1",), must="failed", also="passed"))
    assert proof.idle_scenarios == ("also", "ought")
    assert proof.idle_words == ("count",)
    assert proof.unbroken == ("S-1",)


def test_what_the_honest_bank_skips_is_not_idle():
    honest = result("honest", "", must="passed", also="skipped", ought="skipped")
    assert matrix([honest], CATALOGUE, REGISTER).idle_scenarios == ("must",)


def test_a_scenario_of_whose_promise_a_rule_speaks_in_its_place_is_not_idle():
    """The rule found the promise broken in an answer to it; where the scenario is about another promise it is idle."""
    played = (came_to("rules/m", Outcome.FAILED, "M-1"), came_to("also", Outcome.PASSED, hit=("rules/m",)))
    trial = Trial(kind="fault", differences=("f",), scenarios=(), breaks=("M-1",))
    assert proved(Result(trial=trial, played=played)).idle_scenarios == ("must", "ought")
    other = (played[0], came_to("ought", Outcome.PASSED, hit=("rules/m",)))
    assert proved(Result(trial=trial, played=other)).idle_scenarios == ("must", "also", "ought")
