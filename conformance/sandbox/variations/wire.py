"""The same responses in other HTTP: media types, compression, pieces, pauses, headers."""

from collections.abc import Callable
from dataclasses import replace
from gzip import compress
from itertools import count

from conformance.sandbox.differences import Variation
from conformance.sandbox.hooks import alter_response, override
from conformance.sandbox.messages import API_ROOT, Request, Response
from conformance.sandbox.rules import Rules

CORS = (
    ("access-control-allow-origin", "*"),
    ("strict-transport-security", "max-age=63072000"),
    ("x-bank-trace", "é".encode().decode("latin-1")),
    ("set-cookie", "gateway=a1b2; Path=/; Secure; HttpOnly"),
    ("via", "1.1 gateway"),
    ("vary", "Accept-Encoding"),
)


class BusyNowAndThen(Rules):
    """Now and then a request finds no time, and is answered when it comes again; the body is no JSON, as it says."""

    EVERY = 199

    def __init__(self) -> None:
        super().__init__()
        self._turn = count(1)

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Requests that change nothing only; one without the customer uses up an access."""
        response = super().rewrite_response(request, response)
        reads = request.method == "GET" and request.path.startswith(API_ROOT) and "psu-ip-address" in request.headers
        if not reads or next(self._turn) % self.EVERY:
            return response
        return Response(status=503, body=b"ERREUR Technique", media="application/json", headers=(("retry-after", "0"),))


def _alter_all(change: Callable[[Response, Request], Response]) -> type[Rules]:
    return alter_response("", change, status=())


def _override_media_type(media: str) -> type[Rules]:
    return override(media_type=media)


def _compress(response: Response, request: Request) -> Response:
    if not response.body or "gzip" not in request.headers.get("accept-encoding", ""):
        return response
    return replace(response, body=compress(response.body, mtime=0)).with_headers(("content-encoding", "gzip"))


VARIATIONS = (
    Variation("plain-json", "Bodies are told to be plain JSON.", "B11", _override_media_type("application/json")),
    Variation(
        "media-type-without-charset",
        "The media type has no charset.",
        "B11",
        _override_media_type("application/hal+json"),
    ),
    Variation(
        "media-type-in-capitals",
        "The media type is written in capitals.",
        "RFC 9110, 8.3.1",
        _override_media_type("Application/HAL+JSON; Charset=UTF-8"),
    ),
    Variation(
        "media-type-with-more",
        "The media type has more parameters.",
        "RFC 9110, 8.3.1",
        _override_media_type('application/hal+json;profile="stet";charset="utf-8"'),
    ),
    Variation(
        "compressed", "Bodies are compressed for a client that can read it.", "RFC 9110, 8.4", _alter_all(_compress)
    ),
    Variation(
        "in-pieces",
        "Bodies come in pieces, their length is not told before.",
        "RFC 9112, 7.1",
        _alter_all(lambda response, _: replace(response, pieces=3) if len(response.body) > 3 else response),
    ),
    Variation(
        "compressed-in-pieces",
        "Bodies come compressed and in pieces.",
        "RFC 9112, 7.1",
        _alter_all(
            lambda response, request: replace(_compress(response, request), pieces=2) if response.body else response
        ),
    ),
    Variation(
        "slow",
        "Every answer takes 20 milliseconds more.",
        "no time is promised",
        _alter_all(lambda response, _: replace(response, after_s=0.02)),
    ),
    Variation(
        "busy-now-and-then",
        "Now and then a request is answered with 503, in plain text under the name of JSON.",
        "C18: STET's meaning; the live platform does so",
        BusyNowAndThen,
    ),
    Variation(
        "connections-closed",
        "The connection is closed after every answer.",
        "RFC 9112, 9.6",
        _alter_all(lambda response, _: response.with_headers(("connection", "close"))),
    ),
    Variation(
        "headers-more",
        "Answers have more headers, cookies among them.",
        "RFC 9110, 5.1",
        _alter_all(lambda response, _: response.with_headers(*CORS)),
    ),
    Variation(
        "header-names-in-capitals",
        "The names of headers are in capitals.",
        "RFC 9110, 5.1",
        _alter_all(
            lambda response, _: replace(
                response, headers=tuple((name.upper(), value) for name, value in response.headers)
            )
        ),
    ),
)
