"""Where the steps of a scenario ask: which address, which page, after what, and for whom."""

from __future__ import annotations

import pytest

from conformance import catalogue, specs, yamlfile
from conformance.catalogue.where import Asked, asked

REFUSED = "expect: {status: [403, 404]}"


def found(steps: str, head: str = "") -> list[Asked]:
    text = f"title: A sentence that is true\ncovers: [SEC-10]\nas: alix\n{head}steps:\n{steps}"
    return list(asked(catalogue.parse(yamlfile.parse(text, "s.yaml"), "a/s", specs.load())))


@pytest.mark.parametrize(
    ("step", "address", "pages"),
    [
        ("GET: /accounts", "accounts", {"first"}),
        ("GET: /accounts/", "accounts", {"first"}),
        ('GET: "/accounts?page=2"', "accounts", {"later"}),
        ("GET: /accounts/$main.resourceId/balances", "account-balances", {"first"}),
        ("GET: /accounts/$unknown.card/transactions", "card-transactions", {"first"}),
        (
            "GET: /accounts/$main.resourceId/transactions\n    query: {dateFrom: $today}",
            "account-transactions",
            {"filtered"},
        ),
        ("GET: /accounts/$main.resourceId/transactions\n    query: {page: 1}", "account-transactions", {"first"}),
        (
            'GET: "/accounts/$main.resourceId/transactions?page=2&dateTo=x"',
            "account-transactions",
            {"later", "filtered"},
        ),
        ("walk: /accounts/$main.resourceId/transactions", "account-transactions", {"first", "linked"}),
        ("PUT: /consents\n    body: {}", "consents", {"first"}),
        ("GET: /end-user-identity", "identity", {"first"}),
        ("GET: /trustedBeneficiaries", "beneficiaries", {"first"}),
    ],
)
def test_a_request_says_where_it_goes(step: str, address: str, pages: set[str]) -> None:
    (one,) = found(f"  - {step}\n    {REFUSED}\n")
    assert (one.address, one.pages) == (address, pages)
    assert one.refused
    assert one.moments == {"login"}


def test_each_address_of_a_list_is_asked() -> None:
    """And one that is none of the API is no place."""
    both = found(f"  - GET: [/accounts, /end-user-identity, /nothing-here]\n    {REFUSED}\n")
    assert [one.address for one in both] == ["accounts", "identity"]


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("accounts[cashAccountType=CARD]._links.transactions", [("card-transactions", {"linked"})]),
        ("accounts[cashAccountType=CACC]._links.balances", [("account-balances", {"linked"})]),
        ("accounts[*]._links.balances", [("account-balances", {"linked"}), ("card-balances", {"linked"})]),
        ("_links.endUserIdentity", [("identity", {"linked"})]),
        ("_links.self", [("accounts", {"linked"})]),
    ],
)
def test_a_link_of_the_list_leads_where_it_says(path: str, where: list[tuple[str, set[str]]]) -> None:
    asking = found(f"  - GET: /accounts\n    expect: {{status: 200}}\n  - follow: {path}\n    {REFUSED}\n")
    assert [(one.address, one.pages) for one in asking[1:]] == where


def test_a_page_link_stays_where_it_stands_and_keeps_its_filter() -> None:
    """Also where it was kept, and is asked later."""
    asking = found(
        "  - GET: /accounts/$unknown.card/transactions\n    query: {dateTo: $today}\n    expect: {status: 200}\n"
        "    keep: {next: _links.next.href}\n"
        f"  - follow: _links.parent-list\n    expect: {{status: 200}}\n  - GET: $next\n    {REFUSED}\n",
    )
    assert (asking[1].address, asking[1].pages) == ("accounts", {"linked"})
    assert (asking[2].address, asking[2].pages) == ("card-transactions", {"linked", "filtered"})


def test_a_kept_id_is_that_of_a_card_where_it_was_found_at_one() -> None:
    asking = found(
        "  - GET: /accounts\n    expect: {status: 200}\n"
        "    keep: {one: 'accounts[linkedAccount=$main.resourceId][0].resourceId', two: 'accounts[0].resourceId'}\n"
        f"  - GET: [/accounts/$one/balances, /accounts/$two/balances]\n    {REFUSED}\n"
    )
    assert [one.address for one in asking[1:]] == ["card-balances", "account-balances"]


def test_what_went_before_is_the_moment() -> None:
    """Each from the step after it on; after a refusal alone it is still after a login."""
    asking = found(
        f"  - GET: /accounts\n    token: none\n    {REFUSED}\n"
        "  - PUT: /consents\n    as: marc\n    body: {}\n    expect: {status: 201}\n"
        "  - POST: $oauth.token\n    form: {grant_type: refresh_token, refresh_token: x}\n    expect: {status: 200}\n"
        "  - GET: /end-user-identity\n    token: garbled\n    batch: true\n    expect: {status: 401}\n"
    )
    assert [one.moments for one in asking] == [
        {"login"},
        {"login", "refusal"},
        {"refusal", "another-consent", "refresh"},
    ]
    assert (asking[2].absent, asking[2].token) == (True, "garbled")
    assert (asking[0].absent, asking[0].token) == (False, "none")


def test_what_only_prepares_is_left_out() -> None:
    assert found(f"  - GET: /accounts\n    prepares: true\n    {REFUSED}\n") == []


def test_the_head_says_scope_and_token_where_the_step_does_not() -> None:
    (one,) = found(f"  - GET: /accounts\n    {REFUSED}\n", "scope: piisp\ngiven: {token: garbled}\n")
    assert (one.scope, one.token, one.covers) == ("piisp", "garbled", {"SEC-10"})
