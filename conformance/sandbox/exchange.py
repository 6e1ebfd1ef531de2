"""A request and its answer as frozen values, and the one place where they touch the wire."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.types import Message, Receive, Scope, Send

JSON = dict[str, Any]
Pairs = tuple[tuple[str, str], ...]

MAX_BODY = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a client asked; header names are lower case."""

    method: str
    path: str
    origin: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Pairs = ()
    body: bytes = b""
    target: str = ""
    """Path and query as they came in, for the signature."""
    certificate: bytes = b""
    """The client certificate of the connection (DER); empty where there is none."""

    @property
    def form(self) -> Pairs:
        """The body read as an HTML form."""
        return pairs(self.body)

    @property
    def content_type(self) -> str:
        """The media type of the body, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the bank says to it."""

    status: int
    body: bytes = b""
    media: str = ""
    headers: Pairs = ()
    after_s: float = 0.0
    pieces: int = 1
    """In how many pieces the body is sent; the length of more than one is not told before."""

    def with_headers(self, *headers: tuple[str, str]) -> "Answer":
        """The same answer with more headers."""
        return replace(self, headers=(*self.headers, *headers))


Handler = Callable[[Call], Answer]


def json_answer(status: int, document: JSON, media: str = "application/json", headers: Pairs = ()) -> Answer:
    """An answer with a JSON body."""
    return Answer(status=status, body=orjson.dumps(document), media=media, headers=headers)


def html_answer(status: int, page: str, headers: Pairs = ()) -> Answer:
    """An answer with an HTML page."""
    return Answer(status=status, body=page.encode(), media="text/html; charset=utf-8", headers=headers)


def redirect(location: str) -> Answer:
    """A 302 to another place."""
    return Answer(status=302, headers=(("location", location), ("cache-control", "no-store")))


def pairs(raw: bytes) -> Pairs:
    """The pairs of a query string or a form, blank values kept."""
    return tuple(parse_qsl(raw.decode("latin-1"), keep_blank_values=True)) if raw else ()


class Endpoint:
    """A pure handler as an ASGI application."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read, answer, send."""
        call = await _read(scope, receive)
        answer = self._handler(call)
        if answer.after_s:
            await asyncio.sleep(answer.after_s)
        await send(_start(answer))
        step = -(-len(answer.body) // answer.pieces) or 1
        for start in range(step, len(answer.body), step):
            await send({"type": "http.response.body", "body": answer.body[start - step : start], "more_body": True})
        last = (len(answer.body) - 1) // step * step if answer.body else 0
        await send({"type": "http.response.body", "body": answer.body[last:]})


async def _read(scope: Scope, receive: Receive) -> Call:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    with_body = "content-length" in headers or "transfer-encoding" in headers
    server = scope.get("server") or ("localhost", None)
    host = headers.get("host") or (f"{server[0]}:{server[1]}" if server[1] else server[0])
    return Call(
        method=scope["method"],
        path=scope["path"],
        origin=f"{scope['scheme']}://{host}",
        headers=headers,
        query=pairs(scope["query_string"]),
        body=await _body(receive) if with_body else b"",
        target=_target(scope),
        certificate=_certificate(scope),
    )


def _target(scope: Scope) -> str:
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return (path + (b"?" + query if query else b"")).decode("latin-1")


def _certificate(scope: Scope) -> bytes:
    """What the door says of the caller (ASGI, TLS extension)."""
    chain = ((scope.get("extensions") or {}).get("tls") or {}).get("client_cert_chain")
    return ssl.PEM_cert_to_DER_cert(chain[0]) if chain else b""


async def _body(receive: Receive) -> bytes:
    """The whole body; what is longer than anybody needs is read and cut."""
    body, more = b"", True
    while more:
        message = await receive()
        more = message.get("more_body", False)
        if len(body) < MAX_BODY:
            body += message.get("body", b"")
    return body[:MAX_BODY]


def _start(answer: Answer) -> Message:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    if answer.media:
        headers.append((b"content-type", answer.media.encode("latin-1")))
    if answer.status != 204 and answer.pieces == 1:
        headers.append((b"content-length", str(len(answer.body)).encode()))
    return {"type": "http.response.start", "status": answer.status, "headers": headers}
