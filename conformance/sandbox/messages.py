"""An HTTP request and its response as frozen values; what turns them into bytes is `asgi.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

import orjson

JSON = dict[str, Any]
NameValuePairs = tuple[tuple[str, str], ...]
"""Query parameters, form fields or headers, in their order; a name may come twice."""

API_ROOT = "/stet/psd2/v1.4.2"
OAUTH_ROOT = "/stet/psd2/oauth"
"""Where the API and its authorization server stand below the origin (chapter: assembly, steps 1 to 4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An HTTP request; header names are lower case, `origin` is scheme and host as the client called them."""

    method: str
    path: str
    origin: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: NameValuePairs = ()
    body: bytes = b""
    target: str = ""
    """Path and query as they came in, for the signature."""
    certificate: bytes = b""
    """The client certificate of the connection (DER); empty where there is none."""

    @property
    def form(self) -> NameValuePairs:
        """The body read as an HTML form."""
        return parse_urlencoded(self.body)

    @property
    def bearer_token(self) -> str:
        """The credentials of the Authorization header, under whichever scheme; empty where there are none."""
        return self.headers.get("authorization", "").partition(" ")[2].strip()

    @property
    def content_type(self) -> str:
        """The media type of the body, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An HTTP response; `media` is its Content-Type, `after_s` the seconds it waits before it leaves."""

    status: int
    body: bytes = b""
    media: str = ""
    headers: NameValuePairs = ()
    after_s: float = 0.0
    pieces: int = 1
    """In how many pieces the body is sent; the Content-Length of more than one is not sent."""

    def with_headers(self, *headers: tuple[str, str]) -> "Response":
        """The same response with more headers."""
        return replace(self, headers=(*self.headers, *headers))


def json_response(
    status: int, document: JSON, media: str = "application/json", headers: NameValuePairs = ()
) -> Response:
    """A response with a JSON body."""
    return Response(status=status, body=orjson.dumps(document), media=media, headers=headers)


def html_response(status: int, page: str, headers: NameValuePairs = ()) -> Response:
    """A response with an HTML page."""
    return Response(status=status, body=page.encode(), media="text/html; charset=utf-8", headers=headers)


def redirect(location: str) -> Response:
    """A 302 to another place."""
    return Response(status=302, headers=(("location", location), ("cache-control", "no-store")))


def parse_urlencoded(raw: bytes) -> NameValuePairs:
    """The parameters of a query string or the fields of a form, blank values included."""
    return tuple(parse_qsl(raw.decode("latin-1"), keep_blank_values=True)) if raw else ()
