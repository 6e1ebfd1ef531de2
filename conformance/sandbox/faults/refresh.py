"""Faults of the life of tokens: refresh, new login, revocation."""

from dataclasses import replace
from datetime import timedelta

import orjson

from conformance.sandbox.altering import (
    TOKEN,
    answer,
    drop,
    rule,
    with_form,
)
from conformance.sandbox.exchange import Answer, Call, json_answer
from conformance.sandbox.faults.counterfeit import ANY_CLIENT, Counterfeit, answered, bearer
from conformance.sandbox.faults.fault import Fault
from conformance.sandbox.rules import Rules


class RefreshTokenOpensTheApi(Counterfeit):
    """A refresh token is accepted in the place of an access token."""

    def received(self, call: Call) -> Call:
        """Take the access token beside it."""
        return super().received(self.as_if(call, self.bank.vault.by_refresh.get(bearer(call))))


class AccessTokenRefreshes(Counterfeit):
    """An access token is accepted in the place of a refresh token."""

    def received(self, call: Call) -> Call:
        """Take the refresh token beside it."""
        grant = (
            self.bank.vault.by_access.get(dict(call.form).get("refresh_token", ""))
            if call.path.endswith(TOKEN)
            else None
        )
        return super().received(with_form(call, refresh_token=grant.refresh_token) if grant is not None else call)


class AnyTokenRefreshes(Counterfeit):
    """A refresh token that was never issued gives a token."""

    missing = False

    def received(self, call: Call) -> Call:
        """Take anybody's."""
        form = dict(call.form) if call.path.endswith(TOKEN) else {}
        text = form.get("refresh_token", "")
        wrong = not text if self.missing else bool(text) and self.bank.vault.holder(text) is None
        if form.get("grant_type") == "refresh_token" and wrong:
            call = with_form(call, refresh_token=self.any_grant().refresh_token)
        return super().received(call)


class RotatesTheRefreshToken(Counterfeit):
    """A refresh gives another refresh token and ends the one before."""

    def sent(self, call: Call, answer: Answer) -> Answer:
        """Rename it."""
        given = super().sent(call, answer)
        if (
            not call.path.endswith(TOKEN)
            or answer.status != 200
            or dict(call.form).get("grant_type") != "refresh_token"
        ):
            return given
        vault, document = self.bank.vault, orjson.loads(given.body)
        old = vault.by_refresh.pop(document["refresh_token"])
        new = replace(old, refresh_token=old.refresh_token[:-6] + "rotate")
        vault.by_refresh[new.refresh_token] = vault.by_access[new.access_token] = new
        return replace(given, body=orjson.dumps(document | {"refresh_token": new.refresh_token}))


class RefreshGivesTheSameToken(Counterfeit):
    """A refresh gives back the same access token."""

    def sent(self, call: Call, answer: Answer) -> Answer:
        """Keep the first."""
        given = super().sent(call, answer)
        if call.path.endswith(TOKEN) and answer.status == 200:
            document = orjson.loads(given.body)
            first = self._first.setdefault(document["refresh_token"], document["access_token"])
            self.bank.vault.by_access[first] = self.bank.vault.by_access[document["access_token"]]
            given = replace(given, body=orjson.dumps(document | {"access_token": first}))
        return given

    def __init__(self) -> None:
        super().__init__()
        self._first: dict[str, str] = {}


class RefreshesOnce(Counterfeit):
    """A refresh token serves twice only."""

    def __init__(self) -> None:
        super().__init__()
        self._used: dict[str, int] = {}

    def received(self, call: Call) -> Call:
        """Count."""
        text = dict(call.form).get("refresh_token", "") if call.path.endswith(TOKEN) else ""
        self._used[text] = self._used.get(text, 0) + 1
        return super().received(with_form(call, refresh_token="used") if text and self._used[text] > 2 else call)


class LoginEndsAllTokens(Counterfeit):
    """A new login ends the tokens of everybody, or of every role."""

    everybody = True

    def received(self, call: Call) -> Call:
        """End them."""
        form = dict(call.form) if call.path.endswith(TOKEN) else {}
        code = self.bank.vault.codes.get(form.get("code", ""))
        if code is not None:
            for grant in list(self.bank.vault.by_refresh.values()):
                if self.everybody or grant.person is code.person:
                    self.bank.vault.end(grant.refresh_token)
        return super().received(call)


class RevokesOnlyOne(Rules):
    """A revocation ends the token alone."""

    revocation_ends_both = False


class RevokesNothing(Rules):
    """A revocation is answered, and ends nothing."""

    kind = ""

    def received(self, call: Call) -> Call:
        """Another token in its place."""
        found = self.bank.vault.by_access if self.kind == "access" else self.bank.vault.by_refresh
        token = dict(call.form).get("token", "") if call.path.endswith("/oauth/revoke") else ""
        return super().received(with_form(call, token="none") if token in found else call)


def _always_refused(given: Answer, call: Call) -> Answer:
    return (
        json_answer(400, {"error": "invalid_grant"}) if dict(call.form).get("grant_type") == "refresh_token" else given
    )


