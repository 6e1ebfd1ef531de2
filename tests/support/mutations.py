"""A file that was good, as somebody may have left it: cut, doubled, with other values, in another encoding.

Hypothesis draws each change, so that a failure comes down to the smallest file that shows it.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any, Final

from hypothesis import strategies as st

Json = Any
Way = tuple[str | int, ...]

OUTSIDE: Final = "outside"
"""The folder beside the one that a command works in: nothing may be written there."""
NAMES: Final = (
    f"../{OUTSIDE}/written", f"../../{OUTSIDE}/written", "/etc/shadow", "..", ".", "", "C:\\written", "\\\\host\\share",
    "a\0b", "CON", "name.", "x" * 300, "~nobody/x", f"file:///{OUTSIDE}",
)  # fmt: skip
"""Such as climb out of a folder, or mean something to some system."""
MOMENTS: Final = (
    "2026-13-45T99:99:99Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2026-02-30", "10000-01-01",
    "2026-W53-7", "2026-01-01T00:00:00+99:99", "1e9",
)  # fmt: skip
NUMBERS: Final = (
    -1, 0, 10**30, -(10**30), 2**63, 2**64, 1e308, 5e-324, -0.0, float("nan"), float("inf"), True,
)  # fmt: skip
TEXTS: Final = (
    "\x1b[2J\x1b]0;x\x07", "\u202e\u2066", "\ud800", "\ufeff", "\0", "é" * 50, "$ENV{HOME}", "$ENV{", "$main.iban",
    "*a", "&a x", "!!python/object:x", "%s{0}{}", "<script>", "x" * 20_000, "(" * 200, "(a+)+$", "٣", "null", "- : -",
)  # fmt: skip
SHAPES: Final = (None, [], {}, [[]], [None], {"": None}, {"a": {"b": [1]}}, [1] * 500)
VALUES: Final = st.sampled_from((*NAMES, *MOMENTS, *NUMBERS, *TEXTS, *SHAPES))
PIECES: Final = st.sampled_from((
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"[" * 5_000, b'{"a":' * 5_000, b"- " * 3_000, b"x" * 200_000,
    b"\t", b"\r", b"\x85", b"\xe2\x80\xa8", b'"', b"'", b"}", b"]", b": ", b"#", b"---\n", b"&a [*a]", b"NaN", b"1e999",
    b"\x1b[2J", b"9" * 5_000, b"%TAG ! x\n", b"<<: *a\n", b"? ",
))  # fmt: skip


@st.composite
def documents(draw: st.DrawFn, good: Json) -> Json:
    """A document with one to three values, keys or items that are others, more, or not there."""
    told = copy.deepcopy(good)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.sampled_from(list(ways(told)) or [()]))
        if not at:
            return draw(VALUES)
        *before, last = at
        held = told
        for part in before:
            held = held[part]
        match draw(st.sampled_from(("alike", "alike", "alike", "other", "other", "gone", "renamed", "moved"))):
            case "alike":
                held[last] = draw(like(held[last]))
            case "gone":
                del held[last]
            case "renamed" if isinstance(held, dict):
                held[str(draw(VALUES))] = held.pop(last)
            case "moved":
                held[last] = {"a": held[last]} if draw(st.booleans()) else [held[last]] * 2
            case _:
                held[last] = copy.deepcopy(draw(VALUES))
    return told


def like(value: Json) -> st.SearchStrategy[Json]:
    """Another value of the same kind."""
    if isinstance(value, str):
        return st.sampled_from((*NAMES, *MOMENTS, *TEXTS, value * 2, value[:-1]))
    if isinstance(value, bool):
        return st.just(not value)
    if isinstance(value, int | float):
        return st.sampled_from([one for one in NUMBERS if type(one) is type(value)])
    if isinstance(value, list):
        return st.sampled_from(([], value * 2, value * 50, value[::-1]))
    return st.just({}) if isinstance(value, dict) else VALUES


def ways(told: Json, at: Way = ()) -> Iterator[Way]:
    """The way to everything in a document."""
    items = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for key, value in items:
        yield (*at, key)
        yield from ways(value, (*at, key))


@st.composite
def bytes_of(draw: st.DrawFn, good: bytes) -> bytes:
    """A file cut, with lines twice, in another order, in another encoding, or with bytes that do not belong there."""
    text = bytearray(good)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        match draw(st.sampled_from(("cut", "piece", "piece", "other", "line", "line", "encoded"))):
            case "cut":
                del text[at:]
            case "piece":
                text[at:at] = draw(PIECES)
            case "other":
                text[at : at + draw(st.integers(1, 4))] = draw(st.binary(max_size=4))
            case "line":
                lines = bytes(text).split(b"\n")
                one = lines[draw(st.integers(0, len(lines) - 1))]
                lines.insert(draw(st.integers(0, len(lines))), one)
                text = bytearray(b"\n".join(lines))
            case "encoded":
                text = bytearray(
                    bytes(text)
                    .decode("utf-8", "replace")
                    .encode(draw(st.sampled_from(("utf-16", "cp1252"))), "replace")
                )
    return bytes(text)


def in_json(told: Json) -> bytes:
    """As JSON, which is YAML too; what JSON cannot say is said as Python would."""
    return json.dumps(told).encode()


def in_yaml(told: Json, head: str = "") -> bytes:
    """As YAML of one line, below a first line."""
    return head.encode() + in_json(told) + b"\n"
