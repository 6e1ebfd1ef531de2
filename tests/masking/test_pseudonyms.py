"""Personal data under pseudonyms that look like it: what is recognised, what is left, what stays the same."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.ledger.lines import dumps
from conformance.ledger.masks import Masks
from conformance.ledger.record import from_record, to_record
from conformance.masking.lookalike import lookalike
from conformance.masking.pseudonyms import Pseudonyms, pseudonyms_of, words_of
from conformance.masking.secrets import Secrets
from conformance.model import NOT_JSON, Claim, Outcome, PlayedStep, Request
from tests.support import makers

KEY = bytes(range(32))
IBAN = "FR7613807008043001965405158"
CARD = "C01mS9kXqK80z5X19/E7WmZjw="
ADAM = {
    "id": "adam",
    "name": "Adam",
    "login": "D0999994I0",
    "accounts": [{"nickname": "zero", "iban": IBAN, "resourceId": "038-CPT30019654051"}],
    "identity": {"connectedPsu": "BARDE ADAM", "connectedPsuLastName": "BARDE"},
}
VALUES = st.text(st.characters(codec="utf-8", exclude_characters='\\%&\0\x1e"[]{}'), min_size=3, max_size=30).filter(
    lambda value: value.strip() == value and re.search(r"[^\W_]{3}", value) is not None
)


def new(value: str) -> str:
    return lookalike(value, KEY)


@pytest.fixture
def names() -> Pseudonyms:
    return pseudonyms_of([ADAM], KEY)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"the account {IBAN} is not there", f"the account {new(IBAN)} is not there"),
        (IBAN.lower(), new(IBAN).lower()),
        ("FR76 1380 7008 0430 0196 5405 158", new("FR76 1380 7008 0430 0196 5405 158")),
        ("FR76+1380+7008+0430+0196+5405+158", new("FR76 1380 7008 0430 0196 5405 158").replace(" ", "+")),
        ("FR7630001007941234567890185 is new", f"{new('FR7630001007941234567890185')} is new"),
        ("Adam and Adamant, BARDE ADAM", f"{new('Adam')} and Adamant, {new('BARDE ADAM')}"),
        ("M%20BARDE, BARDE%20ADAM", f"M%20{new('BARDE')}, {new('BARDE ADAM').replace(' ', '%20')}"),
        ("/accounts/038-CPT30019654051/balances?page=2", f"/accounts/038-CPT{new('30019654051')}/balances?page=2"),
        ("13807008043001965405158", new("13807008043001965405158")),
        ('{"unstructured":["CB 12","A"]}', f'{{"unstructured":["{new("CB 12")}","{new("A")}"]}}'),
        ('{\\"identification\\": \\"AB-1\\"}', f'{{\\"identification\\": \\"{new("AB-1")}\\"}}'),
        ('{"identification": 4711}', f'{{"identification": {new("4711")}}}'),
        ('{"birthDate": "1970-05-13"}', f'{{"birthDate": "{new("1970-05-13")}"}}'),
        ('…"iban": "FR7613807008043001…', f'…"iban": "{new("FR7613807008043001")}…'),
        ("login of D0999994I0 refused", f"login of {new('D0999994I0')} refused"),
        ("?identifier=D0999994I1&scope=aisp", f"?identifier={new('D0999994I1')}&scope=aisp"),
    ],
)
def test_what_a_text_becomes(names: Pseudonyms, text: str, told: str) -> None:
    """Known values wherever they stand, IBANs by their form, the others by their names; and only once."""
    assert names.text(text) == told
    assert names.text(told) == told


@pytest.mark.parametrize(
    "text",
    [
        "",
        "GET /accounts -> 200, 41 ms, adam",
        "/accounts/12/balances?entryReferenceFrom=41&dateFrom=2026-01-01",
        "/accounts/$busy.resourceId/balances",
        '{"resourceId": 41, "entryReference":"41", "linkedAccount": "038-CPT1", "id": "B-1"}',
        '{"balances": [{"name": "Solde Comptable"}]}',
        "AT-TRX-15 x-request-id: 0b2c9d3e-1f4a-4c6b-8e7d-aaaaaaaaaaaa",
        "***482910263547 and Bearer ***482910263547",
    ],
)
def test_what_is_nobodys_stays(names: Pseudonyms, text: str) -> None:
    """References of rows, labels of balances, our own words."""
    assert names.text(text) == text


@given(VALUES, VALUES)
def test_a_known_value_is_replaced_in_all_spellings(value: str, other: str) -> None:
    """In a JSON document and in a URL, by the same pseudonym; two values by two; what is replaced stays."""
    names = Pseudonyms(KEY)
    names.learn({"connectedPsu": value, "identification": other})
    for text in (
        json.dumps({"connectedPsu": value, "also": [value]}),
        json.dumps({"connectedPsu": value}, ensure_ascii=False),
        json.dumps(json.dumps({"connectedPsu": value})),
    ):
        told = names.text(text)
        assert re.sub(r"\\+u....|\w", "", told) == re.sub(r"\\+u....|\w", "", text)
        data = json.loads(told)
        data = json.loads(data) if isinstance(data, str) else data
        assert data["connectedPsu"] == new(value) != value
        assert names.text(told) == told
    assert (new(value) == new(other)) == (value == other)


def test_a_card_is_known_by_its_resource_id() -> None:
    """Which has its number as URLs may have it (ambiguity G16)."""
    names = Pseudonyms(KEY)
    names.learn({"accountId": {"other": {"identification": CARD}}})
    told = names.text("/accounts/038-GFCC01mS9kXqK80z5X19_E7WmZjw/balances")
    assert told == f"/accounts/038-GFC{new(CARD).rstrip('=').replace('/', '_')}/balances"


def test_names_of_balances_are_labels() -> None:
    """They are the bank's own words."""
    names = Pseudonyms(KEY)
    names.learn({"balances": [{"name": "Solde Comptable"}], "accounts": [{"name": "Compte perso"}]})
    assert names.text("Solde Comptable, Compte perso") == f"Solde Comptable, {new('Compte perso')}"


