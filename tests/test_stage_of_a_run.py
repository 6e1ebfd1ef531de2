"""The stage of a scenario that is played: what its verdict says where it cannot be set, and the clock that moves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.model import Outcome
from conformance.runner import play
from conformance.target.target import Features
from tests.support.fakebank import Asked, Reply, as_json
from tests.support.played import NOON, ROOT, Bank, bank, server, written

__all__ = ["bank", "server"]

PASSES = "  - {GET: /accounts, expect: {status: 200}}\n"
FAILS = "  - {GET: /accounts, expect: {status: 404}}\n"


def test_a_token_of_the_target_file_that_is_refused_blocks_and_is_not_tried_again(bank: Bank) -> None:
    """That is the file's fault; the bank is asked once in a run."""
    bank.routes["GET /accounts"] = as_json({}, 401)
    bank.changes = {"tokens": {"marc": {"aisp": "stale"}}}
    with bank.world() as world:
        verdicts = [play(written(PASSES), world) for _ in range(3)]
    assert {verdict.outcome for verdict in verdicts} == {Outcome.BLOCKED}
    assert {verdict.reason for verdict in verdicts} == {
        'the target\'s token of marc (aisp) is refused: GET /accounts answers 401: "{}"; give a fresh one'
    }
    assert bank.asked == ["GET /accounts"]


def test_a_consent_that_cannot_be_set_blocks(bank: Bank) -> None:
    """With the status the bank gave and what it said, and the exchange as evidence."""
    bank.routes["PUT /consents"] = as_json({"message": "later"}, 500)
    verdict = bank.play(PASSES, "given: {consent: everything}\n")
    reason = 'the consent of marc could not be set: PUT /consents answers 500: "later"'
    assert (verdict.outcome, verdict.reason) == (Outcome.BLOCKED, reason)
    assert [exchange.status for exchange in verdict.exchanges if exchange.call.method == "PUT"] == [500]


def test_the_clock_is_set_for_the_scenario_and_runs_on_after_it(bank: Bank) -> None:
    """The bank's and ours; also where the scenario fails."""
    bank.routes |= {"PUT /clock": as_json({}), "DELETE /clock": as_json({})}
    bank.changes = {"features": Features(clock=f"{bank.server.origin}{ROOT}/clock")}
    steps = (
        "  - GET: /accounts\n    query: {day: $today}\n    expect: {status: 404}\n  - {clock: +25h}\n"
        + FAILS.replace("expect", "query: {day: $today}, expect")
    )
    verdict = bank.play(steps, "given: {clock: 2026-03-28T12:30}\n")
    assert verdict.outcome is Outcome.FAILED
    assert bank.asked == [
        "PUT /clock",
        "GET /accounts",
        "GET /accounts?day=2026-03-28",
        "PUT /clock",
        "GET /accounts?day=2026-03-29",
        "DELETE /clock",
    ]
    sent = [one.body for one in bank.server.asked if one.method == "PUT"]
    assert sent[0] == b'{"now":"2026-03-28T12:30:00+01:00"}'
    assert sent[1].startswith(b'{"now":"2026-03-29T14:30:')
    assert bank.clock.today == NOON.date()


def test_a_clock_that_does_not_follow_blocks(bank: Bank) -> None:
    """The target declared what it does not have."""
    bank.changes = {"features": Features(clock=f"{bank.server.origin}{ROOT}/clock")}
    verdict = bank.play(PASSES, "given: {clock: 12:30}\n")
    assert verdict.outcome is Outcome.BLOCKED
    assert "the feature that the target declares does not work" in verdict.reason


def test_a_clock_is_moved_by_a_half_of_what_was_kept(bank: Bank) -> None:
    """Two halves are the whole, so that something may happen in between."""
    moved: list[str] = []

    def noted(asked: Asked) -> Reply:
        moved.append(json.loads(asked.body)["now"])
        return as_json({})

    bank.routes |= {"GET /x": as_json({"lasts": 3600}), "PUT /clock": noted, "DELETE /clock": as_json({})}
    bank.changes = {"features": Features(clock=f"{bank.server.origin}{ROOT}/clock")}
    half = "  - {clock: +$lasts/2}\n"
    bank.play(
        f"  - {{GET: /x, expect: {{status: 200}}, keep: {{lasts: lasts}}}}\n{half}{half}", "given: {clock: 12:00}\n"
    )
    assert [one[11:16] for one in moved] == ["12:00", "12:30", "13:00"]


@pytest.mark.parametrize("lasts", ["soon", None, [1], 10**30])
def test_a_clock_moved_by_what_is_no_number_blocks(bank: Bank, lasts: Any) -> None:
    """A bank's expires_in may be anything."""
    bank.routes |= {"GET /x": as_json({"lasts": lasts}), "DELETE /clock": as_json({})}
    bank.changes = {"features": Features(clock=f"{bank.server.origin}{ROOT}/clock")}
    verdict = bank.play("  - {GET: /x, expect: {status: 200}, keep: {lasts: lasts}}\n  - {clock: +$lasts}\n")
    assert verdict.outcome is Outcome.BLOCKED, verdict.reason


def test_a_scenario_about_no_token_or_another_scope_does_not_meet_the_persona(bank: Bank) -> None:
    """It needs no login; only a consent does. A given token of another scope is looked at alone."""
    bank.play("  - {GET: /x, expect: {status: 404}}\n", "given: {token: none}\n")
    bank.changes = {"tokens": {"marc": {"piisp": "of-another-scope"}}}
    bank.play("  - {GET: /x, expect: {status: 404}}\n", "scope: piisp\n")
    assert bank.asked == ["GET /x", "GET /accounts", "GET /end-user-identity", "GET /x"]


def test_a_clock_that_a_step_moved_runs_on_too(bank: Bank) -> None:
    """Though the stage had not set it; a clock that nobody moved is left alone."""
    bank.routes |= {"PUT /clock": as_json({}), "DELETE /clock": as_json({})}
    bank.changes = {"features": Features(clock=f"{bank.server.origin}{ROOT}/clock")}
    assert bank.play("  - {clock: +1d}\n" + PASSES).outcome is Outcome.PASSED
    assert bank.asked[-1] == "DELETE /clock"
    bank.play(PASSES)
    assert bank.asked[-1] == "GET /accounts"
