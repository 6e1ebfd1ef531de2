"""The doctor looks at what comes back, not at its status alone: bodies, redirects, media types, whose accounts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from conformance import doctor, specs
from conformance.clock import Clock
from conformance.doctor import Remark
from conformance.specs import Persona
from conformance.target.target import Proxy
from conformance.world import assemble
from tests.support.fakebank import Asked, FakeBank, Reply, as_json, moved, page

CAST = specs.load().cast
ROOT = "/stet/psd2/v1.4.2"
TOKENS = {key: {"aisp": f"token-of-{key}"} for key in CAST.personas}
GATEWAY = (
    "<html><head><title>400</title></head><body><h1>The plain HTTP request was sent to HTTPS port</h1></body></html>"
)


def accounts(*personas: str) -> list[dict[str, Any]]:
    return [
        {"resourceId": one.resource_id, "accountId": {"iban": one.iban}, "cashAccountType": "CACC"}
        for key in personas
        for one in CAST.personas[key].accounts
    ]


def shown_to(persona: Persona) -> Reply:
    return as_json({"accounts": accounts(persona.id)})


def answering(
    *, stranger: Reply | None = None, customer: Callable[[Persona], Reply] = shown_to, **endpoints: Reply
) -> Callable[[Asked], Reply]:
    """A bank as it should be, but for what is given."""

    def answer(asked: Asked) -> Reply:
        if asked.path == "/oauth/authorize":
            return endpoints.get("authorize", page("<h1>Connexion</h1>"))
        if asked.path == "/oauth/token":
            return endpoints.get("token", as_json({"error": "invalid_request"}, 400))
        token = asked.headers.get("authorization", "").removeprefix("Bearer token-of-")
        return customer(CAST.personas[token]) if token else stranger or Reply(status=401)

    return answer


def examined(answer: Callable[[Asked], Reply], **changes: Any) -> dict[str, Remark]:
    """What was said of each thing; the last remark where there are several."""
    with FakeBank(answer) as bank:
        target = bank.target(**{"tokens": TOKENS, **changes})
        with assemble(target, specs.load(), Clock()) as world:
            return {remark.what: remark for remark in doctor.examine(world)}


def test_a_bank_as_it_should_be() -> None:
    """Everything was looked at, and nothing is to be mended."""
    found = examined(answering())
    assert [remark for remark in found.values() if not remark.well] == []
    assert {"base_url", "clock", "oauth.authorize_url", "oauth.token_url", *CAST.personas} <= set(found)
    assert found["marc"].says == "GET /accounts is answered with 200, 3 accounts of Marc"


@pytest.mark.parametrize(
    ("reply", "says", "advice"),
    [
        (page(GATEWAY, 400), 'with 400 and a page: "400 The plain HTTP request was sent to HTTPS port"', "https://"),
        (page("<html><p>Bienvenue"), 'with 200 and a page: "Bienvenue"', "/stet/psd2/v1.4.2"),
        (Reply(body=b"<!DOCTYPE html><p>Bienvenue"), 'with 200 and a page: "Bienvenue"', "/stet/psd2/v1.4.2"),
        (moved("https://elsewhere.example/"), "is redirected to https://elsewhere.example/ (302)", "answers itself"),
        (moved("/é\x9b".encode().decode("latin-1"), 308), "is redirected to /é\\u009b (308)", "answers itself"),
        (as_json({}, 404), "with 404", "/stet/psd2/v1.4.2"),
        (as_json({}, 406), "with 406", "/stet/psd2/v1.4.2"),
        (Reply(body=b"OK"), 'with 200 and a body that is not JSON: "OK"', "/stet/psd2/v1.4.2"),
        (Reply(), "with 200 and no body", "/stet/psd2/v1.4.2"),
        (as_json({"message": "INTE"}, 500), 'with 500: "INTE"', "/stet/psd2/v1.4.2"),
        (as_json({"message": "BE05"}, 403), "with 403 BE05", "tls.certificate"),
    ],
)
def test_what_is_not_the_api(reply: Reply, says: str, advice: str) -> None:
    """Its own words are told, once; nothing else is looked at."""
    found = examined(answering(stranger=reply))
    assert says in found["base_url"].says
    assert advice in found["base_url"].advice
    assert not found["base_url"].well
    assert "marc" not in found


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(status=401), "GET /accounts without a token is answered with 401"),
        (as_json({}, 401), "GET /accounts without a token is answered with 401"),
        (
            Reply(status=403, headers=(("Content-Type", "text/plain"),), body=b"no"),
            "is answered with 403, as text/plain",
        ),
        (Reply(status=403, body=b"no"), "is answered with 403, as nothing named"),
    ],
)
def test_a_refusal_is_the_api(reply: Reply, says: str) -> None:
    """A media type that is none of JSON's keeps no run from reaching the bank; it is told all the same."""
    found = examined(answering(stranger=reply))
    assert found["base_url"].well
    assert says in found["base_url"].says