class BeginsAnew(Rules):
    """Each refresh begins the 180 days anew."""

    def sent(self, call: Call, answer: Answer) -> Answer:
        """As if the customer had authenticated himself now."""
        if call.path.endswith(TOKEN) and answer.status == 200:
            vault, text = self.bank.vault, orjson.loads(answer.body)["refresh_token"]
            vault.by_refresh[text] = replace(vault.by_refresh[text], authenticated_at=self.bank.clock.now())
        return super().sent(call, answer)


FAULTS = (
    Fault(
        "old-access-token-lives-after-a-login",
        "state",
        ("REF-01", "REF-02"),
        "A new login leaves the tokens of the one before alive.",
        rule(one_pair_per_role=False),
    ),
    Fault(
        "login-ends-tokens-of-the-other-role",
        "state",
        ("REF-03",),
        "A login of one role ends the tokens of the other.",
        type("Changed", (LoginEndsAllTokens,), {"everybody": False}),
    ),
    Fault(
        "login-ends-everybodys-tokens",
        "state",
        ("REF-24",),
        "A login of one customer ends the tokens of all.",
        LoginEndsAllTokens,
    ),
    Fault(
        "access-token-lives-two-hours",
        "state",
        ("REF-05",),
        "An access token lives longer than it is told.",
        rule(access_ends=lambda _, now: now + timedelta(hours=2)),
    ),
    Fault(
        "access-token-lives-for-ever",
        "state",
        ("REF-05",),
        "An access token never dies.",
        rule(access_ends=lambda _, now: now + timedelta(days=3650)),
    ),
    Fault(
        "refresh-for-ninety-days",
        "state",
        ("REF-06",),
        "A refresh token serves ninety days.",
        rule(authorization_life=timedelta(days=90)),
    ),
    Fault(
        "refresh-for-ever",
        "state",
        ("REF-07", "REF-08"),
        "A refresh token serves for ever.",
        rule(authorization_life=timedelta(days=36500)),
    ),
    Fault("refresh-begins-anew", "state", ("REF-08",), "Each refresh begins the 180 days anew.", BeginsAnew),
    Fault(
        "access-token-not-revoked",
        "state",
        ("REF-09", "REF-11"),
        "An access token cannot be revoked.",
        type("Changed", (RevokesNothing,), {"kind": "access"}),
    ),
    Fault(
        "refresh-token-not-revoked",
        "state",
        ("REF-10", "REF-12"),
        "A refresh token cannot be revoked.",
        type("Changed", (RevokesNothing,), {"kind": "refresh"}),
    ),
    Fault(
        "revocation-ends-one",
        "state",
        ("REF-11", "REF-12"),
        "A revocation leaves the other token of the pair alive.",
        RevokesOnlyOne,
    ),
    Fault(
        "refresh-gives-the-same-token",
        "state",
        ("REF-13",),
        "A refresh gives back the same access token.",
        RefreshGivesTheSameToken,
    ),
    Fault(
        "refresh-refused",
        "protocol",
        ("REF-13", "REF-16", "WLK-01", "WLK-04", "REF-06"),
        "A refresh is always refused.",
        answer(TOKEN, _always_refused),
    ),
    Fault(
        "refresh-rotates-the-refresh-token",
        "state",
        ("REF-14", "REF-16"),
        "A refresh gives another refresh token.",
        RotatesTheRefreshToken,
    ),
    Fault(
        "refresh-without-a-refresh-token-told",
        "body",
        ("REF-14", "REF-18"),
        "The answer to a refresh has no refresh token and no type.",
        answered(drop("", "refresh_token", "token_type"), "refresh_token"),
    ),
    Fault(
        "old-access-token-lives-after-a-refresh",
        "state",
        ("REF-15",),
        "A refresh leaves the former access token alive.",
        rule(refresh_ends_the_access_token=False),
    ),
    Fault("refresh-token-serves-twice", "state", ("REF-16",), "A refresh token serves twice only.", RefreshesOnce),
    Fault(
        "invented-refresh-token-served",
        "state",
        ("REF-17",),
        "A refresh token that was never issued gives a token.",
        AnyTokenRefreshes,
    ),
    Fault(
        "refresh-token-of-any-client",
        "state",
        ("REF-20",),
        "A refresh token serves any client.",
        rule(clients=ANY_CLIENT, token_is_for=lambda *_: True),
    ),
    Fault(
        "refresh-without-a-token-served",
        "state",
        ("REF-21",),
        "A refresh without a refresh token gives a token.",
        type("Changed", (AnyTokenRefreshes,), {"missing": True}),
    ),
    Fault(
        "access-token-refreshes",
        "state",
        ("REF-22",),
        "An access token serves as a refresh token.",
        AccessTokenRefreshes,
    ),
    Fault(
        "refresh-token-opens",
        "state",
        ("REF-23",),
        "A refresh token serves as an access token.",
        RefreshTokenOpensTheApi,
    ),
)
