"""The schemas of the bodies: what they accept, what they refuse and where, and that both validators say the same."""

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.support.validators import SCHEMAS, refusals, registry, rust

SAMPLES = Path(__file__).parent / "samples"
BODIES = [name for name in SCHEMAS if not name.startswith("types") and "." not in name]
GONE = object()


def sample(name: str) -> Any:
    return json.loads((SAMPLES / f"{name}.json").read_bytes())


OTHERS = {
    "error": {"status": 404, "message": "AC01"},
    "oauth-error": {"error": "invalid_grant"},
    "beneficiaries": {
        "beneficiaries": [
            {
                "creditor": {"name": "Marc"},
                "creditorAccount": {"iban": "FR7613807008043001965405158"},
                "isTrusted": True,
            }
        ],
        "_links": {"self": {"href": "/stet/psd2/v1.4.2/trusted-beneficiaries"}},
    },
}

GOOD = {
    "accounts": sample("accounts-adam-consented"),
    "balances": sample("balances-marc"),
    "transactions": sample("transactions-sarl2640-page-1"),
    "identity": sample("identity-marc"),
    "consents": sample("consents-marc"),
    "token": sample("token"),
    **OTHERS,
}


def mutated(name: str, path: str, value: Any) -> Any:
    """The good body of that name with one place set, or taken out where the value is GONE."""
    body = copy.deepcopy(GOOD[name])
    *above, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = body
    for part in above:
        place = place[part]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return body


def refused(name: str, body: Any) -> set[str]:
    """Where the body breaks what must be, by STET or by the bank's documentation."""
    bank = f"{name}.bank"
    return refusals(name, body) | (refusals(bank, body) if bank in SCHEMAS else set())


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


