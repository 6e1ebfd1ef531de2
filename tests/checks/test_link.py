"""link: {_links.self: /accounts}: the link at a path leads to this path below the API root."""

from dataclasses import replace
from typing import Any

import pytest

from conformance.model import Call
from tests.support.answers import ROOT, answer, exchange, lines

WANTED = {"accounts[*]._links.balances": "/accounts/{resourceId}/balances"}


def account(number: str, href: Any) -> dict[str, Any]:
    return {"resourceId": number, "_links": {"balances": {"href": href}}}


@pytest.mark.parametrize(
    "href",
    [f"{ROOT}/accounts", f"{ROOT}/accounts/", f"{ROOT}/accounts?page=2", "https://other/stet/psd2/v1.4.2/accounts"],
)
def test_the_path_below_the_root_counts(href: str) -> None:
    """Host, query and a slash at the end do not."""
    assert lines("link", {"_links.self": "/accounts"}, answer({"_links": {"self": {"href": href}}})) == []


def test_a_link_may_be_a_plain_text() -> None:
    """Some banks write it so; the schema tells it."""
    assert lines("link", {"_links.self": "/accounts"}, answer({"_links": {"self": f"{ROOT}/accounts"}})) == []


def test_the_account_in_braces_is_that_of_the_address_that_was_asked_for() -> None:
    """So a rule holds every page about an account to that account, whatever its body says."""
    wanted = {"_links.balances": "/accounts/{accountResourceId}/balances"}
    call = Call(method="GET", url=f"{ROOT}/accounts/a%20b/transactions?page=2")

    def told(number: str) -> list[str]:
        return about({"href": f"{ROOT}/accounts/{number}/balances"})

    def about(link: Any) -> list[str]:
        body = {"_links": {"balances": link}}
        return lines("link", wanted, replace(answer(body), exchanges=(replace(exchange(body), call=call),)))

    assert told("a b") == told("a%20b") == []
    assert told("c") == [
        f"_links.balances: the link leads elsewhere (wanted /accounts/a%20b/balances, got {ROOT}/accounts/c/balances)"
    ]
    assert about({"href": f"{ROOT}/accounts"}) == about({"href": "http://bank.test/accounts/c"}) == about({}) == []


def test_a_name_in_braces_is_a_member_of_the_object_that_holds_the_link() -> None:
    """One line proves that every account's links lead to that very account, percent-encoded or not."""
    body = {
        "accounts": [account("a b", f"{ROOT}/accounts/a%20b/balances"), account("2", f"{ROOT}/accounts/2/balances")]
    }
    assert lines("link", WANTED, answer(body)) == []
    swapped = {"accounts": [account("1", f"{ROOT}/accounts/2/balances"), account("2", f"{ROOT}/accounts/1/balances")]}
    told = f"the link leads elsewhere (wanted /accounts/1/balances, got {ROOT}/accounts/2/balances)"
    assert lines("link", WANTED, answer(swapped)) == [f"accounts[0]._links.balances: {told}"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "_links: _links is missing"),
        ({"_links": {}}, "_links.self: _links.self is missing"),
        ({"_links": {"self": None}}, "_links.self: _links.self is null"),
        ({"_links": []}, "_links: _links is a list, not an object with `self`"),
        ({"_links": {"self": {}}}, "_links.self: the link has no href"),
        ({"_links": {"self": {"href": None}}}, "_links.self: the link has no href"),
        ({"_links": {"self": [{"href": "/accounts"}]}}, "_links.self: the link has no href"),
        ({"_links": {"self": {"href": "/else/where", "templated": True}}}, "_links.self: the link leads elsewhere"),
        ([], ": the body is a list, not an object with `_links`"),
        (None, ": the body is null, not an object with `_links`"),
    ],
)
def test_no_link_or_no_address_is_a_fault(body: Any, says: str) -> None:
    """Whatever stands where the link should."""
    (line,) = lines("link", {"_links.self": "/accounts"}, answer(body))
    assert line.startswith(f"{says} (wanted /accounts")


@pytest.mark.parametrize(
    ("number", "segment", "right"),
    [
        ("a/b", "a%2Fb", True),
        ("a/b", "a%2fb", True),
        ("a/b", "a/b", False),
        ("a?b", "a%3Fb", True),
        ("50%", "50%25", True),
        ("é b", "%C3%A9%20b", True),
        ("é b", "%c3%a9 b", True),
        ("a+b", "a+b", True),
        ("a+b", "a%20b", False),
    ],
)
def test_an_id_is_one_segment_of_the_path(number: str, segment: str, right: bool) -> None:
    """A slash within it must be percent-encoded, or the link leads to another resource."""
    said = lines("link", WANTED, answer({"accounts": [account(number, f"{ROOT}/accounts/{segment}/balances")]}))
    assert (said == []) is right


@pytest.mark.parametrize("body", [{}, {"accounts": []}, {"accounts": [{}]}, {"accounts": [None]}])
def test_of_no_items_nothing_is_true(body: Any) -> None:
    """An empty list has no links that could be right."""
    assert len(lines("link", WANTED, answer(body))) == 1
