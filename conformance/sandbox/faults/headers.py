"""Faults of headers and media types."""

from collections.abc import Callable
from dataclasses import replace

from conformance.sandbox.altering import (
    BALANCES,
    CONSENTS,
    IDENTITY,
    answer,
    request,
    with_header,
)
from conformance.sandbox.exchange import Answer, Call
from conformance.sandbox.faults.answers import refused, reheaded, to_api
from conformance.sandbox.faults.fault import Fault
from conformance.sandbox.rules import Rules

ID = "x-request-id"


def _id(made: Callable[[str], str | None], when: Callable[[Answer, Call], bool]) -> type[Rules]:
    """The X-Request-ID comes back otherwise."""
    return answer(
        "",
        lambda given, call: reheaded(given, ID, made(call.headers.get(ID, ""))) if when(given, call) else given,
        status=(),
    )


def _shown(given: Answer, call: Call) -> bool:
    return given.status == 200 and call.method == "GET" and to_api(call)


def _media(media: str, where: str = "") -> type[Rules]:
    """Another media type."""
    return answer(where, lambda given, call: replace(given, media=media) if _shown(given, call) else given)


FAULTS = (
    Fault(
        "request-id-not-echoed",
        "protocol",
        ("PLU-01", "PLU-02", "PLU-03", "PLU-09"),
        "The X-Request-ID is not echoed on success.",
        _id(lambda _: None, lambda given, _: given.status < 300),
    ),
    Fault(
        "request-id-not-echoed-on-errors",
        "protocol",
        ("PLU-08",),
        "The X-Request-ID is not echoed on errors.",
        _id(lambda _: None, lambda given, _: given.status >= 400),
    ),
    Fault(
        "request-id-not-echoed-on-consents",
        "protocol",
        ("PLU-02",),
        "The X-Request-ID is not echoed on consents.",
        _id(lambda _: None, lambda _, call: call.path.endswith(CONSENTS)),
    ),
    Fault(
        "request-id-not-echoed-on-balances",
        "protocol",
        ("PLU-01",),
        "The X-Request-ID is not echoed on balances.",
        _id(lambda _: None, lambda _, call: call.path.endswith(BALANCES)),
    ),
    Fault(
        "request-id-invented",
        "protocol",
        ("PLU-01", "PLU-08"),
        "Another X-Request-ID comes back.",
        _id(lambda _: "00000000-0000-0000-0000-000000000000", lambda *_: True),
    ),
    Fault(
        "request-id-cut-at-a-blank",
        "protocol",
        ("PLU-03",),
        "Of an X-Request-ID with a blank the first word comes back.",
        _id(lambda text: text.split(" ")[0], lambda *_: True),
    ),
    Fault(
        "request-id-cut",
        "protocol",
        ("PLU-09",),
        "An X-Request-ID is cut to forty characters.",
        _id(lambda text: text[:40], lambda *_: True),
    ),
    Fault(
        "request-id-must-be-a-uuid",
        "status",
        ("PLU-03", "PLU-09"),
        "An X-Request-ID that is no UUID is refused.",
        refused("", 400, lambda call: ID in call.headers and len(call.headers[ID]) != 36),
    ),
    Fault(
        "without-request-id-500",
        "status",
        ("PLU-10",),
        "A request without X-Request-ID breaks the bank.",
        refused("", 500, lambda call: ID not in call.headers and "authorization" in call.headers),
    ),
    Fault(
        "psu-headers-refused",
        "status",
        ("PLU-17",),
        "A header about the customer is refused.",
        refused("", 400, lambda call: "psu-geo-location" in call.headers or "psu-device-id" in call.headers),
    ),
    Fault(
        "charset-refused",
        "status",
        ("PLU-05",),
        "A consent with a charset is refused.",
        refused(CONSENTS, 400, lambda call: "charset" in call.headers.get("content-type", "")),
    ),
    Fault(
        "consent-as-text-taken",
        "protocol",
        ("PLU-20",),
        "A consent of any media type is taken.",
        request(CONSENTS, lambda call: with_header(call, "content-type", "application/json")),
    ),
    Fault(
        "media-type-text",
        "protocol",
        ("PLU-11", "PLU-12"),
        "Bodies are told to be text.",
        _media("text/plain; charset=utf-8"),
    ),
    Fault(
        "media-type-of-the-identity-text",
        "protocol",
        ("PLU-11",),
        "The identity is told to be text.",
        _media("text/plain", IDENTITY),
    ),
    Fault(
        "media-type-plain-json",
        "protocol",
        ("PLU-12",),
        "Bodies are told to be plain JSON.",
        _media("application/json"),
    ),
    Fault(
        "bodies-in-latin-1",
        "body",
        ("PLU-13",),
        "Bodies are in ISO 8859-1.",
        answer(
            "",
            lambda given, call: (
                replace(given, body=given.body.decode().encode("latin-1", "replace")) if _shown(given, call) else given
            ),
        ),
    ),
    Fault(
        "bodies-with-comments",
        "body",
        ("PLU-13", "SCH-01"),
        "Bodies are JSON with a comment.",
        answer(
            "", lambda given, call: replace(given, body=b"/* bank */ " + given.body) if _shown(given, call) else given
        ),
    ),
    Fault(
        "hal-not-accepted",
        "status",
        ("PLU-14",),
        "A request that accepts application/hal+json alone is refused.",
        refused("", 406, lambda call: call.headers.get("accept", "").strip() == "application/hal+json"),
    ),
    Fault(
        "json-not-accepted",
        "status",
        ("PLU-15",),
        "A request that accepts application/json is refused.",
        refused("", 406, lambda call: call.headers.get("accept", "").strip() == "application/json"),
    ),
    Fault(
        "anything-not-accepted",
        "status",
        ("PLU-15",),
        "A request that accepts anything is refused.",
        refused("", 406, lambda call: call.headers.get("accept", "").strip() in ("*/*", "")),
    ),
    Fault(
        "impossible-accept-500",
        "status",
        ("PLU-16",),
        "A request that accepts only images breaks the bank.",
        refused("", 500, lambda call: call.headers.get("accept", "").startswith("image/")),
    ),
)
