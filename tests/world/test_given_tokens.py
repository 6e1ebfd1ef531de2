"""Tokens that somebody wrote into the target file: what is wrong with them is never the bank's doing."""

from __future__ import annotations

from typing import Any

import pytest

from conformance import specs
from conformance.model import Outcome, Verdict
from conformance.runner import play
from tests.support.fakebank import Asked, FakeBank, Reply, as_json
from tests.support.played import Bank, server, written

__all__ = ["server"]

CAST = specs.load().cast.personas
PASSES = "  - {GET: /accounts, expect: {status: 200}}\n"
FORBIDDEN = "  - {GET: /accounts, expect: {status: 403}}\n"
PIISP = "scope: piisp\n"


@pytest.fixture
def bank(server: FakeBank) -> Bank:
    """A bank whose answers depend on the token alone; Marc's two tokens stand in the target file."""
    server.asked.clear()
    bank = Bank(server, changes={"tokens": {"marc": {"aisp": "good-aisp-token", "piisp": "good-piisp-token"}}})
    server.answer = bank.answer
    return bank


def opens(**answers: Reply) -> Any:
    """The route that answers each token in its own way, 401 all others."""

    def answer(asked: Asked) -> Reply:
        token = asked.headers.get("authorization", "").removeprefix("Bearer ").replace("-", "_")
        return answers.get(token, as_json({"message": "unknown token"}, 401))

    return answer


def accounts_of(*personas: str) -> Reply:
    items = [{"accountId": {"iban": one.iban}} for persona in personas for one in CAST[persona].accounts]
    return as_json({"accounts": items, "_links": {}})


def stopped(verdict: Verdict) -> str:
    """Why a scenario could not be tried; what was exchanged for it is there as evidence."""
    assert verdict.outcome is Outcome.BLOCKED
    assert verdict.exchanges
    return verdict.reason


def test_a_bank_that_wants_a_token_where_the_target_gives_none_is_not_judged(bank: Bank) -> None:
    """Neither tokens nor oauth: a mock would answer, a bank cannot."""
    bank.changes = {}
    bank.routes["GET /accounts"] = as_json({"message": "no token"}, 401)
    reason = stopped(bank.play(PASSES))
    assert "the bank wants an access token" in reason
    assert '401: "no token"' in reason


def test_a_mock_that_is_sent_no_token_is_not_judged_by_the_scope_of_one(bank: Bank) -> None:
    """Nothing in the request says which scope is meant: to miss a token is another refusal."""
    bank.changes = {}
    bank.routes["GET /accounts"] = as_json({"message": "no token"}, 401)
    verdict = bank.play(FORBIDDEN, PIISP)
    assert (verdict.outcome, verdict.exchanges) == (Outcome.BLOCKED, ())
    assert "a token of scope piisp is to be sent" in verdict.reason


def test_a_token_of_another_scope_in_the_file_blocks(bank: Bank) -> None:
    """The list of accounts answers 403 to it."""
    bank.routes["GET /accounts"] = opens(good_aisp_token=as_json({"message": "BADS"}, 403))
    reason = stopped(bank.play(PASSES))
    assert reason.startswith("the target's token of marc (aisp) does not open the list of accounts")
    assert "BADS" in reason


def test_a_token_that_shows_another_customer_only_blocks_and_names_both_readings(bank: Bank) -> None:
    """Whose mistake it is cannot be told from a token that somebody pasted."""
    bank.routes["GET /accounts"] = opens(good_aisp_token=accounts_of("alix"))
    reason = stopped(bank.play(PASSES))
    assert "either it is alix's token, or the bank shows one customer the accounts of another" in reason


@pytest.mark.parametrize(
    "shown", [("marc", "alix"), ("alix", "adam"), ("marc",), ()], ids=["a mixture", "two others", "his own", "none"]
)
def test_whatever_else_a_given_token_shows_is_left_to_the_scenarios(bank: Bank, shown: tuple[str, ...]) -> None:
    """A mixture is no mistake in a file."""
    bank.routes["GET /accounts"] = opens(good_aisp_token=accounts_of(*shown))
    assert bank.play(PASSES).outcome is Outcome.PASSED


def test_a_piisp_token_that_is_refused_blocks_and_is_asked_about_once(bank: Bank) -> None:
    """401 is not the refusal of a scope."""
    bank.changes["tokens"]["marc"]["piisp"] = "ended"
    bank.routes["GET /accounts"] = opens(good_aisp_token=accounts_of("marc"))
    with bank.world() as world:
        reasons = {stopped(play(written(FORBIDDEN, PIISP), world)) for _ in range(3)}
    assert len(reasons) == 1
    assert "the target's token of marc (piisp) is refused" in reasons.pop()
    assert bank.asked.count("GET /accounts") == 1


def test_a_piisp_token_that_is_the_aisp_token_blocks(bank: Bank) -> None:
    """The same text stands at both."""
    bank.changes["tokens"]["marc"]["piisp"] = "good-aisp-token"
    bank.routes["GET /accounts"] = opens(good_aisp_token=accounts_of("marc"))
    verdict = bank.play(FORBIDDEN, PIISP)
    assert (verdict.outcome, verdict.reason) == (
        Outcome.BLOCKED,
        "the target's token of marc (piisp) is the one that it gives for aisp",
    )


def test_a_piisp_token_that_opens_everything_blocks_and_names_both_readings(bank: Bank) -> None:
    """It may be one of scope aisp."""
    everything = accounts_of("marc")
    bank.routes["GET /accounts"] = opens(good_aisp_token=everything, good_piisp_token=everything)
    bank.routes["GET /end-user-identity"] = opens(good_piisp_token=as_json({"connectedPsu": "MALLOW MARC"}))
    assert "or the bank does not look at scopes" in stopped(bank.play(FORBIDDEN, PIISP))


def test_a_piisp_token_that_opens_one_resource_only_is_the_bank_s_doing(bank: Bank) -> None:
    """A token of scope aisp would open the identity too: the bank forgot to look at one place."""
    everything = accounts_of("marc")
    bank.routes["GET /accounts"] = opens(good_aisp_token=everything, good_piisp_token=everything)
    bank.routes["GET /end-user-identity"] = opens(good_piisp_token=as_json({"message": "BADS"}, 403))
    assert bank.play(FORBIDDEN, PIISP).outcome is Outcome.FAILED


def test_a_good_piisp_token_is_played_with(bank: Bank) -> None:
    """It is refused by its scope, as documented."""
    bank.routes["GET /accounts"] = opens(
        good_aisp_token=accounts_of("marc"), good_piisp_token=as_json({"message": "BADS"}, 403)
    )
    bank.routes["GET /end-user-identity"] = as_json({"message": "BADS"}, 403)
    assert bank.play(FORBIDDEN, PIISP).outcome is Outcome.PASSED
