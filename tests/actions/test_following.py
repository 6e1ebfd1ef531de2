"""`follow`: the links of the last answer, as far as they may be followed."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.model import Outcome
from tests.support.fakebank import Reply, as_json
from tests.support.played import ROOT, Bank, said, shown


def linked(href: Any) -> Reply:
    """An answer with one link."""
    return as_json({"_links": {"next": href}})


def balances(bank: Bank, *names: str) -> None:
    """Each account answers under its own name, or as Mallory."""
    for name in ("a", "b"):
        said_name = name if name in names else "mallory"
        bank.routes[f"GET /accounts/{name}/balances"] = as_json({"message": said_name})


def test_every_link_of_a_list_is_followed_and_it_is_the_item(bank: Bank) -> None:
    """Each answer is checked by itself, and $it is the object that held its link."""
    balances(bank, "a", "b")
    follow = "  - {GET: /accounts, expect: {status: 200}}\n  - follow: accounts[*]._links.balances\n"
    verdict = bank.play(
        f"{follow}    expect: {{status: 200, equals: {{message: $it.resourceId}}}}\n    keep: {{last: message}}\n"
    )
    assert verdict.outcome is Outcome.PASSED
    assert bank.asked[-2:] == ["GET /accounts/a/balances", "GET /accounts/b/balances"]
    balances(bank, "a")
    verdict = bank.play(f"{follow}    expect: {{status: 200, equals: {{message: $it.resourceId}}}}\n")
    assert said(verdict) == ["7:45 equals message: the value is different"]
    assert shown(verdict).call.url.endswith("/accounts/b/balances")


def test_a_link_found_by_a_word_is_followed(bank: Bank) -> None:
    """Words are filled in within the path of a follow, too."""
    balances(bank, "b")
    keeps = "  - {GET: /accounts, expect: {status: 200}, keep: {id: 'accounts[1].resourceId'}}\n"
    verdict = bank.play(
        f"{keeps}  - follow: accounts[resourceId=$id]._links.balances\n    expect: {{equals: {{message: b}}}}\n"
    )
    assert said(verdict) == []
    assert bank.asked[-1] == "GET /accounts/b/balances"


@pytest.mark.parametrize(
    ("body", "where", "says"),
    [
        ({"_links": {}}, "_links.next", "_links.next is missing, so it cannot be followed"),
        ({"_links": {"next": None}}, "_links.next", "_links.next is null, so it cannot be followed"),
        ({}, "_links", "_links is missing, so it cannot be followed"),
        ([], "", "the body is a list, not an object with `_links`, so it cannot be followed"),
        ({"_links": {"next": {}}}, "_links.next", "the link cannot be followed: it has no href"),
        ({"_links": {"next": {"href": None}}}, "_links.next", "the link cannot be followed: it has no href"),
        ({"_links": {"next": [{"href": "/accounts"}]}}, "_links.next", "the link cannot be followed: it has no href"),
        ({"_links": {"next": {"href": "/a\x00"}}}, "_links.next", "the link cannot be followed: its href is not a URL"),
        ({"_links": {"next": {"href": " "}}}, "_links.next", "the link cannot be followed: the link is empty"),
        (
            {"_links": {"next": {"href": "http://evil.test/away"}}},
            "_links.next",
            "the link cannot be followed: `evil.test` is not this bank's host and `/away` is not below its API root",
        ),
    ],
)
def test_a_link_that_cannot_be_followed_is_a_fault_of_the_answer_that_holds_it(
    bank: Bank, body: Any, where: str, says: str
) -> None:
    """Nothing is sent; the steps behind it are played."""
    bank.routes["GET /x"] = as_json(body)
    steps = "  - {GET: /x, expect: {status: 200}}\n  - {follow: _links.next, expect: {status: 200}}\n"
    verdict = bank.play(f"{steps}  - {{GET: /accounts, expect: {{status: 200}}}}\n")
    assert verdict.outcome is Outcome.FAILED
    assert said(verdict) == [f"6:6 follow {where}: {says}"]
    assert shown(verdict).call.url.endswith("/x")
    assert bank.asked == ["GET /accounts", "GET /x", "GET /accounts"]


@pytest.mark.parametrize(
    "href", ["http://[::1", "http://[x]/accounts", "http://x:port/accounts", "javascript:alert(1)", "//", "::"]
)
def test_a_link_that_is_no_address_is_the_banks_fault(bank: Bank, href: str) -> None:
    """However odd it is, it never looks like ours; neither does a check of where it leads."""
    bank.routes["GET /x"] = linked({"href": href})
    verdict = bank.play(
        "  - {GET: /x, expect: {link: {_links.next: /accounts}}}\n  - {follow: _links.next, expect: {status: 200}}\n"
    )
    assert verdict.outcome is Outcome.FAILED, verdict.reason
    assert verdict.findings[0].word == "link"


@pytest.mark.parametrize("body", [{"_links": {}}, {"_links": {"next": None}}, {}])
def test_an_optional_link_that_is_absent_is_no_fault(bank: Bank, body: Any) -> None:
    """Null is absent."""
    bank.routes["GET /x"] = as_json(body)
    follow = "  - {follow: _links.next, optional: true, expect: {status: 200}}\n"
    assert bank.play(f"  - {{GET: /x, expect: {{status: 200}}}}\n{follow}").outcome is Outcome.PASSED


def test_an_optional_link_that_leads_nowhere_is_a_fault(bank: Bank) -> None:
    """It is there, so it must be right."""
    bank.routes["GET /x"] = linked({"href": "http://evil.test/elsewhere"})
    follow = "  - {follow: _links.next, optional: true, expect: {status: 200}}\n"
    assert bank.play(f"  - {{GET: /x, expect: {{status: 200}}}}\n{follow}").outcome is Outcome.FAILED


@pytest.mark.parametrize(
    "href",
    [
        {"href": f"{ROOT}/y"},
        f"{ROOT}/y",
        {"href": f"{ROOT}/y", "templated": True},
        {"href": "y"},
        {"href": "/accounts/1"},
    ],
)
def test_links_of_all_documented_forms_are_followed(bank: Bank, href: Any) -> None:
    """Absolute paths, relative ones, those without the API root; an object or a plain text."""
    bank.routes |= {"GET /x": linked(href), "GET /y": as_json({}), "GET /accounts/1": as_json({})}
    verdict = bank.play("  - {GET: /x, expect: {status: 200}}\n  - {follow: _links.next, expect: {status: 200}}\n")
    assert verdict.outcome in (Outcome.PASSED, Outcome.WARNED), said(verdict)


def test_a_foreign_host_is_followed_on_the_own_one_with_a_warning(bank: Bank) -> None:
    """Shown by the answer that holds the link, not by the one it leads to."""
    bank.routes |= {"GET /x": linked({"href": "https://other.test/stet/psd2/v1.4.2/y"}), "GET /y": as_json({})}
    verdict = bank.play("  - {GET: /x, expect: {status: 200}}\n  - {follow: _links.next, expect: {status: 200}}\n")
    assert verdict.outcome is Outcome.WARNED
    (line,) = said(verdict)
    assert line.startswith(
        "6:6 follow ?_links.next: the link points to https://other.test; it was followed on http://127.0.0.1"
    )
    assert shown(verdict).call.url.endswith("/x")
    assert bank.asked[-1] == "GET /y"


def test_a_follow_without_an_answer_before_it_blocks(bank: Bank) -> None:
    """There is nothing to follow from."""
    assert bank.play("  - {follow: _links.next, expect: {status: 200}}\n").outcome is Outcome.BLOCKED
