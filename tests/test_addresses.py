"""The address of a request with its ids left out."""

from __future__ import annotations

import pytest

from conformance.addresses import template

ROOT = "https://bank.example/stet/psd2/v1.4.2"


@pytest.mark.parametrize(
    ("url", "found"),
    [
        (f"{ROOT}/accounts", "/accounts"),
        (f"{ROOT}/accounts/038-CPT30014710001/transactions?page=2#x", "/accounts/{accountResourceId}/transactions"),
        (f"{ROOT}/accounts/consents/balances", "/accounts/{accountResourceId}/balances"),
        (f"{ROOT}/accounts/a%2Fb/lines/00123", "/accounts/{accountResourceId}/lines/{id}"),
        (f"{ROOT}/consents", "/consents"),
        ("https://login.bank.example/stet/psd2/oauth/token", "/token"),
        ("https://bank.example", "bank.example"),
    ],
)
def test_an_address_without_its_ids(url: str, found: str) -> None:
    assert template(url) == found
