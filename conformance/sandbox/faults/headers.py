"""Faults of headers and media types."""

from collections.abc import Callable
from dataclasses import replace

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import set_header, with_header
from conformance.sandbox.hooks import (
    BALANCES,
    CONSENTS,
    IDENTITY,
    alter_request,
    alter_response,
    is_api_request,
    refuse_requests,
)
from conformance.sandbox.messages import Request, Response
from conformance.sandbox.rules import Rules

ID = "x-request-id"


def _alter_request_id(made: Callable[[str], str | None], when: Callable[[Response, Request], bool]) -> type[Rules]:
    """The X-Request-ID comes back otherwise."""
    return alter_response(
        "",
        lambda response, request: (
            set_header(response, ID, made(request.headers.get(ID, ""))) if when(response, request) else response
        ),
        status=(),
    )


def _is_shown_data(response: Response, request: Request) -> bool:
    return response.status == 200 and request.method == "GET" and is_api_request(request)


def _alter_media_type(media: str, where: str = "") -> type[Rules]:
    """Another media type."""
    return alter_response(
        where,
        lambda response, request: replace(response, media=media) if _is_shown_data(response, request) else response,
    )


FAULTS = (
    Fault(
        "request-id-not-echoed",
        "protocol",
        ("PLU-01", "PLU-02", "PLU-03", "PLU-09"),
        "The X-Request-ID is not echoed on success.",
        _alter_request_id(lambda _: None, lambda response, _: response.status < 300),
    ),
    Fault(
        "request-id-not-echoed-on-errors",
        "protocol",
        ("PLU-08",),
        "The X-Request-ID is not echoed on errors.",
        _alter_request_id(lambda _: None, lambda response, _: response.status >= 400),
    ),
    Fault(
        "request-id-not-echoed-on-consents",
        "protocol",
        ("PLU-02",),
        "The X-Request-ID is not echoed on consents.",
        _alter_request_id(lambda _: None, lambda _, request: request.path.endswith(CONSENTS)),
    ),
    Fault(
        "request-id-not-echoed-on-balances",
        "protocol",
        ("PLU-01",),
        "The X-Request-ID is not echoed on balances.",
        _alter_request_id(lambda _: None, lambda _, request: request.path.endswith(BALANCES)),
    ),
    Fault(
        "request-id-invented",
        "protocol",
        ("PLU-01", "PLU-08"),
        "Another X-Request-ID comes back.",
        _alter_request_id(lambda _: "00000000-0000-0000-0000-000000000000", lambda *_: True),
    ),
    Fault(
        "request-id-in-small-letters",
        "protocol",
        ("PLU-01", "PLU-02"),
        "The X-Request-ID comes back in small letters.",
        _alter_request_id(str.lower, lambda *_: True),
    ),
    Fault(
        "request-id-cut-at-a-blank",
        "protocol",
        ("PLU-01", "PLU-03"),
        "Of an X-Request-ID with a blank the first word comes back.",
        _alter_request_id(lambda text: text.split(" ")[0], lambda *_: True),
    ),
    Fault(
        "request-id-cut",
        "protocol",
        ("PLU-01", "PLU-09"),
        "An X-Request-ID is cut to forty characters.",
        _alter_request_id(lambda text: text[:40], lambda *_: True),
    ),
    Fault(
        "request-id-must-be-a-uuid",
        "status",
        ("PLU-03", "PLU-09"),
        "An X-Request-ID that is no UUID is refused.",
        refuse_requests("", 400, lambda request: ID in request.headers and len(request.headers[ID]) != 36),
    ),
    Fault(
        "without-request-id-500",
        "status",
        ("PLU-10",),
        "A request without X-Request-ID breaks the bank.",
        refuse_requests("", 500, lambda request: ID not in request.headers and "authorization" in request.headers),
    ),
    Fault(
        "psu-headers-refused",
        "status",
        ("PLU-17",),
        "A header about the customer is refused.",
        refuse_requests(
            "", 400, lambda request: "psu-geo-location" in request.headers or "psu-device-id" in request.headers
        ),
    ),
    Fault(
        "charset-refused",
        "status",
        ("PLU-05",),
        "A consent with a charset is refused.",
        refuse_requests(CONSENTS, 400, lambda request: "charset" in request.headers.get("content-type", "")),
    ),
    Fault(
        "consent-as-text-taken",
        "protocol",
        ("PLU-20",),
        "A consent of any media type is taken.",
        alter_request(CONSENTS, lambda request: with_header(request, "content-type", "application/json")),
    ),
    Fault(
        "media-type-text",
        "protocol",
        ("PLU-11", "PLU-12"),
        "Bodies are told to be text.",
        _alter_media_type("text/plain; charset=utf-8"),
    ),
    Fault(
        "media-type-of-the-identity-text",
        "protocol",
        ("PLU-11",),
        "The identity is told to be text.",
        _alter_media_type("text/plain", IDENTITY),
    ),
    Fault(
        "media-type-plain-json",
        "protocol",
        ("PLU-12",),
        "Bodies are told to be plain JSON.",
        _alter_media_type("application/json"),
    ),
    Fault(
        "bodies-in-latin-1",
        "body",
        ("PLU-13",),
        "Bodies are in ISO 8859-1.",
        alter_response(
            "",
            lambda response, request: (
                replace(response, body=response.body.decode().encode("latin-1", "replace"))
                if _is_shown_data(response, request)
                else response
            ),
        ),
    ),
    Fault(
        "bodies-with-comments",
        "body",
        ("PLU-13", "SCH-01"),
        "Bodies are JSON with a comment.",
        alter_response(
            "",
            lambda response, request: (
                replace(response, body=b"/* bank */ " + response.body)
                if _is_shown_data(response, request)
                else response
            ),
        ),
    ),
    Fault(
        "hal-not-accepted",
        "status",
        ("PLU-14",),
        "A request that accepts application/hal+json alone is refused.",
        refuse_requests("", 406, lambda request: request.headers.get("accept", "").strip() == "application/hal+json"),
    ),
    Fault(
        "json-not-accepted",
        "status",
        ("PLU-15",),
        "A request that accepts application/json is refused.",
        refuse_requests("", 406, lambda request: request.headers.get("accept", "").strip() == "application/json"),
    ),
    Fault(
        "anything-not-accepted",
        "status",
        ("PLU-15",),
        "A request that accepts anything is refused.",
        refuse_requests("", 406, lambda request: request.headers.get("accept", "").strip() in ("*/*", "")),
    ),
    Fault(
        "impossible-accept-500",
        "status",
        ("PLU-16",),
        "A request that accepts only images breaks the bank.",
        refuse_requests("", 500, lambda request: request.headers.get("accept", "").startswith("image/")),
    ),
)