@pytest.mark.parametrize(("ahead_s", "well"), [(5, True), (15, False)])
def test_a_clock_that_is_so_far_from_ours_that_a_run_at_midnight_would_suffer_is_told(ahead_s: int, well: bool) -> None:
    """Nearer ones do no harm."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=ahead_s), usegmt=True)
    found = examined(answering(stranger=Reply(status=401, headers=(("Date", date),))))
    assert found["clock"].well is well


@pytest.mark.parametrize(
    ("date", "says", "well"),
    [
        ("Wed, 21 Oct 2015 07:28:00 GMT", "the bank's clock and ours differ by ", False),
        ("Wed, 21 Oct 2015 07:28:00", "the bank's clock and ours differ by ", False),
        ("Wed, 21 Oct 99999999999 07:28:00 GMT", "no Date header that could be read", True),
        ("soon", "no Date header that could be read", True),
    ],
)
def test_a_clock_of_any_form(date: str, says: str, well: bool) -> None:
    """Without a zone it is Greenwich; what is no date is none."""
    found = examined(answering(stranger=Reply(status=401, headers=(("Date", date),))))
    assert says in found["clock"].says
    assert found["clock"].well is well


@pytest.mark.parametrize(
    ("name", "reply", "says"),
    [
        (
            "authorize",
            as_json({"hello": 1}),
            'is answered with 200, and no page for a customer: "{',
        ),
        ("authorize", as_json({}, 404), "is answered with 404"),
        ("authorize", page("<p>en maintenance", 500), 'is answered with 500: "en maintenance"'),
        ("token", page("<html><p>Connexion"), 'POST is answered with 200 and a page: "Connexion"'),
        ("token", moved("/login"), "POST is redirected to /login (302)"),
        ("token", as_json({}, 404), "POST is answered with 404"),
    ],
)
def test_endpoints_that_are_none(name: str, reply: Reply, says: str) -> None:
    """A page for the customer, JSON for us."""
    found = examined(answering(**{name: reply}))[f"oauth.{name}_url"]
    assert says in found.says
    assert (found.well, found.advice) == (False, "is the address right?")


@pytest.mark.parametrize("reply", [page("<p>unknown client", 400), moved("/login"), page("<h1>Connexion</h1>")])
def test_an_authorize_endpoint_that_is_one(reply: Reply) -> None:
    """A page, of an error too, or the way to one."""
    assert examined(answering(authorize=reply))["oauth.authorize_url"].well


@pytest.mark.parametrize(
    ("reply", "says", "advice"),
    [
        (
            as_json({"accounts": accounts("adam")}),
            "with 200, with accounts of adam (2 of 2)",
            "is the token, or the login, of adam?",
        ),
        (
            as_json({"accounts": accounts("marc", "lea")}),
            "with accounts of lea (1 of 4)",
            "is the token, or the login, of lea?",
        ),
        (
            as_json({"accounts": [{"resourceId": "x", "accountId": {"iban": "FR7600000000000000000000000"}}]}),
            "with accounts of nobody in the cast (1 of 1)",
            "needs a cast of its own",
        ),
        (as_json({"accounts": "three"}), "with 200 and no list of accounts", "is base_url the root of this API?"),
        (as_json({"hello": "world"}), "with 200 and no list of accounts", "is base_url the root of this API?"),
        (as_json([1, 2]), "with 200 and no list of accounts", "is base_url the root of this API?"),
        (page("<p>Portail"), 'GET /accounts is answered with 200 and a page: "Portail"', "/stet/psd2/v1.4.2"),
        (Reply(body=b"[" * 900), "with 200 and a body that is not JSON", "/stet/psd2/v1.4.2"),
        (moved("/login"), "GET /accounts is redirected to /login (302)", "answers itself"),
        (as_json({"message": "BADS"}, 403), 'with 403: "BADS"', "scope aisp"),
        (as_json({"message": "BE05"}, 403), "with 403", "tls.certificate"),
    ],
)
def test_what_a_customer_is_shown(reply: Reply, says: str, advice: str) -> None:
    """Marc's answer is looked into; the others are shown theirs."""
    found = examined(answering(customer=lambda persona: reply if persona.id == "marc" else shown_to(persona)))
    assert says in found["marc"].says
    assert advice in found["marc"].advice
    assert not found["marc"].well
    assert found["adam"].well


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(status=204), "GET /accounts is answered with 204, 0 accounts of Marc"),
        (as_json({"accounts": []}), "with 200, 0 accounts of Marc"),
        (as_json({"accounts": accounts("marc")[:1]}), "with 200, 1 account of Marc"),
        (
            Reply(headers=(("Content-Type", "text/plain"),), body=json.dumps({"accounts": accounts("marc")}).encode()),
            "with 200, as text/plain, 3 accounts of Marc",
        ),
        (
            as_json({"accounts": [*accounts("marc"), {"resourceId": "card", "cashAccountType": "CARD"}]}),
            "3 accounts of Marc",
        ),
    ],
)
def test_what_keeps_no_run_from_starting(reply: Reply, says: str) -> None:
    """Nothing consented yet, cards that the documentation does not name, another media type."""
    found = examined(answering(customer=lambda persona: reply if persona.id == "marc" else shown_to(persona)))
    assert says in found["marc"].says
    assert found["marc"].well


