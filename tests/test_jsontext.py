"""Why a text is not JSON, at which line and column, and which members come twice in one object."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.jsontext import ANY_NUMBER, excerpt, read, repeated, why_not
from conformance.model import NOT_JSON


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "it is empty"),
        (b" \n ", "it is empty"),
        (b'{"a":1,}', "there is a comma too many (line 1, column 7)"),
        (b'{"a": [\n 1,\n]}', "there is a comma too many (line 2, column 3)"),
        (b"[1,,2]", "there is a comma too many (line 1, column 3)"),
        (b"{,}", "there is a comma too many (line 1, column 2)"),
        ('{"é": "é",\n"è": 1,\n}'.encode(), "there is a comma too many (line 2, column 7)"),
        (b"// no\n{}", "comments are not allowed (line 1, column 1)"),
        (b'{"a": 1 /* one */}', "comments are not allowed (line 1, column 9)"),
        (b'{"a": 1,\n# two\n"b": 2}', "comments are not allowed (line 2, column 1)"),
        (b"{'a': 1}", "strings need double quotes, not single ones (line 1, column 2)"),
        (b"{a: 1}", "member names need double quotes (line 1, column 2)"),
        (b'{"a": 1, b: 2}', "member names need double quotes (line 1, column 10)"),
        (b'{"a": NaN}', "`NaN` is not a JSON value (line 1, column 7)"),
        (b'{"a": True}', "`True` is not a JSON value (line 1, column 7)"),
        (b'{"a": 01}', "a number must start with a digit, and not with a needless 0 (line 1, column 7)"),
        (b'{"a": .5}', "a number must start with a digit, and not with a needless 0 (line 1, column 7)"),
        (b'{"a": 1e999}', "the number 1e999 is too large (line 1, column 7)"),
        (b'{"a": 1' + b"0" * 400 + b"}", f"the number 1{'0' * 18}… is too large (line 1, column 7)"),
        (b'{"a": "x\ty"}', "control character U+0009 must be escaped (line 1, column 9)"),
        (b'{"a": "\\ud83d"}', "an escape is only half of a surrogate pair (line 1, column 8)"),
        (b'{"a": "\\x"}', "`\\` is unexpected (line 1, column 8)"),
        (b'{"a": 1} {}', "`{` is unexpected (line 1, column 10)"),
        (b'{"a" 1}', "`1` is unexpected (line 1, column 6)"),
        (b'{"a": 1, 5}', "`5` is unexpected (line 1, column 10)"),
        (b'{"a": [1,', "it stops in the middle (line 1, column 10)"),
        (b'{"a": "x', "it stops in the middle (line 1, column 9)"),
        (b"<!DOCTYPE html>", "it starts with `<`, so it is HTML or XML (line 1, column 1)"),
        (b"Forbidden", "it is plain text (line 1, column 1)"),
        (b'{"a":\n "\xe9"}', "byte 0xE9 is not UTF-8 (line 2, column 3)"),
        (b"\xef\xbb\xbf{}", "it starts with a byte order mark (U+FEFF), which RFC 8259 (8.1) forbids"),
        ("{}".encode("utf-16"), "it is UTF-16, and JSON is UTF-8 (RFC 8259, 8.1)"),
        (b"[" * 2000 + b"]" * 2000, "it is nested more than 200 levels deep, which is not read"),
    ],
)
def test_what_is_not_json_says_why_and_where(content: bytes, says: str) -> None:
    """At the character that is to be mended, not at the one behind it."""
    assert why_not(content) == says


@pytest.mark.parametrize("content", [b"{}", b" [1] ", b"null", b'"a,]"', b'{"a": {"a": 1}}'])
def test_of_json_there_is_nothing_to_say(content: bytes) -> None:
    """Also where it is no object."""
    assert why_not(content) == ""
    assert repeated(content) == ()


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(
    st.binary(max_size=20) | st.text(st.sampled_from('{}[]",:/*#\\u d8"1.eE+-aNé\n\ufeff'), max_size=20).map(str.encode)
)
def test_every_text_is_json_or_says_why_not(content: bytes) -> None:
    """As the parser decides that reads the answers, whatever a bank may send."""
    try:
        orjson.loads(content)
        right = True
    except orjson.JSONDecodeError:
        right = False
    assert (why_not(content) == "") is right
    assert len(excerpt(content)) <= 100
    repeated(content)


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b"<html>", "<html>"),
        (b'{"a": "' + b"x" * 100 + b'",}', "…" + "x" * 39 + '",}'),
        (b"[" + b"1, " * 100 + b"2 3" + b", 4" * 100 + b"]", None),
        (b"\xef\xbb\xbf{}", "U+FEFF {}"),
        (b"[1,\n\n  ,2]", "[1, ,2]"),
    ],
)
def test_an_excerpt_shows_the_place_on_one_line(content: bytes, shown: str | None) -> None:
    """What cannot be seen is named, what is far away left out."""
    found = excerpt(content)
    assert found == shown or (shown is None and found.startswith("…") and found.endswith("…") and "2 3" in found)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b'{"a":1,"a":1}', [("", "a")]),
        (b'{"a":1,"b":2,"a":1,"b":2,"a":3}', [("", "a"), ("", "b")]),
        (b'{"r":[{"x":1},{"x":1,"x":2,"y":{"z":1,"z":1}}]}', [("r[1]", "x"), ("r[1].y", "z")]),
        (b'[{"a":1,"\\u0061":2}]', [("[0]", "a")]),
        (b'{"a":{"b":1},"b":1}', []),
        (b'{"a":1,"a":', []),
    ],
)
def test_members_that_come_twice_are_found_with_their_object(content: bytes, found: list[tuple[str, str]]) -> None:
    """However the name is written; of what is not JSON nothing is said."""
    assert list(repeated(content)) == found


# -------------------------------------------------------------------------------------------------------------- reading


@pytest.mark.parametrize(("opens", "closes"), [(b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":', b"}]")])
def test_as_deep_as_that(opens: bytes, closes: bytes) -> None:
    """Two hundred levels are read, one more is not, and a thousand times as many neither."""
    levels = opens.count(b"[") + opens.count(b"{")

    def nested(deep: int) -> bytes:
        return opens * deep + b"1" + closes * deep

    assert read(nested(200 // levels)) is not NOT_JSON
    assert why_not(nested(200 // levels)) == ""
    for deep in (200 // levels + 1, 600, 2000, 200_000):
        assert read(nested(deep)) is NOT_JSON
        assert why_not(nested(deep)) == "it is nested more than 200 levels deep, which is not read"


@pytest.mark.parametrize(
    "content",
    [b'"' + b"[" * 5000 + b'"', b'{"' + b'\\"{' * 3000 + b'": 1}', b"[" + b",".join([b"[]"] * 3000) + b"]"],
)
def test_many_brackets_are_not_deep(content: bytes) -> None:
    """Those in texts, and those that are closed again."""
    assert read(content) is not NOT_JSON
    assert why_not(content) == ""


@given(st.binary() | st.text(st.sampled_from('[]{}":,\\ 1aé')).map(str.encode))
def test_what_is_not_read_has_a_reason(content: bytes) -> None:
    """And what is read has none."""
    assert (read(content) is NOT_JSON) == (why_not(content) != "")


def test_a_body_of_more_than_a_million_values_is_not_read() -> None:
    """Whatever it is made of; what stands in texts, and an empty list, is no value more."""
    many = b"[" + b"1," * 1_000_000 + b"1]"
    assert read(many) is NOT_JSON
    assert read(many, ANY_NUMBER) == [1] * 1_000_001  # an archive of a long run is no body
    assert why_not(many, ANY_NUMBER) == ""
    assert why_not(b"[" + b"[]," * 1_000_000 + b"[]]") == "it has more than 1,000,000 values, which is not read"
    assert read(b'["' + b"[,{" * 1_000_000 + b'"]') == ["[,{" * 1_000_000]
    assert read(b"[" + b",".join([b"[ ]"] * 600_000) + b"]") == [[]] * 600_000


def test_a_text_without_end_is_looked_at_once() -> None:
    """Each of its escaped quotation marks might begin another one: three million of them took hours."""
    assert why_not(b'{"a": "' + b'\\"' * 3_000_000).startswith("it stops in the middle")


def test_a_member_among_a_hundred_thousand_is_found_twice() -> None:
    """Without counting each name among all others."""
    members = b",".join(b'"m%d": 1' % at for at in range(100_000))
    assert repeated(b'{"a": {' + members + b', "m7": 2}}') == (("a", "m7"),)
