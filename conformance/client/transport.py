"""The wire: one request goes out, one answer comes back, within the target's time and size.

httpx is known to this file only. No redirect is followed, no body is read without bound, and what fails is told in
plain words.
"""

from __future__ import annotations

import logging
import ssl
import time
from dataclasses import dataclass
from typing import NamedTuple

import httpx

from conformance.client.wire import explain, timely, unpacked
from conformance.errors import Blocked, Broken
from conformance.model import Call
from conformance.target.address import bare
from conformance.target.target import Target, Tls

# Its debug log tells the headers of answers, and with them cookies and the codes of logins.
logging.getLogger("httpcore").setLevel(logging.WARNING)


class Received(NamedTuple):
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes
    """The body after decompression."""
    note: str
    """What was wrong with its packing; '' for nothing."""
    elapsed_ms: float


@dataclass
class NoAnswer(Exception):  # noqa: N818 - nobody is at fault yet
    """The wire failed."""

    says: str
    hint: str
    connected: bool
    """Whether the request may have reached the bank."""


class Transport:
    """The connections to one target. Raises Mistakes where a certificate of the target cannot be used."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._pools: dict[bool, httpx.HTTPTransport] = {}
        self._tls = _context(target.tls) if target.base_url.startswith("https:") else None
        self._patience = dict.fromkeys(("connect", "read", "write", "pool"), target.limits.timeout_s)
        self._most = int(target.limits.body_mib * 1024 * 1024)

    def close(self) -> None:
        """Let go of the connections."""
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()

    def send(self, call: Call) -> Received:
        """The answer to a call, its headers sent as they are.

        Raises NoAnswer where none comes, Blocked where its body is longer than the target allows, and Broken for a call
        that no client could send.
        """
        request = _request(call)
        request.extensions["timeout"] = self._patience
        try:
            return self._exchanged(call, request)
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol) as error:
            raise Broken(f"{call.method} {call.url} cannot be sent: {error}") from None
        except httpx.TransportError as error:
            says, hint = explain(error, call.url, self._target.limits.timeout_s)
            connected = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
            raise NoAnswer(says, hint, connected) from None

    def _exchanged(self, call: Call, request: httpx.Request) -> Received:
        pool = self._pool(secure=request.url.scheme == "https")
        started = time.perf_counter()
        answer = pool.handle_request(request)
        try:
            chunks = timely(answer.iter_raw(), self._target.limits.timeout_s)
            content, note = unpacked(chunks, answer.headers.get("content-encoding", ""), self._most)
        except TimeoutError as late:
            raise httpx.ReadTimeout(str(late)) from None
        finally:
            answer.close()
        if len(content) > self._most:
            says = f"{call.method} {bare(call.url)}: the body is longer than {self._most / 1048576:g} MiB"
            raise Blocked(f"{says}, the rest was not read; limits.body_mib in the target file sets how much is")
        return Received(
            status=answer.status_code,
            headers=tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw),
            content=content,
            note=note,
            elapsed_ms=(time.perf_counter() - started) * 1000,
        )

    def _pool(self, *, secure: bool) -> httpx.HTTPTransport:
        """The connections in clear, or those over TLS, whose context costs 15 ms that a mock in clear need not pay.

        A transport, not a Client: that one follows up redirects even where it is told not to, and fails on odd ones.
        """
        if secure not in self._pools:
            self._pools[secure] = httpx.HTTPTransport(
                verify=self._context() if secure else False,
                trust_env=False,
                limits=httpx.Limits(max_connections=20, max_keepalive_connections=20, keepalive_expiry=60),
            )
        return self._pools[secure]

    def _context(self) -> ssl.SSLContext:
        self._tls = self._tls or _context(self._target.tls)
        return self._tls


def sent_url(call: Call) -> str:
    """The URL of a call as it goes over the wire, percent-encoded. Raises Broken where there is none such."""
    return str(_request(call).url)


def _request(call: Call) -> httpx.Request:
    """Header values go as bytes: a scenario may send what no browser would."""
    try:
        headers = [(name.encode("ascii"), value.encode("utf-8")) for name, value in call.headers]
        return httpx.Request(call.method, call.url, headers=headers, content=call.content)
    except (httpx.InvalidURL, TypeError, ValueError) as error:
        raise Broken(f"{call.method} {call.url} cannot be sent: {error}") from None


def _context(options: Tls | None) -> ssl.SSLContext:
    """Imported when it is needed: certificates take 60 ms, which a bank spoken to in clear need not pay."""
    from conformance.client import tls  # noqa: PLC0415

    return tls.context(options)
