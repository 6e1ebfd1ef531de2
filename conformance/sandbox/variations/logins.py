"""Other login screens, other token responses."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

from conformance.sandbox.differences import Variation
from conformance.sandbox.edits import drop_members, rewrite_location, set_header, set_members
from conformance.sandbox.hooks import (
    AUTHORIZE,
    CONFIRMATION,
    IDENTIFICATION,
    TOKEN,
    alter_body,
    alter_request,
    alter_response,
    combine,
    override,
)
from conformance.sandbox.messages import Request, Response, html_response, redirect
from conformance.sandbox.rules import Rules
from conformance.sandbox.screens import render_page

SMS_CODE_FIELD = (
    b'<label for="code_sms">Code</label> '
    b'<input id="code_sms" name="code_sms" type="password" autocomplete="one-time-code">'
)


def _rename_fields(identifier: str, code: str) -> type[Rules]:
    """The fields have other names."""
    names = {b"identifiant": identifier.encode(), b"code_sms": code.encode()}

    def rename(response: Response, _: Request) -> Response:
        page = response.body
        for old, new in names.items():
            page = page.replace(b'"%s"' % old, b'"%s"' % new)
        return replace(response, body=page)

    def read(request: Request) -> Request:
        text = request.body
        for old, new in names.items():
            text = re.sub(rb"(^|&)%s=" % new, rb"\1%s=" % old, text)
        return replace(request, body=text)

    return combine(
        alter_response(
            "", lambda response, request: rename(response, request) if "html" in response.media else response
        ),
        alter_request(
            "", lambda request: read(request) if request.path.endswith((IDENTIFICATION, CONFIRMATION)) else request
        ),
    )


class OneScreen(Rules):
    """The identifier and the code are asked for on one screen."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Both fields."""
        given = super().rewrite_response(request, response)
        first = "html" in given.media and b'name="identifiant"' in given.body
        return replace(given, body=given.body.replace(b"<button", SMS_CODE_FIELD + b"\n<button", 1)) if first else given


class ThirdScreen(Rules):
    """After the code the customer is asked whether he agrees."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[str, Response] = {}

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Ask, then go on."""
        given = super().rewrite_response(request, response)
        form = dict(request.form) if request.path.endswith(CONFIRMATION) else {}
        if form.get("agreed") in self._waiting:
            return self._waiting.pop(form["agreed"])
        if given.status != 302 or "code_sms" not in form:
            return given
        self._waiting[form["session"]] = given
        return html_response(
            200,
            render_page(
                "Accord",
                (
                    '<form method="post" action="confirmation"><p>Do you agree?</p>'
                    f'<input type="hidden" name="agreed" value="{form["session"]}">'
                    '<button type="submit">I agree</button></form>'
                ),
            ),
        )


class RedirectsFirst(Rules):
    """The first screen comes after a redirection and with a cookie, without which there is none."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """First the cookie."""
        given = super().rewrite_response(request, response)
        if not request.path.endswith(AUTHORIZE) or request.method != "GET" or response.status != 200:
            return given
        if "bank_session=1" in request.headers.get("cookie", ""):
            return given
        return redirect(f"{request.path}?{urlencode(request.query)}").with_headers(
            ("set-cookie", "bank_session=1; Path=/stet; HttpOnly")
        )


VARIATIONS = (
    Variation(
        "fields-in-english",
        "The fields of the screens have English names.",
        "OVW-02: the screens are the bank's",
        _rename_fields("username", "otp"),
    ),
    Variation(
        "fields-without-meaning",
        "The fields of the screens have names without meaning.",
        "OVW-02",
        _rename_fields("field_1", "field_2"),
    ),
    Variation("one-screen", "The identifier and the code are asked for on one screen.", "OVW-02: info", OneScreen),
    Variation("a-third-screen", "The customer is asked whether he agrees.", "OVW-02: info", ThirdScreen),
    Variation(
        "redirected-to-the-screen",
        "The first screen comes after a redirection and with a cookie.",
        "TOK-01",
        RedirectsFirst,
    ),
    Variation(
        "token-type-in-lower-case",
        "The type of the token is written bearer.",
        "RFC 6749, 5.1",
        alter_body(TOKEN, set_members("", token_type="bearer")),
    ),
    Variation(
        "scope-not-told",
        "The scope of a token is not told.",
        "A4, RFC 6749, 5.1",
        alter_body(TOKEN, drop_members("", "scope")),
    ),
    Variation(
        "scope-aisp-alone", "The scope of a token is aisp alone.", "A4", override(format_scope=lambda _, role: role)
    ),
    Variation(
        "tokens-live-a-quarter-of-an-hour",
        "An access token lives fifteen minutes.",
        "A1",
        override(access_lifetime=timedelta(minutes=15)),
    ),
    Variation(
        "token-answer-with-more",
        "The token answer tells more.",
        "RFC 6749, 5.1",
        alter_body(TOKEN, set_members("", id_token=None, consented_on=1_580_000_000, session_state="x")),
    ),
    Variation(
        "no-pragma",
        "The token answer has no Pragma.",
        "RFC 9111 drops it; OAU-26: a should",
        alter_response(TOKEN, lambda response, _: set_header(response, "pragma", None)),
    ),
    Variation(
        "refusal-comes-back-bare",
        "A customer who refuses, or takes too long, comes back without any parameter.",
        "A15: lines 539-541 name none",
        alter_response(
            "",
            lambda response, _: rewrite_location(
                response, lambda to: to.partition("?")[0] if "error=access_denied" in to else to
            ),
            status=(302,),
        ),
    ),
    Variation(
        "login-for-an-hour",
        "A login may take an hour.",
        "lines: 535-541 tell no limit",
        override(login_lifetime=timedelta(minutes=59)),
    ),
    Variation(
        "codes-live-five-minutes",
        "A code lives five minutes.",
        "RFC 6749, 4.1.2: ten at most",
        override(code_lifetime=timedelta(minutes=5)),
    ),
)
