"""Faults of links, addresses, verbs and error bodies."""

from dataclasses import replace

import orjson

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import Edit, convert_member, drop_members, rewrite_links, set_header, set_members
from conformance.sandbox.hooks import (
    ACCOUNTS,
    BALANCES,
    IDENTITY,
    TRANSACTIONS,
    alter_body,
    alter_request,
    alter_response,
    is_api_request,
    override,
    refuse_with,
)
from conformance.sandbox.messages import Request, Response, html_response, json_response
from conformance.sandbox.rules import Refusal, Rules

ERRORS = (400, 401, 403, 404, 405, 406, 429, 501)


def _edit_errors(change: Edit, *status: int) -> type[Rules]:
    """Error bodies are others."""
    return alter_response(
        "",
        lambda response, request: _edit_error(response, request, change) if is_api_request(request) else response,
        status=status or ERRORS,
    )


def _edit_error(response: Response, request: Request, change: Edit) -> Response:
    if not response.body:
        return response
    document = orjson.loads(response.body)
    change(document, request)
    return replace(response, body=orjson.dumps(document))


def _answer_any_version(response: Response, request: Request) -> Response:
    return (
        json_response(200, {"version": "v1.4.2"})
        if "/v1.4.2/" not in request.path and is_api_request(request)
        else response
    )


