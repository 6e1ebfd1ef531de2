"""Bodies as JSON."""

from __future__ import annotations

import pytest

from conformance.client.bodies import parsed
from conformance.model import NOT_JSON

DEEP = "the body is nested more than 200 levels deep and was not read"


def nested(deep: int, opens: bytes = b"[", closes: bytes = b"]") -> bytes:
    return opens * deep + b"1" + closes * deep


@pytest.mark.parametrize(("opens", "closes"), [(b"[", b"]"), (b'{"a":', b"}"), (b'[{"a":', b"}]")])
def test_as_deep_as_that(opens: bytes, closes: bytes) -> None:
    """Two hundred levels are read, one more is not, and a thousand times as many neither."""
    levels = opens.count(b"[") + opens.count(b"{")
    assert parsed(nested(200 // levels, opens, closes))[1] == ""
    assert parsed(nested(200 // levels, opens, closes))[0] is not NOT_JSON
    for deep in (200 // levels + 1, 600, 2000, 200_000):
        assert parsed(nested(deep, opens, closes)) == (NOT_JSON, DEEP)


@pytest.mark.parametrize(
    "content",
    [
        b'"' + b"[" * 5000 + b'"',
        b'{"' + b'\\"{' * 3000 + b'": 1}',
        b"[" + b",".join([b"[]"] * 3000) + b"]",
    ],
)
def test_many_brackets_are_not_deep(content: bytes) -> None:
    """Those in texts, and those that are closed again."""
    assert parsed(content)[1] == ""
    assert parsed(content)[0] is not NOT_JSON


@pytest.mark.parametrize(
    "content",
    [b"", b"[" * 100, b'{"a": 1,}', b"\xef\xbb\xbf{}", b"1e999", b'"\\ud800"', b'"\xed\xa0\x80"'],
)
def test_what_is_no_json(content: bytes) -> None:
    """Nothing more is said of it here."""
    assert parsed(content) == (NOT_JSON, "")