@pytest.mark.parametrize("name", SCHEMAS)
def test_is_a_schema_whose_references_resolve(name: str) -> None:
    """Each file is valid draft 2020-12, is named after its file, and every $ref leads somewhere."""
    schema = SCHEMAS[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"https://stet-conformance.example/stet-1.4.2/{name}.json"
    resolver = registry().resolver(schema["$id"])
    for reference in references(schema):
        resolver.lookup(reference)
    rust(name)


@pytest.mark.parametrize("name", SCHEMAS)
def test_names_its_source(name: str) -> None:
    """Each schema says what it describes and where that is written, without a path of a file."""
    text = json.dumps(SCHEMAS[name])
    assert "STET 1.4." in text or "RFC 6749" in text
    assert not re.search(r"/work|/home|\.txt|\.md", text)


def test_bodies_without_advice_are_known() -> None:
    """Only the consent request has no advice."""
    assert [name for name in BODIES if f"{name}.advice" not in SCHEMAS] == ["consents"]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_core_accepts_the_documented_samples(path: Path) -> None:
    """What the bank prints as its answer conforms."""
    name = path.stem.partition("-")[0]
    assert refused(name, json.loads(path.read_bytes())) == set()


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_advice_is_content_with_the_documented_samples(path: Path) -> None:
    """A bank that answers exactly as printed gets no warning."""
    name = path.stem.partition("-")[0]
    if name != "consents":
        assert refusals(f"{name}.advice", json.loads(path.read_bytes())) == set()


@pytest.mark.parametrize("name", OTHERS)
def test_good_bodies_without_a_sample(name: str) -> None:
    assert refusals(name, OTHERS[name]) == set()
    assert refusals(f"{name}.advice", OTHERS[name]) == set()


# body, the place that is changed, its new value, where the refusal must stand
REFUSED = [
    ("accounts", "accounts", GONE, ""),
    ("accounts", "accounts", None, "accounts"),
    ("accounts", "accounts", {}, "accounts"),
    ("accounts", "accounts.0", "x", "accounts.0"),
    ("accounts", "_links", GONE, ""),
    ("accounts", "_links.self", GONE, "_links"),
    ("accounts", "_links.self", None, "_links.self"),
    ("accounts", "_links.self.href", GONE, "_links.self"),
    ("accounts", "_links.first.href", GONE, "_links.first"),
    ("accounts", "_links.last", "/accounts", "_links.last"),
    ("accounts", "_links.self.href", "", "_links.self.href"),
    ("accounts", "_links.self.href", 7, "_links.self.href"),
    ("accounts", "_links.self.href", "https://host/a b", "_links.self.href"),
    ("accounts", "accounts.0.name", GONE, "accounts.0"),
    ("accounts", "accounts.0.name", None, "accounts.0.name"),
    ("accounts", "accounts.0.name", "", "accounts.0.name"),
    ("accounts", "accounts.0.cashAccountType", GONE, "accounts.0"),
    ("accounts", "accounts.0.cashAccountType", "cacc", "accounts.0.cashAccountType"),
    ("accounts", "accounts.0.cashAccountType", "SVGS", "accounts.0.cashAccountType"),
    ("accounts", "accounts.0._links", GONE, "accounts.0"),
    ("accounts", "accounts.0._links", [], "accounts.0._links"),
    ("accounts", "accounts.0._links.balances.href", GONE, "accounts.0._links.balances"),
    ("accounts", "accounts.0._links.transactions.templated", "false", "accounts.0._links.transactions.templated"),
    ("accounts", "accounts.0.resourceId", GONE, "accounts.0"),
    ("accounts", "accounts.0.resourceId", 38, "accounts.0.resourceId"),
    ("accounts", "accounts.0.resourceId", "", "accounts.0.resourceId"),
    ("accounts", "accounts.0.bicFi", "ccbpfrppnan", "accounts.0.bicFi"),
    ("accounts", "accounts.0.usage", "PRIVATE", "accounts.0.usage"),
    ("accounts", "accounts.0.psuStatus", 1, "accounts.0.psuStatus"),
    ("accounts", "accounts.0.accountId", GONE, "accounts.0"),
    ("accounts", "accounts.0.accountId", None, "accounts.0.accountId"),
    ("accounts", "accounts.0.accountId.iban", GONE, "accounts.0.accountId"),
    ("accounts", "accounts.0.accountId.iban", None, "accounts.0.accountId.iban"),
    ("accounts", "accounts.0.accountId.iban", "FR76 1380 7008 0630 3196 6574 122", "accounts.0.accountId.iban"),
    ("accounts", "accounts.0.accountId.iban", "13807008063031966574122", "accounts.0.accountId.iban"),
    ("accounts", "accounts.0.accountId.currency", "USD", "accounts.0.accountId.currency"),
    ("accounts", "accounts.0.accountId.currency", "eur", "accounts.0.accountId.currency"),
    ("accounts", "accounts.0.accountId.currency", 978, "accounts.0.accountId.currency"),
    ("accounts", "accounts.0.currency", "CHF", "accounts.0.currency"),
    ("accounts", "accounts.0.balances", {}, "accounts.0.balances"),
    ("accounts", "accounts.0.balances.0.balanceAmount.amount", True, "accounts.0.balances.0.balanceAmount.amount"),
    ("accounts", "accounts.0.balances.0.balanceAmount.currency", "USD", "accounts.0.balances.0.balanceAmount.currency"),
    ("accounts", "accounts.2.accountId.other", GONE, "accounts.2.accountId"),
    ("accounts", "accounts.2.accountId.other", "C01", "accounts.2.accountId.other"),
    ("accounts", "accounts.2.accountId.other.identification", GONE, "accounts.2.accountId.other"),
    ("accounts", "accounts.2.accountId.other.schemeName", GONE, "accounts.2.accountId.other"),
    ("accounts", "accounts.2.linkedAccount", GONE, "accounts.2"),
    ("accounts", "accounts.2.linkedAccount", None, "accounts.2.linkedAccount"),
    ("accounts", "accounts.2.linkedAccount", "", "accounts.2.linkedAccount"),
    ("accounts", "accounts.2.resourceId", GONE, "accounts.2"),
    ("balances", "balances", [], "balances"),
    ("balances", "balances", GONE, ""),
    ("balances", "_links.self", GONE, "_links"),
    ("balances", "_links.parent-list.href", None, "_links.parent-list.href"),
    ("balances", "balances.0.name", GONE, "balances.0"),
    ("balances", "balances.0.balanceType", GONE, "balances.0"),
    ("balances", "balances.0.balanceType", "VALUE", "balances.0.balanceType"),
    ("balances", "balances.0.balanceAmount", GONE, "balances.0"),
    ("balances", "balances.0.balanceAmount", "12.00", "balances.0.balanceAmount"),
    ("balances", "balances.0.balanceAmount.amount", GONE, "balances.0.balanceAmount"),
    ("balances", "balances.0.balanceAmount.amount", "12,50", "balances.0.balanceAmount.amount"),
    ("balances", "balances.0.balanceAmount.amount", "1 250.00", "balances.0.balanceAmount.amount"),
    ("balances", "balances.0.balanceAmount.amount", "+12.5", "balances.0.balanceAmount.amount"),
    ("balances", "balances.0.balanceAmount.amount", "1e3", "balances.0.balanceAmount.amount"),
    ("balances", "balances.0.balanceAmount.amount", "", "balances.0.balanceAmount.amount"),
    ("balances", "balances.0.balanceAmount.amount", "12.50 EUR", "balances.0.balanceAmount.amount"),
    ("balances", "balances.0.balanceAmount.amount", None, "balances.0.balanceAmount.amount"),
    ("balances", "balances.0.balanceAmount.currency", GONE, "balances.0.balanceAmount"),
    ("balances", "balances.0.balanceAmount.currency", "USD", "balances.0.balanceAmount.currency"),
    ("balances", "balances.0.balanceAmount.currency", None, "balances.0.balanceAmount.currency"),
    ("balances", "balances.0.referenceDate", "08/06/2020", "balances.0.referenceDate"),
    ("balances", "balances.0.referenceDate", "2020-13-01", "balances.0.referenceDate"),
    ("balances", "balances.0.referenceDate", 1591574400, "balances.0.referenceDate"),
    ("transactions", "transactions", GONE, ""),
    ("transactions", "transactions", None, "transactions"),
    ("transactions", "_links.self", GONE, "_links"),
    ("transactions", "_links.next", {}, "_links.next"),
    ("transactions", "transactions.1.transactionAmount", GONE, "transactions.1"),
    ("transactions", "transactions.1.transactionAmount.amount", "douze", "transactions.1.transactionAmount.amount"),
    ("transactions", "transactions.1.transactionAmount.amount", "12,50", "transactions.1.transactionAmount.amount"),
    ("transactions", "transactions.1.transactionAmount.amount", False, "transactions.1.transactionAmount.amount"),
    ("transactions", "transactions.1.transactionAmount.currency", GONE, "transactions.1.transactionAmount"),
    ("transactions", "transactions.1.transactionAmount.currency", "€", "transactions.1.transactionAmount.currency"),
    ("transactions", "transactions.1.creditDebitIndicator", GONE, "transactions.1"),
    ("transactions", "transactions.1.creditDebitIndicator", None, "transactions.1.creditDebitIndicator"),
    ("transactions", "transactions.1.creditDebitIndicator", "CREDIT", "transactions.1.creditDebitIndicator"),
    ("transactions", "transactions.1.creditDebitIndicator", "crdt", "transactions.1.creditDebitIndicator"),
    ("transactions", "transactions.1.status", GONE, "transactions.1"),
    ("transactions", "transactions.1.status", "BOOKED", "transactions.1.status"),
    ("transactions", "transactions.1.status", None, "transactions.1.status"),
    ("transactions", "transactions.1.bookingDate", GONE, "transactions.1"),
    ("transactions", "transactions.1.bookingDate", None, "transactions.1.bookingDate"),
    ("transactions", "transactions.1.bookingDate", "05/06/2020", "transactions.1.bookingDate"),
    ("transactions", "transactions.1.bookingDate", "20200605", "transactions.1.bookingDate"),
    ("transactions", "transactions.1.bookingDate", "2020-06-32", "transactions.1.bookingDate"),
    ("transactions", "transactions.1.valueDate", "2020-6-5", "transactions.1.valueDate"),
    ("transactions", "transactions.1.transactionDate", "", "transactions.1.transactionDate"),
    ("transactions", "transactions.0.expectedBookingDate", GONE, "transactions.0"),
    ("transactions", "transactions.0.expectedBookingDate", None, "transactions.0.expectedBookingDate"),
    ("transactions", "transactions.1.resourceId", 50414320765, "transactions.1.resourceId"),
    ("transactions", "transactions.1.entryReference", 3, "transactions.1.entryReference"),
    ("transactions", "transactions.0.bankTransactionCode.domain", GONE, "transactions.0.bankTransactionCode"),
    ("transactions", "transactions.0.bankTransactionCode.family", GONE, "transactions.0.bankTransactionCode"),
    ("transactions", "transactions.0.bankTransactionCode.subFamily", GONE, "transactions.0.bankTransactionCode"),
    ("transactions", "transactions.0.bankTransactionCode.domain", None, "transactions.0.bankTransactionCode.domain"),
    ("transactions", "transactions.0.bankTransactionCode.code", 358, "transactions.0.bankTransactionCode.code"),
    ("transactions", "transactions.0.bankTransactionCode", "PMNT", "transactions.0.bankTransactionCode"),
    ("transactions", "transactions.0.remittanceInformation", "one line", "transactions.0.remittanceInformation"),
    ("transactions", "transactions.0.remittanceInformation", {}, "transactions.0.remittanceInformation"),
    (
        "transactions",
        "transactions.0.remittanceInformation.unstructured",
        "one line",
        "transactions.0.remittanceInformation.unstructured",
    ),
    (
        "transactions",
        "transactions.0.remittanceInformation.unstructured.0",
        7,
        "transactions.0.remittanceInformation.unstructured.0",
    ),
    ("identity", "connectedPsu", GONE, ""),
    ("identity", "connectedPsu", "", "connectedPsu"),
    ("identity", "connectedPsu", {"name": "MALLOW MARC"}, "connectedPsu"),
    ("identity", "connectedPsuFirstName", 1, "connectedPsuFirstName"),
    ("identity", "_links", GONE, ""),
    ("identity", "_links.self", GONE, "_links"),
    ("error", "status", GONE, ""),
    ("error", "status", "404", "status"),
    ("error", "status", 404.5, "status"),
    ("error", "status", True, "status"),
    ("error", "message", GONE, ""),
    ("error", "message", None, "message"),
    ("error", "message", ["AC01"], "message"),
    ("transactions", "transactions.1.transactionAmount.currency", "USD", "transactions.1.transactionAmount.currency"),
    ("token", "access_token", GONE, ""),
    ("token", "access_token", "", "access_token"),
    ("token", "access_token", "abc-def\n", "access_token"),
    ("token", "access_token", " abc-def", "access_token"),
    ("token", "access_token", "abc\tdef", "access_token"),
    ("token", "access_token", "abcdéf", "access_token"),
    ("token", "refresh_token", "abc-def ", "refresh_token"),
    ("token", "token_type", GONE, ""),
    ("token", "token_type", "mac", "token_type"),
    ("token", "expires_in", "3600", "expires_in"),
    ("token", "expires_in", 0, "expires_in"),
    ("token", "expires_in", True, "expires_in"),
    ("token", "refresh_token", 7, "refresh_token"),
    ("token", "scope", ["aisp"], "scope"),
    ("oauth-error", "error", GONE, ""),
    ("oauth-error", "error", 400, "error"),
    ("oauth-error", "error", 'say "no"', "error"),
    ("consents", "balances", GONE, ""),
    ("consents", "transactions", None, "transactions"),
    ("consents", "trustedBeneficiaries", GONE, ""),
    ("consents", "psuIdentity", "true", "psuIdentity"),
    ("consents", "psuIdentity", 1, "psuIdentity"),
    ("consents", "balances.0.iban", GONE, "balances.0"),
    ("consents", "balances.0.iban", "FR76 1380", "balances.0.iban"),
    ("consents", "balances.0", "FR7613807008043001965405158", "balances.0"),
    ("beneficiaries", "beneficiaries.0.creditor", GONE, "beneficiaries.0"),
    ("beneficiaries", "beneficiaries.0.creditor.name", GONE, "beneficiaries.0.creditor"),
    ("beneficiaries", "beneficiaries.0.isTrusted", "yes", "beneficiaries.0.isTrusted"),
    ("beneficiaries", "beneficiaries", GONE, ""),
]


def case(row: tuple[Any, ...]) -> str:
    return f"{row[0]}:{row[1]}={'gone' if row[2] is GONE else json.dumps(row[2], ensure_ascii=True)[:40]}"


@pytest.mark.parametrize("row", REFUSED, ids=case)
def test_core_refuses(row: tuple[str, str, Any, str]) -> None:
    """One defect is one refusal, at the place of the defect."""
    name, path, value, where = row
    assert refused(name, mutated(name, path, value)) == {where}


# body, the place that is changed, its new value: core accepts; whether the advice has a word to say
ACCEPTED = [
    ("accounts", "accounts", [], False),
    ("accounts", "something", {"new": 1}, False),
    ("accounts", "_links.curies", [{"href": "/rels/{rel}", "name": "x"}], False),
    ("accounts", "_links.next", None, True),
    ("accounts", "_links.last", GONE, False),
    ("accounts", "_links.self.href", "/stet/psd2/v1.4.2/accounts?page=2", False),
    ("accounts", "_links.self.href", "accounts", False),
    ("accounts", "_links.self.templated", True, False),
    ("accounts", "_links.self.templated", None, True),
    ("accounts", "_links.self.title", "this page", False),
    ("accounts", "accounts.0.balances", GONE, False),
    ("accounts", "accounts.0.balances", None, True),
    ("accounts", "accounts.0.balances", [], True),
    ("accounts", "accounts.0.balances.2.balanceType", "XPCD", False),
    ("accounts", "accounts.0.balances.2.balanceType", "ITAV", True),
    ("accounts", "accounts.0.balances.2.referenceDate", None, True),
    ("accounts", "accounts.0.balances.0.lastChangeDateTime", "2020-06-05T07:00:00.123+02:00", False),
    ("accounts", "accounts.2.balances.0.balanceType", "CLBD", True),
    ("accounts", "accounts.0._links", {}, False),
    ("accounts", "accounts.0._links.balances.templated", GONE, False),
    ("accounts", "accounts.0._links.balances", None, True),
    ("accounts", "accounts.0.bicFi", None, True),
    ("accounts", "accounts.0.bicFi", GONE, False),
    ("accounts", "accounts.0.usage", None, True),
    ("accounts", "accounts.0.details", "x" * 200, True),
    ("accounts", "accounts.0.product", "x" * 40, True),
    ("accounts", "accounts.0.linkedAccount", None, True),
    ("accounts", "accounts.0.psuStatus", "Account Co-Holder", False),
    ("accounts", "accounts.0.psuStatus", "account holder", False),
    ("accounts", "accounts.0.psuStatus", "AccountHolder", False),
    ("accounts", "accounts.0.psuStatus", "Co-account Holder", False),
    ("accounts", "accounts.0.psuStatus", "ACCOUNT HOLDER", False),
    ("accounts", "accounts.0.psuStatus", "Owner", True),
    ("accounts", "accounts.0.resourceId", "R" * 60, True),
    ("accounts", "accounts.0.resourceId", "id%2F7", True),
    ("accounts", "accounts.0.resourceId", "17", False),
    ("accounts", "accounts.0.name", "x" * 71, True),
    ("accounts", "accounts.0.accountId.currency", GONE, True),
    ("accounts", "accounts.0.accountId.currency", None, True),
    ("accounts", "accounts.0.accountId.other", None, True),
    ("accounts", "accounts.0.currency", "EUR", True),
    ("accounts", "accounts.2.accountId.other.schemeName", "MPAN", True),
    ("accounts", "accounts.2.accountId.other.issuer", GONE, False),
    ("accounts", "accounts.2.accountId.iban", None, True),
    ("balances", "balances.0.balanceAmount.amount", 2165.5, True),
    ("balances", "balances.0.balanceAmount.amount", 0, True),
    ("balances", "balances.0.balanceAmount.amount", -2894.05, True),
    ("balances", "balances.0.balanceAmount.amount", "-2894.05", False),
    ("balances", "balances.0.balanceAmount.amount", "0", False),
    ("balances", "balances.0.balanceAmount.amount", "145.", False),
    ("balances", "balances.0.balanceAmount.amount", "9999999999999.00000", False),
    ("balances", "balances.0.referenceDate", "2020-06-08T00:00:00Z", True),
    ("balances", "balances.0.referenceDate", "2020-06-08T00:00:00.000+0000", True),
    ("balances", "balances.0.name", "", True),
    ("balances", "_links.transactions", GONE, False),
    ("balances", "_links.first", {"href": "/x"}, False),
    ("transactions", "transactions", [], False),
    ("transactions", "_links.balances", GONE, False),
    ("transactions", "_links.next", GONE, False),
    ("transactions", "transactions.0.entryReference", GONE, False),
    ("transactions", "transactions.0.bookingDate", "2020-06-08", False),
    ("transactions", "transactions.0.status", "OTHR", False),
    ("transactions", "transactions.0.status", "FUTR", True),
    ("transactions", "transactions.1.entryReference", "", True),
    ("transactions", "transactions.1.entryReference", GONE, True),
    ("transactions", "transactions.1.entryReference", "17", False),
    ("transactions", "transactions.1.expectedBookingDate", None, True),
    ("transactions", "transactions.1.valueDate", GONE, False),
    ("transactions", "transactions.1.valueDate", None, True),
    ("transactions", "transactions.1.bookingDate", "2020-06-05T00:00:00+02:00", True),
    ("transactions", "transactions.1.transactionAmount.amount", 12.5, True),
    ("transactions", "transactions.1.transactionAmount.amount", "-12.50", True),
    ("transactions", "transactions.1.remittanceInformation", ["one", "two"], True),
    ("transactions", "transactions.1.remittanceInformation", GONE, False),
    ("transactions", "transactions.1.remittanceInformation", None, True),
    ("transactions", "transactions.1.remittanceInformation.unstructured", [], False),
    ("transactions", "transactions.1.remittanceInformation.unstructured", ["x" * 141], True),
    ("transactions", "transactions.1.remittanceInformation.structured", None, True),
    ("transactions", "transactions.1.bankTransactionCode", None, True),
    ("transactions", "transactions.0.bankTransactionCode.code", GONE, False),
    ("transactions", "transactions.1._links", {"self": {"href": "/x"}}, False),
    ("transactions", "transactions.1.charges", None, True),
    ("identity", "connectedPsuNamePrefix", "MR", True),
    ("identity", "connectedPsuNamePrefix", GONE, False),
    ("identity", "connectedPsuLastName", None, True),
    ("identity", "_links.parent-list", GONE, False),
    ("error", "timestamp", "2020-06-05 10:11:12.123456789", False),
    ("error", "timestamp", None, True),
    ("error", "message", "AC01: unknown account", False),
    ("error", "message", "x" * 141, True),
    ("error", "code", "AC01", False),
    ("error", "status", 200, True),
    ("token", "token_type", "bearer", True),
    ("token", "expires_in", 900, False),
    ("token", "expires_in", 86400, True),
    ("token", "expires_in", GONE, False),
    ("token", "refresh_token", None, True),
    ("token", "refresh_token", "x" * 300, True),
    ("token", "scope", "aisp", False),
    ("token", "state", "s", False),
    ("oauth-error", "error", "access_denied", True),
    ("oauth-error", "error_description", "gone", False),
    ("consents", "balances", [], None),
    ("consents", "trustedBeneficiaries", False, None),
    ("consents", "balances.0.currency", "EUR", None),
    ("beneficiaries", "beneficiaries.0.creditorAgent", {"bicfi": "ccbpfrppnan"}, True),
    ("beneficiaries", "beneficiaries.0.creditor.postalAddress", {"country": "FR", "addressLine": "1 rue X"}, True),
]


@pytest.mark.parametrize("row", ACCEPTED, ids=case)
def test_core_accepts_what_conforming_banks_send(row: tuple[str, str, Any, bool | None]) -> None:
    """Harmless differences pass; those that deserve a word are the advice's."""
    name, path, value, advised = row
    body = mutated(name, path, value)
    assert refused(name, body) == set()
    if advised is not None:
        assert bool(refusals(f"{name}.advice", body)) is advised


def test_order_of_members_and_unknown_members_do_not_matter() -> None:
    """A body with its members reversed and a stranger in every object is accepted just the same."""

    def strange(node: Any) -> Any:
        if isinstance(node, dict):
            return {"x-stranger": [1, None], **{key: strange(node[key]) for key in reversed(node)}}
        return [strange(item) for item in node] if isinstance(node, list) else node

    for name, body in GOOD.items():
        assert refusals(name, strange(body)) == set(), name


def test_a_missing_member_is_named() -> None:
    """Messages name the member in question, not an alternative of a big choice."""
    body = mutated("accounts", "accounts.2.linkedAccount", GONE)
    (error,) = rust("accounts.bank").iter_errors(body)
    assert error.message == '"linkedAccount" is a required property'
    body = mutated("transactions", "transactions.0.expectedBookingDate", GONE)
    (error,) = rust("transactions.bank").iter_errors(body)
    assert error.message == '"expectedBookingDate" is a required property'
