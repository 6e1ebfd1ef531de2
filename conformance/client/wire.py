"""What the sender needs of the wire besides HTTP itself: its pace, its bounds, and plain words for its failures."""

from __future__ import annotations

import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

_BROKE_OFF = {
    False: "does this port speak https:// rather than http://?",
    True: "the bank may demand a client certificate, or refuse the one it is shown: tls.certificate and tls.key",
}


class Pace:
    """Lets calls pass at most so many times a second."""

    __slots__ = ("_gap_s", "_lock", "_next")

    def __init__(self, rate_per_s: float | None) -> None:
        self._gap_s = 1 / rate_per_s if rate_per_s else 0.0
        self._lock = threading.Lock()
        self._next = 0.0

    def wait(self) -> None:
        """Returns when the next call may leave."""
        if not self._gap_s:
            return
        with self._lock:
            now = time.monotonic()
            leaves = max(now, self._next)
            self._next = leaves + self._gap_s
        if leaves > now:
            time.sleep(leaves - now)


def timely(chunks: Iterable[bytes], within_s: float) -> Iterator[bytes]:
    """The pieces of a body. Raises TimeoutError where they do not come to an end in time, however often one comes."""
    ends = time.monotonic() + within_s
    for chunk in chunks:
        yield chunk
        if time.monotonic() > ends:
            raise TimeoutError("the answer does not come to an end")


def unpacked(chunks: Iterable[bytes], encoding: str, most: int) -> tuple[bytes, str]:
    """A body after decompression, at most a byte more than `most` of it, and a note if it cannot be unpacked.

    A few packed bytes can stand for gigabytes, and a body may have no end; so no more is unpacked than is kept.
    """
    coding = encoding.strip().lower()
    known = coding in ("", "identity", "gzip", "x-gzip", "deflate")
    body, note = bytearray(), "" if known else f"the body is packed as `{coding}`, which was not asked for"
    try:
        for piece in _plain(chunks, coding if known else "", most + 1):
            body += piece
            if len(body) > most:
                break
    except zlib.error as error:
        note = f"the body is not packed as its Content-Encoding `{coding}` says: {error}"
    return bytes(body[: most + 1]), note


def _plain(chunks: Iterable[bytes], coding: str, most: int) -> Iterator[bytes]:
    if coding in ("", "identity"):
        yield from chunks
        return
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
    for chunk in chunks:
        packed = chunk
        while packed:
            yield unpack.decompress(packed, most)
            packed = unpack.unconsumed_tail
    yield unpack.flush()


def explain(error: BaseException, url: str, timeout_s: float) -> tuple[str, str]:
    """Why no answer came from a URL, in plain words, and what may help ('' if nothing is known to)."""
    parts = urlsplit(url)
    host, where = parts.hostname or url, parts.netloc.rpartition("@")[2]
    for cause in _causes(error):
        known = _known(cause, host, where, timeout_s)
        if known is not None:
            return known
    return f"{where} broke off: {error}", _BROKE_OFF[parts.scheme == "https"]


def _known(cause: BaseException, host: str, where: str, timeout_s: float) -> tuple[str, str] | None:
    says, hint = "", ""
    if isinstance(cause, ssl.SSLCertVerificationError):
        says, hint = f"the certificate of {host} is not trusted: {cause.verify_message}", _certificate_hint(cause)
    elif isinstance(cause, ssl.SSLError):
        says, hint = f"TLS with {where} failed: {_tls_reason(cause)}", _tls_hint(cause)
    elif isinstance(cause, socket.gaierror):
        says, hint = f"the name {host} is not known to the DNS", "is the URL right, is a proxy or VPN needed?"
    elif isinstance(cause, ConnectionRefusedError):
        says, hint = f"{where} refuses the connection", "is the server running, and is the port right?"
    elif isinstance(cause, TimeoutError) or "Timeout" in type(cause).__name__:
        says, hint = f"{where} did not answer within {timeout_s:g} s", "limits.timeout_s sets how long to wait"
    elif "incomplete" in str(cause) and "Protocol" in type(cause).__name__:
        says = f"{where} broke off in the middle of an answer"
    elif isinstance(cause, OSError) and cause.strerror:
        says = f"the connection to {where} failed: {cause.strerror.lower()}"
    return (says, hint) if says else None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what led to it, the root first: it knows best."""
    chain: list[BaseException] = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    yield from reversed(chain)


def _certificate_hint(error: ssl.SSLCertVerificationError) -> str:
    if "expired" in error.verify_message or "not yet valid" in error.verify_message:
        return "ask the bank, and look at the clock of this machine"
    if "match" in error.verify_message:
        return "is the host in base_url the one the certificate was made for?"
    return "tls.ca names the authority of a bank that has its own"


def _tls_reason(error: ssl.SSLError) -> str:
    reason = error.reason or str(error)
    return reason.lower().replace("_", " ")


def _tls_hint(error: ssl.SSLError) -> str:
    reason = _tls_reason(error)
    if "wrong version number" in reason or "http request" in reason or "record layer" in reason:
        return "does this port speak http:// rather than https://?"
    if "certificate" in reason or "unknown ca" in reason or "handshake failure" in reason:
        return "the bank may demand, or refuse, the client certificate: tls.certificate and tls.key"
    return "the bank must speak TLS 1.2 or later"
