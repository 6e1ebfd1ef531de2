"""has: [_links.next]: these paths lead to something everywhere."""

from typing import Any

import pytest

from conformance.model import NOT_JSON
from tests.support.answers import answer, lines


@pytest.mark.parametrize(
    ("wanted", "body"),
    [
        (["_links.next"], {"_links": {"next": {}}}),
        (["a", "b"], {"a": 0, "b": False}),
        (["rows[*].id"], {"rows": [{"id": 1}, {"id": ""}]}),
        (["rows[kind=x]"], {"rows": [{"kind": "x"}]}),
    ],
)
def test_what_is_there_holds(wanted: Any, body: Any) -> None:
    """Also where it is false, zero or empty."""
    assert lines("has", wanted, answer(body)) == []


@pytest.mark.parametrize(
    ("wanted", "body", "told"),
    [
        ("a", {}, "a: a is missing"),
        ("a", {"a": None}, "a: a is null"),
        ("a.b", {"a": []}, "a: a is a list, not an object with `b`"),
        ("rows[*].id", {"rows": []}, "rows: rows is an empty list"),
        ("rows[*].id", {"rows": [{"id": 1}, {}]}, "rows[1].id: rows[1].id is missing"),
        ("rows[kind=x]", {"rows": [{"kind": "y"}]}, "rows: rows has no item with kind=x"),
        ("rows[2]", {"rows": [1]}, "rows: rows has only 1 item"),
        ("a", [], ": the body is a list, not an object with `a`"),
        ("a", None, ": the body is null, not an object with `a`"),
    ],
)
def test_what_is_not_there_is_a_fault(wanted: str, body: Any, told: str) -> None:
    """At the place where the path stops; of an empty list nothing is true."""
    assert lines("has", [wanted], answer(body)) == [f"{told} (wanted present, got None)"]


def test_a_body_that_is_not_json_is_told_once() -> None:
    """Not once for every path."""
    assert len(lines("has", ["a", "b"], answer(NOT_JSON, content=b"<html>"))) == 1
