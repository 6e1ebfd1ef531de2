"""PUT /consents: which bodies are taken."""

import json

import pytest

IBAN = "FR7613807008043001965405158"
GOOD = {"balances": [{"iban": IBAN}], "transactions": [], "trustedBeneficiaries": True, "psuIdentity": True}
BAD = {
    "empty": b"",
    "null": b"null",
    "list": b"[]",
    "cut": b'{"balances": [',
    "not utf-8": b'{"balances": "\xff"}',
    "not a number": json.dumps(GOOD).replace("[]", "[NaN]").encode(),
    "one of two bodies": json.dumps(GOOD).encode() + b"{}",
    **{f"without {name}": json.dumps({key: GOOD[key] for key in GOOD if key != name}).encode() for name in GOOD},
    **{f"{name} null": json.dumps(GOOD | {name: None}).encode() for name in GOOD},
    **{f"{name} text": json.dumps(GOOD | {name: "true"}).encode() for name in GOOD},
    **{f"{name} number": json.dumps(GOOD | {name: 1}).encode() for name in GOOD},
    **{f"{name} object": json.dumps(GOOD | {name: {"iban": IBAN}}).encode() for name in GOOD},
    **{
        f"item {item!r}": json.dumps(GOOD | {"transactions": [item]}).encode()
        for item in (
            None,
            IBAN,
            {},
            {"iban": None},
            {"iban": 1},
            {"iban": IBAN, "other": {"identification": "C01", "schemeName": "CPAN"}},
            {"other": {"identification": "C01WcBfYTK70wJJ5LpsMI3EGQ==", "schemeName": "CPAN"}},
            {"iban": IBAN, "currency": 1},
            [IBAN],
            {"IBAN": IBAN},
        )
    },
}
TAKEN = {
    "as documented": GOOD,
    "nothing": {"balances": [], "transactions": [], "trustedBeneficiaries": False, "psuIdentity": False},
    "twice": GOOD | {"balances": [{"iban": IBAN}, {"iban": IBAN}]},
    "currency": GOOD | {"balances": [{"iban": IBAN, "currency": "EUR"}]},
    "unknown members": GOOD | {"owners": True, "balances": [{"iban": IBAN, "area": 1}]},
}
FOREIGN = (
    "FR7613807008043001965406128",
    "FR7617515000920400430518020",
    "FR7613807008043099888880699",
    "DE89370400440532013000",
    "FR0013807008043001965405158",
    "RY00z",
)


def put(customer, body, **headers):
    return customer.ask("PUT", "/consents", content=body, headers={"Content-Type": "application/json"} | headers)


@pytest.fixture
def marc(bank):
    marc = bank.login()
    assert put(marc, json.dumps(GOOD).encode()).status_code == 201
    return marc


def unchanged(marc):
    return [item["accountId"]["iban"] for item in marc.get("/accounts").json()["accounts"]] == [IBAN]


@pytest.mark.parametrize("name", TAKEN)
def test_taken(marc, name):
    answer = put(marc, json.dumps(TAKEN[name]).encode())
    assert (answer.status_code, answer.content, answer.headers["X-Request-ID"]) == (201, b"", "id-1")


@pytest.mark.parametrize("name", BAD)
def test_refused_and_nothing_changed(marc, name):
    answer = put(marc, BAD[name])
    assert (answer.status_code, answer.json()["message"]) == (400, "FF01")
    assert unchanged(marc)


@pytest.mark.parametrize(
    "iban",
    ["", IBAN.lower(), "FR76 1380 7008 0430 0196 5405 158", " " + IBAN, IBAN + "\n", "FR76", "1234" + IBAN[4:]],
)
def test_what_is_no_iban_is_a_wrong_account_number(marc, iban):
    answer = put(marc, json.dumps(TAKEN["nothing"] | {"balances": [{"iban": iban}]}).encode())
    assert (answer.status_code, answer.json()["message"]) == (403, "AC01")
    assert unchanged(marc)


@pytest.mark.parametrize("media", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_another_content_type_is_refused(marc, media):
    answer = put(marc, json.dumps(TAKEN["nothing"]).encode(), **{"Content-Type": media})
    assert (answer.status_code, answer.json()["message"]) == (400, "FF01")
    assert unchanged(marc)


def test_a_charset_is_taken(marc):
    body = json.dumps(TAKEN["nothing"]).encode()
    assert put(marc, body, **{"Content-Type": "application/json; charset=utf-8"}).status_code == 201


@pytest.mark.parametrize("iban", FOREIGN)
@pytest.mark.parametrize("name", ["balances", "transactions"])
def test_an_account_that_is_not_his_is_refused(marc, iban, name):
    answer = put(marc, json.dumps(TAKEN["nothing"] | {name: [{"iban": IBAN}, {"iban": iban}]}).encode())
    assert (answer.status_code, answer.json()["message"]) == (403, "AC01")
    assert unchanged(marc)


def test_no_list_of_accounts_is_needed_before(bank):
    customer = bank.login()
    assert put(customer, json.dumps(GOOD).encode()).status_code == 201
    assert customer.get("/accounts/038-CPT30019654051/balances").status_code == 200
