"""What a bank offers beside its API: a clock that is not let go ends its use, and nothing is held against the bank."""

from __future__ import annotations

import json

import pytest

from conformance.model import Outcome, Verdict
from conformance.runner import play
from conformance.target.target import Features
from conformance.world import World
from tests.support.fakebank import FakeBank, Reply, as_json
from tests.support.played import ROOT, Bank, server, written

__all__ = ["server"]

CLOCK = "given: {clock: 12:30}\n"
PASSES = "  - {GET: /x, expect: {status: 200}}\n"
FAILS = "  - {GET: /x, expect: {status: 404}}\n"
LOST = "the bank's clock could not be put back, and is no longer used: "


@pytest.fixture
def bank(server: FakeBank) -> Bank:
    """A bank whose clock can be set, but not be let go."""
    server.asked.clear()
    bank = Bank(server, {"GET /accounts": as_json({}), "GET /x": as_json({}), "PUT /clock": as_json({})})
    bank.changes = {"features": Features(clock=f"{server.origin}{ROOT}/clock", quotas=True)}
    server.answer = bank.answer
    return bank


def played(world: World, steps: str, head: str = "") -> Verdict:
    return play(written(steps, head), world)


def test_what_needs_a_clock_that_was_not_let_go_is_blocked(bank: Bank) -> None:
    """The stage's, a step's, and that of a login; the bank is not asked again."""
    with bank.world() as world:
        assert played(world, PASSES, CLOCK).outcome is Outcome.PASSED
        sent = len(bank.asked)
        found = [played(world, PASSES, CLOCK), played(world, "  - {clock: +1d}\n" + PASSES)]
    assert {verdict.outcome for verdict in found} == {Outcome.BLOCKED}
    assert all(verdict.reason.startswith(LOST + "DELETE http") for verdict in found)
    assert bank.asked[sent:] == []


def test_nothing_that_fails_afterwards_is_held_against_the_bank(bank: Bank) -> None:
    """Nobody knows what day it is there; what passes has passed."""
    with bank.world() as world:
        played(world, "  - {clock: +1d}\n" + PASSES)
        failed, passed = played(world, FAILS), played(world, PASSES)
    assert (failed.outcome, passed.outcome) == (Outcome.BLOCKED, Outcome.PASSED)
    assert failed.reason.startswith(LOST)
    assert [finding.word for finding in failed.findings] == ["status"]


def test_the_scenario_that_set_the_clock_is_judged_all_the_same(bank: Bank) -> None:
    """Its answers came while the time was known."""
    with bank.world() as world:
        assert played(world, FAILS, CLOCK).outcome is Outcome.FAILED


def test_a_bank_that_hangs_up_has_not_let_its_clock_go(bank: Bank) -> None:
    """No answer is no promise either."""
    bank.routes["DELETE /clock"] = Reply(hang_up=True)
    with bank.world() as world:
        played(world, PASSES, CLOCK)
        assert played(world, PASSES, CLOCK).outcome is Outcome.BLOCKED


def test_a_clock_that_was_let_go_can_be_set_again(bank: Bank) -> None:
    """As often as is wanted."""
    bank.routes["DELETE /clock"] = as_json({})
    with bank.world() as world:
        assert [played(world, PASSES, CLOCK).outcome for _ in range(2)] == [Outcome.PASSED] * 2
        assert played(world, FAILS).outcome is Outcome.FAILED


def test_a_run_at_a_moment_goes_back_to_it(bank: Bank) -> None:
    """Not to the time of day that the bank would have otherwise."""
    with bank.world() as world:
        world.controls.start_at(world.clock.now())
        played(world, PASSES, CLOCK)
    sent = [json.loads(one.body)["now"][:10] for one in bank.server.asked if one.method == "PUT"]
    assert sent == [world.clock.today.isoformat()] * 3
    assert "DELETE /clock" not in bank.asked


def test_quotas_are_reset_only_where_the_target_can_do_that(bank: Bank) -> None:
    """Elsewhere nothing is sent."""
    fresh = "given: {quotas: fresh}\n"
    assert bank.play(PASSES, fresh).outcome is Outcome.PASSED
    bank.changes["quotas_url"] = f"{bank.server.origin}{ROOT}/quotas"
    bank.routes["DELETE /quotas"] = as_json({}, 500)
    verdict = bank.play(PASSES, fresh)
    assert verdict.outcome is Outcome.BLOCKED
    assert "the feature that the target declares does not work" in verdict.reason
    assert [one for one in bank.asked if "quotas" in one] == ["DELETE /quotas"]
