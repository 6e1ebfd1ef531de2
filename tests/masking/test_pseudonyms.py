"""Personal data under stable names: what is recognised, what is left, what stays the same."""

from __future__ import annotations

import json
from typing import Any

import pytest

from conformance.ledger.record import from_record, to_record
from conformance.masking.pseudonyms import Pseudonyms, pseudonyms_of
from conformance.model import Outcome
from tests.support import makers

IBAN = "FR7613807008043001965405158"
ADAM = {
    "id": "adam",
    "name": "Adam",
    "login": "D0999994I0",
    "accounts": [{"nickname": "zero", "iban": IBAN, "resourceId": "038-CPT30319665741"}],
    "identity": {"connectedPsu": "BARDE ADAM", "connectedPsuLastName": "BARDE"},
}


@pytest.fixture
def names() -> Pseudonyms:
    return pseudonyms_of([ADAM])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"the account {IBAN} is not there", "the account IBAN-1 is not there"),
        (IBAN.lower(), "IBAN-1"),
        ("FR76 1380 7008 0430 0196 5405 158", "IBAN-1"),
        ("FR7630001007941234567890185 is new", "IBAN-2 is new"),
        ("Adam and Adamant, BARDE ADAM, M%20BARDE", "NAME-1 and Adamant, NAME-2, M%20NAME-3"),
        ("/accounts/038-CPT30319665741/balances?page=2", "/accounts/REF-1/balances?page=2"),
        ("/accounts/12/balances", "/accounts/REF-2/balances"),
        ("/accounts/$busy.resourceId/balances", "/accounts/$busy.resourceId/balances"),
        ("?entryReferenceFrom=41&dateFrom=2026-01-01", "?entryReferenceFrom=REF-2&dateFrom=2026-01-01"),
        ('{"resourceId": 41, "entryReference":"41"}', '{"resourceId": "REF-2", "entryReference":"REF-2"}'),
        ('{"unstructured":["CB 12","A \\"B\\""]}', '{"unstructured":["TEXT-1","TEXT-2"]}'),
        ("login of D0999994I0 refused", "login of LOGIN-1 refused"),
        ("GET /accounts -> 200, 41 ms", "GET /accounts -> 200, 41 ms"),
        ("AT-TRX-15 x-request-id: 0b2c9d3e-1f4a-4c6b-8e7d-aaaaaaaaaaaa", None),
        ("", ""),
    ],
)
def test_what_a_text_becomes(names: Pseudonyms, text: str, told: str | None) -> None:
    """Known values wherever they stand, IBANs by their looks, references by where they stand; nothing else."""
    assert names.text(text) == (text if told is None else told)
    assert names.text(names.text(text)) == names.text(text)


def test_names_of_balances_are_labels() -> None:
    """They are the bank's own words."""
    names = Pseudonyms()
    names.learn({"balances": [{"name": "Solde Comptable"}], "accounts": [{"name": "Compte perso"}]})
    assert names.text("Solde Comptable, Compte perso") == "Solde Comptable, NAME-1"


def record(**changed: Any) -> dict[str, Any]:
    body = {
        "transactions": [
            {"resourceId": "41", "entryReference": "41", "remittanceInformation": {"unstructured": ["Loyer"]}}
        ]
    }
    found = makers.finding(
        **{"word": "unique", "key": "transactions[*].resourceId", "got": "41", "wanted": ["7", 41], **changed}
    )
    exchange = makers.exchange(content=json.dumps(body).encode())
    verdict = makers.verdict(Outcome.FAILED, findings=(found,), exchanges=(exchange,))
    names = pseudonyms_of([ADAM])
    names.learn_from(verdict)
    told: dict[str, Any] = to_record(verdict, str, veil=names.record)
    return told


def test_findings_tell_references_by_the_same_names() -> None:
    """A bare `41` is known by the path at which it was found; it is the one in the body."""
    told = record()
    name = json.loads(told["exchanges"][0]["response"]["body"])["transactions"][0]["resourceId"]
    assert name.startswith("REF-")
    assert told["findings"][0]["got"] == name
    assert told["findings"][0]["wanted"][1] == name


def test_findings_about_whole_rows_tell_them_so() -> None:
    """As checks write a row: reference, status, date, reference."""
    told = record(word="selects", key="transactions", where="transactions", got="41 (BOOK, 2026-09-03, reference 41)")
    assert "41 (" not in told["findings"][0]["got"]
    assert "reference REF-" in told["findings"][0]["got"]
    dictionary = record(key="transactions", where="transactions", got={"resourceId": "41", "status": "BOOK"})
    assert dictionary["findings"][0]["got"]["resourceId"].startswith("REF-")
    assert dictionary["findings"][0]["got"]["status"] == "BOOK"


def test_a_count_stays_a_count() -> None:
    """Numbers that are no references are told as they are."""
    told = record(word="count", key="transactions", where="transactions", got=41, wanted=45)
    assert (told["findings"][0]["got"], told["findings"][0]["wanted"]) == (41, 45)


def test_the_masked_record_is_a_record() -> None:
    """It is read back into a verdict of the same outcome, place and scenario."""
    told = record()
    again = from_record(told)
    assert again.outcome is Outcome.FAILED
    assert again.scenario.name == "transactions/two-pages"
    assert str(again.findings[0].place) == str(makers.finding().place)


def test_workers_agree_on_the_cast_and_differ_in_what_they_meet() -> None:
    """So that one name never stands for two values."""
    one, two = pseudonyms_of([ADAM], "-gw0"), pseudonyms_of([ADAM], "-gw1")
    assert one.text("Adam") == two.text("Adam") == "NAME-1"
    assert one.text("/accounts/1") == "/accounts/REF-2-gw0"
    assert two.text("/accounts/2") == "/accounts/REF-2-gw1"
