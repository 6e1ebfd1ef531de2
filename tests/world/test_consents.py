"""The consents of the personas: where another one is there than the one just set, somebody else may have set it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from conformance import catalogue, runner, specs, yamlfile
from conformance.model import Outcome, Scenario, Verdict
from conformance.sandbox import Running, start
from conformance.stage import consent_body, set_stage
from conformance.target.load import bare_target
from conformance.world import World, open_world

HEAD = "title: A sentence that is true\ncovers: [AT-TRX-1]\nas: marc\ngiven: {consent: everything}\nsteps:\n"
BALANCES = "  - GET: /accounts/$main.resourceId/balances\n    expect: {status: 200}\n"
KEPT = (
    "  - GET: /accounts\n    keep: {there: 'accounts[0]._links.balances.href'}\n"
    "  - follow: $there\n    expect: {status: 200}\n"
)
WRONG = "  - GET: /accounts\n    expect: {status: 404}\n"
OWN = (
    "  - PUT: /consents\n    body: {balances: [], transactions: [], trustedBeneficiaries: false, psuIdentity: false}\n"
    "    expect: {status: 201}\n"
)
SUSPICION = "read back is another than the one just set: somebody else may be using this persona"


@pytest.fixture(scope="module")
def bank() -> Iterator[Running]:
    running = start()
    yield running
    running.stop()


@pytest.fixture
def world(bank: Running) -> Iterator[World]:
    with open_world(bare_target(bank.base_url, {}), specs.load()) as opened:
        yield opened


def play(steps: str, world: World) -> Verdict:
    return runner.play(catalogue.parse(yamlfile.parse(HEAD + steps, "s.yaml"), "s", specs.load()), world)


@pytest.mark.parametrize(("steps", "outcome"), [(BALANCES, Outcome.FAILED), (KEPT, Outcome.BLOCKED)])
def test_a_second_client_that_changes_it_in_between_is_suspected(
    bank: Running, world: World, monkeypatch: pytest.MonkeyPatch, steps: str, outcome: Outcome
) -> None:
    """The verdict says so beside its findings, and shows what was read back."""
    token = world.tokens.access("marc", "aisp")
    assert token is not None
    target = replace(bare_target(bank.base_url, {}), oauth=None, tokens={"marc": {"aisp": token}})
    with open_world(target, specs.load()) as other:

        def staged(scenario: Scenario, persona: specs.Persona, world: World) -> None:
            set_stage(scenario, persona, world)
            other.consents.give(persona, consent_body("nothing", persona), runner.Asker(purpose=runner.Purpose.STAGE))

        monkeypatch.setattr(runner, "set_stage", staged)
        verdict = play(steps, world)
    assert verdict.outcome is outcome
    assert SUSPICION in verdict.reason
    assert (verdict.exchanges[-1].call.url, verdict.exchanges[-1].asker.step) == (f"{bank.base_url}/accounts", None)


@pytest.mark.parametrize("steps", [WRONG, OWN + WRONG])
def test_where_nobody_else_is_there_nobody_is_suspected(world: World, steps: str) -> None:
    """Also where the scenario has changed it itself."""
    verdict = play(steps, world)
    assert (verdict.outcome, verdict.reason) == (Outcome.FAILED, "")


def test_what_holds_is_not_read_back(world: World) -> None:
    """Nothing is asked of a bank beyond what a verdict needs."""
    verdict = play(BALANCES, world)
    assert verdict.outcome is Outcome.PASSED
    assert verdict.exchanges[-1].asker.step == 0
