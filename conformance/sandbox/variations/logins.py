"""Other screens, other token answers."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from conformance.sandbox.altering import (
    AUTHORIZE,
    CONFIRMATION,
    IDENTIFICATION,
    TOKEN,
    answer,
    body,
    drop,
    put,
    request,
    rule,
)
from conformance.sandbox.exchange import Answer, Call, html_answer, redirect
from conformance.sandbox.rules import Rules
from conformance.sandbox.screens import document
from conformance.sandbox.variations.variation import Variation

SECOND = (
    b'<label for="code_sms">Code</label> '
    b'<input id="code_sms" name="code_sms" type="password" autocomplete="one-time-code">'
)


def _renamed(identifier: str, code: str) -> type[Rules]:
    """The fields have other names."""
    names = {b"identifiant": identifier.encode(), b"code_sms": code.encode()}

    def shown(given: Answer, _: Call) -> Answer:
        page = given.body
        for old, new in names.items():
            page = page.replace(b'"%s"' % old, b'"%s"' % new)
        return replace(given, body=page)

    def read(call: Call) -> Call:
        text = call.body
        for old, new in names.items():
            text = re.sub(rb"(^|&)%s=" % new, rb"\1%s=" % old, text)
        return replace(call, body=text)

    return type(
        "Changed",
        (
            answer("", lambda given, call: shown(given, call) if "html" in given.media else given),
            request("", lambda call: read(call) if call.path.endswith((IDENTIFICATION, CONFIRMATION)) else call),
        ),
        {},
    )


class OneScreen(Rules):
    """The identifier and the code are asked for on one screen."""

    def sent(self, call: Call, answer: Answer) -> Answer:
        """Both fields."""
        given = super().sent(call, answer)
        first = "html" in given.media and b'name="identifiant"' in given.body
        return replace(given, body=given.body.replace(b"<button", SECOND + b"\n<button", 1)) if first else given


class AThirdScreen(Rules):
    """After the code the customer is asked whether he agrees."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[str, Answer] = {}

    def sent(self, call: Call, answer: Answer) -> Answer:
        """Ask, then go on."""
        given = super().sent(call, answer)
        form = dict(call.form) if call.path.endswith(CONFIRMATION) else {}
        if form.get("agreed") in self._waiting:
            return self._waiting.pop(form["agreed"])
        if given.status != 302 or "code_sms" not in form:
            return given
        self._waiting[form["session"]] = given
        return html_answer(
            200,
            document(
                "Accord",
                (
                    '<form method="post" action="confirmation"><p>Do you agree?</p>'
                    f'<input type="hidden" name="agreed" value="{form["session"]}">'
                    '<button type="submit">I agree</button></form>'
                ),
            ),
        )


class RedirectedFirst(Rules):
    """The first screen comes after a redirection and with a cookie, without which there is none."""

    def sent(self, call: Call, answer: Answer) -> Answer:
        """First the cookie."""
        given = super().sent(call, answer)
        if not call.path.endswith(AUTHORIZE) or call.method != "GET" or answer.status != 200:
            return given
        if "bank_session=1" in call.headers.get("cookie", ""):
            return given
        return redirect(f"{call.path}?{urlencode(call.query)}").with_headers(
            ("set-cookie", "bank_session=1; Path=/stet; HttpOnly")
        )


def _headers(given: Answer, *names: str) -> Answer:
    return replace(given, headers=tuple(pair for pair in given.headers if pair[0] not in names))


VARIATIONS = (
    Variation(
        "fields-in-english",
        "The fields of the screens have English names.",
        "OVW-02: the screens are the bank's",
        _renamed("username", "otp"),
    ),
    Variation(
        "fields-without-meaning",
        "The fields of the screens have names without meaning.",
        "OVW-02",
        _renamed("field_1", "field_2"),
    ),
    Variation("one-screen", "The identifier and the code are asked for on one screen.", "OVW-02: info", OneScreen),
    Variation("a-third-screen", "The customer is asked whether he agrees.", "OVW-02: info", AThirdScreen),
    Variation(
        "redirected-to-the-screen",
        "The first screen comes after a redirection and with a cookie.",
        "TOK-01",
        RedirectedFirst,
    ),
    Variation(
        "token-type-in-lower-case",
        "The type of the token is written bearer.",
        "RFC 6749, 5.1",
        body(TOKEN, put("", token_type="bearer")),
    ),
    Variation(
        "scope-not-told", "The scope of a token is not told.", "A4, RFC 6749, 5.1", body(TOKEN, drop("", "scope"))
    ),
    Variation("scope-aisp-alone", "The scope of a token is aisp alone.", "A4", rule(scope_given=lambda _, role: role)),
    Variation(
        "tokens-live-a-quarter-of-an-hour",
        "An access token lives fifteen minutes.",
        "A1",
        rule(access_life=timedelta(minutes=15)),
    ),
    Variation(
        "token-answer-with-more",
        "The token answer tells more.",
        "RFC 6749, 5.1",
        body(TOKEN, put("", id_token=None, consented_on=1_580_000_000, session_state="x")),
    ),
    Variation(
        "no-pragma",
        "The token answer has no Pragma.",
        "RFC 9111 drops it; OAU-26: a should",
        answer(TOKEN, lambda given, _: _headers(given, "pragma")),
    ),
    Variation(
        "login-for-an-hour",
        "A login may take an hour.",
        "lines: 535-541 tell no limit",
        rule(login_life=timedelta(minutes=59)),
    ),
    Variation(
        "codes-live-five-minutes",
        "A code lives five minutes.",
        "RFC 6749, 4.1.2: ten at most",
        rule(code_life=timedelta(minutes=5)),
    ),
)
