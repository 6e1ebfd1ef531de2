"""The wire: one request goes out, one answer comes back, within the target's time and size.

httpcore is known to this file and `connections` only. No redirect is followed, no body is read without
bound, what fails is said in plain words, and a proxy sees what goes to other machines only.
"""

from __future__ import annotations

import hashlib
import logging
import ssl
import threading
import time
from functools import lru_cache
from typing import Final, NamedTuple

import httpcore

from conformance.client.causes import BROKE_OFF, OTHER_VERSION, Spoken, explain
from conformance.client.connections import Backend, Progress, Stream
from conformance.client.fields import excerpt
from conformance.client.urls import Url, taken_apart
from conformance.client.wire import timely, unpacked
from conformance.errors import Blocked
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.meanwhile import Meanwhile
from conformance.model import MORE_THAN_ANSWERED, Call
from conformance.target.address import authority, bare, loopback
from conformance.target.target import Proxy, Target, Tls

# Their debug logs tell the headers of answers, and with them cookies and the codes of logins.
logging.getLogger("httpcore").setLevel(logging.WARNING)

_NAME: Final = pattern(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONNECTIONS: Final = 20
"""More than there are ever calls at once (catalogue.turns.MOST_IN_FLIGHT)."""
_WITH_BODY: Final = ("POST", "PUT", "PATCH")
_LENGTHS: Final = {b"content-length", b"transfer-encoding"}
_CONTROL: Final = pattern(r"[\x00-\x08\x0a-\x1f\x7f]")


class Received(NamedTuple):
    """What came back."""

    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes
    """The body after decompression."""
    note: str
    """What was wrong with its packing; '' for nothing."""
    elapsed_ms: float
    remark: str = ""
    """What else was remarkable, and takes nothing from the answer; '' for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownByTls:
    """The certificate by which a host has shown who it is."""

    host: str
    leaf_sha256: str
    issuer: str
    """As RFC 4514 writes it."""


@dataclass()
class NoAnswer(Exception):  # noqa: N818 - nobody is at fault yet
    """The wire failed."""

    says: str
    hint: str
    connected: bool = True
    """Whether the request may have reached the bank."""
    died_idle: bool = False
    """Whether a connection of an earlier request was closed before this one reached it."""


class Transport:
    """The connections to one target. Raises Mistakes where a certificate of the target cannot be used."""

    def __init__(self, target: Target, meanwhile: Meanwhile | None = None) -> None:
        """`meanwhile`: what can wait, done while the bank is waited for."""
        self._target = target
        self._progress, self._meanwhile = Progress(), meanwhile or Meanwhile()
        self._lock = threading.Lock()
        self._pools: dict[tuple[bool, bool, bool], httpcore.ConnectionPool] = {}
        self._tls = _context(target.tls) if target.base_url.startswith("https:") else None
        self._patience = dict.fromkeys(("connect", "read", "write", "pool"), target.limits.timeout_s)
        self._most = int(target.limits.body_mib * 1024 * 1024)
        self._leaves: dict[tuple[str, bytes], None] = {}
        """The certificates that TLS has shown, by host."""
        self._answered: set[str] = set()
        """The hosts that have answered once."""

    def close(self) -> None:
        """Let go of the connections."""
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()

    def send(self, call: Call, *, anew: bool = False) -> Received:
        """The answer to a call, its headers sent as they are; `anew` over a connection of its own.

        What must not come twice goes anew: of a connection that had been idle nobody knows whether it still lives, and
        where it breaks, whether the bank has seen the request (RFC 9112, 9.3.1).

        Raises NoAnswer where none comes, Blocked where its body is longer than the target allows and for a call that
        no client could send.
        """
        address = _sendable(call)
        request = self._prepared(call, address)
        proxy = self._target.proxy
        if proxy is not None and loopback(address.host):
            proxy = None
        self._progress.begin(self._target.limits.timeout_s)
        try:
            received = self._exchanged(call, request, proxy, anew=anew)
        except (httpcore.LocalProtocolError, httpcore.UnsupportedProtocol) as error:
            raise _cannot_be_sent(call, str(error)) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, httpcore.ProxyError) as error:
            raise self._no_answer(error, call.url, proxy) from None
        if proxy is not None and received.status == 407:
            raise self._no_answer(httpcore.ProxyError("407"), call.url, proxy)
        return received

    def _no_answer(self, error: Exception, url: str, proxy: Proxy | None) -> NoAnswer:
        spoken = Spoken(beginning=self._progress.beginning, before=authority(url) in self._answered)
        says, hint = explain(error, url, self._target.limits.timeout_s, proxy.address if proxy else "", spoken=spoken)
        broke = isinstance(error, httpcore.ReadError | httpcore.WriteError | httpcore.RemoteProtocolError)
        connected = not isinstance(error, httpcore.ConnectError | httpcore.ConnectTimeout | httpcore.ProxyError)
        return NoAnswer(says, hint, connected, died_idle=broke and self._progress.died_idle)

    def _exchanged(self, call: Call, request: httpcore.Request, proxy: Proxy | None, *, anew: bool) -> Received:
        pool = self._pool(secure=request.url.scheme == b"https", proxy=proxy, anew=anew)
        started = time.perf_counter()
        answer = pool.handle_request(request)
        try:
            if not answer.extensions["http_version"].startswith(b"HTTP/1."):
                raise httpcore.RemoteProtocolError(OTHER_VERSION)
            self._look_at(answer, authority(call.url))
            self._answered.add(authority(call.url))
            self._progress.go_on()
            chunks = timely(answer.iter_stream(), self._target.limits.timeout_s)
            content, note = unpacked(chunks, _coding(answer), self._most)
            if _broke_off(answer):
                raise httpcore.RemoteProtocolError(BROKE_OFF)
            # What cannot be unpacked is not read to its end.
            remark = MORE_THAN_ANSWERED if not note and _holds_more(answer) else ""
        except TimeoutError as late:
            raise httpcore.ReadTimeout(str(late)) from None
        finally:
            answer.close()
        # What came unseen came in the middle of that time, on average.
        ended = time.perf_counter() - self._progress.unseen_s / 2
        if len(content) > self._most:
            says = f"{call.method} {bare(call.url)}: the body is longer than {self._most / 1048576:g} MiB"
            raise Blocked(f"{says}, the rest was not read; limits.body_mib in the target file raises the limit")
        return Received(
            status=answer.status,
            headers=tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers]),
            content=content,
            note=note,
            elapsed_ms=round((ended - started) * 1000, 3),
            remark=remark,
        )

    def _prepared(self, call: Call, address: Url) -> httpcore.Request:
        url = httpcore.URL(
            scheme=address.scheme.encode(), host=address.raw_host, port=address.port, target=address.target
        )
        try:
            headers = headers_of(call, address.netloc)
        except UnicodeEncodeError as error:
            raise _cannot_be_sent(call, str(error)) from None
        return httpcore.Request(
            method=call.method.upper().encode(),
            url=url,
            headers=headers,
            content=call.content,
            extensions={"timeout": self._patience},
        )

    @property
    def shown(self) -> tuple[ShownByTls, ...]:
        """The certificates by which hosts have shown who they are."""
        return tuple(_shown(host, leaf) for host, leaf in tuple(self._leaves))

    def _look_at(self, answer: httpcore.Response, host: str) -> None:
        stream = answer.extensions.get("network_stream")
        secured = stream.get_extra_info("ssl_object") if stream is not None else None
        leaf = secured.getpeercert(True) if secured is not None else None
        if leaf:
            self._leaves[host, leaf] = None

    def _pool(self, *, secure: bool, proxy: Proxy | None, anew: bool) -> httpcore.ConnectionPool:
        """The connections in clear, or those over TLS, whose context costs 15 ms that a mock in clear need not pay."""
        key = secure, proxy is not None, anew
        with self._lock:
            if key not in self._pools:
                self._pools[key] = httpcore.ConnectionPool(
                    ssl_context=self._context() if secure else None,
                    proxy=_proxy(proxy) if proxy is not None else None,
                    max_connections=_CONNECTIONS,
                    max_keepalive_connections=0 if anew else _CONNECTIONS,
                    keepalive_expiry=60,
                    network_backend=Backend(self._progress, self._meanwhile),
                )
            return self._pools[key]

    def _context(self) -> ssl.SSLContext:
        self._tls = self._tls or _context(self._target.tls)
        return self._tls


def _proxy(proxy: Proxy) -> httpcore.Proxy:
    user, password = (text.encode() for text in proxy.login) if proxy.login else (b"", b"")
    return httpcore.Proxy(proxy.address, auth=(user, password) if proxy.login else None)


def sent_url(call: Call) -> str:
    """The URL of a call as it goes over the wire, percent-encoded. Raises Blocked where no client could send it."""
    return _sendable(call).text


def unsendable(url: str) -> str:
    """Why no request can be made for a URL, to be said after it; '' where one can."""
    return _address(url)[1]


@lru_cache(maxsize=256)
def _address(url: str) -> tuple[Url | None, str]:
    """A URL taken apart, and why no request can be made for it; a run asks for few addresses again and again."""
    return taken_apart(url)


def _sendable(call: Call) -> Url:
    """The address of a call. Raises Blocked where no client could send it."""
    address, wrong = _address(call.url)
    for name, value in call.headers:
        wrong = wrong or _wrong_header(name, value)
    if address is None or wrong:
        raise _cannot_be_sent(call, wrong)
    return address


def headers_of(call: Call, host: bytes) -> list[tuple[bytes, bytes]]:
    """The headers of a call as they go over the wire, with those that HTTP/1.1 demands where it has them not: `Host`,
    and the length of a body (RFC 9110, 7.2 and 8.6). Values go as bytes: a scenario may send what no browser would.
    """
    headers = [(name.encode("ascii"), value.encode("utf-8", "surrogateescape")) for name, value in call.headers]
    there = {name.lower() for name, _ in headers}
    if call.content and b"content-length" not in there:
        headers.append((b"Content-Length", str(len(call.content)).encode()))
    elif call.method.upper() in _WITH_BODY and not there & _LENGTHS:
        headers.insert(0, (b"Content-Length", b"0"))
    return headers if b"host" in there else [(b"Host", host), *headers]


def _cannot_be_sent(call: Call, why: str) -> Blocked:
    return Blocked(f"{call.method} {excerpt(bare(call.url))} cannot be sent: {why}")


def _wrong_header(name: str, value: str) -> str:
    """What keeps a header from being sent (RFC 9110, 5.1 and 5.5); '' for nothing. Its value may be a secret."""
    if not _is_name(name):
        return f"`{name!a}` is not a valid header name"
    if not value.isprintable() and _CONTROL.search(value):
        return f"the value of {name} has a line break or another control character in it"
    return f"the value of {name} starts or ends with a space" if value != value.strip(" \t") else ""


@lru_cache(maxsize=256)
def _is_name(text: str) -> bool:
    """Whether a text is a header name (RFC 9110, 5.1); a run sends few of them again and again."""
    return _NAME.fullmatch(text) is not None


def _holds_more(answer: httpcore.Response) -> bool:
    stream = answer.extensions.get("network_stream")
    return isinstance(stream, Stream) and stream.holds_more


def _broke_off(answer: httpcore.Response) -> bool:
    """Whether the end of a body was the end of a connection that may have been cut (RFC 9112, 9.8)."""
    stream = answer.extensions.get("network_stream")
    return isinstance(stream, Stream) and stream.broke_off


def _coding(answer: httpcore.Response) -> str:
    found = [value.decode("latin-1") for name, value in answer.headers if name.lower() == b"content-encoding"]
    return ", ".join(found)


def _shown(host: str, leaf: bytes) -> ShownByTls:
    from cryptography import x509  # noqa: PLC0415 - slow to import, and of use over TLS only

    try:
        issuer = x509.load_der_x509_certificate(leaf).issuer.rfc4514_string()
    except ValueError:
        issuer = ""
    return ShownByTls(host=host, leaf_sha256=hashlib.sha256(leaf).hexdigest(), issuer=issuer)


def _context(options: Tls | None) -> ssl.SSLContext:
    """Imported when it is needed: certificates take 60 ms, which a bank spoken to in clear need not pay."""
    from conformance.client import tls  # noqa: PLC0415

    return tls.context(options)
