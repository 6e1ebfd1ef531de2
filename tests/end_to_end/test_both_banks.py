"""The catalogue against two banks written apart from each other: nothing in it is tuned to one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from conformance import catalogue, runner, specs
from conformance import embedded as embedded_bank
from conformance.model import Outcome, Scenario
from conformance.target.target import OAuth, Target
from tests.second_bank import start as start_second

GREEN = (Outcome.PASSED, Outcome.WARNED)
CATALOGUE = catalogue.load([specs.scenarios_folder()], specs.load())
ACCEPTANCE = [one for one in CATALOGUE if any(covered.startswith("AT-") for covered in one.covers)]


def embedded() -> Iterator[Target]:
    bank, target = embedded_bank.start()
    yield target
    bank.stop()


def second() -> Iterator[Target]:
    bank = start_second()
    oauth = OAuth(
        authorize_url=bank.authorize_url,
        token_url=bank.token_url,
        client_id=bank.client_id,
        redirect_uri=bank.redirect_uri,
    )
    yield Target(name="second", base_url=bank.base_url, oauth=oauth)
    bank.stop()


@pytest.fixture(
    scope="module",
    params=[pytest.param(embedded, id="embedded", marks=pytest.mark.long), pytest.param(second, id="second")],
)
def world(request: pytest.FixtureRequest) -> Iterator[runner.World]:
    starting = request.param()
    target = next(starting)
    with runner.open_world(target, specs.load()) as opened:
        runner.inspect(opened, CATALOGUE)
        yield opened
    next(starting, None)


def test_there_are_thirty_three_acceptance_tests() -> None:
    """Every documented acceptance test has its scenario, and none is missing from the register."""
    covered = {one for scenario in ACCEPTANCE for one in scenario.covers if one.startswith("AT-")}
    assert covered == {one for one in specs.load().register if one.startswith("AT-")}
    assert len(covered) == 33


@pytest.mark.parametrize("scenario", ACCEPTANCE, ids=lambda scenario: scenario.name)
def test_the_acceptance_tests_pass_on_both(world: runner.World, scenario: Scenario) -> None:
    """Each of the 33 is green on a bank that does not know how it will be examined, and kept: no rule broke in it."""
    verdict = runner.play(scenario, world)
    assert verdict.outcome in GREEN, (verdict.reason, verdict.findings)
    assert verdict.hit == ()


def test_nothing_else_in_the_catalogue_turns_red(world: runner.World) -> None:
    """The other scenarios pass, warn, or are skipped because the bank does not offer what they need.

    So do the rules; and nothing is told twice of an answer.
    """
    others = [one for one in CATALOGUE if one not in ACCEPTANCE]
    verdicts = [runner.play(one, world) for one in others]
    verdicts += world.rules.verdicts(world.clock.now())
    red = {
        v.scenario.name: (v.outcome, v.reason, v.findings)
        for v in verdicts
        if v.outcome not in (*GREEN, Outcome.SKIPPED)
    }
    assert red == {}
    told = Counter(
        (one.exchange.number, one.word, one.where, one.says)
        for verdict in verdicts
        for one in verdict.findings
        if one.exchange is not None
    )
    assert [looks for looks, times in told.items() if times > 1] == []
