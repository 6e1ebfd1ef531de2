"""Why no answer came, in plain words, and what may help."""

from __future__ import annotations

import os
import re
import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from conformance.late import pattern

_BROKE_OFF: Final = {
    "http": "does this port speak https:// rather than http://?",
    "https": "the bank may demand a client certificate, or refuse the one it is shown: tls.certificate and tls.key",
}
OTHER_VERSION: Final = "other version"
BROKE_OFF: Final = "the connection was cut"
_CUT: Final = ("incomplete", "without sending complete message body", BROKE_OFF)
_REASONS: Final = {
    "Receive buffer too long": "a line or the headers of its answer have more than 100 kB",
    "bad Content-Length": "its Content-Length is no length",
    "conflicting Content-Length headers": "it tells two lengths",
    "illegal header line": "a header is malformed",
    "illegal status line": "the status line is malformed",
    "illegal request line": "the status line is malformed",
    OTHER_VERSION: "its status line names another version of HTTP",
    "continuation line at start of headers": "its first header begins with a blank",
    "malformed chunk footer": "a chunk does not end where its length says",
    "multiple Transfer-Encoding headers": "it tells two codings of its transfer",
    "InformationalResponse status_code should be in range [100, 200), not": "its status is below 100",
    "illegal chunk header": "the length of a chunk is malformed",
    "Only Transfer-Encoding: chunked is supported": "its Transfer-Encoding is another than chunked",
    "Received server _SWITCH_UPGRADE event without a pending proposal": "it changes to another protocol (101)",
}
"""What the reader of HTTP says, in words about the answer."""
_VALUE: Final = pattern(r": bytearray.*| [0-9]+\Z", re.DOTALL)
"""What it adds to that: the part of the answer that it means."""
_TLS_RECORDS: Final = (b"\x15\x03", b"\x16\x03")
"""How an alert and a handshake of TLS begin (RFC 8446, 5.1)."""
_SETTINGS: Final = b"\x04"
"""The type of the frame that a server of HTTP/2 begins with, behind the three bytes of its length (RFC 9113, 3.4)."""
_VARIABLES: Final = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")
_THROUGH_A_PROXY: Final = "`proxy` in the target file names it"


class Spoken(NamedTuple):
    """What a host has said so far."""

    beginning: bytes = b""
    """The first bytes of what it sent for this request."""
    before: bool = False
    """Whether it has answered an earlier one."""


def explain(  # noqa: PLR0913 - what failed, and where
    error: BaseException,
    url: str,
    timeout_s: float,
    proxy: str = "",
    environ: Mapping[str, str] = os.environ,
    *,
    spoken: Spoken = Spoken(),  # noqa: B008 - a tuple
) -> tuple[str, str]:
    """Why no answer came from a URL, and what may help ('' if nothing is known to).

    `proxy` is the address of the proxy that was asked to pass the request on; '' for none. A proxy that only the
    environment names is not used, and that is said where it may be the reason. That the port may speak something else
    is said only of one that has never answered.
    """
    parts = urlsplit(url)
    host, where = parts.hostname or url, parts.netloc.rpartition("@")[2]
    chain = list(_causes(error))
    secured = next((found for cause in chain if (found := _of_tls(cause, host, where, spoken)) is not None), None)
    if secured is not None:
        return secured
    if proxy and any(type(cause).__name__ == "ProxyError" for cause in chain):
        return f"the proxy {proxy} does not let us through to {where}: {error}", (
            "does it want a user and a password? proxy: http://user:password@host:port"
        )
    unconnected = any(type(cause).__name__.startswith("Connect") for cause in chain) or isinstance(error, OSError)
    if proxy and unconnected:
        host, where = urlsplit(proxy).hostname or proxy, f"the proxy {proxy}"
    for cause in chain:
        known = _known(cause, host, where, timeout_s, parts.scheme, spoken)
        if known is not None:
            says, hint = known
            return says, _THROUGH_A_PROXY if proxy and unconnected else _advised(hint, unconnected, environ)
    return _broken(error, where, parts.scheme, spoken)


