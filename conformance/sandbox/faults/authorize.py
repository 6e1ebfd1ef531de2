"""Faults of the authorization: the request, the screens, what comes back to the callback."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl, quote, urlencode

import orjson

from conformance.sandbox.altering import (
    AUTHORIZE,
    CONFIRMATION,
    IDENTIFICATION,
    TOKEN,
    answer,
    request,
    rule,
    with_form,
    with_query,
)
from conformance.sandbox.exchange import Answer, Call, html_answer, json_answer
from conformance.sandbox.faults.counterfeit import (
    ANY_CLIENT,
    CALLBACK,
    CLIENT,
    Counterfeit,
)
from conformance.sandbox.faults.fault import Fault
from conformance.sandbox.people import ADAM, BY_LOGIN, SMS_CODE
from conformance.sandbox.rules import Rules


def _asked(**members: str) -> type[Rules]:
    """What is missing of an authorization request is filled in."""
    return request(
        AUTHORIZE,
        lambda call: with_query(
            call, **{name: value for name, value in members.items() if not dict(call.query).get(name)}
        ),
    )


def _comes_back(change: Callable[[dict[str, str]], dict[str, str]]) -> type[Rules]:
    """What comes back to the callback is something else."""
    return answer("", lambda given, _: _redirected(given, change), status=(302,))


def _redirected(given: Answer, change: Callable[[dict[str, str]], dict[str, str]]) -> Answer:
    location = dict(given.headers)["location"]
    base, _, query = location.partition("?")
    said = change(dict(parse_qsl(query, keep_blank_values=True)))
    headers = tuple(
        (name, f"{base}?{urlencode(said)}" if name == "location" else value) for name, value in given.headers
    )
    return replace(given, headers=headers)


class BaresTheScope(Counterfeit):
    """The scope of an authorization request or a refresh is not looked at."""

    def role_asked(self, scope: str) -> str | None:
        """What is known of it."""
        words = scope.lower().split()
        return next((word for word in words if word in self.roles), "aisp")

    def sent(self, call: Call, answer: Answer) -> Answer:
        """Granted as asked."""
        given = super().sent(call, answer)
        if not call.path.endswith(TOKEN) or answer.status != 200:
            return given
        asked = dict(call.form).get("scope", "aisp extended_transaction_history")
        return replace(given, body=orjson.dumps(orjson.loads(given.body) | {"scope": asked}))


def _long_code(given: Answer, _: Call) -> Answer:
    return _redirected(given, lambda said: said | ({"code": said["code"] + "x" * 40} if "code" in said else {}))


def _short_code(call: Call) -> Call:
    code = dict(call.form).get("code", "")
    return with_form(call, code=code[:-40]) if code.endswith("x" * 40) else call


def _error_by_redirect(given: Answer, call: Call) -> Answer:
    uri = dict(call.query).get("redirect_uri") or CALLBACK
    location = f"{uri}?{urlencode({'error': 'invalid_request'})}"
    return Answer(status=302, headers=(("location", location),)) if call.method == "GET" else given


def _refusal_stays(given: Answer, _: Call) -> Answer:
    location = dict(given.headers).get("location", "")
    return html_answer(200, "<p>You refused.</p>") if "error=access_denied" in location else given


def _refusal_agrees(call: Call) -> Call:
    """The customer's no is taken for a yes."""
    form = dict(call.form)
    if "refuse" not in form or "continue" in form:
        return call
    return with_form(call, refuse=None, **{"continue": "yes", "identifiant": ADAM.login, "code_sms": SMS_CODE})


