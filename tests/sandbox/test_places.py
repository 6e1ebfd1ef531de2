"""Where a request stands, by its address, its page, who sends it and what went before."""

import re

import pytest

from conformance.sandbox import branches
from conformance.sandbox.places import DIMENSIONS, is_there, read_place, where_is
from tests.sandbox.conftest import Bank, Customer

ACCOUNT, CARD = "/accounts/038-CPT30019654081", "/accounts/038-GFCC01pV3xQd8L0RtYc6hKn2BsJg"


@pytest.fixture
def bank():
    """A bank that asks where each request stands, since something is planted somewhere."""
    bank = Bank(faults=("old-periods-taken@card-transactions",))
    yield bank
    bank.http.close()


@pytest.fixture
def stood(monkeypatch):
    """Where each request to the API stood."""
    found = []

    def remember(request, past):
        place = where_is(request, past)
        if "/oauth/" in request.path:
            assert not place
        else:
            found.append(place)
        return place

    monkeypatch.setattr(branches, "where_is", remember)
    return found


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/accounts", {"accounts", "first"}),
        ("/accounts/", {"accounts", "first"}),
        (f"{ACCOUNT}/balances", {"account-balances", "first"}),
        (f"{ACCOUNT}/transactions?page=2", {"account-transactions", "later"}),
        (f"{ACCOUNT}/transactions?page=1&dateFrom=2026-06-01", {"account-transactions", "first", "filtered"}),
        (f"{ACCOUNT}/transactions?entryReferenceto=9&page=3", {"account-transactions", "later", "filtered"}),
        (f"{CARD}/balances", {"card-balances", "first"}),
        (f"{CARD}/transactions", {"card-transactions", "first"}),
        ("/end-user-identity", {"identity", "first"}),
        ("/trustedBeneficiaries", {"beneficiaries", "first"}),
        ("/nothing", {"first"}),
    ],
)
def test_a_request_stands_at_an_address_and_on_a_page(stood, bank, path, place):
    Customer(bank.http, "unknown").get(path)
    assert stood == [place | {"present"}]


def test_without_the_header_of_the_customer_he_is_absent(stood, bank):
    bank.login().get("/accounts", batch=True)
    assert stood == [{"accounts", "first", "absent", "login"}]


def test_a_page_is_linked_where_a_link_led_to_it_word_for_word(stood, bank):
    alix = bank.login("D0999992I0")
    alix.consent(["FR7613807008043001965408165"], ["FR7613807008043001965408165"])
    page = alix.get(f"{ACCOUNT}/transactions").json()
    alix.get(page["_links"]["last"]["href"])
    alix.get(f"{ACCOUNT}/transactions?page=7")
    assert [one & {"linked", "later"} for one in stood[1:]] == [set(), {"linked", "later"}, {"later"}]


def test_a_moment_is_what_went_before_with_the_same_token(stood, bank):
    alix, marc = bank.login("D0999992I0"), bank.login()
    alix.get(f"{ACCOUNT}/balances")
    alix.get("/accounts")
    marc.get("/accounts")
    alix.consent()
    marc.get("/accounts")
    marc.get("/accounts")
    new = bank.token(grant_type="refresh_token", refresh_token=marc.refresh_token).json()["access_token"]
    Customer(bank.http, new).get("/accounts")
    marc.get("/accounts")
    moments = [sorted(one & set(DIMENSIONS["moment"])) for one in stood]
    assert moments == [
        ["login"],
        ["login", "refusal"],
        ["login"],
        ["login", "refusal"],
        ["another-consent", "login"],
        ["another-consent", "login"],
        ["another-consent", "refresh"],
        ["another-consent", "login"],
    ]


def test_what_is_no_place_is_told_with_what_may_be_meant():
    assert read_place("card-balances+absent") == {"card-balances", "absent"}
    hint = "unknown place: card-balance (did you mean card-balances?); unknown place: zzz (there are accounts,"
    with pytest.raises(ValueError, match=re.escape(hint)):
        read_place("card-balance+zzz")


def test_pages_are_there_only_where_a_list_is_longer_than_one():
    assert is_there("account-transactions", "later")
    assert not is_there("account-balances", "later")
    assert not is_there("card-transactions", "later")
    assert is_there("identity", "absent")
