"""Faults of the authorization: the request, the screens, what comes back to the callback."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, quote, urlencode

import orjson

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import rewrite_location, with_form, with_query
from conformance.sandbox.faults.bases import ANY_CLIENT, CALLBACK, CLIENT, IssuingRules
from conformance.sandbox.hooks import (
    AUTHORIZE,
    CONFIRMATION,
    IDENTIFICATION,
    TOKEN,
    alter_request,
    alter_response,
    combine,
    override,
)
from conformance.sandbox.messages import Request, Response, html_response, json_response
from conformance.sandbox.personas import ADAM, CUSTOMERS_BY_LOGIN, SMS_CODE
from conformance.sandbox.rules import Rules


def _fill_in(**members: str) -> type[Rules]:
    """What is missing of an authorization request is filled in."""
    return alter_request(
        AUTHORIZE,
        lambda request: with_query(
            request, **{name: value for name, value in members.items() if not dict(request.query).get(name)}
        ),
    )


def _alter_callback(change: Callable[[dict[str, str]], dict[str, str]]) -> type[Rules]:
    """What comes back to the callback is something else."""
    return alter_response("", lambda response, _: _alter_location_query(response, change), status=(302,))


def _alter_location_query(response: Response, change: Callable[[dict[str, str]], dict[str, str]]) -> Response:
    def rewritten(location: str) -> str:
        base, _, query = location.partition("?")
        return f"{base}?{urlencode(change(dict(parse_qsl(query, keep_blank_values=True))))}"

    return rewrite_location(response, rewritten)


class IgnoresScope(IssuingRules):
    """The scope of an authorization request or a refresh is ignored."""

    def read_role(self, scope: str) -> str | None:
        """What is known of it."""
        words = scope.lower().split()
        return next((word for word in words if word in self.roles), "aisp")

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Name the scope that was requested."""
        given = super().rewrite_response(request, response)
        if not request.path.endswith(TOKEN) or response.status != 200:
            return given
        scope = dict(request.form).get("scope", "aisp extended_transaction_history")
        return replace(given, body=orjson.dumps(orjson.loads(given.body) | {"scope": scope}))


def _lengthen_code(response: Response, _: Request) -> Response:
    return _alter_location_query(
        response,
        lambda parameters: parameters | ({"code": parameters["code"] + "x" * 40} if "code" in parameters else {}),
    )


def _shorten_code(request: Request) -> Request:
    code = dict(request.form).get("code", "")
    return with_form(request, code=code[:-40]) if code.endswith("x" * 40) else request


def _redirect_with_error(response: Response, request: Request) -> Response:
    uri = dict(request.query).get("redirect_uri") or CALLBACK
    location = f"{uri}?{urlencode({'error': 'invalid_request'})}"
    return Response(status=302, headers=(("location", location),)) if request.method == "GET" else response


def _show_refusal(response: Response, _: Request) -> Response:
    location = dict(response.headers).get("location", "")
    return html_response(200, "<p>You refused.</p>") if "error=access_denied" in location else response


def _take_refusal_for_agreement(request: Request) -> Request:
    """The customer's no is taken for a yes."""
    form = dict(request.form)
    if "refuse" not in form or "continue" in form:
        return request
    return with_form(request, refuse=None, **{"continue": "yes", "identifiant": ADAM.login, "code_sms": SMS_CODE})


