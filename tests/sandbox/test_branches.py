"""A fault that is planted at a place takes hold there, and nowhere else."""

import re

import pytest

from conformance.sandbox import create_app
from conformance.sandbox.differences import places_of
from conformance.sandbox.faults import FAULTS
from tests.sandbox.conftest import Bank

MAIN = "FR7613807008043001965408165"
ACCOUNT = "/accounts/038-CPT30019654081"


def test_a_fault_at_an_address_leaves_the_others_as_they_are():
    bank = Bank(faults=("scopes-not-looked-at@account-balances",))
    alix, other = bank.login("D0999992I0"), bank.login("D0999992I0", scope="piisp")
    alix.consent([MAIN], [MAIN])
    assert other.get(f"{ACCOUNT}/balances").status_code == 200
    assert [other.get(path).status_code for path in ("/accounts", f"{ACCOUNT}/transactions")] == [403, 403]
    bank.http.close()


def test_a_place_may_be_two_at_once():
    bank = Bank(faults=("good-requests-refused@account-transactions+absent",))
    alix = bank.login("D0999992I0")
    alix.consent([MAIN], [MAIN])
    asked = [(f"{ACCOUNT}/transactions", True), (f"{ACCOUNT}/transactions", False), (f"{ACCOUNT}/balances", True)]
    assert [alix.get(path, batch=batch).status_code for path, batch in asked] == [403, 200, 200]
    bank.http.close()


def test_all_places_share_what_the_bank_remembers():
    """A consent that is stored at one place is known at all others, and batch accesses are counted together."""
    bank = Bank(faults=("wrong-verbs-executed@consents", "unknown-ids-answered@account-balances"))
    alix = bank.login("D0999992I0")
    assert alix.ask("POST", "/consents", json={}).status_code == 400
    alix.consent([MAIN])
    statuses = [alix.get(f"{ACCOUNT}/balances", batch=True).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert alix.get("/accounts/038-CPT0/balances").status_code == 200
    assert alix.get("/accounts/038-CPT0/transactions").status_code == 404
    assert bank.app.state.bank.faults == ("wrong-verbs-executed@consents", "unknown-ids-answered@account-balances")
    bank.http.close()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("date-to-inclusive@card-transactions", "date-to-inclusive cannot be planted at card-transactions: it has its"),
        (
            "old-periods-taken@identity",
            "old-periods-taken cannot be planted at identity: it can be planted at account-",
        ),
        ("scopes-not-looked-at@first+later", "no request stands at first+later: name one address, one page"),
        ("scopes-not-looked-at@identty", "unknown place: identty (did you mean identity?)"),
        ("scope-not-looked-at@identity", "unknown fault: scope-not-looked-at (did you mean scopes-not-looked-at?)"),
    ],
)
def test_where_it_cannot_be_planted_is_an_error(name, hint):
    with pytest.raises(ValueError, match=re.escape(hint)):
        create_app(faults=(name,))


def test_every_place_of_every_fault_can_be_planted():
    names = [f"{fault.name}@{place}" for fault in FAULTS.values() for place in places_of(fault)]
    assert len(names) > 500
    assert create_app(faults=names).state.bank.faults == tuple(names)