def _broken(error: BaseException, where: str, scheme: str, spoken: Spoken) -> tuple[str, str]:
    """What is wrong with an answer that is none by HTTP/1.1; what it says itself may be a secret, and is not told."""
    begins = spoken.beginning
    if "Protocol" not in type(error).__name__:
        return f"{where} closed the connection: {error}", _hint(scheme, spoken)
    if not begins:
        return f"{where} closed the connection without an answer", _hint(scheme, spoken)
    if begins.startswith(b"HTTP/"):
        said = _VALUE.sub("", str(error))
        broke_off = "disconnected" in said
        return (
            f"{where} closed the connection in the middle of an answer"
            if broke_off
            else f"what {where} sends is no HTTP/1.1: {_REASONS.get(said, said)}"
        ), ""
    if begins[3:4] == _SETTINGS:
        return f"{where} answers in HTTP/2, which was not asked for", "the bank must speak HTTP/1.1"
    in_tls = begins.startswith(_TLS_RECORDS)
    return (
        f"{where} answers in TLS" if in_tls else f"what {where} sends is no HTTP/1.1: it has no status line"
    ), _hint(scheme, spoken) if in_tls else ""


def _hint(scheme: str, spoken: Spoken) -> str:
    """What a port may speak that has never answered."""
    return "" if spoken.before else _BROKE_OFF.get(scheme, "")


def _advised(hint: str, unconnected: bool, environ: Mapping[str, str]) -> str:
    """The hint, and that a proxy of the environment was not used, where no connection could be made."""
    named = next((name for name in _VARIABLES if environ.get(name)), None)
    if named is None or not unconnected:
        return hint
    unused = f"{named} of the environment is not used; name a proxy in the target file: `proxy: $ENV{{{named}}}`"
    return f"{hint}; {unused}" if hint else unused


def _of_tls(cause: BaseException, host: str, where: str, spoken: Spoken) -> tuple[str, str] | None:
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"the certificate of {host} is not trusted: {cause.verify_message}", _certificate_hint(cause)
    if isinstance(cause, ssl.SSLError):
        return f"TLS with {where} failed: {_tls_reason(cause)}", _tls_hint(cause, spoken)
    return None


def _known(  # noqa: PLR0913, PLR0917 - what failed, and where
    cause: BaseException, host: str, where: str, timeout_s: float, scheme: str, spoken: Spoken
) -> tuple[str, str] | None:
    says, hint = "", ""
    if isinstance(cause, socket.gaierror):
        says, hint = f"the host name {host} cannot be resolved", "is the URL right, is a proxy or VPN needed?"
    elif isinstance(cause, ConnectionRefusedError):
        says, hint = f"{where} refuses the connection", "is the server running, and is the port right?"
    elif isinstance(cause, TimeoutError) or "Timeout" in type(cause).__name__:
        did = "began an answer and did not end it" if spoken.beginning else "did not answer"
        says, hint = f"{where} {did} within {timeout_s:g} s", "limits.timeout_s sets how long to wait"
    elif any(sign in str(cause) for sign in _CUT) and "Protocol" in type(cause).__name__:
        says = f"{where} closed the connection in the middle of an answer"
    elif isinstance(cause, ConnectionResetError | BrokenPipeError | ConnectionAbortedError):
        says = f"{where} closed the connection: {(cause.strerror or 'the connection is gone').lower()}"
        hint = _hint(scheme, spoken)
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
        return "is the host in base_url the one the certificate was issued for?"
    return "if the bank has a certificate authority of its own, name it in tls.ca"


def _tls_reason(error: ssl.SSLError) -> str:
    reason = error.reason or str(error)
    return reason.lower().replace("_", " ")


def _tls_hint(error: ssl.SSLError, spoken: Spoken) -> str:
    """What may help; of a port that has answered, what it speaks is no question any more."""
    reason = _tls_reason(error)
    if "certificate" in reason or "unknown ca" in reason or "handshake failure" in reason:
        return "the bank may demand, or refuse, the client certificate: tls.certificate and tls.key"
    if spoken.before:
        return ""
    if "wrong version number" in reason or "http request" in reason or "record layer" in reason:
        return "does this port speak http:// rather than https://?"
    if "no application protocol" in reason:
        return "the bank must speak HTTP/1.1; it may offer HTTP/2 only"
    if "unexpected eof" in reason:
        return _BROKE_OFF["https"]
    return "the bank must speak TLS 1.2 or later" if "version" in reason or "unsupported protocol" in reason else ""