def test_our_own_words_are_nobodys_name(our_sentences: list[str]) -> None:
    """A bank that calls an account `Transactions` does not tear our titles; the persona's name in them is his."""
    names = pseudonyms_of([ADAM], KEY, words_of(our_sentences))
    names.learn({"accounts": [{"name": "Transactions"}, {"name": "Every Account"}]})
    text = '{"name": "Transactions"} Transactions: every account of Adam'
    assert names.text(text) == f'{{"name": "{new("Transactions")}"}} Transactions: every account of {new("Adam")}'


def test_a_document_that_is_no_json_hides_nothing() -> None:
    """A comma too many, and quotes in a text."""
    body = b'{"unstructured": ["VIR \\"LOYER\\" 12", "AB"], "iban": "BE1", }'
    names = Pseudonyms(KEY)
    names.learn_from(replace(makers.exchange(), content=body, data=NOT_JSON))
    other, iban = new("AB"), new("BE1")
    text = rf"{new('VIR')} \"{new('LOYER')}\" {new('12')}"
    assert names.text(body.decode()) == f'{{"unstructured": ["{text}", "{other}"], "iban": "{iban}", }}'


def record(**changed: Any) -> dict[str, Any]:
    body = {
        "transactions": [
            {"resourceId": "41", "entryReference": "41", "remittanceInformation": {"unstructured": ["12"]}}
        ]
    }
    key = "transactions[*].remittanceInformation.unstructured[*]"
    found = makers.finding(**{"word": "unique", "key": key, "got": "12", "wanted": ["7", 12], **changed})
    exchange = makers.exchange(content=json.dumps(body).encode())
    verdict = makers.verdict(Outcome.FAILED, findings=(found,), exchanges=(exchange,))
    names = pseudonyms_of([ADAM], KEY)
    names.learn_from(exchange)
    masks = Masks(personal=names.text, verdict=names.record, key=KEY)
    (told,) = (masks.exchange(one) for one in verdict.exchanges)
    return to_record(verdict, masks) | {"body": told.data}


def test_findings_tell_bare_values_by_the_same_pseudonyms() -> None:
    """A bare `12` is known by the path at which it was found; it is the one in the body, and a number stays one."""
    told = record()
    row = told["body"]["transactions"][0]
    assert row["remittanceInformation"]["unstructured"] == [new("12")]
    assert told["findings"][0]["got"] == new("12")
    assert told["findings"][0]["wanted"] == [new("7"), int(new("12"))]
    assert (row["resourceId"], row["entryReference"]) == ("41", "41")


