"""Faults of the responses of the token endpoint: members, headers, media type."""

from dataclasses import replace
from urllib.parse import urlencode

import orjson

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import Edit, convert_member, drop_members, set_header, set_members
from conformance.sandbox.faults.bases import alter_token_response
from conformance.sandbox.hooks import TOKEN, alter_body, alter_request, alter_response, combine
from conformance.sandbox.messages import html_response, json_response
from conformance.sandbox.rules import Rules


def _override_headers(**wrong: str | None) -> type[Rules]:
    """Other headers of a token response; None takes one away."""
    return alter_response(
        TOKEN,
        lambda response, _: replace(
            response,
            headers=tuple(
                (name, wrong.get(name.replace("-", "_"), value) or "")
                for name, value in response.headers
                if wrong.get(name.replace("-", "_"), value) is not None
            ),
        ),
    )


_LONG = "x" * 140


def _set_error(code: str) -> Edit:
    return lambda document, _: document.update(error=code)


FAULTS = (
    Fault(
        "token-refusals-in-the-error-model",
        "body",
        ("OAU-28", "TOK-14"),
        "Refused token requests are answered in the error model of the API.",
        alter_response(
            TOKEN,
            lambda _, __: json_response(400, {"status": 400, "message": "FF01", "error": "Bad Request"}),
            status=(400, 401),
        ),
    ),
    Fault(
        "token-refusals-unheard-of",
        "body",
        ("OAU-28",),
        "Refused token requests tell an error that the standard does not have.",
        alter_body(TOKEN, _set_error("invalid_token_request"), status=(400, 401)),
        tour=("TOK-14",),
    ),
    Fault(
        "token-refusals-as-html",
        "protocol",
        ("OAU-28",),
        "Refused token requests are answered by a page.",
        alter_response(TOKEN, lambda response, _: html_response(response.status, "<p>refused</p>"), status=(400, 401)),
        tour=("TOK-14",),
    ),
    Fault(
        "token-type-missing",
        "body",
        ("OAU-21", "SCH-38", "REF-18"),
        "The token answer does not tell its type.",
        alter_token_response(drop_members("", "token_type")),
    ),
    Fault(
        "token-type-mac",
        "body",
        ("OAU-21",),
        "The type of the token is another one.",
        alter_token_response(set_members("", token_type="mac")),
    ),
    Fault(
        "expires-in-zero",
        "body",
        ("OAU-22",),
        "The token is told to live for no time.",
        alter_token_response(set_members("", expires_in=0)),
    ),
    Fault(
        "expires-in-missing",
        "body",
        ("OAU-22",),
        "The life of the token is not told.",
        alter_token_response(drop_members("", "expires_in")),
    ),
    Fault(
        "expires-in-a-day",
        "body",
        ("REF-04",),
        "The token is told to live for a day.",
        alter_token_response(set_members("", expires_in=86400)),
    ),
    Fault(
        "tokens-long",
        "body",
        ("OAU-23",),
        "Tokens are longer than 140 characters.",
        combine(
            alter_token_response(convert_member("", "refresh_token", lambda text: text + _LONG)),
            alter_request("", lambda request: replace(request, body=request.body.replace(_LONG.encode(), b""))),
        ),
    ),
    Fault(
        "scope-of-another-role",
        "body",
        ("OAU-24",),
        "The scope that is told is another one.",
        alter_token_response(set_members("", scope="pisp")),
    ),
    Fault(
        "token-may-be-stored",
        "protocol",
        ("OAU-25",),
        "The token answer does not forbid to be stored.",
        _override_headers(cache_control=None),
    ),
    Fault(
        "token-cached-privately",
        "protocol",
        ("OAU-25",),
        "The token answer may be stored by the client.",
        _override_headers(cache_control="private, max-age=60"),
    ),
    Fault(
        "refreshed-token-may-be-stored",
        "protocol",
        ("OAU-25",),
        "The answer to a refresh does not forbid to be stored.",
        alter_response(
            TOKEN,
            lambda response, request: (
                set_header(response, "cache-control", None)
                if ("grant_type", "refresh_token") in request.form
                else response
            ),
        ),
    ),
    Fault("no-pragma", "protocol", ("OAU-26",), "The token answer has no Pragma.", _override_headers(pragma=None)),
    Fault(
        "token-as-html",
        "protocol",
        ("OAU-27",),
        "The token answer is told to be HTML.",
        alter_response(TOKEN, lambda response, _: replace(response, media="text/html; charset=utf-8")),
    ),
    Fault(
        "token-as-form",
        "body",
        ("OAU-27", "SCH-38", "TOK-06"),
        "The token answer is a form.",
        alter_response(
            TOKEN,
            lambda response, _: replace(
                response,
                body=urlencode(orjson.loads(response.body)).encode(),
                media="application/x-www-form-urlencoded",
            ),
        ),
    ),
    Fault(
        "access-token-missing",
        "body",
        ("SCH-38", "TOK-06"),
        "The token stands under another name.",
        alter_token_response(lambda document, _: document.update(token=document.pop("access_token"))),
    ),
    Fault(
        "no-refresh-token",
        "body",
        ("TOK-09",),
        "There is no refresh token.",
        alter_token_response(drop_members("", "refresh_token")),
    ),
)
