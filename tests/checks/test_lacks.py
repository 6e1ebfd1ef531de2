"""lacks: [_links.next]: these paths lead nowhere."""

from typing import Any

import pytest

from conformance.model import NOT_JSON
from tests.support.answers import answer, lines


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("_links.next", {"_links": {}}),
        ("_links.next", {}),
        ("_links.next", {"_links": {"next": None}}),
        ("_links.next", {"_links": None}),
        ("rows[*].id", {"rows": [{}, {"id": None}]}),
        ("rows[kind=x]", {"rows": [{"kind": "y"}]}),
        ("rows[kind=a.b]", {"rows": [{"kind": "y"}]}),
        ("rows[5]", {"rows": [1]}),
        ("rows[*].link.id", {"rows": [{"link": {}}]}),
    ],
)
def test_what_is_not_there_holds(path: str, body: Any) -> None:
    """Where everything but the last part of the path is there, absence is proven."""
    assert lines("lacks", [path], answer(body)) == []


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("a", {"a": 0}, "a: a is present (wanted absent, got 0)"),
        ("a", {"a": []}, "a: a is present (wanted absent, got [])"),
        ("rows[*].id", {"rows": [{}, {"id": 7}]}, "rows[1].id: rows[1].id is present (wanted absent, got 7)"),
        ("rows[kind=x]", {"rows": [{"kind": "x"}]}, "rows[0]: rows[0] is present (wanted absent, got {'kind': 'x'})"),
        ("rows[*].id", {"rows": []}, "rows: rows is an empty list, which proves nothing (wanted absent, got None)"),
        ("rows[*].id", {}, "rows: rows is missing, which proves nothing (wanted absent, got None)"),
        ("rows[kind=x]", {"rows": []}, "rows: rows is an empty list, which proves nothing (wanted absent, got None)"),
        (
            "rows[kind=x].id",
            {"rows": [{"kind": "y"}]},
            "rows: rows has no item with kind=x, which proves nothing (wanted absent, got None)",
        ),
        (
            "_links.next",
            {"_links": [{"next": {}}]},
            "_links: _links is a list, not an object with `next`, which proves nothing (wanted absent, got None)",
        ),
        (
            "a",
            [{"a": 1}],
            ": the body is a list, not an object with `a`, which proves nothing (wanted absent, got None)",
        ),
        (
            "rows[*].links.s",
            {"rows": [{}]},
            "rows[0].links: rows[0].links is missing, which proves nothing (wanted absent, got None)",
        ),
    ],
)
def test_what_is_there_or_proves_nothing_is_a_fault(path: str, body: Any, told: str) -> None:
    """A list that is absent or empty has no items that could lack anything."""
    assert lines("lacks", [path], answer(body)) == [told]


def test_a_page_of_html_proves_nothing() -> None:
    """Only JSON lacks a member; a refusal without any body lacks everything."""
    assert len(lines("lacks", ["a"], answer(NOT_JSON, content=b"<html>"))) == 1
    assert lines("lacks", ["a"], answer(NOT_JSON, status=403)) == []
    assert lines("lacks", ["a"], answer("Forbidden", status=403)) == []
    assert len(lines("lacks", ["a"], answer([], status=403))) == 1
