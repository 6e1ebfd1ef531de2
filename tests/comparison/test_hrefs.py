"""Links, without the ids, days and hosts in them."""

from __future__ import annotations

import pytest

from conformance.comparison.hrefs import carries, leads_to, manner, orders, parameters
from tests.support.makers import BASE


@pytest.mark.parametrize(
    ("href", "how"),
    [
        (f"{BASE}/accounts", "absolute"),
        ("https://other.example/accounts", "absolute, on another host"),
        ("//bank.example/accounts", "without a scheme"),
        ("/stet/accounts", "by its path"),
        ("accounts{?page}", "relative, templated"),
        ("http://[", "no address"),
    ],
)
def test_a_link_is_written_somehow(href: str, how: str) -> None:
    """Whole or in part, on the bank's host or another."""
    assert manner(href, BASE) == how


def test_a_link_leads_to_an_address_without_its_ids() -> None:
    """A slash at its end is told."""
    assert leads_to(f"{BASE}/accounts/038-742/transactions/?page=2") == "/accounts/{accountResourceId}/transactions/"


def test_parameters_have_forms() -> None:
    """Those of the request are left out, but for those of pages."""
    href, asked = "/a?page=3&dateFrom=2026-11-01&cursor=a7+&size=last", "/a?dateFrom=2026-11-01&page=2"
    assert parameters(href, asked) == "cursor=…&page=#&size=last"
    assert parameters("/a", asked) == "none"


def test_what_an_address_carries() -> None:
    """By name: what is in it is another in every run."""
    assert carries("https://myapp.example/callback?state=x1&code=2&code=") == "code, state"
    assert carries("https://myapp.example/callback") == carries("http://[?a=1") == ""


def test_parameters_come_in_an_order() -> None:
    """What the request has put in an order is its own."""
    href = "/a?dateTo=2&dateFrom=1&page=2"
    assert list(orders(href, "/a?dateTo=2&dateFrom=1")) == [
        ("dateTo, page", "dateTo before page"),
        ("dateFrom, page", "dateFrom before page"),
    ]
    assert list(orders("/a?page=2", "/a")) == list(orders("http://[?a=1", "/a")) == []
