"""The customer's side of OAuth2: two screens, and back to the client (chapter: recover a token; RFC 6749)."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from conformance.sandbox import screens
from conformance.sandbox.bank import Bank
from conformance.sandbox.exchange import Answer, Call, Pairs, html_answer, redirect
from conformance.sandbox.oauth import OAuthError, values, wrong_verb
from conformance.sandbox.people import BY_LOGIN, SMS_CODE
from conformance.sandbox.tokens import Login

Step = Callable[[Bank, str, Login, dict[str, str]], Answer]


def authorize(bank: Bank, call: Call) -> Answer:
    """GET /authorize: the first screen; what is wrong goes to the callback, once this is known to be the client's."""
    if call.method != "GET":
        return wrong_verb("GET")
    asked = dict(call.query)
    client_id, uri = _only(call.query, "client_id"), _only(call.query, "redirect_uri")
    if client_id not in bank.rules.clients or not bank.rules.knows_callback(client_id, uri):
        return html_answer(400, screens.stop("Unknown application, or a return address that it did not declare."))
    state = asked.get("state") or None
    try:
        role = _role_asked(bank, values(call.query))
    except OAuthError as error:
        said = (("error", error.error), ("error_description", error.description))
        return _back(uri, (*said, ("state", state)) if state else said)
    login = Login(
        client_id=client_id,
        redirect_uri=uri,
        role=role,
        state=state,
        started_at=bank.clock.instant(),
        person=BY_LOGIN.get(asked.get("login_hint", "")),
    )
    return _screen(bank.vault.begin(login), login)


def _only(query: Pairs, name: str) -> str:
    """The value of a parameter that is given once, else nothing."""
    found = [value for key, value in query if key == name]
    return found[0] if len(found) == 1 else ""


def _role_asked(bank: Bank, asked: dict[str, str]) -> str:
    if "response_type" not in asked:
        raise OAuthError("invalid_request", "response_type is missing")
    if asked["response_type"] != "code":
        raise OAuthError("unsupported_response_type", "response_type is code")
    role = bank.rules.role_asked(asked.get("scope", bank.rules.role_of_the_api))
    if role is None:
        raise OAuthError("invalid_scope", "the scopes are aisp and piisp")
    return role


def identify(bank: Bank, call: Call) -> Answer:
    """The first screen sent in: who is it?"""
    return _step(bank, call, _identified)


def confirm(bank: Bank, call: Call) -> Answer:
    """The second screen sent in: is it really him?"""
    return _step(bank, call, _confirmed)


def _step(bank: Bank, call: Call, step: Step) -> Answer:
    """What both screens share: a login that is known and not too old, and a way to say no."""
    if call.method != "POST":
        return wrong_verb("POST")
    form = dict(call.form)
    key = form.get("session", "")
    login = bank.vault.logins.get(key)
    if login is None:
        return html_answer(400, screens.stop("This login is over. Start again from your application."))
    refused = "refuse" in form and "continue" not in form
    if refused or bank.clock.instant() >= login.started_at + bank.rules.login_life:
        return _finish(bank, key, login, ("error", "access_denied"))
    return step(bank, key, login, form)


def _identified(bank: Bank, key: str, login: Login, form: dict[str, str]) -> Answer:
    person = BY_LOGIN.get(form.get("identifiant", "").strip())
    if person is None:
        return html_answer(200, screens.identification(key, login, "We do not know this identifier."))
    known = replace(login, person=person)
    bank.vault.keep(key, known)
    return _confirmed(bank, key, known, form) if "code_sms" in form else _screen(key, known)


def _confirmed(bank: Bank, key: str, login: Login, form: dict[str, str]) -> Answer:
    if login.person is None:
        return _screen(key, login)
    if form.get("code_sms", "").strip() != SMS_CODE:
        return html_answer(200, screens.confirmation(key, login, "This is not the code we sent."))
    return _finish(bank, key, login, ("code", bank.vault.issue_code(login, login.person, bank.clock.instant())))


def _screen(key: str, login: Login) -> Answer:
    page = screens.identification if login.person is None else screens.confirmation
    return html_answer(200, page(key, login))


def _finish(bank: Bank, key: str, login: Login, result: tuple[str, str]) -> Answer:
    del bank.vault.logins[key]
    return _back(login.redirect_uri, login.callback(result))


def _back(uri: str, said: Pairs) -> Answer:
    return redirect(f"{uri}{'&' if '?' in uri else '?'}{urlencode(said)}")
