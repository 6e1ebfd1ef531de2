"""Whether an answer is one of this API at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.client.recognition import is_json_type, is_page, stranger, words_of
from conformance.jsontext import read
from conformance.model import Call, Exchange
from conformance.model.notes import BROKEN_PACKING


def answer(content: bytes = b"", status: int = 200, kind: str = "", url: str = "http://b/accounts") -> Exchange:
    headers = (("Content-Type", kind),) if kind else ()
    call = Call(method="GET", url=url)
    at = datetime.now(UTC)
    return Exchange(call=call, status=status, headers=headers, content=content, data=read(content), at=at)


@pytest.mark.parametrize(
    ("kind", "is_one"),
    [
        ("application/json", True),
        ("application/hal+json", True),
        ("application/problem+json", True),
        ("text/json", False),
        ("text/html", False),
        ("", False),
    ],
)
def test_media_types_of_json(kind: str, is_one: bool) -> None:
    """By their name or their suffix."""
    assert is_json_type(kind) is is_one


@pytest.mark.parametrize(
    ("content", "kind", "is_one"),
    [
        (b"<p>hello", "text/html; charset=utf-8", True),
        (b"", "Text/HTML", True),
        (b" \n<!doctype html><p>hello", "application/json", True),
        (b"<HTML>", "", True),
        (b'{"a": "<html>"}', "application/json", False),
        (b"<accounts/>", "application/xml", False),
    ],
)
def test_pages(content: bytes, kind: str, is_one: bool) -> None:
    """By the media type, or where the body says so against it."""
    assert is_page(answer(content, kind=kind)) is is_one


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<html><title>400 Bad</title><script>var a = 1 < 2;</script><h1>No &amp; no</h1>", "400 Bad No & no"),
        (b"<html><style>p { }</style><!-- nothing -->\n <p>hello\tyou", "hello you"),
        (b"<html><p>\x1b[2J\xff", "\\u001b[2J�"),
        (b"<html><p>" + b"a" * 500, "a" * 159 + "…"),
        (
            b'{"timestamp": "12:00:01", "status": 401, "error": "Unauthorized", "message": "Unauthorized"}',
            "Unauthorized",
        ),
        (b'{"message": "NGAC", "error": "Forbidden"}', "NGAC: Forbidden"),
        (b'{"error": "invalid_client", "error_description": "who?"}', "invalid_client: who?"),
        (b'{"message": 7, "error": ""}', '{"message": 7, "error": ""}'),
        (b'{"detail": "no"}', '{"detail": "no"}'),
        (b"", ""),
    ],
)
def test_the_words_of_a_page(content: bytes, words: str) -> None:
    """What a reader would see of it, on one line; of a refusal its reason, without the time of day."""
    assert words_of(answer(content)) == words


@pytest.mark.parametrize(
    "exchange",
    [
        answer(b'{"accounts": []}'),
        answer(status=204),
        answer(status=401),
        answer(b'{"message": "BADS"}', status=403, kind="application/json"),
        answer(b"nothing", status=500),
    ],
)
def test_the_api_is_no_stranger(exchange: Exchange) -> None:
    """It answers in JSON, or says no without a word."""
    assert stranger(exchange) is None


def test_a_body_that_cannot_be_unpacked_is_told_as_one() -> None:
    """And not as none at all."""
    packed = replace(answer(b"", 200), note=f"{BROKEN_PACKING}gzip` says: incorrect header check")
    found, bare = stranger(packed), stranger(answer(b"", 200))
    assert found is not None
    assert found.says == f"is answered with 200 and a body that cannot be read: {packed.note}"
    assert bare is not None
    assert bare.says == "is answered with 200 and no body"


def test_http_towards_a_port_that_wants_https() -> None:
    """What nginx says of it leads to the advice."""
    page = b"<html><h1>The plain HTTP request was sent to HTTPS port</h1>"
    assert stranger(answer(page, 400)) == (
        'is answered with 400 and a page: "The plain HTTP request was sent to HTTPS port"',
        "does this port want https:// in base_url?",
    )
    found = stranger(answer(page, 400, url="https://b/accounts"))
    assert found is not None
    assert found.advice == "does base_url end with /stet/psd2/v1.4.2?"


@given(st.binary(), st.integers(100, 599), st.text(st.characters(max_codepoint=255)))
def test_any_answer(content: bytes, status: int, kind: str) -> None:
    """What is said of a stranger is one short line."""
    found = stranger(answer(content, status, kind))
    assert found is None or (len(found.says) < 250 and found.says.isprintable())
