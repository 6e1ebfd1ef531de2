"""Whatever way a text is spelled, it reads the same; and each part of what is read is found again in the text."""

from __future__ import annotations

import html
import json
import tracemalloc
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.masking.reading import Reading

SECRET = 'tök+en/with="signs"'
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\\%&\0"), max_size=40)


@pytest.mark.parametrize(
    "spelled",
    [
        quote(SECRET, safe=""),
        quote(SECRET, safe="").lower(),
        quote(quote(SECRET, safe=""), safe=""),
        quote(quote(quote(SECRET, safe=""), safe=""), safe=""),
        json.dumps(SECRET)[1:-1],
        json.dumps(SECRET).replace("/", "\\/")[1:-1],
        json.dumps(json.dumps(SECRET))[3:-3],
        json.dumps(json.dumps(json.dumps(SECRET).replace("/", "\\/")))[7:-7],
        "".join(f"\\u{ord(sign):04X}" for sign in SECRET),
        "".join(f"%{byte:02x}" for byte in SECRET.encode()),
        "".join(f"&#x{ord(sign):x};" for sign in SECRET),
        "".join(f"&#{ord(sign)};" for sign in SECRET),
        html.escape(SECRET),
        html.escape(json.dumps(SECRET))[6:-6],
        quote(json.dumps(SECRET)[1:-1], safe=""),
        SECRET.encode("utf-16-le").decode("latin-1"),
        SECRET.encode("utf-16-be").decode("latin-1"),
    ],
)
def test_every_spelling_reads_the_same(spelled: str) -> None:
    """And stands where it was: what is around it stays as it is spelled."""
    reading = Reading(f"<{spelled}>%20\\/")
    assert reading.plain == f"<{SECRET}> /".encode()
    end = 1 + len(SECRET.encode())
    assert reading.replaced([(1, end, "*")]).strip("\0").replace("\0", "") == "<*>%20\\/"


@pytest.mark.parametrize("text", ["", "plain", "100 %", "C:\\dir", "a & b; c", "&unknown;", "%zz", "\\", "é\ud800"])
def test_what_only_looks_like_an_escape_stays(text: str) -> None:
    """A text that is replaced in nowhere is the same text."""
    assert Reading(text).plain == text.encode("utf-8", "surrogatepass")
    assert Reading(text).replaced([]) == text


def test_a_letter_beyond_the_first_plane_is_one() -> None:
    """JSON writes it as two."""
    assert Reading("\\ud83d\\ude00\\\\ud83d\\\\ude00").plain == "😀😀".encode()


def test_utf16_stays_utf16_where_words_are_replaced() -> None:
    """Otherwise nobody could read the rest."""
    for codec in ("utf-16-le", "utf-16-be"):
        raw = "a token b".encode(codec).decode("latin-1")
        masked = Reading(raw).replaced([(2, 7, "***1")])
        assert masked.encode("latin-1").decode(codec) == "a ***1 b"


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("caf\\u00e9-1", "zar\\u00e8-2"),
        ("caf%C3%A9%2D1", "zar%C3%A8%2D2"),
        ("caf%25c3%25a9-%31", "zar%25c3%25a8-%32"),
        ("caf&#233;-1", "zar&#232;-2"),
        ("café-1", "zarè-2"),
        ("c\0a\0f\0é\0-\x001\0", "z\0a\0r\0è\0-\x002\0"),
    ],
)
def test_letters_are_spelled_like_those_they_replace(text: str, changed: str) -> None:
    """A URL stays a URL, a JSON text a JSON text."""
    reading = Reading(text)
    assert reading.rewritten([(0, len(reading.plain), "zarè-2".encode())]) == changed


@given(TEXTS, TEXTS, TEXTS)
def test_any_text_within_any_other_is_found_in_its_place(before: str, word: str, after: str) -> None:
    """In a URL within a JSON document."""
    text = json.dumps(quote(before, safe="") + quote(word, safe="") + quote(after, safe=""))
    reading = Reading(text)
    start = 1 + len(before.encode())
    end = start + len(word.encode())
    assert reading.plain[start:end] == word.encode()
    assert reading.replaced([(start, end, "*")]) == json.dumps(f"{quote(before, safe='')}*{quote(after, safe='')}")


def test_a_text_that_is_all_escapes_takes_a_few_times_its_own_memory() -> None:
    """A bank may send millions of them."""
    text = '\\"ab' * 30_000
    tracemalloc.start()
    try:
        assert Reading(text).plain == b'"ab' * 30_000
        assert tracemalloc.get_traced_memory()[1] < 12 * len(text)
    finally:
        tracemalloc.stop()
