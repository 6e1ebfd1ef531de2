"""A text as it reads once every escape in it is resolved, and where each byte of that stands in the text.

A bank may write one secret in many ways: `%2F`, `%252f`, `\\/`, `\\u002f`, `\\\\u002F` in a document within a document,
`&#x2F;`, in UTF-16. All of them, and any mixture, read the same; so what is to be hidden is searched for once.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from html.entities import codepoint2name
from typing import Final

from conformance.late import pattern

_DEPTH: Final = 4
"""Kinds of escapes in one another that are resolved; repetitions of one kind (`%252525`, `\\\\\\\\/`) count once."""
# Each way begins with its sign and not with a repetition, so that the engine skips what has none of them.
_UNITS: Final = {
    b"%": rb"%(?:25)*(?P<byte>[0-9A-Fa-f]{2})",
    b"\\": rb"\\\\*(?:u(?P<high>[dD][89abAB][0-9A-Fa-f]{2})\\+u(?P<low>[dD][c-fC-F][0-9A-Fa-f]{2})"
    rb"|u(?P<four>[0-9A-Fa-f]{4})|x(?P<two>[0-9A-Fa-f]{2})|(?P<one>[\"'/bfnrt]?))",
    b"&": rb"&(?:#[xX](?P<hex>[0-9A-Fa-f]{1,6})|#(?P<dec>[0-9]{1,7})|(?P<name>[a-z]{2,6}));",
    b"\0": rb"\0\0*",
}
"""How escapes are written, by their signs."""
_CONTROLS: Final = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"": b"\\"}
_NAMED: Final = {
    **{name.encode(): chr(code) for code, name in codepoint2name.items() if len(name) <= 6 and name.islower()},
    **{b"apos": "'", b"sol": "/", b"plus": "+", b"equals": "=", b"colon": ":", b"period": ".", b"num": "#"},
}
_COMMON: Final = {
    **{form % byte: bytes([byte]) for byte in range(256) for form in (b"%%%02X", b"%%%02x")},
    **{b"\\/": b"/", b'\\"': b'"', b"\\n": b"\n", b"&amp;": b"&"},
}
"""The escapes that a text may be full of, looked up sooner than taken apart."""
_PERCENT: Final = pattern(rb"(%(?:25)*)[0-9A-Fa-f]{2}(?:%(?:25)*[0-9A-Fa-f]{2})*")
_LOWER_HEX: Final = pattern(rb"[a-f]")
_BACKSLASH: Final = pattern(rb"(\\+u)[0-9A-Fa-f]{4}")
_MARKUP: Final = pattern(rb"&[^;]*;")

_PLACE: Final = "I"
"""Where a byte stands, as a number: a text has fewer than 2**32, and a bank may send one that is all escapes."""


class _Layer:
    """The escapes resolved in one pass: where each stood, and what came of it."""

    __slots__ = ("_after", "_after_end", "_before", "_before_end")

    def __init__(self) -> None:
        self._after = array(_PLACE)
        self._after_end = array(_PLACE)
        self._before = array(_PLACE)
        self._before_end = array(_PLACE)

    def note(self, before: int, before_end: int, after: int, after_end: int) -> None:
        self._before.append(before)
        self._before_end.append(before_end)
        self._after.append(after)
        self._after_end.append(after_end)

    def before(self, position: int, *, end: bool) -> int:
        """Where a position stood; within an escape its beginning, or its `end`."""
        last = bisect_right(self._after, position) - 1
        if last < 0:
            return position
        if position >= self._after_end[last]:
            return self._before_end[last] + position - self._after_end[last]
        if end and position > self._after[last]:
            return self._before_end[last]
        return self._before[last]


class Reading:
    """One text, read."""

    __slots__ = ("_layers", "_source", "folded", "plain")

    def __init__(self, text: str) -> None:
        self._source = text.encode("utf-8", "surrogatepass")
        self._layers: list[_Layer] = []
        self.plain = self._source
        """The text with its escapes resolved, in UTF-8."""
        for _ in range(_DEPTH):
            signs = _signs_in(self.plain)
            if not signs:
                break
            resolved, layer = _resolved(self.plain, signs)
            if layer is None:
                break
            self._layers.append(layer)
            self.plain = resolved
        self.folded = fold(self.plain)
        """The same, byte for byte, in lower case and with the blank as forms write it: what is searched in."""

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Where in the bytes of the text a part of the reading stands."""
        for layer in reversed(self._layers):
            start, end = layer.before(start, end=False), layer.before(end, end=True)
        return start, end

    def replaced(self, spans: Iterable[tuple[int, int, str]]) -> str:
        """The text with other words in place of parts of the reading; the spans are in order and do not overlap."""
        return self._rebuilt(((start, end), _spaced(word.encode(), self._at(start, end))) for start, end, word in spans)

    def rewritten(self, spans: Iterable[tuple[int, int, bytes]]) -> str:
        """The text with parts of the reading changed letter by letter, each spelled as the one that it replaces."""
        return self._rebuilt(((start, end), self._respelled(start, end, new)) for start, end, new in spans)

    def _at(self, start: int, end: int) -> bytes:
        first, last = self.source(start, end)
        return self._source[first:last]

    def _rebuilt(self, parts: Iterable[tuple[tuple[int, int], bytes]]) -> str:
        pieces: list[bytes] = []
        done = 0
        for span, new in parts:
            start, end = self.source(*span)
            pieces += (self._source[done:start], new)
            done = end
        pieces.append(self._source[done:])
        return b"".join(pieces).decode("utf-8", "surrogatepass")

    def _respelled(self, start: int, end: int, new: bytes) -> bytes:
        old = self.plain[start:end]
        if not self._layers or self._at(start, end) == old:
            return new
        pieces: list[bytes] = []
        at = 0
        for letter in new.decode("utf-8", "surrogatepass"):
            wide = letter.encode("utf-8", "surrogatepass")
            was, spelled = old[at : at + len(wide)], self._at(start + at, start + at + len(wide))
            pieces.append(spelled if was == wide else _spelled_like(spelled, was, letter, wide))
            at += len(wide)
        return b"".join(pieces)