FAULTS = (
    Fault(
        "links-outside-the-api",
        "links",
        ("PLU-18", "PLU-06"),
        "Links leave out the version.",
        alter_body("", rewrite_links(lambda href: href.replace("/stet/psd2/v1.4.2/", "/stet/psd2/"))),
    ),
    Fault(
        "links-to-another-version",
        "links",
        ("PLU-18", "PLU-06"),
        "Links lead to another version.",
        alter_body("", rewrite_links(lambda href: href.replace("/v1.4.2/", "/v1.6.2/"))),
    ),
    Fault(
        "page-links-outside-the-api",
        "links",
        ("PLU-18",),
        "The page links of transactions leave out the version.",
        alter_body(
            TRANSACTIONS,
            rewrite_links(lambda href: href.replace("/stet/psd2/v1.4.2/", "/api/") if "page=" in href else href),
        ),
    ),
    Fault(
        "links-on-another-host",
        "links",
        ("PRD-02",),
        "Links name another host.",
        alter_body("", rewrite_links(lambda href: "https://internal.bank.example/stet" + href.partition("/stet")[2])),
    ),
    Fault(
        "list-with-a-slash-not-found",
        "status",
        ("PLU-19",),
        "The list is not found with a slash at its end.",
        alter_request(
            ACCOUNTS,
            lambda request: replace(request, path=request.path + "x") if request.path.endswith("/") else request,
        ),
    ),
    Fault(
        "error-without-a-message",
        "body",
        ("SCH-35",),
        "Error bodies have no message.",
        _edit_errors(drop_members("", "message")),
    ),
    Fault(
        "error-without-a-status",
        "body",
        ("SCH-35",),
        "Error bodies have no status.",
        _edit_errors(drop_members("", "status")),
    ),
    Fault(
        "error-of-another-model",
        "body",
        ("SCH-35", "ERR-11", "ERR-18", "ERR-23"),
        "Error bodies are of another model.",
        _edit_errors(
            lambda document, _: (
                document.update(tppMessages=[{"code": document.pop("message")}]),
                document.pop("status"),
            )
        ),
    ),
    Fault(
        "error-status-of-another",
        "body",
        ("SCH-36",),
        "The status in an error body is always 500.",
        _edit_errors(set_members("", status=500)),
    ),
    Fault(
        "wrong-verb-status-of-another",
        "body",
        ("SCH-43",),
        "The status in the body of a refused verb is 500.",
        _edit_errors(set_members("", status=500), 405),
        tour=("ERR-45",),
    ),
    Fault(
        "error-message-long",
        "body",
        ("SCH-37",),
        "The message of an error is longer than 140 characters.",
        _edit_errors(convert_member("", "message", lambda text: f"{text} {'x' * 150}")),
    ),
    Fault(
        "errors-as-html",
        "protocol",
        ("ERR-40", "PLU-13", "SCH-35"),
        "Errors are answered by a page.",
        alter_response(
            "",
            lambda response, request: (
                html_response(response.status, "<h1>Error</h1>") if is_api_request(request) else response
            ),
            status=ERRORS,
        ),
    ),
    Fault(
        "errors-told-as-html",
        "protocol",
        ("ERR-40",),
        "Error bodies are told to be HTML.",
        alter_response(
            "",
            lambda response, request: replace(response, media="text/html") if is_api_request(request) else response,
            status=ERRORS,
        ),
    ),
    Fault(
        "code-in-a-sentence",
        "body",
        ("ERR-41",),
        "The code of an error stands in a sentence.",
        _edit_errors(convert_member("", "message", lambda text: f"Error {text}: request refused"), 400, 403, 404),
    ),
    Fault(
        "unknown-path-is-empty",
        "body",
        ("ERR-39",),
        "An address that the API does not have is answered with 200.",
        alter_response(
            "",
            lambda response, _: (
                json_response(200, {}) if b'"Not Found"' in response.body and b"AC01" not in response.body else response
            ),
            status=(404,),
        ),
    ),
    Fault(
        "unknown-path-500",
        "status",
        ("ERR-39",),
        "An address that the API does not have breaks the bank.",
        override(no_such_path=refuse_with(500, "INTE")),
    ),
    Fault(
        "any-version",
        "protocol",
        ("PLU-07",),
        "A version that there never was is answered.",
        alter_response("", _answer_any_version, status=(404,)),
    ),
    Fault(
        "wrong-verb-code-swapped",
        "body",
        ("ERR-07",),
        "The refusal of a wrong verb carries another code.",
        _edit_errors(set_members("", message="FF01"), 405),
    ),
    Fault(
        "wrong-verb-without-allow",
        "protocol",
        ("ERR-45",),
        "The refusal of a wrong verb does not tell the right ones.",
        alter_response("", lambda response, _: set_header(response, "allow", None), status=(405,)),
    ),
    Fault(
        "wrong-verb-allows-itself",
        "protocol",
        ("ERR-45", "ERR-52"),
        "The refusal of a wrong verb tells that verb.",
        alter_response("", lambda response, request: set_header(response, "allow", request.method), status=(405,)),
    ),
    Fault(
        "wrong-verb-allowed-too",
        "protocol",
        ("ERR-52",),
        "The refusal of a wrong verb tells that verb beside the right ones.",
        alter_response(
            "", lambda response, request: set_header(response, "allow", f"GET, PUT, {request.method}"), status=(405,)
        ),
        tour=("ERR-45",),
    ),
    Fault(
        "wrong-verb-501",
        "status",
        ("AT-ACC-5", "AT-BAL-5", "AT-TRX-5", "ERR-08", "ERR-15", "ERR-20", "ERR-25"),
        "A wrong verb is answered with 501.",
        alter_response(
            "",
            lambda response, request: replace(response, status=501) if is_api_request(request) else response,
            status=(405,),
        ),
    ),
    Fault(
        "wrong-verb-403",
        "status",
        ("AT-ACC-5", "AT-CON-4", "ERR-09", "ERR-10", "ERR-16", "ERR-17", "ERR-21", "ERR-22"),
        "A wrong verb is answered with 403.",
        override(wrong_verb=lambda *_: Refusal(403, "BADS")),
    ),
    Fault(
        "later-resources-offered",
        "body",
        ("LIM-05",),
        "What later versions offer is there.",
        alter_response(
            "",
            lambda response, request: (
                json_response(200, {"owners": []})
                if request.path.rstrip("/").endswith(("/owners", "/overdrafts", "/overdraft", "/details"))
                else response
            ),
            status=(404,),
        ),
    ),
    Fault(
        "balances-not-there",
        "status",
        ("VER-03", "WLK-01", "ACC-27", "OVW-08"),
        "The balances are not implemented.",
        alter_response(BALANCES, lambda *_: json_response(501, {"status": 501, "message": "NIMP"})),
    ),
    Fault(
        "identity-not-there",
        "status",
        ("VER-03", "WLK-01", "AT-IDN-1"),
        "The identity is not implemented.",
        alter_response(IDENTITY, lambda *_: json_response(501, {"status": 501, "message": "NIMP"})),
    ),
)
