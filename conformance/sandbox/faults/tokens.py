"""Faults of the token endpoint: which codes and requests it takes."""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import orjson

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import with_form, with_header
from conformance.sandbox.faults.bases import ANY_CLIENT, CALLBACK, CLIENT, IssuingRules
from conformance.sandbox.hooks import TOKEN, alter_request, alter_response, derive, override
from conformance.sandbox.messages import Request, json_response
from conformance.sandbox.personas import ADAM
from conformance.sandbox.rules import Rules


def _fill_in(**members: str) -> type[Rules]:
    """What is missing of a token request is filled in."""
    return alter_request(
        TOKEN,
        lambda request: with_form(
            request, **{name: value for name, value in members.items() if not dict(request.form).get(name)}
        ),
    )


class GrantsByOtherType(IssuingRules):
    """A grant that the bank must not know gives a token."""

    grant_type = ""

    def rewrite_request(self, request: Request) -> Request:
        """Exchange it for a refresh."""
        form = dict(request.form) if request.path.endswith(TOKEN) else {}
        if form.get("grant_type") == self.grant_type and "fallback" not in request.headers:
            grant = self.any_grant()
            request = with_form(
                request, grant_type="refresh_token", refresh_token=grant.refresh_token, client_id=CLIENT, scope=None
            )
        return super().rewrite_request(request)


class AcceptsCodeAtApi(IssuingRules):
    """A code is accepted in the place of an access token."""

    def rewrite_request(self, request: Request) -> Request:
        """Issue what it stands for."""
        code = self.memory.tokens.codes.get(request.bearer_token)
        return super().rewrite_request(
            self.with_token_of(request, self.issue(code.customer.login)) if code is not None else request
        )


class RedeemsAnyCode(IssuingRules):
    """A code that was never issued, or none at all, gives a token."""

    missing = False

    def rewrite_request(self, request: Request) -> Request:
        """Issue one for it."""
        form = dict(request.form) if request.path.endswith(TOKEN) else {}
        tokens, text = self.memory.tokens, form.get("code", "")
        wrong = not text if self.missing else bool(text) and text not in tokens.codes and text not in tokens.used_codes
        if form.get("grant_type") == "authorization_code" and wrong:
            request = with_form(
                request, grant_type="refresh_token", refresh_token=self.issue(ADAM.login).refresh_token, code=None
            )
        return super().rewrite_request(request)


class AcceptsTokenTwiceOnly(IssuingRules):
    """An access token serves twice only."""

    def __init__(self) -> None:
        super().__init__()
        self._used: dict[str, int] = {}

    def rewrite_request(self, request: Request) -> Request:
        """Count the lists."""
        token = request.bearer_token
        if request.path.endswith("/accounts"):
            self._used[token] = self._used.get(token, 0) + 1
        return super().rewrite_request(
            with_header(request, "authorization", "Bearer used") if self._used.get(token, 0) > 2 else request
        )


def _read_json_as_form(request: Request) -> Request:
    """A JSON body is read as a form."""
    try:
        members = orjson.loads(request.body)
    except orjson.JSONDecodeError:
        return request
    if request.method != "POST" or not isinstance(members, dict):
        return request
    return with_header(
        replace(request, body=urlencode(members).encode()), "content-type", "application/x-www-form-urlencoded"
    )


def _read_query_as_form(request: Request) -> Request:
    if request.method != "GET":
        return request
    form = replace(request, method="POST", body=urlencode(request.query).encode(), query=())
    return with_header(form, "content-type", "application/x-www-form-urlencoded")


