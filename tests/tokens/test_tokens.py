"""Tokens: had once for each persona and scope, refreshed in time, refused with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from conformance.client.sender import Sender
from conformance.clock import PARIS, Clock
from conformance.errors import Blocked, Unreachable
from conformance.login.login import Login
from conformance.masking.secrets import Secrets
from conformance.tokens.tokens import Tokens
from tests.support.fakebank import Asked, FakeBank, Reply, as_json, moved, page

LOGINS = {
    "marc": Login(identifier="D0999990I0", sms_code="12345678"),
    "adam": Login(identifier="D0999994I0", sms_code="12345678"),
}
NOON = datetime(2026, 6, 17, 12, tzinfo=PARIS)
FORM = "<form method=post action=in><input name=identifiant><input name=code><button>OK</button></form>"


@dataclass
class Bank:
    """Logs everybody in on one screen; hands out numbered tokens."""

    lasts: Any = 3600
    gives_refresh: bool = True
    refreshes: bool = True
    params: dict[str, str] = field(default_factory=dict)
    refusal: Reply | None = None
    states: list[str] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    count: int = 0

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/oauth/authorize":
            self.states.append(asked.query["state"])
            return page(FORM)
        if asked.path == "/oauth/in":
            params = {"code": f"code-of-{asked.form['identifiant']}", "state": self.states[-1], **self.params}
            return moved("https://myAPP.fr/Home/OAuth2Callback?" + "&".join(f"{k}={v}" for k, v in params.items() if v))
        self.asked.append(asked.form)
        if self.refusal is not None:
            return self.refusal
        if asked.form["grant_type"] == "refresh_token" and not self.refreshes:
            return as_json({"error": "invalid_grant"}, 400)
        self.count += 1
        body: dict[str, Any] = {"access_token": f"access-{self.count:04}", "token_type": "Bearer"}
        if self.lasts is not None:
            body["expires_in"] = self.lasts
        if self.gives_refresh:
            body["refresh_token"] = "refresh-0001"
        return as_json(body)


@contextmanager
def tokens_of(bank: Bank, **changes: Any) -> Iterator[tuple[Tokens, Clock]]:
    with FakeBank(bank.answer) as fake:
        target, clock, secrets = fake.target(**changes), Clock(NOON), Secrets()
        with Sender(target, clock, secrets) as sender:
            yield Tokens(target, LOGINS, sender, clock, secrets), clock


@pytest.mark.parametrize(
    ("lasts", "lives"),
    [
        (3600, timedelta(hours=1)),
        ("3600", timedelta(hours=1)),
        (0.5, timedelta(seconds=0.5)),
        (1e15, timedelta(days=36500)),
        (1e300, timedelta(days=36500)),
        (10**40, timedelta(days=36500)),
        ("9" * 5000, timedelta(days=36500)),
        (0, None),
        (-1, None),
        (-1e15, None),
        ("-5", None),
        ("soon", None),
        ("", None),
        (True, None),
        ([3600], None),
        ({}, None),
        (None, None),
    ],
)
def test_how_long_a_token_lives(lasts: Any, lives: timedelta | None) -> None:
    """Any positive number is taken (ambiguity A1), at most a lifetime; of anything else nothing is known."""
    with tokens_of(Bank(lasts=lasts, gives_refresh=False)) as (tokens, _):
        token = tokens.issued("marc", "aisp")
    assert token is not None
    assert (token.expires is None) is (lives is None)
    if token.expires is not None and lives is not None:
        assert abs(token.expires - NOON - lives) < timedelta(minutes=1)


def test_a_token_of_an_unsaid_lifetime_is_renewed_after_the_documented_hour() -> None:
    """Where it can be: else it is used until the bank refuses it."""
    with tokens_of(Bank(lasts=None)) as (tokens, _):
        token = tokens.issued("marc", "aisp")
    assert token is not None
    assert token.expires is not None
    assert abs(token.expires - NOON - timedelta(hours=1)) < timedelta(minutes=1)


@pytest.mark.parametrize("name", ["access_token", "refresh_token"])
@pytest.mark.parametrize(
    ("spoilt", "says"),
    [
        ("abc-def\n", "control character"),
        ("abc\r\nX-Evil: 1", "control character"),
        ("abc\x00", "control character"),
        (" abc-def", "a space"),
        ("abc-def ", "a space"),
    ],
)
def test_a_token_that_no_header_can_carry_is_the_banks_fault(name: str, spoilt: str, says: str) -> None:
    """It blocks, with the rule; what it is stays a secret."""
    body = {"access_token": "access-0001", "refresh_token": "refresh-0001", "token_type": "Bearer", name: spoilt}
    with tokens_of(Bank(refusal=as_json(body))) as (tokens, _), pytest.raises(Blocked) as caught:
        tokens.access("marc", "aisp")
    assert f"the {name} that http://127.0.0.1:" in str(caught.value)
    assert says in str(caught.value)
    assert "RFC 6749, A.12" in str(caught.value)
    assert "abc" not in str(caught.value)


def test_what_the_bank_says_is_told_in_a_line() -> None:
    """However much it says, and whatever it would do to a terminal."""
    refusal = as_json({"error": "invalid_grant", "error_description": "\x1b[2J" + "no " * 5000}, 400)
    with tokens_of(Bank(refusal=refusal)) as (tokens, _), pytest.raises(Blocked) as caught:
        tokens.access("marc", "aisp")
    assert "invalid_grant, \\u001b[2Jno no" in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("body", [b"", b"[]", b'"text"', b"<html>", b'{"access_token": 5}', b"[" * 900 + b"]" * 900])
def test_an_answer_without_a_token_blocks(body: bytes) -> None:
    """Whatever it is instead."""
    with tokens_of(Bank(refusal=Reply(body=body))) as (tokens, _), pytest.raises(Blocked, match="answered 200"):
        tokens.access("marc", "aisp")


def test_one_login_for_each_persona_and_scope() -> None:
    """However often it is asked for."""
    bank = Bank()
    with tokens_of(bank) as (tokens, _):
        found = [tokens.access("marc", "aisp") for _ in range(3)]
        found += [tokens.access("marc", "piisp"), tokens.access("adam", "aisp"), tokens.access("marc", "piisp")]
    assert found == ["access-0001"] * 3 + ["access-0002", "access-0003", "access-0002"]
    assert len(bank.states) == 3
    assert len(set(bank.states)) == 3


def test_the_code_is_exchanged_as_documented() -> None:
    """Without scope, with the redirect_uri of the authorize request; the state within 34 characters."""
    bank = Bank()
    with tokens_of(bank) as (tokens, _):
        token = tokens.issued("marc", "aisp")
    assert bank.asked == [
        {
            "grant_type": "authorization_code",
            "code": "code-of-D0999990I0",
            "redirect_uri": "https://myAPP.fr/Home/OAuth2Callback",
            "client_id": "PSDFR-ACPR-13807",
        }
    ]
    assert all(len(state) <= 34 for state in bank.states)
    assert token is not None
    assert (token.access, token.refresh) == ("access-0001", "refresh-0001")
    assert token.expires is not None
    assert timedelta(minutes=59) < token.expires - NOON < timedelta(minutes=61)
    assert "access-0001" not in repr(token)


def test_a_token_about_to_end_is_refreshed() -> None:
    """By the clock of the run, shortly before the end, without a login."""
    bank = Bank()
    with tokens_of(bank) as (tokens, clock):
        tokens.access("marc", "aisp")
        clock.set(NOON + timedelta(minutes=58))
        assert tokens.access("marc", "aisp") == "access-0001"
        clock.set(NOON + timedelta(minutes=59, seconds=45))
        assert tokens.access("marc", "aisp") == "access-0002"
        assert tokens.access("marc", "aisp") == "access-0002"
    assert bank.asked[1] == {
        "grant_type": "refresh_token",
        "refresh_token": "refresh-0001",
        "client_id": "PSDFR-ACPR-13807",
    }
    assert len(bank.states) == 1


def test_a_refused_refresh_ends_in_a_login() -> None:
    """After 180 days there is no other way."""
    bank = Bank(refreshes=False)
    with tokens_of(bank) as (tokens, clock):
        tokens.access("marc", "aisp")
        clock.set(NOON + timedelta(hours=2))
        assert tokens.access("marc", "aisp") == "access-0002"
    assert len(bank.states) == 2


def test_a_refresh_without_an_answer_leaves_no_token_behind() -> None:
    """The bank may have renewed it, and ended the old one: that is used no more, whatever the clock says then."""
    bank = Bank()
    with tokens_of(bank) as (tokens, clock):
        tokens.access("marc", "aisp")
        bank.refusal = Reply(hang_up=True)
        clock.set(NOON + timedelta(hours=2))
        with pytest.raises(Unreachable):
            tokens.access("marc", "aisp")
        bank.refusal = None
        clock.set(NOON)
        assert tokens.access("marc", "aisp") == "access-0002"


@pytest.mark.parametrize(("lasts", "logins"), [(None, 1), ("900", 2), ("soon", 1), (900.0, 2)])
def test_how_long_a_token_lasts(lasts: Any, logins: int) -> None:
    """Unsaid, or said in no number, means until it is refused; a number as text is read."""
    bank = Bank(lasts=lasts, gives_refresh=False)
    with tokens_of(bank) as (tokens, clock):
        tokens.access("marc", "aisp")
        clock.set(NOON + timedelta(hours=2))
        tokens.access("marc", "aisp")
    assert len(bank.states) == logins


def test_a_refresh_that_brings_no_new_refresh_token_keeps_the_old() -> None:
    """RFC 6749 section 6 allows it."""
    bank = Bank()
    with tokens_of(bank) as (tokens, clock):
        tokens.access("marc", "aisp")
        bank.gives_refresh = False
        for hours in (2, 4):
            clock.set(NOON + timedelta(hours=hours))
            tokens.access("marc", "aisp")
    assert [form["grant_type"] for form in bank.asked] == ["authorization_code", "refresh_token", "refresh_token"]


def test_a_mock_is_sent_no_token() -> None:
    """It has neither oauth nor tokens."""
    with tokens_of(Bank(), oauth=None) as (tokens, _):
        assert tokens.access("marc", "aisp") is None


def test_given_tokens_win_until_a_scenario_logs_in() -> None:
    """No login is needed for them; one that a scenario plays itself ends them."""
    bank = Bank()
    with tokens_of(bank, tokens={"marc": {"aisp": "given-token"}}) as (tokens, _):
        assert tokens.access("marc", "aisp") == "given-token"
        assert tokens.access("marc", "aisp") == "given-token"
        assert bank.states == []
        tokens.forget("marc")
        assert tokens.access("marc", "aisp") == "access-0001"


def test_a_forgotten_persona_logs_in_again() -> None:
    """A scenario that logged in by itself ended the pair; others keep theirs."""
    bank = Bank()
    with tokens_of(bank) as (tokens, _):
        tokens.access("marc", "aisp")
        tokens.access("adam", "aisp")
        tokens.forget("marc")
        assert tokens.access("marc", "aisp") == "access-0003"
        assert tokens.access("adam", "aisp") == "access-0002"


@pytest.mark.parametrize(
    ("bank", "says"),
    [
        (Bank(params={"code": "", "error": "access_denied"}), "refused at the callback: access_denied"),
        (Bank(params={"state": "somebody-elses"}), "state"),
        (Bank(params={"state": ""}), "state"),
        (
            Bank(refusal=as_json({"error": "invalid_client", "error_description": "no QWAC"}, 401)),
            "401: invalid_client, no QWAC",
        ),
        (Bank(refusal=as_json({"token_type": "Bearer"})), "without an access_token"),
        (Bank(refusal=as_json({"access_token": ""})), "without an access_token"),
        (Bank(refusal=page("<h1>oops</h1>", 500)), "500 without a JSON body"),
    ],
)
def test_what_cannot_be_had_is_blocked_and_not_asked_again(bank: Bank, says: str) -> None:
    """The same reason for each scenario, after one attempt."""
    with tokens_of(bank) as (tokens, _):
        reasons = []
        for _ in range(3):
            with pytest.raises(Blocked) as caught:
                tokens.access("marc", "aisp")
            reasons.append(str(caught.value))
    assert says in reasons[0]
    assert len(set(reasons)) == 1
    assert len(bank.states) == 1


def test_no_way_to_a_token_is_told() -> None:
    """The target gives tokens for some scopes and has no oauth for the rest."""
    said = "no token of scope piisp for marc: the target gives aisp and has no oauth"
    given = {"marc": {"aisp": "given-token"}}
    with tokens_of(Bank(), oauth=None, tokens=given) as (tokens, _), pytest.raises(Blocked, match=said):
        tokens.access("marc", "piisp")


def test_a_persona_without_a_login_is_told() -> None:
    """A mock's own cast may have fewer."""
    with tokens_of(Bank()) as (tokens, _), pytest.raises(Blocked, match="the cast has no login"):
        tokens.access("lea", "aisp")


def test_tokens_are_secrets() -> None:
    """From the moment they come."""
    with tokens_of(Bank()) as (tokens, _):
        tokens.access("marc", "aisp")
        masked = tokens.secrets.mask("access-0001 refresh-0001 code-of-D0999990I0")
        assert re.fullmatch(r"\*{3}\d+ \*{3}\d+ \*{3}\d+", masked)


def test_a_login_without_an_answer_is_not_tried_for_ever() -> None:
    """Twice; then its persona's scenarios are blocked at once, however many there are."""
    bank = Bank(refusal=Reply(hang_up=True))
    with tokens_of(bank) as (tokens, _):
        for _ in range(2):
            with pytest.raises(Unreachable):
                tokens.access("marc", "aisp")
        with pytest.raises(Blocked, match="the login of marc gets no answer"):
            tokens.access("marc", "aisp")
    assert len(bank.states) == 2
