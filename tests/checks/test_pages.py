"""pages: {first: {transactions: 200}}: how many pages a walk has, how full they are, and their links."""

from typing import Any

import pytest

from conformance.model import NOT_JSON
from tests.support.answers import answer, lines, mismatches, pages, shown_by


def page(number: int, *links: str) -> dict[str, Any]:
    return {"t": [0] * number, "_links": {name: {"href": "/"} for name in links}}


FIRST = page(2, "self", "first", "last", "next")
MIDDLE = page(2, "self", "first", "last", "prev", "next")
LAST = page(1, "self", "first", "last", "prev")


@pytest.mark.parametrize(
    "wanted",
    [{"count": 3}, {"count": {"least": 2, "most": 3}}, {"first": {"t": 2}}, {"most": {"t": 2}}, {"linked": True}],
)
def test_right_pages_hold(wanted: Any) -> None:
    """Their number, their size and their links."""
    assert lines("pages", wanted, pages(FIRST, MIDDLE, LAST)) == []


def test_a_single_page_need_not_be_full_nor_linked() -> None:
    """Only where more follow the first is full."""
    assert lines("pages", {"first": {"t": 200}, "linked": True, "count": 1}, pages(page(1))) == []


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"count": 2}, ": the number of pages is wrong (wanted 2, got 3)"),
        ({"count": {"most": 2}}, ": the number of pages is wrong (wanted at most 2, got 3)"),
        ({"first": {"t": 3}}, "t: the first of 3 pages has 2 items (wanted 3, got 2)"),
        ({"most": {"t": 1}}, "t: page 1 has too many items (wanted at most 1, got 2)"),
    ],
)
def test_another_number_is_a_fault(wanted: Any, told: str) -> None:
    """Of pages, or of rows on one of them."""
    assert lines("pages", wanted, pages(FIRST, MIDDLE, LAST)) == [told]


def test_the_first_page_may_have_one_of_several_sizes() -> None:
    """Where the documentation says two things (ambiguity E2); an only page is full at the greatest of them."""
    walked = pages(FIRST, MIDDLE, LAST)
    assert lines("pages", {"first": {"t": [2, 200]}}, walked) == []
    said = ["t: the first of 3 pages has 2 items (wanted 3 or 200, got 2)"]
    assert lines("pages", {"first": {"t": [3, 200]}}, walked) == said
    assert lines("pages", {"first": {"t": [1, 3]}}, pages(page(3))) == []
    assert len(lines("pages", {"first": {"t": [1, 2]}}, pages(page(3)))) == 1
    (line,) = lines("pages", {"first": {"u": [1, 2]}}, walked)
    assert line.startswith("u: the first page has no list `u` (wanted 1 or 2 items")


def test_an_only_page_that_is_too_full_is_a_fault() -> None:
    """More than one page may hold."""
    assert lines("pages", {"first": {"t": 2}}, pages(page(3))) == [
        "t: the only page has more items than one page may have (wanted at most 2, got 3)"
    ]


def test_a_missing_page_link_is_told_with_its_page() -> None:
    """A link that is null is none."""
    broken = {**MIDDLE, "_links": {**MIDDLE["_links"], "prev": None}}
    walked = pages(FIRST, broken, LAST)
    (mismatch,) = mismatches("pages", {"linked": True}, walked)
    assert (mismatch.says, shown_by(mismatch, walked)) == ("page 2 of 3 lacks prev", 1)


def test_the_first_page_has_nothing_before_it() -> None:
    """Else a walk backwards would never end there."""
    assert lines("pages", {"linked": True}, pages(MIDDLE, LAST)) == [
        "_links.prev: the first page links to a previous one (wanted no prev, got prev)"
    ]


@pytest.mark.parametrize(
    "body", [[], None, 5, "x", {"_links": []}, {"_links": [{}]}, {"_links": "x", "t": 5}, NOT_JSON]
)
def test_pages_of_any_kind_can_be_judged(body: Any) -> None:
    """What is no object has no rows and no links."""
    assert "page 1 of 2 lacks first, last, next, self" in lines("pages", {"linked": True}, pages(body, body))[0]
    assert len(lines("pages", {"first": {"t": 1}}, pages(body, body))) == 1


@pytest.mark.parametrize("body", [{}, {"t": None}, {"t": "x"}, [], NOT_JSON])
@pytest.mark.parametrize("wanted", [{"first": {"t": 0}}, {"first": {"t": 9}}, {"most": {"t": 9}}])
def test_a_page_without_the_list_is_not_a_small_page(wanted: Any, body: Any) -> None:
    """Of nothing it is not true that it holds few rows."""
    (line,) = lines("pages", wanted, pages(body))
    assert "page" in line
    assert "has no list `t`" in line


def test_an_answer_204_is_a_page_without_rows() -> None:
    """It stands for an empty list."""
    assert lines("pages", {"first": {"t": 9}, "most": {"t": 9}}, answer(NOT_JSON, status=204)) == []