def fold(plain: bytes) -> bytes:
    """What is read, without regard to case (of ASCII letters) and to the two ways of writing a blank."""
    return plain.replace(b" ", b"+").lower()


def _signs_in(data: bytes) -> bytes:
    """The signs of escapes that stand there."""
    found = b""
    for sign in _UNITS:
        if sign in data:
            found += sign
    return found


@cache
def _unit(sign: bytes) -> re.Pattern[bytes]:
    """An escape that begins with this sign, which the engine finds ten times sooner than one of several; b"": any."""
    return re.compile(b"|".join(_UNITS.values()) if not sign else _UNITS[sign])


def _resolved(data: bytes, signs: bytes) -> tuple[bytes, _Layer | None]:
    """One pass over all escapes, which begin with these signs; no layer where nothing changed."""
    layer: _Layer | None = None
    # No list of pieces: of a text that is all escapes it would take a hundred times as much as the text.
    plain = bytearray()
    done = 0
    for unit in _unit(signs if len(signs) == 1 else b"").finditer(data):
        new = _COMMON.get(unit[0]) or _meant(unit)
        if new is None or new == unit[0]:
            continue
        layer = layer or _Layer()
        start, end = unit.span()
        plain += data[done:start]
        after = len(plain)
        plain += new
        layer.note(start, end, after, len(plain))
        done = end
    if layer is None:
        return data, None
    plain += data[done:]
    return bytes(plain), layer


def _meant(unit: re.Match[bytes]) -> bytes | None:
    """The bytes that an escape stands for; None for what only looks like one."""
    kind = unit.lastgroup
    value = unit[kind] if kind else b""
    match kind:
        case "byte":
            return bytes([int(value, 16)])
        case "low":
            return bytes.fromhex((unit["high"] + value).decode()).decode("utf-16-be").encode()
        case "four" | "two" | "hex" | "dec":
            return _letter(int(value, 10 if kind == "dec" else 16))
        case "one":
            return _CONTROLS.get(value, value)
        case "name":
            return _NAMED[value].encode() if value in _NAMED else None
    return b""


def _letter(code: int) -> bytes | None:
    return chr(code).encode("utf-8", "surrogatepass") if code < 0x110000 else None


def _spaced(word: bytes, old: bytes) -> bytes:
    """A word as UTF-16 writes it, where what it replaces was written so."""
    if b"\0" not in old:
        return word
    return b"".join(bytes([byte, 0]) for byte in word)[: None if old.endswith(b"\0") else -1]


def _spelled_like(spelled: bytes, was: bytes, letter: str, wide: bytes) -> bytes:
    """A letter in the way in which another one stands in a text."""
    if found := _PERCENT.fullmatch(spelled):
        form = "%02x" if _LOWER_HEX.search(spelled) else "%02X"
        return b"".join(found[1] + (form % byte).encode() for byte in wide)
    if (found := _BACKSLASH.fullmatch(spelled)) and ord(letter) < 0x10000:
        return found[1] + f"{ord(letter):04x}".encode()
    if _MARKUP.fullmatch(spelled):
        return f"&#{ord(letter)};".encode()
    return spelled.replace(was, wide, 1) if was in spelled else wide
