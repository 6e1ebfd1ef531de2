"""The client's side of OAuth2: tokens (chapters: recover, refresh a token, fallback; RFC 6749 and 7009)."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from urllib.parse import urlencode

import orjson

from conformance.sandbox import screens
from conformance.sandbox.bank import Bank
from conformance.sandbox.exchange import Answer, Call, Pairs, html_answer, json_answer
from conformance.sandbox.people import BANK_CODE
from conformance.sandbox.tokens import Grant, InvalidGrantError

OAUTH = "/stet/psd2/oauth"
ONLINE_BANK = "https://www.ibps.bpgo.banquepopulaire.fr/se-connecter/sso"
FORM = "application/x-www-form-urlencoded"
NO_STORE = (("cache-control", "no-store"), ("pragma", "no-cache"))

Speaker = Callable[[Bank, Call, dict[str, str]], Answer]


class OAuthError(Exception):
    """An error of RFC 6749."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
        self.status = status


def values(given: Pairs) -> dict[str, str]:
    """The parameters that have a value; one given twice is an error."""
    filled = [(name, value) for name, value in given if value]
    if len({name for name, _ in filled}) < len(filled):
        raise OAuthError("invalid_request", "a parameter is given more than once")
    return dict(filled)


def token(bank: Bank, call: Call) -> Answer:
    """POST /token: a code or a refresh token for an access token, or the way to the fallback."""
    return _spoken(bank, call, _granted)


def revoke(bank: Bank, call: Call) -> Answer:
    """POST /revoke: ends a pair of tokens; a token that is not there is no error."""
    return _spoken(bank, call, _revoked)


def _spoken(bank: Bank, call: Call, speak: Speaker) -> Answer:
    """What both addresses share: POST, a form, a known client, and errors as RFC 6749 wants them."""
    if call.method != "POST":
        return wrong_verb("POST")
    try:
        form = _form(bank, call)
        return speak(bank, call, form).with_headers(*NO_STORE)
    except OAuthError as error:
        body = {"error": error.error, "error_description": error.description}
        return json_answer(error.status, body, "application/json;charset=UTF-8", NO_STORE)


def _form(bank: Bank, call: Call) -> dict[str, str]:
    if call.content_type != FORM:
        raise OAuthError("invalid_request", "the body is a form")
    form = values(call.form)
    if "client_id" not in form:
        raise OAuthError("invalid_request", "client_id is missing")
    if form["client_id"] not in bank.rules.clients:
        raise OAuthError("invalid_client", "this client is not registered", 401)
    return form


def _granted(bank: Bank, call: Call, form: dict[str, str]) -> Answer:
    grants = {"authorization_code": _by_code, "refresh_token": _by_refresh_token, "client_credentials": _fallback}
    kind = _required(form, "grant_type")
    if kind not in grants:
        raise OAuthError("unsupported_grant_type", "authorization_code or refresh_token")
    try:
        return grants[kind](bank, call, form)
    except InvalidGrantError as error:
        raise OAuthError("invalid_grant", "unknown, used, expired, or not given to this client") from error


def _by_code(bank: Bank, call: Call, form: dict[str, str]) -> Answer:
    if any(name == "scope" for name, _ in call.form):
        raise OAuthError("invalid_request", "a code is exchanged without a scope")
    code, uri = _required(form, "code"), _required(form, "redirect_uri")
    return _tokens(bank, bank.vault.redeem(code, form["client_id"], uri, bank.clock.instant()))


def _by_refresh_token(bank: Bank, _call: Call, form: dict[str, str]) -> Answer:
    text = _required(form, "refresh_token")
    old = bank.vault.by_refresh.get(text)
    if old is not None and "scope" in form and bank.rules.role_asked(form["scope"]) != old.role:
        raise OAuthError("invalid_scope", "more than was granted")
    return _tokens(bank, bank.vault.refresh(text, form["client_id"], bank.clock.instant()))


def _tokens(bank: Bank, grant: Grant) -> Answer:
    return json_answer(
        200,
        {
            "access_token": grant.access_token,
            "token_type": "Bearer",
            "expires_in": int(bank.rules.access_life.total_seconds()),
            "scope": bank.rules.scope_given(grant.role),
            "refresh_token": grant.refresh_token,
        },
        "application/json;charset=UTF-8",
    )


def _fallback(bank: Bank, call: Call, form: dict[str, str]) -> Answer:
    """Chapter: the fallback. With its header, a client is sent to the online bank."""
    if call.headers.get("fallback", "").strip().strip('"') != "1":
        raise OAuthError("unauthorized_client", "client_credentials goes with the fallback only")
    if form.get("scope", "").lower() != bank.rules.role_of_the_api:
        raise OAuthError("invalid_scope", "the scope of the fallback is aisp")
    query = {"service": "cyber", "cdetab": BANK_CODE, "fallback": _jwt(form["client_id"], bank)}
    location = f"{ONLINE_BANK}?{urlencode(query)}"
    return html_answer(302, screens.moved(location), (("location", location),))


def _jwt(client_id: str, bank: Bank) -> str:
    """Something that looks like the JWT of the online bank; nobody there will read it."""
    head, claims = {"typ": "JWT", "alg": "RS256"}, {"sub": client_id, "iat": int(bank.clock.instant().timestamp())}
    signed = b".".join(urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=") for part in (head, claims))
    return (signed + b"." + urlsafe_b64encode(sha256(signed).digest()).rstrip(b"=")).decode()


def _revoked(bank: Bank, _call: Call, form: dict[str, str]) -> Answer:
    text = _required(form, "token")
    grant = bank.vault.holder(text)
    if grant is not None and grant.client_id != form["client_id"]:
        raise OAuthError("unauthorized_client", "the token is not this client's")
    bank.vault.revoke(text)
    return Answer(status=200)


def _required(form: dict[str, str], name: str) -> str:
    if name not in form:
        raise OAuthError("invalid_request", f"{name} is missing")
    return form[name]


def wrong_verb(allowed: str) -> Answer:
    """A verb this address does not know."""
    body = {"error": "invalid_request", "error_description": f"the verb is {allowed}"}
    return json_answer(405, body, headers=(("allow", allowed), *NO_STORE))
