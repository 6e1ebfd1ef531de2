"""Four batch accesses a day."""

import pytest

IBANS = ("FR7613807008043001965408165", "FR7613807008043001965408262", "FR7613807008043001965408359")
PATHS = (
    "/accounts",
    "/end-user-identity",
    "/accounts/038-CPT30019654081/balances",
    "/accounts/038-CPT30019654081/transactions",
    "/accounts/038-CPT30019654082/transactions",
    "/accounts/038-GFCC01pV3xQd8L0RtYc6hKn2BsJg/balances",
    "/accounts/038-GFCC01pV3xQd8L0RtYc6hKn2BsJg/transactions",
)


@pytest.fixture
def alix(bank):
    alix = bank.login("D0999992I0")
    alix.consent(IBANS, IBANS, True)
    return alix


def spend(customer, path, times=4):
    assert [customer.get(path, batch=True).status_code for _ in range(times)] == [200] * times


def spent(customer, path):
    answer = customer.get(path, batch=True)
    return answer.status_code == 429 and answer.json()["message"] == "TMRQ"


def test_each_method_and_account_has_four_of_its_own(alix):
    for path in PATHS:
        spend(alix, path)
    assert all(spent(alix, path) for path in PATHS)


@pytest.mark.parametrize("path", PATHS)
def test_no_limit_while_the_customer_is_there(alix, path):
    assert [alix.get(path).status_code for _ in range(6)] == [200] * 6
    spend(alix, path)
    assert alix.get(path).status_code == 200
    assert spent(alix, path)


def test_going_on_to_another_page_is_free(alix):
    path = PATHS[3]
    spend(alix, path)
    assert [alix.get(path, batch=True, page=page).status_code for page in ("2", "last", "2")] == [200] * 3
    assert alix.get(path, batch=True, page="1").status_code == 429


def test_what_is_refused_does_not_count(alix):
    path = PATHS[3]
    for asked in ({"dateFrom": "x"}, {"page": "9"}, {"page": "0"}):
        assert alix.get(path, batch=True, **asked).status_code == 400
    alix.consent()
    assert alix.get(path, batch=True).status_code == 403
    alix.consent(IBANS, IBANS)
    spend(alix, path)


def test_counters_are_per_customer_and_client(bank, alix):
    spend(alix, "/accounts")
    spend(bank.login("D0999990I0"), "/accounts")
    spend(bank.login("D0999992I0", client_id="PSDFR-ACPR-12345"), "/accounts")
    assert spent(bank.login("D0999992I0"), "/accounts")


@pytest.mark.parametrize(
    ("evening", "midnight"),
    [
        ("2026-06-17T23:59:50+02:00", "2026-06-18T00:00:00+02:00"),
        ("2026-03-28T23:59:50+01:00", "2026-03-29T00:00:00+01:00"),
        ("2026-10-25T23:59:50+01:00", "2026-10-25T23:00:00Z"),
    ],
)
def test_the_day_begins_at_midnight_in_paris(bank, evening, midnight):
    bank.set_clock(evening)
    marc = bank.login()
    spend(marc, "/accounts")
    assert spent(marc, "/accounts")
    bank.set_clock(midnight)
    spend(marc, "/accounts")


def test_consents_are_not_counted(alix):
    assert [
        alix.ask(
            "PUT",
            "/consents",
            batch=True,
            json={
                "balances": [],
                "transactions": [],
                "psuIdentity": False,
                "trustedBeneficiaries": False,
            },
        ).status_code
        for _ in range(6)
    ] == [201] * 6


def test_the_harness_can_begin_again(bank, alix):
    spend(alix, "/accounts")
    assert bank.http.delete("/_sandbox/quotas").status_code == 204
    spend(alix, "/accounts")
