"""One run's world: consents noted and put back, where links lead, what is offered beside the API."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance import specs
from conformance.errors import Unreachable
from conformance.model import NOBODY, Outcome
from conformance.runner import play
from conformance.world import consent_shown, open_world
from tests.support.fakebank import FakeBank, Reply, as_json, moved, page
from tests.support.played import ROOT, Bank, server, written

__all__ = ["server"]

CAST = specs.load().cast.personas
MAIN, SECOND = (account.iban for account in CAST["marc"].accounts[:2])


def account(iban: str, *links: str) -> dict[str, Any]:
    return {"accountId": {"iban": iban}, "_links": {name: {"href": "/x"} for name in links}}


SHOWN = {
    "accounts": [account(MAIN, "balances", "transactions"), account(SECOND)],
    "_links": {"endUserIdentity": {"href": "/"}},
}
FOUND = {
    "balances": [{"iban": MAIN}],
    "transactions": [{"iban": MAIN}],
    "trustedBeneficiaries": False,
    "psuIdentity": True,
}


@pytest.fixture
def bank(server: FakeBank) -> Bank:
    """A bank in which Marc has consented to one account and his identity."""
    server.asked.clear()
    bank = Bank(server, {"GET /accounts": as_json(SHOWN), "PUT /consents": as_json({}, 201)})
    server.answer = bank.answer
    return bank


def test_consents_found_before_a_run_are_put_back_at_its_end(bank: Bank) -> None:
    """As GET /accounts showed them, once for each persona whose consent was changed."""
    with bank.world() as world:
        for consent in ("everything", "nothing"):
            verdict = play(written("  - {GET: /x, expect: {status: 404}}\n", f"given: {{consent: {consent}}}\n"), world)
            assert verdict.outcome is Outcome.PASSED
    sent = [json.loads(one.body) for one in bank.server.asked if one.method == "PUT"]
    assert [len(body["balances"]) for body in sent] == [3, 0, 1]
    assert sent[-1] == FOUND


def test_a_consent_that_nobody_changed_is_left_alone(bank: Bank) -> None:
    """A run that only reads writes nothing."""
    bank.play("  - {GET: /x, expect: {status: 404}}\n")
    assert bank.asked == ["GET /accounts", "GET /x"]


@pytest.mark.parametrize("step", ["PUT: /consents", "PUT: /consents/", "PUT: '/consents?x=1'", "DELETE: /consents"])
@pytest.mark.parametrize(("who", "head"), [("marie", ""), ("marc", "scope: piisp\n")])
def test_a_consent_that_a_step_changes_is_put_back_too(bank: Bank, step: str, who: str, head: str) -> None:
    """Also somebody else's, and where the scenario had not met the persona yet."""
    bank.play(f"  - {step}\n    as: {who}\n    body: {{}}\n    expect: {{status: [201, 404]}}\n", head)
    last = bank.server.asked[-1]
    assert (last.method, last.path) == ("PUT", f"{ROOT}/consents")
    assert json.loads(last.body) == FOUND


def test_a_bank_that_fails_at_the_end_does_no_harm(bank: Bank) -> None:
    """Putting back is best effort."""
    with bank.world() as world:
        world.consents.meet(CAST["marc"], NOBODY)
        world.consents.changes(CAST["marc"])
        bank.routes["PUT /consents"] = as_json({}, 500)
    assert bank.asked[-1] == "PUT /consents"


def test_a_persona_is_met_once(bank: Bank) -> None:
    """However many scenarios he acts in."""
    with bank.world() as world:
        with world.sender.exchanges.heard() as heard:
            world.consents.meet(CAST["marc"], NOBODY)
            world.consents.meet(CAST["marc"], NOBODY)
        assert len(heard.exchanges) == 1
    assert bank.asked == ["GET /accounts"]


@pytest.mark.parametrize(
    "page", [None, [], "x", {"accounts": None}, {"accounts": 5}, {"accounts": [None, {}, {"accountId": "x"}]}]
)
def test_a_page_of_another_kind_shows_no_consent(page: Any) -> None:
    """And is no fault of ours."""
    assert consent_shown(page) == {
        "balances": [],
        "transactions": [],
        "trustedBeneficiaries": False,
        "psuIdentity": False,
    }


def test_the_consent_shown_is_that_of_the_links() -> None:
    """A link that is null is none."""
    page = {
        "accounts": [account(MAIN, "balances"), account(SECOND, "transactions")],
        "_links": {"endUserIdentity": None},
    }
    shown = consent_shown(page)
    assert (shown["balances"], shown["transactions"]) == ([{"iban": MAIN}], [{"iban": SECOND}])
    assert shown["psuIdentity"] is False


BODIES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.fixed_dictionaries(
            {}, optional=dict.fromkeys(["accounts", "accountId", "iban", "_links", "balances"], inner)
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(page=BODIES)
def test_any_page_shows_some_consent(page: Any) -> None:
    """Whatever a bank answers, meeting a persona does not fall over it."""
    assert set(consent_shown(page)) == set(FOUND)


@pytest.mark.parametrize(
    ("href", "path"),
    [
        (f"{ROOT}/accounts/1", "/accounts/1"),
        ("https://other.test/stet/psd2/v1.4.2/accounts/1?page=2", "/accounts/1"),
        ("http://evil.test/x", None),
        ("http://[", None),
        ("", None),
    ],
)
def test_where_a_link_leads_below_the_root(bank: Bank, href: str, path: str | None) -> None:
    """None where it leaves it, or is no address at all."""
    with bank.world() as world:
        assert world.api.below(href, f"{world.target.base_url}/accounts") == path


def test_a_bank_that_does_not_answer_at_all_stops_the_run(bank: Bank) -> None:
    """Before any scenario is played."""
    bank.changes = {"base_url": "http://127.0.0.1:9/stet"}
    with pytest.raises(Unreachable):
        open_world(bank.target, specs.load())


def test_the_words_of_oauth_are_those_of_the_target(bank: Bank) -> None:
    """A mock without OAuth2 has none."""
    with bank.world() as world:
        assert world.oauth == {}
    bank.changes = {"oauth": bank.server.target().oauth}
    with bank.world() as world:
        assert set(world.oauth) == {"authorize", "token", "client_id", "redirect_uri", "redirect_origin"}


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Reply(status=404), "is answered with 404"),
        (page("<html><body>Welcome</body></html>"), 'is answered with 200 and a page: "Welcome"'),
        (moved("https://bank.example/stet"), "is redirected to https://bank.example/stet (302)"),
    ],
    ids=["404", "a page", "a redirect"],
)
def test_what_answers_everything_otherwise_than_the_api_is_not_judged(bank: Bank, answer: Reply, says: str) -> None:
    """A wrong version, http for https: said once, before anything is played."""
    bank.routes["GET /accounts"] = answer
    with pytest.raises(Unreachable, match="this is not the API") as stopped:
        open_world(bank.target, specs.load())
    assert says in str(stopped.value)


def test_a_bank_that_shows_only_strangers_a_page_is_played(bank: Bank) -> None:
    """Its defect is for a scenario to find."""
    bank.changes = {"tokens": {"marc": {"aisp": "good"}}}
    known = as_json(SHOWN)
    bank.routes["GET /accounts"] = lambda asked: known if "authorization" in asked.headers else page("<html></html>")
    open_world(bank.target, specs.load()).close()
