"""The secrets that an exchange carries: known by the names they are given in URLs, forms, headers and documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl

from conformance.late import pattern
from conformance.masking.reading import Reading
from conformance.model import Exchange

_IN_URLS: Final = ("access_token", "code", "fallback", "id_token", "refresh_token", "token")
_TYPED: Final = ("assertion", "client_assertion", "client_secret", "passwd", "password", "secret")
_IN_FORMS: Final = frozenset((*_IN_URLS, *_TYPED))
_TOKENS: Final = frozenset(("access_token", "refresh_token", "id_token", "client_secret"))
_SIGNS: Final = (b"token", b"code", b"fallback", b"assertion", b"secret", b"passw")
"""One of them stands in every body that carries a secret by its name; in nearly no page of the API."""
_EQUALS: Final = (b"=", b"%3", b"\\u003")
"""One of them stands before the value of every parameter."""
_EQUAL_SIGNS: Final = tuple(map(bytes.decode, _EQUALS))
_CODE: Final = re.compile(b"code(?:" + b"|".join(map(re.escape, _EQUALS)) + b")")
"""A parameter `code`; the word alone stands in every page of transactions."""
_NAMES: Final = "|".join(sorted(_IN_FORMS))
_MEMBER: Final = pattern(rf'"({_NAMES})"\s*:\s*"([^"]+)"'.encode())
_PARAMETER: Final = pattern(
    rf"(?:[?&#;]|%3F|%26|\\u0026|\\u003[fF])({_NAMES})(?:=|%3D|\\u003[dD])([^&\s\"'<>#]+)".encode(), re.IGNORECASE
)
_REPEATED: Final = 262_144
"""Bodies of so many bytes at most are looked through once, as most come again."""
_PARTS: Final = pattern(r"[?#]")
_NEXT_PARAMETER: Final = pattern(rb"%26|\\u0026", re.IGNORECASE)
_SHORTEST_SESSION: Final = 16
"""A shorter cookie is a language or a flag, and would hide words of every report."""
_SHORTEST_CODE: Final = 8
"""A shorter `code` of a document is an error's or a currency's."""


def carried(exchange: Exchange) -> Iterator[str]:
    """The tokens, codes, passwords and session cookies of a request and its answer, as they stand there."""
    call = exchange.call
    yield from _in_url(call.url)
    if call.content:
        if b"=" in call.content and call.content[:1] != b"{":
            yield from _pairs(call.content.decode("utf-8", "replace"), _IN_FORMS)
        else:
            yield from _in_body(call.content, logs_in=True)
    for name, value in exchange.headers:
        lowered = name.lower()
        if lowered == "location":
            yield from _in_url(value)
        elif lowered == "set-cookie":
            yield from _cookie(value)
        if any(map(value.__contains__, _EQUAL_SIGNS)):
            yield from _parameters(value.encode("utf-8", "surrogatepass"))
    if isinstance(exchange.data, dict):
        yield from (value for name, value in exchange.data.items() if name in _TOKENS and isinstance(value, str))
    if exchange.content:
        with_token = any(name.lower() == "authorization" for name, _ in call.headers)
        yield from _in_body(exchange.content, logs_in=exchange.status < 400 and not with_token)


def _in_body(content: bytes, *, logs_in: bool) -> Iterable[str]:
    """What a body carries; most bodies come again."""
    return _read_before(content, logs_in) if len(content) <= _REPEATED else _read(content, logs_in)


@lru_cache(maxsize=128)
def _read_before(content: bytes, logs_in: bool) -> tuple[str, ...]:
    return tuple(_read(content, logs_in))


def _read(content: bytes, logs_in: bool) -> Iterator[str]:
    """By name, in a JSON document (one within another too), a screen, or a URL that stands in either.

    A member `code` is a login's only: elsewhere it is an error's.
    """
    packed = content.replace(b"\0", b"") if b"\0" in content else content
    named = any(sign in packed for sign in _SIGNS if logs_in or sign != b"code")
    if named or _CODE.search(packed):
        yield from _parameters(packed)
    if not named:
        return
    for match in _MEMBER.finditer(Reading(packed.decode("utf-8", "replace")).plain):
        value = match[2].decode("utf-8", "replace")
        if match[1] == b"fallback":  # a link of the API's; what is secret in it is a parameter
            continue
        if match[1] != b"code" or (logs_in and _is_code(value)):
            yield value


def _parameters(text: bytes) -> Iterator[str]:
    """Of URLs anywhere in a text, which may itself be a parameter of one."""
    for match in _PARAMETER.finditer(text) if any(map(text.__contains__, _EQUALS)) else ():
        yield _NEXT_PARAMETER.split(match[2], maxsplit=1)[0].rstrip(b"\\,;)").decode("utf-8", "replace")


def _is_code(value: str) -> bool:
    """Whether it looks drawn at random, not like the name of something."""
    return len(value) >= _SHORTEST_CODE and any(sign.isdigit() for sign in value) and " " not in value


@lru_cache(maxsize=256)
def _in_url(url: str) -> tuple[str, ...]:
    """From the query and the fragment; a URL may be as broken as it likes, and most come again."""
    parts = _PARTS.split(url)[1:] if "=" in url else ()
    return tuple(value for part in parts for value in _pairs(part, _IN_FORMS))


def _pairs(text: str, names: frozenset[str]) -> Iterator[str]:
    for name, value in parse_qsl(text):
        if name.lower() in names:
            yield value


def _cookie(header: str) -> Iterator[str]:
    """A session's value."""
    value = header.partition(";")[0].partition("=")[2].strip().strip('"')
    if len(value) >= _SHORTEST_SESSION:
        yield value