def test_a_login_that_fails_is_told() -> None:
    """With the reason, and where to mend it."""
    found = examined(answering(), tokens={})
    assert "no login form" in found["marc"].says or "no form" in found["marc"].says
    assert found["marc"].advice == "tokens, login or oauth in the target file"


def test_a_bank_behind_a_proxy() -> None:
    """The proxy is what is asked, and is named."""
    with FakeBank(answering()) as proxy:
        target = proxy.target(
            base_url=f"http://bank.invalid{ROOT}", tokens=TOKENS, oauth=None, proxy=Proxy(address=proxy.origin)
        )
        with assemble(target, specs.load(), Clock()) as world:
            found = {remark.what: remark for remark in doctor.examine(world)}
    assert found["bank.invalid"].says == f"is asked through the proxy {proxy.origin}"
    assert found["marc"].well


def test_a_proxy_that_lets_nobody_through() -> None:
    """It is told before the bank is asked at all."""
    with FakeBank(lambda _: Reply(status=403)) as proxy:
        target = proxy.target(base_url=f"https://bank.invalid{ROOT}", oauth=None, proxy=Proxy(address=proxy.origin))
        with assemble(target, specs.load(), Clock()) as world:
            found = {remark.what: remark for remark in doctor.examine(world)}
    assert "403" in found["bank.invalid"].says
    assert not found["bank.invalid"].well
    assert "base_url" not in found
