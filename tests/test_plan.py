"""What `explain` tells: requests with their words filled in, without sending them."""

from __future__ import annotations

from datetime import date
from typing import Any

from conformance import specs
from conformance.catalogue.steps import step as written
from conformance.model import Claim, Stage, Step
from conformance.plan import cost, plan
from conformance.words import Vocabulary
from tests.support import makers


def speaks(persona: str) -> Vocabulary:
    cast = specs.load().cast
    oauth = {"token": "https://b/token"}
    return Vocabulary(persona=cast.personas[persona], cast=cast, today=date(2026, 11, 22), oauth=oauth, memory={})


def step(verb: str, target: Any, **more: Any) -> Step:
    return written(verb, target, more.pop("send", {}), place=makers.place(1, 1), **more)


STEPS = (
    step("GET", "/accounts", keep={"first": "accounts[0]"}),
    step(
        "walk", "/accounts/$first.resourceId/transactions",
        send={"query": {"dateFrom": "$today-8d", "no": None}, "batch": True},
        claims=(Claim(word="status", wanted=200, must=True, place=makers.place(1, 1)),),
    ),
    step("follow", "_links.next", send={"token": "none"}),
    step("PUT", "/consents", send={"body": {"balances": [{"iban": "$main.iban"}], "x": "$first"}, "as": "marc"}),
    step("POST", "$oauth.token", send={"form": {"code": "$it.code"}, "token": "none"}),
    step("authorize", {"scope": "aisp"}),
    step("clock", "+61m"),
)  # fmt: skip


def test_words_are_filled_in_as_far_as_they_are_known() -> None:
    """What only an answer can tell is told by its word."""
    scenario = makers.scenario(steps=STEPS, given=Stage(consent="everything", clock="21:30"))
    unknown = specs.load().cast.personas["marc"].accounts[0].iban
    assert list(plan(scenario, speaks, "https://b").lines) == [
        "the clock is set to 21:30",
        "PUT https://b/consents  (the stage: consent everything)",
        "GET https://b/accounts",
        "walk https://b/accounts/$first.resourceId/transactions?dateFrom=2026-11-14  (batch true)",
        "   expects status 200",
        "follow _links.next  (token none)",
        "PUT https://b/consents  (as marc)",
        f'   body: {{"balances":[{{"iban":"{unknown}"}}],"x":"$first"}}',
        "POST https://b/token  (token none)",
        '   form: {"code":"$it.code"}',
        'authorize {"scope":"aisp"}',
        "clock +61m",
    ]


def test_each_request_of_several_is_told_and_counted() -> None:
    """With how often it is made; a login counts for the exchange of its code."""
    steps = (
        step("GET", ["/accounts", "/end-user-identity"], send={"times": 3, "batch": True}),
        step("login", {"scope": "piisp"}, keep={"access": "access_token"}),
        step("walk", ["/accounts", "/accounts/x/transactions"], send={"times": 2}),
        step("follow", "_links.next", send={"times": 5}),
    )
    found = plan(makers.scenario(steps=steps, given=Stage()), speaks, "https://b")
    assert list(found.lines) == [
        "GET https://b/accounts  (times 3, batch true)",
        "GET https://b/end-user-identity  (times 3, batch true)",
        'login {"scope":"piisp"}',
        'walk ["/accounts","/accounts/x/transactions"]  (times 2)',
        "follow _links.next  (times 5)",
    ]
    assert (found.requests, found.batch) == (16, 6)


def test_the_cost_is_told() -> None:
    """Requests, logins (a token that the target gives costs none) and batch accesses."""
    found = plan(makers.scenario(steps=STEPS), speaks)
    assert cost([found], {}) == "at least 6 requests, 3 logins, 1 batch access"
    assert cost([found, found], {"adam": {"aisp": "x"}}) == "at least 12 requests, 3 logins, 2 batch accesses"
