"""The stage of a scenario: the consent that is transmitted, the moment that is set; what cannot be set blocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from conformance import specs
from conformance.clock import PARIS
from conformance.errors import Blocked
from conformance.model import Consent, Exchange, Purpose, Scenario, Stage
from conformance.stage import clear_stage, consent_body, missing_feature, moment, set_stage
from conformance.target.target import Features
from tests.support.fakebank import FakeBank, Reply, as_json
from tests.support.played import ROOT, Bank, server, written

__all__ = ["server"]

CAST = specs.load().cast.personas
NOW = datetime(2026, 3, 28, 12, 0, 30, tzinfo=PARIS)


def nicknames(persona: str, kind: str, consent: Any) -> list[str | None]:
    known = {account.iban: account.nickname for account in CAST[persona].accounts}
    return [known.get(one["iban"]) for one in consent_body(consent, CAST[persona])[kind]]


@pytest.mark.parametrize(
    ("consent", "balances", "transactions", "identity"),
    [
        ("everything", ["main", "loan"], ["main", "loan"], True),
        ("nothing", [], [], False),
        ("documented", ["main", "loan"], ["main"], True),
        (Consent(balances=("loan",)), ["loan"], [], False),
        (Consent(transactions=("main",), identity=True), [], ["main"], True),
        (Consent(balances=("main",), identity=False), ["main"], [], False),
    ],
)
def test_a_consent_names_accounts_by_their_nicknames(
    consent: Any, balances: list[str], transactions: list[str], identity: bool
) -> None:
    """What is not named is not consented; `documented` is what the persona table prints."""
    assert nicknames("thomas", "balances", consent) == balances
    assert nicknames("thomas", "transactions", consent) == transactions
    body = consent_body(consent, CAST["thomas"])
    assert body["psuIdentity"] is identity
    assert body["trustedBeneficiaries"] is False


@pytest.mark.parametrize(
    ("persona", "balances", "transactions", "identity"),
    [
        ("marc", ["main", "second", "third"], ["main", "second", "third"], True),
        ("alix", ["second", "third"], ["main", "third"], True),
        ("technco", [], [], False),
    ],
)
def test_the_documented_consent_is_each_personas_own(
    persona: str, balances: list[str], transactions: list[str], identity: bool
) -> None:
    """Chapter "Tester nos persona": balances and transactions of an account are consented each by itself."""
    assert nicknames(persona, "balances", "documented") == balances
    assert nicknames(persona, "transactions", "documented") == transactions
    assert consent_body("documented", CAST[persona])["psuIdentity"] is identity


def test_an_account_that_the_cast_lacks_blocks() -> None:
    """A mock may have personas of its own."""
    with pytest.raises(Blocked, match="marc has no account `busy` in this cast"):
        consent_body(Consent(balances=("busy",)), CAST["marc"])


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("+61m", "2026-03-28T13:01:30+01:00"),
        ("+90s", "2026-03-28T12:02:00+01:00"),
        ("+25h", "2026-03-29T14:00:30+02:00"),
        ("+1d", "2026-03-29T13:00:30+02:00"),
        ("21:30", "2026-03-28T21:30:00+01:00"),
        ("21:30:05", "2026-03-28T21:30:05+01:00"),
        ("2026-07-01T08:00", "2026-07-01T08:00:00+02:00"),
    ],
)
def test_a_moment_is_one_in_paris(text: str, wanted: str) -> None:
    """A span is that of a watch: the night on which Paris changes its clocks is an hour short."""
    assert moment(text, NOW).isoformat() == wanted


@pytest.mark.parametrize("text", ["25:00", "2026-02-30T12:00", "+soons", "+99999999999d", "", "+Nones"])
def test_what_is_no_moment_blocks(text: str) -> None:
    """A number that a bank sent may be none."""
    with pytest.raises(Blocked, match="that is not a valid moment"):
        moment(text, NOW)


# ----------------------------------------------------------------------------------------------------- set and cleared


@pytest.fixture
def bank(server: FakeBank) -> Bank:
    """A bank that takes every consent and whose clock and quotas can be set."""
    server.asked.clear()
    routes = {"PUT /consents": as_json({}, 201), "GET /accounts": as_json({"accounts": []})}
    controls = {"PUT /clock": as_json({}), "DELETE /clock": as_json({}), "DELETE /quotas": as_json({})}
    clock = f"{server.origin}{ROOT}/clock"
    offers = {"features": Features(clock=clock), "quotas_url": f"{server.origin}{ROOT}/quotas"}
    bank = Bank(server, {**routes, **controls}, changes=offers)
    server.answer = bank.answer
    return bank


def given(**stage: Any) -> Scenario:
    return replace(written("  - {GET: /accounts, expect: {status: 200}}\n"), given=Stage(**stage))


def staged(bank: Bank, scenario: Scenario) -> list[Exchange]:
    with bank.world() as world:
        with world.sender.exchanges.heard() as heard:
            set_stage(scenario, CAST["marc"], world)
        return list(heard.exchanges)


@pytest.mark.parametrize("status", [303, 400, 401, 403, 404, 405, 409, 422, 429, 500])
def test_a_consent_that_is_not_taken_blocks(bank: Bank, status: int) -> None:
    """Whatever the refusal: a scenario that was not given its consent would judge another bank than it says."""
    bank.routes["PUT /consents"] = as_json({}, status)
    with pytest.raises(Blocked, match=rf"consent of marc could not be set: PUT /consents answers {status}\b"):
        staged(bank, given(consent="everything"))


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_a_consent_that_is_taken_does_not(bank: Bank, status: int) -> None:
    """Another success than 201 is judged by the scenario that is about it; what was exchanged is told."""
    bank.routes["PUT /consents"] = as_json({}, status) if status != 204 else Reply(status=204)
    exchanges = staged(bank, given(consent="everything"))
    assert [(one.call.method, one.status) for one in exchanges] == [("GET", 200), ("PUT", status)]
    assert {(one.asker.purpose, one.asker.scenario) for one in exchanges} == {(Purpose.STAGE, "s")}


@pytest.mark.parametrize(
    ("scenario", "asked"),
    [
        (given(), ["GET /accounts"]),
        (given(consent="everything"), ["GET /accounts", "PUT /consents"]),
        (given(consent="everything", token="none"), ["GET /accounts", "PUT /consents"]),
        (given(token="none"), []),
        (replace(given(), scope="piisp"), []),
        (replace(given(consent="everything"), scope="piisp"), ["GET /accounts", "PUT /consents"]),
        (given(token="none", quotas="fresh"), ["DELETE /quotas"]),
        (given(token="none", clock="21:30"), ["PUT /clock"]),
        (
            given(clock="21:30", quotas="fresh", consent="everything"),
            ["PUT /clock", "DELETE /quotas", "GET /accounts", "PUT /consents"],
        ),
    ],
    ids=lambda value: " ".join(word.split()[-1] for word in value) or "-" if isinstance(value, list) else "",
)
def test_what_is_asked_to_set_a_stage(bank: Bank, scenario: Scenario, asked: list[str]) -> None:
    """Only what the scenario is given, the clock first; who acts is met, unless he has no token of the scope aisp."""
    with bank.world() as world:
        set_stage(scenario, CAST["marc"], world)
        assert bank.asked == asked


@pytest.mark.parametrize("stage", [{"clock": "21:30"}, {"quotas": "fresh"}])
def test_a_feature_that_does_not_work_blocks(bank: Bank, stage: dict[str, str]) -> None:
    """The target declared it."""
    for route in ("PUT /clock", "DELETE /quotas"):
        bank.routes[route] = as_json({}, 404)
    with pytest.raises(Blocked, match="404: the feature that the target declares does not work"):
        staged(bank, given(token="none", **stage))


@pytest.mark.parametrize(
    ("stage", "moved", "released"),
    [({}, False, False), ({}, True, True), ({"clock": "21:30"}, False, True), ({"quotas": "fresh"}, False, False)],
)
def test_the_clock_is_let_go_where_it_was_set(bank: Bank, stage: dict[str, str], moved: bool, released: bool) -> None:
    """By the stage or by a step."""
    with bank.world() as world:
        clear_stage(given(**stage), world, moved=moved)
    assert bank.asked == (["DELETE /clock"] if released else [])


def test_what_a_target_does_not_declare_is_named(bank: Bank) -> None:
    """All of it, in the words of the target file; nothing where it declares everything."""
    scenario = replace(given(), needs=("clock", "revocation", "fallback"))
    with bank.world() as world:
        told = missing_feature(scenario, world)
        assert missing_feature(replace(scenario, needs=("clock",)), world) == ""
        assert missing_feature(given(), world) == ""
    assert told == (
        "the target does not declare the revocation of tokens (features.revocation), the fallback (features.fallback)"
    )