FAULTS = (
    Fault(
        "authorize-404",
        "status",
        ("TOK-01", "ASM-01", "PER-12"),
        "The authorization address answers with 404.",
        alter_response(AUTHORIZE, lambda _, __: html_response(404, "<p>?</p>")),
    ),
    Fault(
        "authorize-answers-json",
        "protocol",
        ("TOK-01", "TOK-02", "ASM-01"),
        "The authorization address answers with JSON instead of a screen.",
        alter_response(AUTHORIZE, lambda _, __: json_response(200, {"login": "required"})),
    ),
    Fault(
        "sms-code-never-right",
        "protocol",
        ("ASM-02", "PER-12", "TOK-03"),
        "The documented SMS code is never right.",
        alter_request(
            CONFIRMATION,
            lambda request: with_form(request, code_sms="00000001") if "code_sms" in dict(request.form) else request,
        ),
    ),
    Fault(
        "callback-elsewhere",
        "links",
        ("TOK-02",),
        "The customer comes back to the first declared callback, whichever was named.",
        alter_response(
            "",
            lambda response, _: rewrite_location(
                response, lambda url: "https://myapp.example/other?" + url.partition("?")[2]
            ),
            status=(302,),
        ),
    ),
    Fault(
        "callback-without-a-code",
        "protocol",
        ("TOK-03",),
        "The callback carries no code.",
        _alter_callback(lambda parameters: {name: value for name, value in parameters.items() if name != "code"}),
    ),
    Fault(
        "code-under-another-name",
        "protocol",
        ("TOK-03",),
        "The callback carries the code under another name.",
        _alter_callback(
            lambda parameters: {
                {"code": "authorization_code"}.get(name, name): value for name, value in parameters.items()
            }
        ),
    ),
    Fault(
        "state-lost",
        "protocol",
        ("OAU-10", "OAU-12", "OAU-35"),
        "The state does not come back.",
        _alter_callback(lambda parameters: {name: value for name, value in parameters.items() if name != "state"}),
    ),
    Fault(
        "state-lost-with-an-error",
        "protocol",
        ("OAU-12",),
        "The state does not come back with an error.",
        _alter_callback(
            lambda parameters: {
                name: value for name, value in parameters.items() if name != "state" or "error" not in parameters
            }
        ),
    ),
    Fault(
        "state-of-another-with-an-error",
        "protocol",
        ("OAU-12", "TOK-10"),
        "With an error comes the state of another login.",
        _alter_callback(
            lambda parameters: parameters | ({"state": "another-4471"} if {"error", "state"} <= set(parameters) else {})
        ),
    ),
    Fault(
        "state-cut",
        "protocol",
        ("OAU-10", "OAU-35"),
        "The state comes back cut to sixteen characters.",
        _alter_callback(
            lambda parameters: parameters | ({"state": parameters["state"][:16]} if "state" in parameters else {})
        ),
    ),
    Fault(
        "state-encoded-twice",
        "protocol",
        ("OAU-35",),
        "The state comes back encoded twice.",
        _alter_callback(
            lambda parameters: parameters | ({"state": quote(parameters["state"])} if "state" in parameters else {})
        ),
    ),
    Fault(
        "state-in-lower-case",
        "protocol",
        ("OAU-35", "OAU-10"),
        "The state comes back in lower case.",
        _alter_callback(
            lambda parameters: parameters | ({"state": parameters["state"].lower()} if "state" in parameters else {})
        ),
    ),
    Fault(
        "state-invented",
        "protocol",
        ("OAU-11",),
        "Where no state was sent one comes back.",
        _alter_callback(lambda parameters: {"state": "0"} | parameters),
    ),
    Fault(
        "code-long",
        "body",
        ("OAU-13",),
        "The code is longer than 34 characters.",
        combine(alter_response("", _lengthen_code, status=(302,)), alter_request(TOKEN, _shorten_code)),
    ),
    Fault(
        "response-type-not-needed",
        "protocol",
        ("OAU-01",),
        "An authorization request without response_type is served.",
        _fill_in(response_type="code"),
    ),
    Fault(
        "response-type-of-any-kind",
        "protocol",
        ("OAU-02",),
        "Any response_type is taken for code.",
        alter_request(
            AUTHORIZE,
            lambda request: (
                with_query(request, response_type="code") if dict(request.query).get("response_type") else request
            ),
        ),
    ),
    Fault(
        "client-not-needed",
        "protocol",
        ("OAU-03",),
        "An authorization request without client_id is served.",
        _fill_in(client_id=CLIENT),
    ),
    Fault(
        "unknown-client-served",
        "protocol",
        ("OAU-04",),
        "An authorization request of an unknown client is served.",
        override(clients=ANY_CLIENT),
    ),
    Fault(
        "unknown-client-redirected",
        "links",
        ("OAU-36",),
        "An unknown client is told by a redirection.",
        alter_response(AUTHORIZE, _redirect_with_error, status=(400,)),
    ),
    Fault(
        "callback-not-needed",
        "protocol",
        ("OAU-05",),
        "An authorization request without redirect_uri is served.",
        _fill_in(redirect_uri=CALLBACK),
    ),
    Fault(
        "any-callback",
        "protocol",
        ("OAU-06",),
        "Any callback address is served.",
        override(is_declared_callback=lambda *_, **__: True),
    ),
    Fault(
        "callback-by-prefix",
        "protocol",
        ("OAU-06",),
        "A callback is known by the beginning of its address.",
        override(
            is_declared_callback=lambda self, *, client_id, uri: (
                Rules.is_declared_callback(self, client_id=client_id, uri=uri) or uri.startswith("https://")
            )
        ),
    ),
    Fault(
        "redirect-url-stands-in",
        "protocol",
        ("HIS-04",),
        "The old redirect_url stands in for redirect_uri.",
        alter_request(
            AUTHORIZE,
            lambda request: (
                with_query(request, redirect_uri=dict(request.query)["redirect_url"])
                if "redirect_url" in dict(request.query)
                else request
            ),
        ),
    ),
    Fault(
        "extended-history-granted",
        "protocol",
        ("OAU-08", "REF-19"),
        "The scope extended_transaction_history is granted.",
        IgnoresScope,
    ),
    Fault(
        "unknown-scope-taken-for-aisp",
        "protocol",
        ("OAU-09",),
        "An unknown scope is taken for aisp.",
        override(read_role=lambda self, scope: Rules.read_role(self, scope) or "aisp"),
    ),
    Fault(
        "refusal-ends-on-the-screen",
        "protocol",
        ("TOK-10",),
        "The customer who refuses stays at the bank.",
        alter_response("", _show_refusal, status=(302,)),
    ),
    Fault(
        "refusal-taken-for-consent",
        "protocol",
        ("TOK-10",),
        "The customer who refuses comes back with a code.",
        alter_request("", _take_refusal_for_agreement, verb="POST"),
    ),
    Fault(
        "time-out-ends-on-the-screen",
        "protocol",
        ("TOK-11",),
        "The customer who waits too long stays at the bank.",
        alter_response("", _show_refusal, status=(302,)),
    ),
    Fault(
        "any-sms-code",
        "state",
        ("TOK-12",),
        "Any SMS code is right.",
        alter_request(
            CONFIRMATION,
            lambda request: with_form(request, code_sms=SMS_CODE) if dict(request.form).get("code_sms") else request,
        ),
    ),
    Fault(
        "any-identifier",
        "state",
        ("TOK-13",),
        "An unknown identifier is taken for another customer's.",
        alter_request(
            IDENTIFICATION,
            lambda request: (
                request
                if dict(request.form).get("identifiant", "").strip() in CUSTOMERS_BY_LOGIN
                else with_form(request, identifiant=ADAM.login)
            ),
        ),
    ),
)
