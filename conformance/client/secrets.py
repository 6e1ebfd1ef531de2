"""What must never reach a report, a log or a traceback, and the mask that is put over it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit

from conformance.model import Exchange

MASK: Final = "***"
_SHORTEST: Final = 6
_IN_URLS: Final = frozenset({"access_token", "code", "fallback", "id_token", "refresh_token", "token"})
_IN_FORMS: Final = _IN_URLS | {"assertion", "client_assertion", "client_secret", "passwd", "password", "secret"}
_IN_JSON: Final = ("access_token", "refresh_token", "id_token", "client_secret")
# A variable of a replay line ($TOKEN_MARC_AISP) and the parameters of a challenge (Bearer realm="…") are no secrets.
_BEARER: Final = re.compile(
    r"(?i:\b(bearer)(?:\s|%20|\+)+)(?!\$|(?:realm|error|scope|error_description)\s*=)[^\s\"'<>\\]+"
)


class Secrets:
    """Every secret seen so far in a run, and the one function that hides them in a text."""

    __slots__ = ("_forms", "_known", "_pattern")

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._forms: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

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
        """The text with every secret, in each of its spellings, replaced by `***`; whatever follows `Bearer ` too."""
        if self._pattern is None and self._forms:
            self._pattern = re.compile(_alternation(sorted(self._forms)))
        if self._pattern is not None:
            text = self._pattern.sub(MASK, text)
        return _BEARER.sub(rf"\1 {MASK}", text)

    def _add(self, value: str) -> None:
        if value not in self._known:
            self._known.add(value)
            self._forms.update(_spellings(value))
            self._pattern = None


def _spellings(value: str) -> Iterator[str]:
    """A value as it stands, and as URLs, forms, JSON documents and Basic credentials write it."""
    yield value
    yield quote(value, safe="")
    yield quote(value)
    yield quote_plus(value)
    for ascii_only in (True, False):
        yield json.dumps(value, ensure_ascii=ascii_only)[1:-1]
    raw = value.encode()
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(raw).decode().rstrip("=")


def _alternation(words: list[str]) -> str:
    """One expression for all words, the longest first where one begins another; branches share their beginnings.

    Shared beginnings keep it fast: where a text holds no secret, one look at a character rules out all of them.
    """
    if len(words) == 1:
        return re.escape(words[0])
    shared = _shared_beginning(words)
    rest = [word[len(shared) :] for word in words]
    heads: dict[str, list[str]] = {}
    for word in rest:
        if word:
            heads.setdefault(word[0], []).append(word)
    branches = "|".join(_alternation(group) for group in heads.values())
    return re.escape(shared) + f"(?:{branches})" + ("?" if "" in rest else "")


def _shared_beginning(words: list[str]) -> str:
    first, last = words[0], words[-1]
    length = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    return first[:length]


def _found(exchange: Exchange) -> Iterator[str]:
    call = exchange.call
    yield from _in_query(urlsplit(call.url).query)
    if call.content and b"=" in call.content and b"{" not in call.content[:1]:
        yield from _pairs(call.content.decode("utf-8", "replace"), _IN_FORMS)
    for name, value in exchange.headers:
        lowered = name.lower()
        if lowered == "location":
            parts = urlsplit(value)
            yield from _in_query(parts.query)
            yield from _in_query(parts.fragment)
        elif lowered == "set-cookie":
            yield from _cookie(value)
    if isinstance(exchange.data, dict):
        yield from (exchange.data[name] for name in _IN_JSON if isinstance(exchange.data.get(name), str))


def _in_query(query: str) -> Iterable[str]:
    return _pairs(query, _IN_URLS) if query else ()


def _pairs(text: str, names: frozenset[str]) -> Iterator[str]:
    for name, value in parse_qsl(text):
        if name.lower() in names:
            yield value


def _cookie(header: str) -> Iterator[str]:
    """A session's value; short ones (a language, a flag) would hide words of every report."""
    value = header.partition(";")[0].partition("=")[2].strip().strip('"')
    if len(value) >= 16:
        yield value
