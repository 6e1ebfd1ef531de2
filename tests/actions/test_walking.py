"""`walk`: every page of a list as one answer."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.model import Outcome
from conformance.target.target import Limits
from tests.support.fakebank import Asked, Reply, as_json
from tests.support.played import ROOT, Bank, said, shown


def paged(bank: Bank, *rows: list[Any], **links: dict[str, int]) -> None:
    """Pages 1, 2, … of /t, each with links to its neighbours (or to those the test says)."""

    def page(asked: Asked) -> Reply:
        number = int(asked.query.get("page", 1))
        neighbours = {"prev": number - 1, "next": number + 1, "first": 1, "last": len(rows), "self": number}
        neighbours |= links.get(f"page{number}", {})
        shown = {name: {"href": f"{ROOT}/t?page={n}"} for name, n in neighbours.items() if 1 <= n <= len(rows)}
        return as_json({"t": rows[number - 1], "_links": shown})

    bank.routes["GET /t"] = page


def test_a_walk_reads_every_page_and_joins_their_lists(bank: Bank) -> None:
    """In the order of the pages; every one is an exchange of the verdict."""
    paged(bank, [1, 2], [3, 4], [5])
    verdict = bank.play(
        "  - walk: /t\n    expect: {status: 200, equals: {t: [1, 2, 3, 4, 5]}, pages: {count: 3, linked: true}}\n"
    )
    assert said(verdict) == []
    assert bank.asked[-3:] == ["GET /t", "GET /t?page=2", "GET /t?page=3"]
    assert [one.asker.step for one in verdict.exchanges] == [None, 0, 0, 0]


def test_a_walk_backwards_gives_the_pages_in_their_order(bank: Bank) -> None:
    """From the last page by its prev links, and from a link of the last answer."""
    paged(bank, [1, 2], [3, 4], [5])
    back = "  - walk: _links.last\n    by: prev\n    expect: {equals: {t: [1, 2, 3, 4, 5]}}\n"
    assert said(bank.play(f"  - {{GET: /t, expect: {{status: 200}}}}\n{back}")) == []
    assert bank.asked[-3:] == ["GET /t?page=3", "GET /t?page=2", "GET /t?page=1"]


def test_several_walks_are_joined(bank: Bank) -> None:
    """One after the other, each with its own query."""
    paged(bank, [1], [2])
    bank.routes["GET /u"] = as_json({"t": [9]})
    verdict = bank.play("  - walk: [/u, /t]\n    query: {x: 1}\n    expect: {equals: {t: [9, 1, 2]}}\n")
    assert said(verdict) == []
    assert bank.asked[1:3] == ["GET /u?x=1", "GET /t?x=1"]


@pytest.mark.parametrize(
    ("by", "start", "links", "says", "ends"),
    [
        ("next", "/t", {"page3": {"next": 2}}, "the next link leads back to a page already read", "page=3"),
        ("prev", "/t?page=3", {"page2": {"prev": 3}}, "the prev link leads back to a page already read", "page=2"),
        ("next", "/t?page=1", {"page1": {"next": 1}}, "the next link leads back to a page already read", "page=1"),
    ],
)
def test_a_walk_in_circles_ends_with_a_fault(  # noqa: PLR0917 - a row of the table
    bank: Bank, by: str, start: str, links: dict[str, dict[str, int]], says: str, ends: str
) -> None:
    """Shown by the page whose link leads back."""
    paged(bank, [1], [2], [3], **links)
    verdict = bank.play(f"  - walk: {start}\n    by: {by}\n    expect: {{status: 200}}\n")
    assert said(verdict) == [f"5:5 walk _links.{by}: {says}"]
    assert shown(verdict).call.url.endswith(ends)


def test_a_walk_that_never_ends_blocks(bank: Bank) -> None:
    """At the limit of the target file, which the reason names."""
    bank.routes["GET /t"] = lambda asked: as_json(
        {"t": [], "_links": {"next": {"href": f"{ROOT}/t?page={int(asked.query.get('page', 1)) + 1}"}}}
    )
    bank.changes = {"limits": Limits(timeout_s=5, page_cap=4)}
    verdict = bank.play("  - {walk: /t, expect: {status: 200}}\n")
    assert verdict.outcome is Outcome.BLOCKED
    assert verdict.reason.startswith("more than 4 pages: raise limits.page_cap")
    assert len(bank.asked) == 1 + 4


@pytest.mark.parametrize("strange", [None, 5, "text", {"a": 1}])
def test_a_later_page_of_another_kind_does_not_stop_the_walk(bank: Bank, strange: Any) -> None:
    """What is no list has no rows; the schema tells it."""
    paged(bank, [1], strange, [3])
    assert said(bank.play("  - walk: /t\n    expect: {status: 200, equals: {t: [1, 3]}}\n")) == []


def test_a_walk_ends_where_a_page_fails(bank: Bank) -> None:
    """The status tells it, with its page."""
    bank.routes["GET /t"] = lambda asked: (
        as_json({"message": "no"}, 500) if asked.query else as_json({"t": [1], "_links": {"next": f"{ROOT}/t?page=2"}})
    )
    verdict = bank.play("  - walk: /t\n    expect: {status: 200}\n")
    assert said(verdict) == ["6:22 status : the status of page 2 is wrong"]
    assert shown(verdict) is verdict.exchanges[2]


def test_a_walk_over_a_foreign_host_warns_once(bank: Bank) -> None:
    """Not once for every page."""
    bank.routes["GET /t"] = lambda asked: as_json(
        {"t": [], "_links": {"next": f"https://other.test{ROOT}/t?page={int(asked.query.get('page', 1)) + 1}"}}
        if int(asked.query.get("page", 1)) < 4
        else {"t": []}
    )
    verdict = bank.play("  - {walk: /t, expect: {status: 200}}\n")
    assert (verdict.outcome, len(verdict.findings), len(verdict.exchanges)) == (Outcome.WARNED, 1, 5)


@pytest.mark.parametrize(("optional", "outcome"), [("", Outcome.FAILED), ("optional: true, ", Outcome.PASSED)])
def test_a_walk_from_a_link_that_is_absent(bank: Bank, optional: str, outcome: Outcome) -> None:
    """Is a fault, unless the link is optional."""
    bank.routes["GET /x"] = as_json({"_links": {}})
    verdict = bank.play(
        f"  - {{GET: /x, expect: {{status: 200}}}}\n  - {{walk: _links.last, {optional}expect: {{status: 200}}}}\n"
    )
    assert verdict.outcome is outcome
    if outcome is Outcome.FAILED:
        assert said(verdict) == ["6:6 walk _links.last: _links.last is missing, so it cannot be followed"]
        assert shown(verdict) is verdict.exchanges[1]
