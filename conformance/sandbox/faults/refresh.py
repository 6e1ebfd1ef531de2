"""Faults of the life of tokens: refresh, new login, revocation."""

from dataclasses import replace
from datetime import timedelta

import orjson

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import drop_members, with_form
from conformance.sandbox.faults.bases import ANY_CLIENT, IssuingRules, alter_token_response
from conformance.sandbox.hooks import TOKEN, ContextRules, alter_response, derive, override
from conformance.sandbox.messages import Request, Response, json_response
from conformance.sandbox.rules import Rules


class AcceptsRefreshTokenAtApi(IssuingRules):
    """A refresh token is accepted in the place of an access token."""

    def rewrite_request(self, request: Request) -> Request:
        """Take the access token beside it."""
        return super().rewrite_request(
            self.with_token_of(request, self.memory.tokens.by_refresh_token.get(request.bearer_token))
        )


class RefreshesWithAccessToken(IssuingRules):
    """An access token is accepted in the place of a refresh token."""

    def rewrite_request(self, request: Request) -> Request:
        """Take the refresh token beside it."""
        grant = (
            self.memory.tokens.by_access_token.get(dict(request.form).get("refresh_token", ""))
            if request.path.endswith(TOKEN)
            else None
        )
        return super().rewrite_request(
            with_form(request, refresh_token=grant.refresh_token) if grant is not None else request
        )


class RefreshesWithAnyToken(IssuingRules):
    """A refresh token that was never issued gives a token."""

    missing = False

    def rewrite_request(self, request: Request) -> Request:
        """Take anybody's."""
        form = dict(request.form) if request.path.endswith(TOKEN) else {}
        text = form.get("refresh_token", "")
        wrong = not text if self.missing else bool(text) and self.memory.tokens.find_grant(text) is None
        if form.get("grant_type") == "refresh_token" and wrong:
            request = with_form(request, refresh_token=self.any_grant().refresh_token)
        return super().rewrite_request(request)


class LoginEndsTokensOfOtherClients(ContextRules):
    """One pair of tokens for a customer, whatever the client."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """End what other clients have."""
        response = super().rewrite_response(request, response)
        if request.path.endswith(TOKEN) and dict(request.form).get("grant_type") == "authorization_code":
            tokens = self.memory.tokens
            new = tokens.by_access_token.get(orjson.loads(response.body).get("access_token", ""))
            for old in list(tokens.by_refresh_token.values()):
                if new is not None and old.customer is new.customer and old.client_id != new.client_id:
                    tokens.end_grant(old.refresh_token)
        return response


class RotatesRefreshToken(IssuingRules):
    """A refresh gives another refresh token and ends the one before."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Rename it."""
        given = super().rewrite_response(request, response)
        if (
            not request.path.endswith(TOKEN)
            or response.status != 200
            or dict(request.form).get("grant_type") != "refresh_token"
        ):
            return given
        tokens, document = self.memory.tokens, orjson.loads(given.body)
        old = tokens.by_refresh_token.pop(document["refresh_token"])
        new = replace(old, refresh_token=old.refresh_token[:-6] + "rotate")
        tokens.by_refresh_token[new.refresh_token] = tokens.by_access_token[new.access_token] = new
        return replace(given, body=orjson.dumps(document | {"refresh_token": new.refresh_token}))


class KeepsAccessTokenOnRefresh(IssuingRules):
    """A refresh gives back the same access token."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Keep the first."""
        given = super().rewrite_response(request, response)
        if request.path.endswith(TOKEN) and response.status == 200:
            document = orjson.loads(given.body)
            first = self._first.setdefault(document["refresh_token"], document["access_token"])
            self.memory.tokens.by_access_token[first] = self.memory.tokens.by_access_token[document["access_token"]]
            given = replace(given, body=orjson.dumps(document | {"access_token": first}))
        return given

    def __init__(self) -> None:
        super().__init__()
        self._first: dict[str, str] = {}


class RefreshesTwiceOnly(IssuingRules):
    """A refresh token serves twice only."""

    def __init__(self) -> None:
        super().__init__()
        self._used: dict[str, int] = {}

    def rewrite_request(self, request: Request) -> Request:
        """Count."""
        text = dict(request.form).get("refresh_token", "") if request.path.endswith(TOKEN) else ""
        self._used[text] = self._used.get(text, 0) + 1
        return super().rewrite_request(
            with_form(request, refresh_token="used") if text and self._used[text] > 2 else request
        )


class LoginEndsAllTokens(IssuingRules):
    """A new login ends the tokens of everybody, or of every role."""

    everybody = True

    def rewrite_request(self, request: Request) -> Request:
        """End them."""
        form = dict(request.form) if request.path.endswith(TOKEN) else {}
        code = self.memory.tokens.codes.get(form.get("code", ""))
        if code is not None:
            for grant in list(self.memory.tokens.by_refresh_token.values()):
                if self.everybody or grant.customer is code.customer:
                    self.memory.tokens.end_grant(grant.refresh_token)
        return super().rewrite_request(request)


class RevokesOneToken(Rules):
    """A revocation ends the token alone."""

    revocation_ends_both = False


class RevokesNothing(ContextRules):
    """A revocation is answered, and ends nothing."""

    kind = ""

    def rewrite_request(self, request: Request) -> Request:
        """Another token in its place."""
        found = self.memory.tokens.by_access_token if self.kind == "access" else self.memory.tokens.by_refresh_token
        token = dict(request.form).get("token", "") if request.path.endswith("/oauth/revoke") else ""
        return super().rewrite_request(with_form(request, token="none") if token in found else request)


