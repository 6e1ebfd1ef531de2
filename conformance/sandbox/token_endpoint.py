"""The token endpoint and revocation (chapters: recover, refresh a token, fallback; RFC 6749 and 7009)."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import urlencode

import orjson

from conformance.sandbox import screens
from conformance.sandbox.bank import Bank
from conformance.sandbox.messages import NameValuePairs, Request, Response, html_response, json_response
from conformance.sandbox.personas import BANK_CODE
from conformance.sandbox.tokens import InvalidGrantError, TokenGrant

ONLINE_BANK = "https://www.ibps.bpgo.banquepopulaire.fr/se-connecter/sso"
FORM = "application/x-www-form-urlencoded"
NO_STORE = (("cache-control", "no-store"), ("pragma", "no-cache"))

FormHandler = Callable[[Bank, Request, dict[str, str]], Response]


class OAuthError(Exception):
    """An error response of RFC 6749, 5.2: its code, its description, and the HTTP status."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status


def read_parameters(parameters: NameValuePairs) -> dict[str, str]:
    """The parameters that have a value. Raises OAuthError where one is given twice (RFC 6749, 3.1 and 3.2)."""
    filled = [(name, value) for name, value in parameters if value]
    if len({name for name, _ in filled}) < len(filled):
        raise OAuthError("invalid_request", "a parameter is given more than once")
    return dict(filled)


def exchange_token(bank: Bank, request: Request) -> Response:
    """POST /token: a code or a refresh token for an access token, or the way to the fallback."""
    return _handle_form(bank, request, _issue_tokens)


def revoke_token(bank: Bank, request: Request) -> Response:
    """POST /revoke: ends a grant of tokens; an unknown token is no error (RFC 7009, 2.2)."""
    return _handle_form(bank, request, _revoke)


def _handle_form(bank: Bank, request: Request, handle: FormHandler) -> Response:
    """What both endpoints share: POST, a form, a known client, and errors as RFC 6749 wants them."""
    if request.method != "POST":
        return wrong_verb("POST")
    try:
        form = _form(bank, request)
        return handle(bank, request, form).with_headers(*NO_STORE)
    except OAuthError as error:
        body = {"error": error.error, "error_description": error.description}
        return json_response(error.status, body, "application/json;charset=UTF-8", NO_STORE)


def _form(bank: Bank, request: Request) -> dict[str, str]:
    if request.content_type != FORM:
        raise OAuthError("invalid_request", "the body is a form")
    form = read_parameters(request.form)
    if "client_id" not in form:
        raise OAuthError("invalid_request", "client_id is missing")
    if form["client_id"] not in bank.rules.clients:
        raise OAuthError("invalid_client", "this client is not registered", 401)
    return form


def _issue_tokens(bank: Bank, request: Request, form: dict[str, str]) -> Response:
    grants = {
        "authorization_code": _redeem_code,
        "refresh_token": _refresh,
        "client_credentials": _redirect_to_online_bank,
    }
    kind = _required(form, "grant_type")
    if kind not in grants:
        raise OAuthError("unsupported_grant_type", "authorization_code or refresh_token")
    try:
        return grants[kind](bank, request, form)
    except InvalidGrantError as error:
        raise OAuthError("invalid_grant", "unknown, used, expired, or not given to this client") from error


def _redeem_code(bank: Bank, request: Request, form: dict[str, str]) -> Response:
    if any(name == "scope" for name, _ in request.form):
        raise OAuthError("invalid_request", "a code is exchanged without a scope")
    code, uri = _required(form, "code"), _required(form, "redirect_uri")
    return _token_response(
        bank,
        bank.memory.tokens.redeem_code(code, client_id=form["client_id"], redirect_uri=uri, now=bank.clock.instant()),
    )


def _refresh(bank: Bank, _call: Request, form: dict[str, str]) -> Response:
    text = _required(form, "refresh_token")
    old = bank.memory.tokens.by_refresh_token.get(text)
    if old is not None and "scope" in form and bank.rules.read_role(form["scope"]) != old.role:
        raise OAuthError("invalid_scope", "more than was granted")
    return _token_response(
        bank, bank.memory.tokens.refresh(text, client_id=form["client_id"], now=bank.clock.instant())
    )


def _token_response(bank: Bank, grant: TokenGrant) -> Response:
    return json_response(
        200,
        {
            "access_token": grant.access_token,
            "token_type": "Bearer",
            "expires_in": int(bank.rules.access_lifetime.total_seconds()),
            "scope": bank.rules.format_scope(grant.role),
            "refresh_token": grant.refresh_token,
        },
        "application/json;charset=UTF-8",
    )


def _redirect_to_online_bank(bank: Bank, request: Request, form: dict[str, str]) -> Response:
    """Chapter: the fallback. With its header, a client is sent to the online bank."""
    if request.headers.get("fallback", "").strip().strip('"') != "1":
        raise OAuthError("unauthorized_client", "client_credentials goes with the fallback only")
    if form.get("scope", "").lower() != bank.rules.api_role:
        raise OAuthError("invalid_scope", "the scope of the fallback is aisp")
    query = {"service": "cyber", "cdetab": BANK_CODE, "fallback": _make_jwt(form["client_id"], bank)}
    location = f"{ONLINE_BANK}?{urlencode(query)}"
    return html_response(302, screens.render_redirect(location), (("location", location),))


def _make_jwt(client_id: str, bank: Bank) -> str:
    """A token in the form of a JWT (RFC 7519); its signature is none, since no online bank will read it."""
    head, claims = {"typ": "JWT", "alg": "RS256"}, {"sub": client_id, "iat": int(bank.clock.instant().timestamp())}
    signed = b".".join(urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=") for part in (head, claims))
    return (signed + b"." + urlsafe_b64encode(sha256(signed).digest()).rstrip(b"=")).decode()


def _revoke(bank: Bank, _call: Request, form: dict[str, str]) -> Response:
    text = _required(form, "token")
    grant = bank.memory.tokens.find_grant(text)
    if grant is not None and grant.client_id != form["client_id"]:
        raise OAuthError("unauthorized_client", "the token is not this client's")
    bank.memory.tokens.revoke(text)
    return Response(status=200)


def _required(form: dict[str, str], name: str) -> str:
    if name not in form:
        raise OAuthError("invalid_request", f"{name} is missing")
    return form[name]


def wrong_verb(allowed: str) -> Response:
    """The answer to an HTTP method that this endpoint does not have."""
    body = {"error": "invalid_request", "error_description": f"the verb is {allowed}"}
    return json_response(405, body, headers=(("allow", allowed), *NO_STORE))
