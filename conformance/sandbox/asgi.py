"""Where HTTP meets the bank: one pure handler as an ASGI application."""

import asyncio
import random
import ssl
from collections.abc import Callable

from starlette.types import Message, Receive, Scope, Send

from conformance.sandbox.messages import Request, Response, parse_urlencoded

MAX_BODY = 1 << 20
"""Bytes of a request body that are kept; the longest consent of the documentation is a few hundred."""

Handler = Callable[[Request], Response]


Latency = tuple[float, float]
"""Between how many seconds and how many each answer lets wait."""
AT_ONCE: Latency = (0.0, 0.0)


class AsgiHandler:
    """A pure handler as an ASGI application, whose answers let wait a little."""

    def __init__(self, handler: Handler, latency: Latency = AT_ONCE) -> None:
        self._handler, self._latency = handler, latency

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the request, call the handler, send the response."""
        request = await _read(scope, receive)
        response = self._handler(request)
        after_s = response.after_s + random.uniform(*self._latency)
        if after_s:
            await asyncio.sleep(after_s)
        await send(_start(response))
        step = -(-len(response.body) // response.pieces) or 1
        for start in range(step, len(response.body), step):
            await send({"type": "http.response.body", "body": response.body[start - step : start], "more_body": True})
        last = (len(response.body) - 1) // step * step if response.body else 0
        await send({"type": "http.response.body", "body": response.body[last:]})


async def _read(scope: Scope, receive: Receive) -> Request:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    with_body = "content-length" in headers or "transfer-encoding" in headers
    server = scope.get("server") or ("localhost", None)
    host = headers.get("host") or (f"{server[0]}:{server[1]}" if server[1] else server[0])
    return Request(
        method=scope["method"],
        path=scope["path"],
        origin=f"{scope['scheme']}://{host}",
        headers=headers,
        query=parse_urlencoded(scope["query_string"]),
        body=await _body(receive) if with_body else b"",
        target=_target(scope),
        certificate=_certificate(scope),
    )


def _target(scope: Scope) -> str:
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    query: bytes = scope["query_string"]
    return (path + (b"?" + query if query else b"")).decode("latin-1")


def _certificate(scope: Scope) -> bytes:
    """The client certificate of the connection in DER (ASGI specification, TLS extension)."""
    chain = ((scope.get("extensions") or {}).get("tls") or {}).get("client_cert_chain")
    return ssl.PEM_cert_to_DER_cert(chain[0]) if chain else b""


async def _body(receive: Receive) -> bytes:
    """The whole body; what is longer than MAX_BODY is read and cut."""
    body, more = b"", True
    while more:
        message = await receive()
        more = message.get("more_body", False)
        if len(body) < MAX_BODY:
            body += message.get("body", b"")
    return body[:MAX_BODY]


def _start(response: Response) -> Message:
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers]
    if response.media:
        headers.append((b"content-type", response.media.encode("latin-1")))
    if response.status != 204 and response.pieces == 1:
        headers.append((b"content-length", str(len(response.body)).encode()))
    return {"type": "http.response.start", "status": response.status, "headers": headers}
