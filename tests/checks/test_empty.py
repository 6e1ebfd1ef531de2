"""empty: true: the answer has no body."""

from typing import Any

import pytest

from conformance.model import NOT_JSON
from tests.support.answers import answer, lines


@pytest.mark.parametrize(("body", "content"), [(NOT_JSON, b""), (NOT_JSON, b" \r\n"), ({}, b"{}"), ({}, b" { } ")])
def test_no_body_and_an_empty_object_hold(body: Any, content: bytes) -> None:
    """An empty JSON object counts as none (ambiguity D7)."""
    assert lines("empty", True, answer(body, content=content)) == []


@pytest.mark.parametrize(
    ("body", "content"), [(NOT_JSON, b"<p>"), ([], b"[]"), (None, b"null"), ({"a": 1}, b'{"a":1}'), (NOT_JSON, b"\xff")]
)
def test_a_body_is_a_fault(body: Any, content: bytes) -> None:
    """With its beginning, whatever its bytes."""
    shown = content.decode("utf-8", "replace")
    assert lines("empty", True, answer(body, content=content)) == [f": there is a body (wanted no body, got {shown})"]
