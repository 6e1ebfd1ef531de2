"""The accesses of a day: who has used them up, and whether their refusal says anything of the bank."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.clock import Clock
from conformance.model import Outcome, Scenario, Verdict
from conformance.runner import play
from conformance.target.target import Features
from conformance.world import World
from tests.support.fakebank import Asked, Reply, as_json
from tests.support.played import ROOT, Bank, written

REFUSED = as_json({"message": "TMRQ"}, 429)
FRESH = "given: {quotas: fresh}\n"
ONE = "  - {GET: /x, batch: true, expect: {status: 200}}\n"
HINT = "four accesses a day allow one run: say `quotas: false` under features for runs that only gate a release"


@pytest.fixture
def counting(bank: Bank) -> Bank:
    """A bank that counts right and gives nothing back: four accesses to each resource."""
    left: dict[str, int] = {}

    def answer(asked: Asked) -> Reply:
        if "psu-ip-address" in asked.headers:
            return as_json({})
        left[asked.path] = left.get(asked.path, 4) - 1
        return REFUSED if left[asked.path] < 0 else as_json({})

    bank.routes |= dict.fromkeys(("GET /x", "GET /y"), answer)
    bank.changes = {"features": Features(quotas=True)}
    return bank


def played(world: World, name: str, steps: str, head: str = "") -> Verdict:
    scenario: Scenario = replace(written(steps, head), name=name)
    return play(scenario, world)


def several(path: str, times: int, last: int = 200) -> str:
    """So many batch accesses, then one with this status."""
    before = f"  - {{GET: {path}, batch: true, times: {times}, expect: {{status: 200}}}}\n"
    return f"{before}  - {{GET: {path}, batch: true, expect: {{status: {last}}}}}\n"


def test_what_the_run_has_used_is_not_counted_again(counting: Bank) -> None:
    """The scenario that counts is not even begun; the reason names the resource and who has used it."""
    with counting.world() as world:
        assert played(world, "own/first", ONE).outcome is Outcome.PASSED
        sent = len(counting.asked)
        verdict = played(world, "own/counts", several("/x", 4, 429), FRESH)
        assert played(world, "own/other", several("/y", 4, 429), FRESH).outcome is Outcome.PASSED
    assert verdict.outcome is Outcome.BLOCKED
    used = "this run has used 1 batch access of the day to GET /x of marc (own/first)"
    assert verdict.reason == f"{used}, and the target cannot give them back ({HINT})"
    assert [one for one in counting.asked[sent:] if one == "GET /x"] == []


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_what_is_refused_for_another_reason_is_no_access(counting: Bank, status: int) -> None:
    """It is given back: who counts afterwards still has four."""
    granted = counting.routes["GET /x"]
    counting.routes["GET /x"] = as_json({"message": "NGAC"}, status)
    with counting.world() as world:
        refused = ONE.replace("200", str(status))
        assert played(world, "own/refused", refused * 2).outcome is Outcome.PASSED
        counting.routes["GET /x"] = granted
        assert played(world, "own/counts", several("/x", 4, 429), FRESH).outcome is Outcome.PASSED


def test_what_was_used_before_the_run_blocks(counting: Bank) -> None:
    """A second run of the day: its first access is refused."""
    with counting.world() as first:
        assert played(first, "own/counts", several("/x", 4, 429), FRESH).outcome is Outcome.PASSED
    with counting.world() as second:
        verdict = played(second, "own/counts", several("/x", 4, 429), FRESH)
    assert verdict.outcome is Outcome.BLOCKED
    before = "the batch accesses of this day were used up before this run"
    assert verdict.reason == f"{before}, and the target cannot give them back ({HINT})"


@pytest.mark.parametrize("steps", [several("/x", 2), ONE + ONE.replace("/x", "/z")])
def test_a_refusal_after_the_first_access_is_the_banks(bank: Bank, steps: str) -> None:
    """It grants too few, or counts together what it should not."""
    answers = iter([as_json({}), REFUSED, REFUSED])
    bank.routes |= dict.fromkeys(("GET /x", "GET /z"), lambda _: next(answers))
    bank.changes = {"features": Features(quotas=True)}
    assert bank.play(steps, FRESH).outcome is Outcome.FAILED


def test_a_refusal_after_they_were_given_back_is_the_banks(bank: Bank) -> None:
    """The counters stood at zero; what the run has used before is forgotten."""
    bank.routes |= {"GET /x": as_json({}), "DELETE /quotas": as_json({})}
    bank.changes = {"features": Features(quotas=True), "quotas_url": f"{bank.server.origin}{ROOT}/quotas"}
    with bank.world() as world:
        assert played(world, "own/first", ONE).outcome is Outcome.PASSED
        bank.routes["GET /x"] = REFUSED
        assert played(world, "own/counts", ONE, FRESH).outcome is Outcome.FAILED
    assert bank.asked.count("DELETE /quotas") == 2


def test_others_are_refused_what_a_scenario_that_counts_has_used(counting: Bank) -> None:
    """It says nothing of the bank, whatever status a scenario puts up with."""
    with counting.world() as world:
        assert played(world, "own/counts", several("/x", 4, 429), FRESH).outcome is Outcome.PASSED
        verdict = played(world, "own/other", "  - {GET: /x, batch: true, expect: {status: [200, 429]}}\n")
    assert verdict.outcome is Outcome.BLOCKED
    assert verdict.reason == f"this run has used 5 batch accesses of the day to GET /x of marc (own/counts) ({HINT})"


def test_a_refusal_that_is_wanted_is_judged(counting: Bank) -> None:
    """Of a scenario that uses up all four itself, whether or not it says that it counts."""
    assert counting.play(several("/x", 4, 429)).outcome is Outcome.PASSED
    assert counting.play(several("/y", 5)).outcome is Outcome.FAILED


def test_403_with_the_code_is_a_refusal_too(bank: Bank) -> None:
    """Ambiguities C1 and C2."""
    bank.routes["GET /x"] = as_json({"message": "TQMR"}, 403)
    assert bank.play(ONE).outcome is Outcome.BLOCKED
    bank.routes["GET /x"] = as_json({"message": "BADS"}, 403)
    assert bank.play(ONE).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("step", "counts"),
    [
        ("{GET: /x, batch: true, expect: {status: 200}}", True),
        ("{GET: /x?page=2, batch: true, expect: {status: 200}}", True),
        ("{GET: /x, headers: {PSU-IP-Address: null}, expect: {status: 200}}", True),
        ("{GET: /x, expect: {status: 200}}", False),
        ("{GET: /x, batch: true, headers: {psu-ip-address: 192.168.0.1}, expect: {status: 200}}", False),
        ("{GET: /x, batch: true, token: none, expect: {status: 200}}", False),
        ("{GET: /x, batch: true, as: adam, expect: {status: 200}}", False),
        ("{PUT: /x, batch: true, expect: {status: 200}}", False),
        ("{GET: /y, batch: true, expect: {status: 200}}", False),
    ],
)
def test_what_uses_up_an_access_of_marc_to_x(bank: Bank, step: str, counts: bool) -> None:
    """Requests without the customer, with his token."""
    bank.routes |= dict.fromkeys(("GET /x", "GET /y", "PUT /x"), as_json({}))
    bank.changes = {"features": Features(quotas=True)}
    with bank.world() as world:
        assert played(world, "own/first", f"  - {step}\n").outcome is Outcome.PASSED
        verdict = played(world, "own/counts", ONE, FRESH)
    assert verdict.outcome is (Outcome.BLOCKED if counts else Outcome.PASSED)


def test_another_day_has_accesses_of_its_own(bank: Bank) -> None:
    """The bank's day, in Paris."""
    bank.routes |= {"GET /x": as_json({}), "PUT /clock": as_json({}), "DELETE /clock": as_json({})}
    bank.changes = {"features": Features(quotas=True, clock=f"{bank.server.origin}{ROOT}/clock")}
    bank.clock = Clock()
    with bank.world() as world:
        assert played(world, "own/first", ONE).outcome is Outcome.PASSED
        assert played(world, "own/counts", ONE, "given: {quotas: fresh, clock: 2026-10-25T00:10}\n").outcome is (
            Outcome.PASSED
        )


def test_an_access_that_was_sent_twice_may_have_been_counted_twice(bank: Bank) -> None:
    """A bank without time for a moment is not blamed for counting what it was asked."""
    left, busy = [4], iter([False, True])

    def answer(asked: Asked) -> Reply:
        if "psu-ip-address" in asked.headers:
            return as_json({})
        left[0] -= 1
        if next(busy, False):
            return Reply(status=503, headers=(("Retry-After", "0"),))
        return REFUSED if left[0] < 0 else as_json({})

    bank.routes["GET /x"] = answer
    bank.changes = {"features": Features(quotas=True)}
    with bank.world() as world:
        verdict = played(world, "own/counts", several("/x", 4, 429), FRESH)
    assert verdict.outcome is Outcome.BLOCKED
    assert "had to be sent more than once, and the bank may have counted it each time: GET /x of marc" in verdict.reason
