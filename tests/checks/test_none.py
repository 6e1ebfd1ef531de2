"""none: {path: [..]}: no value at a path is one of these."""

from typing import Any

import pytest

from conformance.model import NOT_JSON
from tests.support.answers import answer, lines


@pytest.mark.parametrize("body", [{"r": [{"id": 1}]}, {"r": [{"id": 1}, {"id": -7}, {"id": 7.5}]}])
def test_other_values_hold(body: Any) -> None:
    """Of the same kind as those that must not be there."""
    assert lines("none", {"r[*].id": [7, 8]}, answer(body)) == []
    assert lines("none", {"r[*].id": 7}, answer(body)) == []


def test_a_forbidden_value_is_told_with_its_place() -> None:
    """The first of them."""
    told = "r[1].id: this must not be there (wanted none of 7, 8, got 8)"
    assert lines("none", {"r[*].id": [7, 8]}, answer({"r": [{"id": 1}, {"id": 8}, {"id": 7}]})) == [told]


@pytest.mark.parametrize(
    ("body", "says", "got"),
    [
        ({}, "r: r is missing", None),
        ({"r": None}, "r: r is null, not a list", None),
        ({"r": "text"}, "r: r is a string, not a list", None),
        ({"r": []}, "r: r is an empty list", None),
        ({"r": [{"id": 1}, {}]}, "r[1].id: r[1].id is missing", None),
        ({"r": [5]}, "r[0]: r[0] is a number, not an object with `id`", None),
        ({"r": [{"id": None}]}, "r[0].id: r[0].id is null, not a number", None),
        ({"r": [{"id": "7"}]}, "r[0].id: r[0].id is a string, not a number", "7"),
        ({"r": [{"id": [7]}]}, "r[0].id: r[0].id is a list, not a number", [7]),
        ({"r": [{"id": {"id": 7}}]}, "r[0].id: r[0].id is an object, not a number", {"id": 7}),
        ({"r": [{"id": True}]}, "r[0].id: r[0].id is a boolean, not a number", True),
        ([], ": the body is a list, not an object with `r`", None),
    ],
)
def test_what_is_not_there_or_of_another_kind_proves_nothing(body: Any, says: str, got: Any) -> None:
    """A path that nobody answers, and a value in a wrapping, hide what must not be there."""
    assert lines("none", {"r[*].id": [7]}, answer(body)) == [f"{says}, which proves nothing (wanted not 7, got {got})"]


@pytest.mark.parametrize("body", [{}, {"r": None}, {"r": []}, {"r": [{}]}, {"r": [{"id": None}]}])
def test_a_path_may_say_that_a_member_may_be_missing(body: Any) -> None:
    """Where it is there, it counts."""
    assert lines("none", {"r?[*].id?": [7]}, answer(body)) == []
    assert len(lines("none", {"r?[*].id?": [7]}, answer({"r": [{}, {"id": 7}]}))) == 1


@pytest.mark.parametrize(
    "now",
    [
        {"resourceId": "1", "status": "PDNG", "x": 1},
        {"resourceId": "1", "status": "PDNG", "x": 1, "_links": {}},
        {"resourceId": "1", "status": "BOOK", "x": 2},
    ],
)
def test_a_row_is_forbidden_where_it_is_the_same(now: Any) -> None:
    """As in `rows`: its links aside, and also once it has been booked."""
    (line,) = lines("none", {"r[*]": [{"resourceId": "1", "status": "PDNG", "x": 1}]}, answer({"r": [now]}))
    assert line.startswith("r[0]: this must not be there")


def test_another_row_may_have_the_same_id() -> None:
    """Nothing says that an account's ids and increments are no other account's (lines 1387-1388)."""
    assert lines("none", {"r[*]": [{"resourceId": "1", "x": 1}]}, answer({"r": [{"resourceId": "1", "x": 2}]})) == []


def test_against_nothing_nothing_is_proven() -> None:
    """That is advice: the bank showed nothing wrong."""
    (line,) = lines("none", {"r[*].id": []}, answer({"r": [{"id": 1}]}))
    assert line.startswith("?r[*].id: there is nothing to compare with")


def test_a_refusal_without_a_body_tells_nothing() -> None:
    """An empty 403 shows no forbidden value; a page of HTML, or an answer 200 without a body, might."""
    assert lines("none", {"r[*].id": [7]}, answer(NOT_JSON, status=403)) == []
    assert len(lines("none", {"r[*].id": [7]}, answer(NOT_JSON, status=403, content=b"<html>7</html>"))) == 1
    assert len(lines("none", {"r[*].id": [7]}, answer(NOT_JSON))) == 1