FAULTS = (
    Fault(
        "authorize-404",
        "status",
        ("TOK-01", "ASM-01", "PER-12"),
        "The authorization address answers with 404.",
        answer(AUTHORIZE, lambda _, __: html_answer(404, "<p>?</p>")),
    ),
    Fault(
        "authorize-answers-json",
        "protocol",
        ("TOK-01", "ASM-01"),
        "The authorization address answers with JSON instead of a screen.",
        answer(AUTHORIZE, lambda _, __: json_answer(200, {"login": "required"})),
    ),
    Fault(
        "sms-code-never-right",
        "protocol",
        ("ASM-02", "PER-12", "TOK-03"),
        "The documented SMS code is never right.",
        request(
            CONFIRMATION, lambda call: with_form(call, code_sms="00000001") if "code_sms" in dict(call.form) else call
        ),
    ),
    Fault(
        "callback-elsewhere",
        "links",
        ("TOK-02",),
        "The customer comes back to the first declared callback, whichever was named.",
        answer(
            "",
            lambda given, _: replace(
                given,
                headers=tuple(
                    (name, "https://myapp.example/other?" + value.partition("?")[2] if name == "location" else value)
                    for name, value in given.headers
                ),
            ),
            status=(302,),
        ),
    ),
    Fault(
        "callback-without-a-code",
        "protocol",
        ("TOK-03",),
        "The callback carries no code.",
        _comes_back(lambda said: {name: value for name, value in said.items() if name != "code"}),
    ),
    Fault(
        "code-under-another-name",
        "protocol",
        ("TOK-03",),
        "The callback carries the code under another name.",
        _comes_back(
            lambda said: {{"code": "authorization_code"}.get(name, name): value for name, value in said.items()}
        ),
    ),
    Fault(
        "state-lost",
        "protocol",
        ("OAU-10", "OAU-12", "OAU-35"),
        "The state does not come back.",
        _comes_back(lambda said: {name: value for name, value in said.items() if name != "state"}),
    ),
    Fault(
        "state-lost-with-an-error",
        "protocol",
        ("OAU-12",),
        "The state does not come back with an error.",
        _comes_back(
            lambda said: {name: value for name, value in said.items() if name != "state" or "error" not in said}
        ),
    ),
    Fault(
        "state-cut",
        "protocol",
        ("OAU-10", "OAU-35"),
        "The state comes back cut to sixteen characters.",
        _comes_back(lambda said: said | ({"state": said["state"][:16]} if "state" in said else {})),
    ),
    Fault(
        "state-encoded-twice",
        "protocol",
        ("OAU-35",),
        "The state comes back encoded twice.",
        _comes_back(lambda said: said | ({"state": quote(said["state"])} if "state" in said else {})),
    ),
    Fault(
        "state-in-lower-case",
        "protocol",
        ("OAU-35", "OAU-10"),
        "The state comes back in lower case.",
        _comes_back(lambda said: said | ({"state": said["state"].lower()} if "state" in said else {})),
    ),
    Fault(
        "state-invented",
        "protocol",
        ("OAU-11",),
        "Where no state was sent one comes back.",
        _comes_back(lambda said: {"state": "0"} | said),
    ),
    Fault(
        "code-long",
        "body",
        ("OAU-13",),
        "The code is longer than 34 characters.",
        type("Changed", (answer("", _long_code, status=(302,)), request(TOKEN, _short_code)), {}),
    ),
    Fault(
        "response-type-not-needed",
        "protocol",
        ("OAU-01",),
        "An authorization request without response_type is served.",
        _asked(response_type="code"),
    ),
    Fault(
        "response-type-of-any-kind",
        "protocol",
        ("OAU-02",),
        "Any response_type is taken for code.",
        request(
            AUTHORIZE,
            lambda call: with_query(call, response_type="code") if dict(call.query).get("response_type") else call,
        ),
    ),
    Fault(
        "client-not-needed",
        "protocol",
        ("OAU-03",),
        "An authorization request without client_id is served.",
        _asked(client_id=CLIENT),
    ),
    Fault(
        "unknown-client-served",
        "protocol",
        ("OAU-04",),
        "An authorization request of an unknown client is served.",
        rule(clients=ANY_CLIENT),
    ),
    Fault(
        "unknown-client-redirected",
        "links",
        ("OAU-36",),
        "An unknown client is told by a redirection.",
        answer(AUTHORIZE, _error_by_redirect, status=(400,)),
    ),
    Fault(
        "callback-not-needed",
        "protocol",
        ("OAU-05",),
        "An authorization request without redirect_uri is served.",
        _asked(redirect_uri=CALLBACK),
    ),
    Fault(
        "any-callback", "protocol", ("OAU-06",), "Any callback address is served.", rule(knows_callback=lambda *_: True)
    ),
    Fault(
        "callback-by-prefix",
        "protocol",
        ("OAU-06",),
        "A callback is known by the beginning of its address.",
        rule(
            knows_callback=lambda self, client_id, uri: (
                Rules.knows_callback(self, client_id, uri) or uri.startswith("https://")
            )
        ),
    ),
    Fault(
        "redirect-url-stands-in",
        "protocol",
        ("HIS-04",),
        "The old redirect_url stands in for redirect_uri.",
        request(
            AUTHORIZE,
            lambda call: (
                with_query(call, redirect_uri=dict(call.query)["redirect_url"])
                if "redirect_url" in dict(call.query)
                else call
            ),
        ),
    ),
    Fault(
        "extended-history-granted",
        "protocol",
        ("OAU-08", "REF-19"),
        "The scope extended_transaction_history is granted.",
        BaresTheScope,
    ),
    Fault(
        "unknown-scope-taken-for-aisp",
        "protocol",
        ("OAU-09",),
        "An unknown scope is taken for aisp.",
        rule(role_asked=lambda self, scope: Rules.role_asked(self, scope) or "aisp"),
    ),
    Fault(
        "refusal-ends-on-the-screen",
        "protocol",
        ("TOK-10",),
        "The customer who refuses stays at the bank.",
        answer("", _refusal_stays, status=(302,)),
    ),
    Fault(
        "refusal-taken-for-consent",
        "protocol",
        ("TOK-10",),
        "The customer who refuses comes back with a code.",
        request("", _refusal_agrees, "POST"),
    ),
    Fault(
        "time-out-ends-on-the-screen",
        "protocol",
        ("TOK-11",),
        "The customer who waits too long stays at the bank.",
        answer("", _refusal_stays, status=(302,)),
    ),
    Fault(
        "any-sms-code",
        "state",
        ("TOK-12",),
        "Any SMS code is right.",
        request(
            CONFIRMATION, lambda call: with_form(call, code_sms=SMS_CODE) if dict(call.form).get("code_sms") else call
        ),
    ),
    Fault(
        "any-identifier",
        "state",
        ("TOK-13",),
        "An unknown identifier is taken for another customer's.",
        request(
            IDENTIFICATION,
            lambda call: (
                call
                if dict(call.form).get("identifiant", "").strip() in BY_LOGIN
                else with_form(call, identifiant=ADAM.login)
            ),
        ),
    ),
)
