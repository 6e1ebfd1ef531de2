"""The model says what the documentation says."""

from __future__ import annotations

import pytest

from conformance.properties.model import Consent, Holding, Keyring, Pages, filtered

MAIN = Holding(resource="1", account="main")
CARD = Holding(resource="2", account="main", card=True)
OTHER = Holding(resource="3", account="other")


def consent(balances: str = "", transactions: str = "", *, identity: bool = False) -> Consent:
    return Consent(
        balances=frozenset(balances.split()), transactions=frozenset(transactions.split()), identity=identity
    )


def test_without_consent_every_account_is_listed_and_cards_are_left_open() -> None:
    assert [consent().lists(one) for one in (MAIN, CARD, OTHER)] == [True, None, True]


@pytest.mark.parametrize("given", [consent("main"), consent(transactions="main")])
def test_with_a_consent_its_accounts_and_their_cards_are_listed(given: Consent) -> None:
    assert [given.lists(one) for one in (MAIN, CARD, OTHER)] == [True, True, False]


def test_a_card_opens_with_its_account() -> None:
    given = consent("main")
    assert given.opens("balances", CARD)
    assert not given.opens("transactions", CARD)


def test_the_identity_without_an_account_is_left_open() -> None:
    assert consent(identity=True).tells_identity is None
    assert consent("main", identity=True).tells_identity is True
    assert consent().tells_identity is False
    assert [one.links_identity for one in (consent(), consent("main"))] == [None, False]


def test_links_lead_where_they_say() -> None:
    pages = Pages(sizes=(200, 200, 45))
    names = ("self", "first", "last", "prev", "next")
    assert [pages.leads(1, name) for name in names] == [1, 1, 3, None, 2]
    assert [pages.leads(3, name) for name in names] == [3, 1, 3, 2, None]
    assert [Pages(sizes=(5,)).leads(1, name) for name in names] == [1, None, None, None, None]


def test_a_filter_leaves_fewer_pages() -> None:
    rows = [{"bookingDate": f"2026-01-{day:02d}"} for day in range(1, 6)]
    pages = Pages(sizes=(2, 2, 1))
    assert filtered(pages, rows, {"dateFrom": "2026-01-03"}) == Pages(sizes=(2, 1))
    assert filtered(pages, rows, {"dateTo": "2026-01-01"}) is None
    assert filtered(pages, [*rows, {}], {"dateFrom": "2026-01-03"}) is None


def test_a_refresh_ends_the_access_token_and_a_login_the_pair() -> None:
    ring = Keyring().login().refreshed(0)
    assert (ring.access, ring.refresh) == ((False, True), (True,))
    ring = ring.login()
    assert (ring.access, ring.refresh) == ((False, False, True), (False, True))


def test_a_revocation_ends_both_and_a_code_used_twice_leaves_it_open() -> None:
    assert Keyring().login().ended(0).access == (False,)
    doubtful = Keyring().login().refreshed(0).doubtful(0)
    assert (doubtful.access, doubtful.refresh) == ((False, None), (None,))
    assert doubtful.login().access == (False, False, True)
