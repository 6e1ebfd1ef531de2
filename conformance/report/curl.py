"""A request as a line for the shell, with a variable where its token stood."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from conformance.model import Call

_MADE_BY_CURL = frozenset({"accept-encoding", "connection", "content-length", "host", "user-agent"})
_COMPANIONS = frozenset({"psu-ip-port", "psu-http-method", "psu-user-agent", "psu-accept-language"})
_SECRET = frozenset({"authorization", "cookie", "proxy-authorization"})


def replay(call: Call) -> str:
    """The curl line that sends this call again; `$TOKEN_ADAM_AISP` stands for the token it carried."""
    return " ".join(_words(call))


def variable(call: Call) -> str:
    """The name of the shell variable that holds the call's token."""
    return f"TOKEN_{call.persona}_{call.scope or 'aisp'}".upper()


def _words(call: Call) -> Iterator[str]:
    yield "curl"
    body = call.content
    if call.method != ("GET" if body is None else "POST"):
        yield from ("-X", shlex.quote(call.method))
    for name, value in call.headers:
        lowered = name.lower()
        if lowered in _SECRET:
            yield from ("-H", _secret(call, name))
        elif lowered not in _MADE_BY_CURL and not usual(lowered, value):
            yield from ("-H", shlex.quote(f"{name}: {value}" if value else f"{name};"))
    if body is not None:
        yield from ("--data-raw", shlex.quote(body.decode("utf-8", "replace").replace("\0", "")))
    yield shlex.quote(call.url) if _plain(call.url) else f"-g {shlex.quote(call.url)}"


def usual(name: str, value: str) -> bool:
    """Whether a header is one that every request carries and no answer depends on: the line is short without it."""
    if name == "x-request-id":
        return bool(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", value))
    return name in _COMPANIONS or (name == "accept" and value.startswith("application/hal+json"))


def _secret(call: Call, name: str) -> str:
    """A header whose value is not told: the double quotes let the shell put it in."""
    if name.lower() == "authorization" and call.persona:
        return f'"{name}: Bearer ${variable(call)}"'
    return f'"{name}: ${name.upper().replace("-", "_")}"'


def _plain(url: str) -> bool:
    """Whether curl takes the URL as it is; brackets and braces mean something to it."""
    return not any(letter in url for letter in "[]{}")
