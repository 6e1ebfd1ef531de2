"""The table of faults: each is what it says it is, none of them is a crash of the bank by accident."""

import logging
import re
from collections import Counter
from datetime import datetime

import pytest

from conformance import specs
from conformance.sandbox import create_app
from conformance.sandbox.differences import index_by_name
from conformance.sandbox.faults import FAULTS
from conformance.sandbox.hooks import override
from conformance.sandbox.personas import CUSTOMERS_BY_LOGIN
from conformance.sandbox.rules import Rules
from conformance.sandbox.tokens import AuthorizationCode
from conformance.sandbox.variations import VARIATIONS
from tests.sandbox.conftest import Bank, Customer

NOON = datetime.fromisoformat("2026-06-17T12:00:00+02:00")
MAIN, OTHER = "FR7613807008043001965408165", "FR7613807008043001965408262"
ACCOUNT = "/accounts/038-CPT30019654081"
ASKED = (
    "",
    "?dateFrom=2026-06-01&dateTo=2026-06-10",
    "?entryReferenceFrom=3&entryReferenceTo=90",
    "?page=2",
    "?page=99",
    "?dateFrom=2026-02-30",
    "?dateFrom=2026-06-01T00:00:00Z&afterEntryReference=2",
)


def test_there_are_enough_of_them_and_few_merely_change_a_status():
    kinds = Counter(fault.kind for fault in FAULTS.values())
    assert len(FAULTS) >= 150
    assert kinds["status"] * 5 <= len(FAULTS)


def test_the_names_say_what_they_are_under():
    assert all(name == fault.name for name, fault in FAULTS.items())
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in (*FAULTS, *VARIATIONS))


def test_each_breaks_a_requirement_that_there_is():
    register = specs.load().register
    assert {one for fault in FAULTS.values() for one in fault.breaks} <= set(register)
    assert all(fault.breaks and fault.says.endswith(".") for fault in FAULTS.values())


def test_what_is_both_breaks_only_what_ought_to_be():
    register = specs.load().register
    both = set(FAULTS) & set(VARIATIONS)
    assert {register[one].level for name in both for one in FAULTS[name].breaks} <= {"should"}


def test_each_is_a_way_of_its_own():
    assert len({fault.rules.__bases__ for fault in FAULTS.values()}) >= len(FAULTS) - 5
    assert all(fault.rules is not Rules and issubclass(fault.rules, Rules) for fault in FAULTS.values())


def test_a_traceback_names_the_fault():
    bank = create_app(faults=("date-to-inclusive",), variations=("rows-oldest-first",)).state.bank
    assert FAULTS["date-to-inclusive"].rules.__name__ == "DateToInclusive"
    assert type(bank.rules).__qualname__ == "DateToInclusiveAndRowsOldestFirst"
    assert len({fault.rules.__qualname__ for fault in FAULTS.values()}) == len(FAULTS)


def test_a_misspelt_rule_is_an_error():
    with pytest.raises(TypeError, match="Rules has no rule histroy_days"):
        override(histroy_days=91)


def test_two_of_one_name_are_an_error():
    one = FAULTS["date-to-inclusive"]
    with pytest.raises(ValueError, match="two faults are called date-to-inclusive"):
        index_by_name((one,), (one,))


def test_there_are_enough_variations_and_each_tells_what_allows_it():
    assert len(VARIATIONS) >= 40
    assert all(one.allowed and one.says.endswith(".") for one in VARIATIONS.values())


def test_several_at_once():
    app = create_app(faults=("date-to-inclusive", "pages-of-100"), variations=("rows-oldest-first", "in-pieces"))
    rules = app.state.bank.rules
    assert rules.transactions_per_page == 100
    assert app.state.bank.faults == ("date-to-inclusive", "pages-of-100")
    assert app.state.bank.variations == ("rows-oldest-first", "in-pieces")


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ({"faults": ["date-to-inclusiv"]}, "unknown fault: date-to-inclusiv (did you mean date-to-inclusive?)"),
        ({"variations": ["compresed"]}, "unknown variation: compresed (did you mean compressed?)"),
        ({"faults": ["zzz"]}, "unknown fault: zzz"),
    ],
)
def test_an_unknown_name_is_told_with_what_may_be_meant(wrong, hint):
    with pytest.raises(ValueError, match=re.escape(hint)):
        create_app(**wrong)


def test_two_banks_with_a_fault_share_nothing():
    one, other = (create_app(faults=("any-token",)).state.bank for _ in range(2))
    assert one.rules is not other.rules
    assert one.rules.memory is one.memory
    assert one.memory.tokens is not other.memory.tokens


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_no_accident(name, caplog):
    """Nothing inside the bank breaks that the fault did not mean to break."""
    with caplog.at_level(logging.ERROR):
        _walk(Bank(now=NOON, faults=(name,)))
    meant = {"balances-refused-in-the-evening"}
    assert name in meant or not [record for record in caplog.records if record.exc_info], name


@pytest.mark.parametrize("name", VARIATIONS)
def test_a_variation_is_no_accident(name, caplog):
    """A bank that is merely different answers everything."""
    with caplog.at_level(logging.ERROR):
        statuses = _walk(Bank(now=NOON, variations=(name,)))
    assert not [record for record in caplog.records if record.exc_info]
    assert all(status < 500 or status == 501 for status in statuses)


def _walk(bank: Bank) -> list[int]:
    """A little of everything, as Alix."""
    alix = _customer(bank, "D0999992I0")
    statuses = [alix.get("/accounts").status_code, alix.consent([MAIN, OTHER], [MAIN], identity=True).status_code]
    for path in (
        "/accounts",
        f"{ACCOUNT}/balances",
        "/end-user-identity",
        "/nothing",
        "/accounts/",
        "/accounts?page=0",
        "/trusted-beneficiaries",
        "/accounts/x/balances",
    ):
        statuses += [alix.get(path).status_code, alix.get(path, batch=True).status_code]
    statuses += [alix.get(f"{ACCOUNT}/transactions{query}").status_code for query in ASKED]
    for verb in ("POST", "PUT", "PATCH", "DELETE"):
        statuses += [alix.ask(verb, path).status_code for path in ("/accounts", "/consents", "/end-user-identity")]
    statuses += [alix.consent().status_code, alix.get(f"{ACCOUNT}/balances").status_code]
    for kind in ("refresh_token", "authorization_code", "password", "client_credentials"):
        statuses.append(bank.token(grant_type=kind).status_code)
    bank.http.close()
    return statuses


def _customer(bank: Bank, login: str) -> Customer:
    """Logged in past all screens, which a fault may bar."""
    mine = bank.app.state.bank
    now = mine.clock.now()
    code = AuthorizationCode(
        client_id="PSDFR-ACPR-13807",
        redirect_uri="https://myapp.example/callback",
        role="aisp",
        customer=CUSTOMERS_BY_LOGIN[login],
        issued_at=now,
    )
    grant = mine.memory.tokens.issue_tokens(code, now)
    return Customer(bank.http, grant.access_token, grant.refresh_token)
