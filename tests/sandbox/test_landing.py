"""The landing page."""

from conformance.sandbox.personas import CUSTOMERS


def test_the_first_page_tells_all(bank):
    page = bank.http.get("/").text
    for customer in CUSTOMERS:
        assert customer.login in page
        assert all(account.resource_id in page and account.iban in page for account in customer.accounts)
    assert all(word in page for word in ("12345678", "/consents", "/oauth/token", "curl"))
