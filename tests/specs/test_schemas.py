"""The schemas of the bodies: each names its source, and accepts what is documented and what conforming banks send."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from tests.support.documented_bodies import GONE, GOOD, OTHERS, SAMPLES, case, mutated, refused
from tests.support.validators import SCHEMAS, refusals, registry, rust

BODIES = [name for name in SCHEMAS if not name.startswith("types") and "." not in name]


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


def test_a_text_of_megabytes_is_judged_by_its_form() -> None:
    """A pattern that has to go back over it is given up, with neither yes nor no: an access token was our own fault."""
    long = 2_000_000
    texts = ["a" * long, "7" * long, "a " * long, " " * long, "2026-01-01T00:00:00." + "0" * long]
    for pattern in {pattern for schema in SCHEMAS.values() for pattern in patterns(schema)}:
        form = jsonschema_rs.Draft202012Validator({"pattern": pattern})
        for text in texts:
            assert all(hasattr(error.kind, "pattern") for error in form.iter_errors(text)), pattern


def patterns(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("pattern"), str):
            yield node["pattern"]
        for value in node.values():
            yield from patterns(value)
    elif isinstance(node, list):
        for value in node:
            yield from patterns(value)


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