def test_what_a_scenario_keeps_is_told_as_its_answer_is() -> None:
    """Values that are found by their name only, and numbers; which promise a claim is about stays ours."""
    body = {"connectedPsu": "dupont", "total": 471123, "balances": [{"name": "solde", "x": "y" * 400}]}
    names, secrets = pseudonyms_of([ADAM], KEY), Secrets(KEY)
    secrets.learn_code("471123")
    exchange = makers.exchange(content=json.dumps(body).encode(), data=body)
    names.learn_from(exchange)
    masks = Masks(secrets=secrets.mask, personal=names.text, verdict=names.record, key=KEY)
    step = Request(
        method="GET",
        addresses=("/end-user-identity",),
        place=makers.place(9, 5),
        keep={"who": "connectedPsu", "number": "total", "rows": "balances"},
        about={"matches connectedPsu": "IDN-06"},
    )
    words = (("$who", "dupont"), ("$number", 471123), ("$rows", body["balances"]))
    verdict = makers.verdict(
        Outcome.PASSED,
        scenario=makers.scenario(steps=(step,)),
        played=(PlayedStep(step=0, at=makers.MOMENT, words=words),),
        exchanges=(exchange,),
    )
    told, answer = to_record(verdict, masks), masks.exchange(exchange).data
    who, number, rows = told["played"][0]["words"]
    assert (who["value"], number["value"]) == (answer["connectedPsu"], answer["total"])
    assert (answer["connectedPsu"], answer["total"]) != ("dupont", 471123)
    assert rows["sha256"] == hashlib.sha256(dumps(answer["balances"])).hexdigest()
    assert told["scenario"]["steps"][0]["send"]["covers"] == {"matches connectedPsu": "IDN-06"}


def test_a_form_stays_a_form() -> None:
    """It stands for many values and is none, also under a personal name: judged again it must still be one."""
    names, form = pseudonyms_of([ADAM], KEY), "(?i)mallow +marc|marc +mallow"
    claims = tuple(
        Claim(word=word, wanted={"connectedPsu": form}, must=True, place=makers.place(9, 7))
        for word in ("matches", "unlike")
    )
    step = Request(method="GET", addresses=("/end-user-identity",), place=makers.place(9, 5), claims=claims)
    verdict = makers.verdict(Outcome.PASSED, scenario=makers.scenario(steps=(step,)))
    told = to_record(verdict, Masks(personal=names.text, verdict=names.record, key=KEY))
    wanted = [claim["wanted"]["connectedPsu"] for claim in told["scenario"]["steps"][0]["claims"]]
    assert wanted == [form, form]


def test_findings_about_whole_rows_tell_them_so() -> None:
    """By the names of their members."""
    told = record(key="transactions", where="transactions", got={"resourceId": "41", "iban": "7", "status": "BOOK"})
    assert told["findings"][0]["got"] == {"resourceId": "41", "iban": new("7"), "status": "BOOK"}


def test_a_count_stays_a_count() -> None:
    """Numbers that are nobody's are told as they are."""
    told = record(word="count", key="transactions", where="transactions", got=12, wanted=45)
    assert (told["findings"][0]["got"], told["findings"][0]["wanted"]) == (12, 45)


def test_the_masked_record_is_a_record() -> None:
    """It is read back into a verdict of the same outcome, place and scenario."""
    again = from_record(record(), {1: makers.exchange()})
    assert again.outcome is Outcome.FAILED
    assert again.scenario.name == "transactions/two-pages"
    assert str(again.findings[0].place) == str(makers.finding().place)


def test_texts_with_the_separator_in_them_are_looked_at_one_by_one() -> None:
    """A bank can send any sign."""
    told = record(says="12 \x1e Adam")
    assert told["findings"][0]["says"] == f"12 \x1e {new('Adam')}"


def test_workers_agree() -> None:
    """Whatever each of them has met, and in whatever order."""
    one, two = pseudonyms_of([ADAM], KEY), pseudonyms_of([ADAM], KEY)
    one.learn({"name": "Somebody Else"})
    assert one.text(f"Adam {IBAN}") == two.text(f"Adam {IBAN}")
    assert one.text("Somebody Else") == two.name("Somebody Else")
    assert pseudonyms_of([ADAM]).text(f"Adam {IBAN}") != one.text(f"Adam {IBAN}")


def test_an_escaped_path_keeps_its_escapes(names: Pseudonyms) -> None:
    """In a URL within a URL too."""
    urls = [f"https://x/?psu={value}&n=1" for value in ("BARDE ADAM", new("BARDE ADAM"))]
    before, after = (f"/to?url={quote(quote(url, safe=''), safe='')}" for url in urls)
    assert names.text(before) == after
