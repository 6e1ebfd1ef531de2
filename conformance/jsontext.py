"""A JSON text as it came over the wire: where and why it is none, and which members stand in it twice.

Lines and columns count from 1, columns in characters.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import orjson

from conformance.late import pattern
from conformance.model import JSON, NOT_JSON

_AROUND: Final = 40
"""How many characters before and after its place are shown of a text that is no JSON."""
_MARKS: Final = {
    b"\xef\xbb\xbf": "it starts with a byte order mark (U+FEFF), which RFC 8259 (8.1) forbids",
    b"\xff\xfe": "it is UTF-16, and JSON is UTF-8 (RFC 8259, 8.1)",
    b"\xfe\xff": "it is UTF-16, and JSON is UTF-8 (RFC 8259, 8.1)",
}
_LITERALS: Final = pattern(r"(NaN|-?Infinity|undefined|True|False|None)\b")
_NUMBER_START: Final = pattern(r"[+.]|-?0[0-9]")
_HUGE: Final = pattern(r"-?(?:[0-9][0-9.]*[eE][+]?[0-9]{3,}|[0-9]{309,})")
"""More than a double holds (RFC 8259, 6)."""
_DIGITS: Final = 20
"""So much of such a number is shown."""
DEEPEST: Final = 200
"""A body nested deeper is not read (RFC 8259, 9: a reader may set a limit); those of STET have five levels."""
_TOO_DEEP: Final = f"it is nested more than {DEEPEST} levels deep, which is not read"
MOST_VALUES: Final = 1_000_000
"""A body of more values is not read either; a page of 200 rows has 6,000."""
ANY_NUMBER: Final = sys.maxsize
"""Of a file of somebody's own, which holds as many as a long run has."""
_TOO_MANY: Final = f"it has more than {MOST_VALUES:,} values, which is not read"
_REPEATED: Final = 262_144
"""Bodies of so many bytes at most are read once, as most come again."""
_TEXT: Final = pattern(rb'"[^"]*+(?:"|\Z)')
"""One that has no escapes; where it is left open it goes to the end, and nothing is looked at twice."""
_EMPTY: Final = pattern(rb"\[\s*\]|\{\s*\}")
_NESTS: Final = (dict, list)
_BRACKET: Final = pattern(rb"[\[\]{}]")
_SURROGATE: Final = pattern(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


@lru_cache(maxsize=8)
def why_not(content: bytes, most: int = MOST_VALUES) -> str:
    """Why a text is no JSON that is read, with the place; '' where it is. `most`: so many values are read.

    `there is a comma before ] (line 3, column 17)`.
    """
    if not content.strip():
        return "it is empty"
    mark = next((mark for mark in _MARKS if content.startswith(mark)), None)
    if mark is not None:
        return _MARKS[mark]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        return f"byte 0x{content[error.start]:02X} is not UTF-8 ({_place(before, len(before))})"
    return _TOO_MANY if _too_many(content, most) else _wrong(content, text)


def _wrong(content: bytes, text: str) -> str:
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        deep = _too_deep(content)
        return _TOO_DEEP if deep else f"{_reason(text, error.pos)} ({_place(text, _blamed(text, error.pos))})"
    return _TOO_DEEP if _depth(data) > DEEPEST else ""


def read(content: bytes, most: int = MOST_VALUES) -> JSON:
    """A text as JSON; NOT_JSON where `why_not` says why. Equal bodies are read once: nobody changes it."""
    return _read_before(content) if len(content) <= _REPEATED else _read(content, most)


def _read(content: bytes, most: int = MOST_VALUES) -> JSON:
    try:
        data = orjson.loads(content) if content and not _too_many(content, most) else NOT_JSON
    except orjson.JSONDecodeError:
        return NOT_JSON
    # Only a body of many brackets can be deep, and most that have many close them again.
    deep = content.count(b"[") + content.count(b"{") > DEEPEST < _depth(data)
    return NOT_JSON if deep else data


_read_before: Final = lru_cache(maxsize=128)(_read)


def _depth(data: JSON) -> int:
    """How deep lists and objects are nested in each other; level by level, without recursion."""
    level, depth = [data] if type(data) in _NESTS else [], 0
    while level:
        inner = (value.values() if type(value) is dict else value for value in level)
        level = [item for items in inner for item in items if type(item) in _NESTS]
        depth += 1
    return depth


def _bare(content: bytes) -> bytes:
    """A JSON text without its strings."""
    return _TEXT.sub(b"", content.replace(b"\\\\", b"").replace(b'\\"', b""))


def _too_many(content: bytes, most: int) -> bool:
    """Whether a text holds more values than that: as many as it has commas, and lists and objects with a first."""
    marks = (b",", b"[", b"{")
    if len(content) < most or sum(map(content.count, marks)) < most:
        return False
    bare = _bare(content)
    return sum(map(bare.count, marks)) - len(_EMPTY.findall(bare)) >= most


def _too_deep(content: bytes) -> bool:
    """Whether the brackets of a text that need not be JSON, those inside of strings left out, are nested too deep."""
    depth = 0
    for bracket in _BRACKET.finditer(_bare(content)):
        depth += 1 if bracket[0] in b"[{" else -1
        if depth > DEEPEST:
            return True
    return False


@lru_cache(maxsize=8)
def excerpt(content: bytes) -> str:
    """The part of a body that shows why it is no JSON, on one line; its beginning where no place is to blame."""
    text = content.decode("utf-8", "replace").replace("\ufeff", "U+FEFF ")
    try:
        orjson.loads(content)
        at = 0
    except orjson.JSONDecodeError as error:
        at = error.pos
    start = max(at - _AROUND, 0)
    shown = " ".join(text[start : at + _AROUND].split())
    return f"{'…' if start else ''}{shown}{'…' if len(text) > at + _AROUND else ''}"


def _place(text: str, at: int) -> str:
    before = text[:at]
    return f"line {before.count(chr(10)) + 1}, column {at - before.rfind(chr(10))}"


def _blamed(text: str, at: int) -> int:
    """Where the reader should look: at the comma that should not be there, not behind it."""
    comma = _comma_before(text, at)
    return at if comma is None else comma


def _comma_before(text: str, at: int) -> int | None:
    """The place of a comma that a closing bracket, or another comma, follows."""
    if text[at : at + 1] == ",":
        return at if text[at + 1 :].lstrip()[:1] in ("]", "}") else _last_comma(text, at)
    return _last_comma(text, at) if text[at : at + 1] in ("]", "}") else None


def _last_comma(text: str, at: int) -> int | None:
    before = text[:at].rstrip()
    return len(before) - 1 if before.endswith(",") else None


def _reason(text: str, at: int) -> str:
    rest = text[at:]
    if _comma_before(text, at) is not None:
        return "there is a comma too many"
    if not text[:at].strip() and rest.startswith("<"):
        return "it starts with `<`, so it is HTML or XML"
    found = next((says for says in _reasons(text[:at], rest) if says), "")
    return found or (f"`{rest[0]}` is unexpected" if rest else "it stops in the middle")


def _reasons(before: str, rest: str) -> Iterator[str]:
    yield "it stops in the middle" * (not rest.strip())
    yield "comments are not allowed" * rest.startswith(("//", "/*", "#"))
    yield "strings need double quotes, not single ones" * rest.startswith("'")
    literal = _LITERALS.match(rest)
    yield f"`{literal[1]}` is not a JSON value" if literal else ""
    yield "an escape is only half of a surrogate pair" * (_SURROGATE.match(rest) is not None)
    yield "a number must start with a digit, and not with a needless 0" * (_NUMBER_START.match(rest) is not None)
    huge = _HUGE.match(rest)
    yield f"the number {_begun(huge[0])} is too large" if huge else ""
    yield f"control character U+{ord(rest[0]):04X} must be escaped" * (rest[:1] < " " and rest[:1] != "")
    yield "member names need double quotes" * (before.rstrip()[-1:] in ("{", ",") and rest[:1].isidentifier())
    yield "it is plain text" * (not before.strip())


def _begun(number: str) -> str:
    return number if len(number) <= _DIGITS else f"{number[: _DIGITS - 1]}…"


class _Twice(dict[str, JSON]):
    """An object in which members stand more than once."""

    names: tuple[str, ...] = ()


@lru_cache(maxsize=32)
def repeated(content: bytes) -> tuple[tuple[str, str], ...]:
    """The members that stand more than once in one object: the path of the object and the name, in the body's order.

    Empty where the body is no JSON. Every schema sees the last one only; readers take the first or the last (RFC 8259,
    4: names within an object should be unique).
    """
    return () if _as_written(content) else _repeated_in(content)


def _as_written(content: bytes) -> bool:
    """Whether a text is what its reading is written as: then nothing in it was lost. Most banks write no blanks."""
    try:
        return orjson.dumps(read(content)) == content
    except orjson.JSONEncodeError:  # NOT_JSON
        return False


def _repeated_in(content: bytes) -> tuple[tuple[str, str], ...]:
    """The same by Python's reader, which tells of every member."""
    found = False

    def noted(members: list[tuple[str, JSON]]) -> dict[str, JSON]:
        nonlocal found
        plain = dict(members)
        if len(plain) == len(members):
            return plain
        found = True
        twice = _Twice(plain)
        twice.names = tuple(name for name, times in Counter(name for name, _ in members).items() if times > 1)
        return twice

    try:
        body = json.loads(content, object_pairs_hook=noted)
    except (ValueError, RecursionError):
        return ()
    return tuple(_walk(body, "")) if found else ()


def _walk(value: JSON, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, _Twice):
        yield from ((where, name) for name in value.names)
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _walk(member, f"{where}.{name}" if where else name)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _walk(item, f"{where}[{index}]")