FAULTS = (
    Fault("code-reusable", "state", ("TOK-04",), "A code can be exchanged again.", override(code_is_used_up=False)),
    Fault(
        "code-lives-a-day",
        "state",
        ("TOK-05", "TOK-17"),
        "A code lives a day.",
        override(code_lifetime=timedelta(days=1)),
    ),
    Fault(
        "code-lives-half-an-hour",
        "state",
        ("TOK-17",),
        "A code lives half an hour.",
        override(code_lifetime=timedelta(minutes=30)),
    ),
    Fault(
        "code-of-any-callback",
        "state",
        ("OAU-18",),
        "A code is not bound to its callback.",
        override(code_is_for=lambda _, *, owner, client_id, **__: owner == client_id),
    ),
    Fault(
        "code-of-any-client",
        "state",
        ("OAU-20",),
        "A code is not bound to its client.",
        override(
            clients=ANY_CLIENT, code_is_for=lambda _, *, declared_uri, redirect_uri, **__: declared_uri == redirect_uri
        ),
    ),
    Fault("invented-code-opens", "state", ("TOK-14",), "A code that was never issued gives a token.", RedeemsAnyCode),
    Fault(
        "invented-code-401",
        "status",
        ("TOK-14",),
        "A code that is not good is refused with 401 and invalid_client.",
        alter_response(
            TOKEN,
            lambda response, _: (
                json_response(401, {"error": "invalid_client"}) if b"invalid_grant" in response.body else response
            ),
            status=(400,),
        ),
    ),
    Fault(
        "code-is-a-token", "state", ("TOK-16",), "A code is accepted in the place of an access token.", AcceptsCodeAtApi
    ),
    Fault(
        "scope-wanted-in-the-exchange",
        "protocol",
        ("TOK-07", "TOK-06"),
        "A code is exchanged with a scope only.",
        alter_request(
            TOKEN,
            lambda request: (
                with_form(request, grant_type="none")
                if "scope" not in dict(request.form) and ("grant_type", "authorization_code") in request.form
                else request
            ),
        ),
    ),
    Fault(
        "grant-type-not-needed",
        "protocol",
        ("OAU-14",),
        "A token request without grant_type is served.",
        _fill_in(grant_type="authorization_code"),
    ),
    Fault(
        "any-grant-type",
        "protocol",
        ("OAU-15",),
        "Any grant_type is taken for a code.",
        alter_request(
            TOKEN,
            lambda request: (
                with_form(request, grant_type="authorization_code")
                if dict(request.form).get("grant_type") not in (None, "", "refresh_token", "client_credentials")
                and "code" in dict(request.form)
                else request
            ),
        ),
    ),
    Fault(
        "code-not-needed",
        "state",
        ("OAU-16",),
        "An exchange without a code gives a token.",
        derive(RedeemsAnyCode, missing=True),
    ),
    Fault(
        "callback-not-needed-in-the-exchange",
        "protocol",
        ("OAU-17",),
        "A code is exchanged without redirect_uri.",
        _fill_in(redirect_uri=CALLBACK),
    ),
    Fault(
        "client-not-needed-in-the-exchange",
        "protocol",
        ("OAU-19",),
        "A code is exchanged without client_id.",
        _fill_in(client_id=CLIENT),
    ),
    Fault(
        "token-by-get",
        "protocol",
        ("OAU-29",),
        "The token address answers GET like POST.",
        alter_request(TOKEN, _read_query_as_form),
    ),
    Fault(
        "token-by-json",
        "protocol",
        ("OAU-30",),
        "The token address takes JSON.",
        alter_request(TOKEN, _read_json_as_form),
    ),
    Fault(
        "password-grant",
        "state",
        ("OAU-31",),
        "The credentials of a customer give a token.",
        derive(GrantsByOtherType, grant_type="password"),
    ),
    Fault(
        "client-credentials-grant",
        "state",
        ("OAU-32",),
        "Client credentials alone give a token of a customer.",
        derive(GrantsByOtherType, grant_type="client_credentials"),
    ),
    Fault("piisp-token-refused", "protocol", ("TOK-15",), "The scope piisp is not given.", override(roles=("aisp",))),
    Fault(
        "fresh-token-not-alive-yet",
        "state",
        ("TOK-06", "OAU-33"),
        "The first access with a token is refused.",
        override(access_expires_at=lambda _, now: now - timedelta(minutes=1)),
    ),
    Fault("token-serves-twice", "state", ("OAU-33",), "An access token serves twice only.", AcceptsTokenTwiceOnly),
)
