"""The authorization endpoint: two screens, and back to the client (chapter: recover a token; RFC 6749, 3.1 and 4.1)."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from conformance.sandbox import screens
from conformance.sandbox.bank import Bank
from conformance.sandbox.messages import NameValuePairs, Request, Response, html_response, redirect
from conformance.sandbox.personas import CUSTOMERS_BY_LOGIN, SMS_CODE
from conformance.sandbox.token_endpoint import OAuthError, read_parameters, wrong_verb
from conformance.sandbox.tokens import LoginSession

Step = Callable[[Bank, str, LoginSession, dict[str, str]], Response]


def authorize(bank: Bank, request: Request) -> Response:
    """GET /authorize: the first screen; what is wrong goes to the callback, once this is known to be the client's."""
    if request.method != "GET":
        return wrong_verb("GET")
    query = dict(request.query)
    client_id, uri = _single_value(request.query, "client_id"), _single_value(request.query, "redirect_uri")
    if client_id not in bank.rules.clients or not bank.rules.is_declared_callback(client_id=client_id, uri=uri):
        return html_response(
            400, screens.render_dead_end("Unknown application, or a return address that it did not declare.")
        )
    state = query.get("state") or None
    try:
        role = _read_role(bank, read_parameters(request.query))
    except OAuthError as error:
        parameters = (("error", error.error), ("error_description", error.description))
        return _redirect_to_client(uri, (*parameters, ("state", state)) if state else parameters)
    login = LoginSession(
        client_id=client_id,
        redirect_uri=uri,
        role=role,
        state=state,
        started_at=bank.clock.instant(),
        customer=CUSTOMERS_BY_LOGIN.get(query.get("login_hint", "")),
    )
    return _screen(bank.memory.tokens.start_login(login), login)


def _single_value(query: NameValuePairs, name: str) -> str:
    """The value of a parameter that is given once, else nothing."""
    found = [value for key, value in query if key == name]
    return found[0] if len(found) == 1 else ""


def _read_role(bank: Bank, query: dict[str, str]) -> str:
    if "response_type" not in query:
        raise OAuthError("invalid_request", "response_type is missing")
    if query["response_type"] != "code":
        raise OAuthError("unsupported_response_type", "response_type is code")
    role = bank.rules.read_role(query.get("scope", bank.rules.api_role))
    if role is None:
        raise OAuthError("invalid_scope", "the scopes are aisp and piisp")
    return role


def identify(bank: Bank, request: Request) -> Response:
    """POST /identification: the first screen sent in, who is it?"""
    return _step(bank, request, _check_identifier)


def confirm(bank: Bank, request: Request) -> Response:
    """POST /confirmation: the second screen sent in, is it really him?"""
    return _step(bank, request, _check_sms_code)


def _step(bank: Bank, request: Request, step: Step) -> Response:
    """What both screens share: a login that is known and not too old, and a way to say no."""
    if request.method != "POST":
        return wrong_verb("POST")
    form = dict(request.form)
    key = form.get("session", "")
    login = bank.memory.tokens.logins.get(key)
    if login is None:
        return html_response(400, screens.render_dead_end("This login is over. Start again from your application."))
    refused = "refuse" in form and "continue" not in form
    if refused or bank.clock.instant() >= login.started_at + bank.rules.login_lifetime:
        return _finish(bank, key, login, ("error", "access_denied"))
    return step(bank, key, login, form)


def _check_identifier(bank: Bank, key: str, login: LoginSession, form: dict[str, str]) -> Response:
    customer = CUSTOMERS_BY_LOGIN.get(form.get("identifiant", "").strip())
    if customer is None:
        return html_response(200, screens.render_identification(key, login, "We do not know this identifier."))
    select_names = replace(login, customer=customer)
    bank.memory.tokens.save_login(key, select_names)
    return _check_sms_code(bank, key, select_names, form) if "code_sms" in form else _screen(key, select_names)


def _check_sms_code(bank: Bank, key: str, login: LoginSession, form: dict[str, str]) -> Response:
    if login.customer is None:
        return _screen(key, login)
    if form.get("code_sms", "").strip() != SMS_CODE:
        return html_response(200, screens.render_confirmation(key, login, "This is not the code we sent."))
    return _finish(
        bank, key, login, ("code", bank.memory.tokens.issue_code(login, login.customer, bank.clock.instant()))
    )


def _screen(key: str, login: LoginSession) -> Response:
    page = screens.render_identification if login.customer is None else screens.render_confirmation
    return html_response(200, page(key, login))


def _finish(bank: Bank, key: str, login: LoginSession, result: tuple[str, str]) -> Response:
    del bank.memory.tokens.logins[key]
    return _redirect_to_client(login.redirect_uri, login.callback_query(result))


def _redirect_to_client(uri: str, parameters: NameValuePairs) -> Response:
    return redirect(f"{uri}{'&' if '?' in uri else '?'}{urlencode(parameters)}")
