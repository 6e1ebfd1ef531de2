"""What must never reach a report, a log or a traceback, and the mask that is put over it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, quote, quote_plus

from conformance.masking.known_texts import KnownTexts
from conformance.model import Exchange

MASK: Final = "***"
_SHORTEST: Final = 6
_IN_URLS: Final = frozenset({"access_token", "code", "fallback", "id_token", "refresh_token", "token"})
_IN_FORMS: Final = _IN_URLS | {"assertion", "client_assertion", "client_secret", "passwd", "password", "secret"}
_IN_JSON: Final = ("access_token", "refresh_token", "id_token", "client_secret")
# A variable of a replay line ($TOKEN_MARC_AISP) and the parameters of a challenge (Bearer realm="…") are no secrets.
_TOKEN: Final = r"(?:\s|%20|\+)+(?!\$|(?:realm|error|scope|error_description)\s*=)[^\s\"'<>\\]+"
_BEARER: Final = re.compile(rf"earer(?<=[Bb]earer){_TOKEN}")
_SHOUTED: Final = re.compile(rf"EARER(?<=BEARER){_TOKEN}")
_BASIC: Final = re.compile(r"(\b[Bb]asic(?:\s|%20|\+)+)([A-Za-z0-9+/_-]{4,}={0,2})(?![\w=])")
_STANDARD: Final = str.maketrans("-_", "+/")
_CASELESS_FROM: Final = 16
"""A value so long is hidden in capital and in small letters too; a shorter one may be a word of the report."""


class Secrets:
    """Every secret seen so far in a run, and the one function that hides them in a text."""

    __slots__ = ("_forms", "_known")

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._forms = KnownTexts()

    def learn(self, *values: str) -> None:
        """Remember values to hide. Those shorter than six characters would hide half of every report and are left."""
        for value in values:
            if len(value) >= _SHORTEST:
                self._add(value)

    def learn_code(self, code: str) -> None:
        """Remember a typed one-time code, which may be short."""
        if code:
            self._add(code)

    def learn_from(self, exchange: Exchange) -> None:
        """Remember the tokens, codes, passwords and session cookies that an exchange carries, whoever sent them."""
        self.learn(*_found(exchange))

    def mask(self, text: str) -> str:
        """The text with every secret, in each of its spellings, replaced by `***`; credentials of other people too."""
        if "asic" in text:
            text = _BASIC.sub(_credentials, text)
        for form in self._forms.found_in(text):
            text = text.replace(form, MASK)
        if "earer" in text:
            text = _BEARER.sub(f"earer {MASK}", text)
        if "EARER" in text:
            text = _SHOUTED.sub(f"EARER {MASK}", text)
        return text

    def _add(self, value: str) -> None:
        if value not in self._known:
            self._known.add(value)
            for form in _spellings(value):
                self._forms.add(form)


def _spellings(value: str) -> Iterator[str]:
    """A value as it stands, and as URLs, forms, JSON documents, base64 and hexadecimal dumps write it."""
    raw = value.encode("utf-8", "surrogatepass")
    yield value
    yield quote(raw, safe="")
    yield quote(raw)
    yield quote_plus(raw)
    for ascii_only in (True, False):
        yield json.dumps(value, ensure_ascii=ascii_only)[1:-1]
    yield from _in_base64(raw)
    yield raw.hex()
    yield raw.hex().upper()
    if len(value) >= _CASELESS_FROM:
        yield value.upper()
        yield value.lower()


def _in_base64(raw: bytes) -> Iterator[str]:
    """What base64 of any text with the value in it shows of it, wherever in the text it begins (`user:secret`)."""
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(raw).decode().rstrip("=")
        for before in range(3):
            bits = 8 * before
            whole = encode(b"\0" * before + raw).decode().rstrip("=")
            core = whole[-(-bits // 6) : (bits + 8 * len(raw)) // 6]
            if len(core) >= _SHORTEST:
                yield core


def _credentials(match: re.Match[str]) -> str:
    """`Basic` and what follows, masked where that is a user and a password (RFC 7617)."""
    padded = match[2].rstrip("=").translate(_STANDARD) + "=="
    try:
        known = b":" in base64.b64decode(padded[: len(padded) // 4 * 4])
    except ValueError:
        known = False
    return f"{match[1]}{MASK}" if known else match[0]


def _found(exchange: Exchange) -> Iterator[str]:
    call = exchange.call
    yield from _in_url(call.url)
    if call.content and b"=" in call.content and b"{" not in call.content[:1]:
        yield from _values_of(call.content.decode("utf-8", "replace"), _IN_FORMS)
    for name, value in exchange.headers:
        lowered = name.lower()
        if lowered == "location":
            yield from _in_url(value)
        elif lowered == "set-cookie":
            yield from _cookie(value)
    if isinstance(exchange.data, dict):
        yield from (exchange.data[name] for name in _IN_JSON if isinstance(exchange.data.get(name), str))


def _in_url(url: str) -> Iterator[str]:
    """From the query and the fragment; a URL may be as broken as it likes."""
    for part in re.split(r"[?#]", url)[1:]:
        yield from _values_of(part, _IN_URLS)


def _values_of(text: str, names: frozenset[str]) -> Iterator[str]:
    for name, value in parse_qsl(text):
        if name.lower() in names:
            yield value


def _cookie(header: str) -> Iterator[str]:
    """A session's value; short ones (a language, a flag) would hide words of every report."""
    value = header.partition(";")[0].partition("=")[2].strip().strip('"')
    if len(value) >= 16:
        yield value
