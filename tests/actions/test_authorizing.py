"""`login`: the redirect sequence and the exchange of its code."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest

from conformance.model import Outcome
from conformance.target.target import OAuth
from tests.support.fakebank import Asked, Reply, as_json, page
from tests.support.played import ROOT, Bank, said


def with_oauth(bank: Bank, callback: str, token: Reply) -> None:
    """A bank that redirects at once, with these parameters, and answers a code so."""
    root = f"{bank.server.origin}{ROOT}/oauth"
    back = "https://app.test/callback"
    bank.changes = {
        "oauth": OAuth(authorize_url=f"{root}/authorize", token_url=f"{root}/token", client_id="us", redirect_uri=back)
    }
    bank.routes["GET /oauth/authorize"] = Reply(status=302, headers=(("Location", f"{back}?{callback}"),))
    bank.routes["POST /oauth/token"] = token


ISSUED = as_json({"access_token": "an-access-token", "refresh_token": "a-refresh-token", "scope": "aisp"})
LOGIN = "  - login: {scope: aisp extended}\n    expect: {status: 200}\n    keep: {access: access_token}\n"
USES = "  - {GET: /accounts, token: $access, expect: {status: 200}}\n"
NO_TOKEN = "given: {token: none}\n"


def test_a_login_ends_with_a_token(bank: Bank) -> None:
    """Its answer is that of the token endpoint, and no claim is about the screens on the way."""
    with_oauth(bank, "code=the-code-of-marc", ISSUED)
    verdict = bank.play(LOGIN + USES, NO_TOKEN)
    assert said(verdict) == []
    shown_to_bank, exchanged, used = bank.server.asked
    assert (shown_to_bank.query["scope"], shown_to_bank.query["client_id"]) == ("aisp extended", "us")
    assert parse_qs(exchanged.body.decode()) == {
        "grant_type": ["authorization_code"],
        "code": ["the-code-of-marc"],
        "redirect_uri": ["https://app.test/callback"],
        "client_id": ["us"],
    }
    assert "authorization" not in exchanged.headers
    assert used.headers["authorization"] == "Bearer an-access-token"
    assert [one.asker.step for one in verdict.exchanges] == [0, 0, 1]


@pytest.mark.parametrize(
    ("callback", "token", "says", "got"),
    [
        ("error=access_denied", ISSUED, "the callback has no code", "access_denied"),
        ("state=x", ISSUED, "the callback has no code", "no code and no error"),
        ("code=c", as_json({"error": "invalid_grant"}, 400), "the code is not exchanged for an access token",
         "400 invalid_grant"),
        ("code=c", as_json({"refresh_token": "r"}), "the code is not exchanged for an access token", "200"),
        ("code=c", as_json([]), "the code is not exchanged for an access token", "200"),
    ],
)  # fmt: skip
def test_a_login_without_a_token_is_none(bank: Bank, callback: str, token: Reply, says: str, got: str) -> None:
    """A finding, shown by the last of what was exchanged; what needs the token is not played."""
    with_oauth(bank, callback, token)
    verdict = bank.play(LOGIN + USES, NO_TOKEN)
    assert verdict.outcome is Outcome.FAILED
    (finding,) = verdict.findings
    assert (finding.word, finding.says, finding.got) == ("login", says, got)
    assert finding.exchange is verdict.exchanges[-1]
    assert "GET /accounts" not in bank.asked


@pytest.mark.parametrize(
    ("callback", "wrong"),
    [
        ("error=access_denied&state=mine", 0),
        ("error=access_denied", 1),
        ("error=access_denied&state=theirs", 1),
        ("", 0),
        ("code=c&state=theirs", 0),
    ],
)
def test_an_error_comes_back_with_the_state_that_was_sent(bank: Bank, callback: str, wrong: int) -> None:
    """A return without an error is for the scenario to judge (ambiguity A15)."""
    with_oauth(bank, callback, ISSUED)
    verdict = bank.play("  - {authorize: {state: mine}, expect: {lacks: [access_token]}}\n", NO_TOKEN)
    assert len(said(verdict)) == wrong
    assert all("without the state that was sent" in line for line in said(verdict))


def test_another_customer_logs_in_between_the_two_screens(bank: Bank) -> None:
    """In a browser of his own, with a state of his own; what his callback receives is a member of the answer."""
    with_oauth(bank, "code=unused", ISSUED)
    back, who = (
        "https://app.test/callback",
        "<form method=post action=/who?{q}><label>login<input name=l></label></form>",
    )
    code = "<form method=post action=/sms?{q}><label>code SMS<input name=c></label></form>"

    def begun(asked: Asked) -> Reply:
        return page(who.format(q=f"state={asked.query['state']}"))

    def identified(asked: Asked) -> Reply:
        return page(code.format(q=f"state={asked.query['state']}&is={asked.form['l']}"))

    def confirmed(asked: Asked) -> Reply:
        return Reply(
            status=302, headers=(("Location", f"{back}?code={asked.query['is']}&state={asked.query['state']}"),)
        )

    bank.routes |= {"GET /oauth/authorize": begun, "POST /who": identified, "POST /sms": confirmed}
    wanted = "{code: D0999990I0, state: mine, meanwhile: {code: D0999991I0, state: meanwhile}}"
    step = f"  - {{authorize: {{state: mine}}, meanwhile: marie, expect: {{equals: {wanted}}}}}\n"
    verdict = bank.play(step, NO_TOKEN)
    assert said(verdict) == [], verdict.reason
    assert [one.split("?")[0] for one in bank.asked] == [
        "GET /oauth/authorize", "POST /who", "GET /oauth/authorize", "POST /who", "POST /sms", "POST /sms",
    ]  # fmt: skip


def test_a_parameter_that_is_left_out_is_left_out_of_both(bank: Bank) -> None:
    """RFC 6749, 4.1.3: redirect_uri goes with the code where it went with the authorize request."""
    with_oauth(bank, "code=c", ISSUED)
    bank.play("  - {login: {redirect_uri: null}}\n", NO_TOKEN)
    first, second = bank.server.asked
    assert "redirect_uri" not in first.query
    assert "redirect_uri" not in parse_qs(second.body.decode())