def _refuse_refresh(response: Response, request: Request) -> Response:
    return (
        json_response(400, {"error": "invalid_grant"})
        if dict(request.form).get("grant_type") == "refresh_token"
        else response
    )


class RestartsAuthorizationPeriod(ContextRules):
    """Each refresh begins the 180 days anew."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """As if the customer had authenticated himself now."""
        if request.path.endswith(TOKEN) and response.status == 200:
            tokens, text = self.memory.tokens, orjson.loads(response.body)["refresh_token"]
            tokens.by_refresh_token[text] = replace(tokens.by_refresh_token[text], authenticated_at=self.clock.now())
        return super().rewrite_response(request, response)


FAULTS = (
    Fault(
        "old-access-token-lives-after-a-login",
        "state",
        ("REF-01", "REF-02"),
        "A new login leaves the tokens of the one before alive.",
        override(one_grant_per_role=False),
    ),
    Fault(
        "login-ends-tokens-of-the-other-role",
        "state",
        ("REF-03",),
        "A login of one role ends the tokens of the other.",
        derive(LoginEndsAllTokens, everybody=False),
    ),
    Fault(
        "login-ends-everybodys-tokens",
        "state",
        ("REF-24",),
        "A login of one customer ends the tokens of all.",
        LoginEndsAllTokens,
    ),
    Fault(
        "login-ends-tokens-of-other-clients",
        "state",
        ("REF-26",),
        "A login of a customer by way of one client ends the tokens that another client has for him.",
        LoginEndsTokensOfOtherClients,
    ),
    Fault(
        "access-token-lives-two-hours",
        "state",
        ("REF-05",),
        "An access token lives longer than it is told.",
        override(access_expires_at=lambda _, now: now + timedelta(hours=2)),
    ),
    Fault(
        "access-token-lives-for-ever",
        "state",
        ("REF-05",),
        "An access token never dies.",
        override(access_expires_at=lambda _, now: now + timedelta(days=3650)),
    ),
    Fault(
        "refresh-for-ninety-days",
        "state",
        ("REF-06",),
        "A refresh token serves ninety days.",
        override(authorization_lifetime=timedelta(days=90)),
    ),
    Fault(
        "refresh-for-ever",
        "state",
        ("REF-07", "REF-08"),
        "A refresh token serves for ever.",
        override(authorization_lifetime=timedelta(days=36500)),
    ),
    Fault(
        "refresh-begins-anew",
        "state",
        ("REF-08",),
        "Each refresh begins the 180 days anew.",
        RestartsAuthorizationPeriod,
    ),
    Fault(
        "access-token-not-revoked",
        "state",
        ("REF-09", "REF-11"),
        "An access token cannot be revoked.",
        derive(RevokesNothing, kind="access"),
    ),
    Fault(
        "refresh-token-not-revoked",
        "state",
        ("REF-10", "REF-12"),
        "A refresh token cannot be revoked.",
        derive(RevokesNothing, kind="refresh"),
    ),
    Fault(
        "revocation-ends-one",
        "state",
        ("REF-11", "REF-12"),
        "A revocation leaves the other token of the pair alive.",
        RevokesOneToken,
    ),
    Fault(
        "refresh-gives-the-same-token",
        "state",
        ("REF-13",),
        "A refresh gives back the same access token.",
        KeepsAccessTokenOnRefresh,
    ),
    Fault(
        "refresh-refused",
        "protocol",
        ("REF-13", "REF-16", "WLK-01", "WLK-04", "REF-06"),
        "A refresh is always refused.",
        alter_response(TOKEN, _refuse_refresh),
    ),
    Fault(
        "refresh-rotates-the-refresh-token",
        "state",
        ("REF-14", "REF-16"),
        "A refresh gives another refresh token.",
        RotatesRefreshToken,
    ),
    Fault(
        "refresh-without-a-refresh-token-told",
        "body",
        ("REF-14", "REF-18"),
        "The answer to a refresh has no refresh token and no type.",
        alter_token_response(drop_members("", "refresh_token", "token_type"), "refresh_token"),
    ),
    Fault(
        "old-access-token-lives-after-a-refresh",
        "state",
        ("REF-15",),
        "A refresh leaves the former access token alive.",
        override(refresh_ends_the_access_token=False),
    ),
    Fault("refresh-token-serves-twice", "state", ("REF-16",), "A refresh token serves twice only.", RefreshesTwiceOnly),
    Fault(
        "invented-refresh-token-served",
        "state",
        ("REF-17",),
        "A refresh token that was never issued gives a token.",
        RefreshesWithAnyToken,
    ),
    Fault(
        "refresh-token-of-any-client",
        "state",
        ("REF-20",),
        "A refresh token serves any client.",
        override(clients=ANY_CLIENT, token_is_for=lambda *_, **__: True),
    ),
    Fault(
        "refresh-without-a-token-served",
        "state",
        ("REF-21",),
        "A refresh without a refresh token gives a token.",
        derive(RefreshesWithAnyToken, missing=True),
    ),
    Fault(
        "access-token-refreshes",
        "state",
        ("REF-22",),
        "An access token serves as a refresh token.",
        RefreshesWithAccessToken,
    ),
    Fault(
        "refresh-token-opens",
        "state",
        ("REF-23",),
        "A refresh token serves as an access token.",
        AcceptsRefreshTokenAtApi,
    ),
)
