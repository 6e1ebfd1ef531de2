"""headers: {Cache-Control: no-store}: a response header has this value, or has it as a part."""

from typing import Any

import pytest

from tests.support.answers import answer, lines, mismatches, pages, shown_by


@pytest.mark.parametrize(
    ("wanted", "headers"),
    [
        ({"Cache-Control": "no-store"}, [("cache-control", "no-store")]),
        ({"Cache-Control": "no-store"}, [("Cache-Control", "No-Cache, no-store")]),
        ({"Cache-Control": "no-store"}, [("Cache-Control", "no-cache"), ("Cache-Control", "no-store")]),
        ({"Content-Type": "application/hal+json"}, [("content-type", "application/hal+json; charset=utf-8")]),
        ({"X-Request-ID": True}, [("x-request-id", "anything")]),
        ({"Set-Cookie": False}, []),
        ({"Content-Type": "text/html"}, [("Content-Type", "text/html"), ("Content-Type", "text/html ")]),
        ({"Retry-After": 60}, [("Retry-After", "60")]),
        ({"Allow": {"none": "POST"}}, [("Allow", "GET, HEAD")]),
        ({"Allow": {"none": "POST"}}, []),
    ],
)
def test_the_wanted_header_holds(wanted: Any, headers: Any) -> None:
    """Names have no case; a part is enough; a header that stands twice is one list."""
    assert lines("headers", wanted, answer({}, headers=tuple(headers))) == []


@pytest.mark.parametrize(
    ("wanted", "headers", "told"),
    [
        ({"X-A": "b"}, [], "X-A: the header is missing (wanted b, got None)"),
        (
            {"Content-Type": "text/html"},
            [("Content-Type", "text/html"), ("content-type", "application/json")],
            "Content-Type: the header comes with several values (wanted text/html, got text/html, application/json)",
        ),
        ({"X-A": True}, [], "X-A: the header is missing (wanted present, got None)"),
        ({"X-A": False}, [("X-A", "b")], "X-A: the header is present (wanted absent, got b)"),
        ({"X-A": "b"}, [("X-A", "bc")], "X-A: the header is wrong (wanted b, got bc)"),
        (
            {"Allow": {"none": "POST"}},
            [("Allow", "GET, POST")],
            "Allow: the header names what it must not (wanted anything but POST, got GET, POST)",
        ),
        ({"X-A": 5}, [("X-A", "6")], "X-A: the header is wrong (wanted 5, got 6)"),
    ],
)
def test_another_header_is_a_fault(wanted: Any, headers: Any, told: str) -> None:
    """Missing, there though it should not, or of another value."""
    assert lines("headers", wanted, answer({}, headers=tuple(headers))) == [told]


def test_every_page_must_have_it() -> None:
    """The mismatch names the page."""
    walked = pages({}, {})
    assert [shown_by(mismatch, walked) for mismatch in mismatches("headers", {"X-A": True}, walked)] == [0, 1]
