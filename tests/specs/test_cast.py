"""The cast: what a file of personas says of each, and what it says by leaving something out."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import specs
from conformance.errors import Mistakes
from conformance.specs import Persona, read_cast

ACCOUNT = "{nickname: main, iban: FR7613807008043001965405158, resourceId: 038-A, currency: EUR"
PERSONA = "personas:\n  marc:\n    name: Marc\n    segment: PART\n    login: D1\n    sms_code: '12'\n"


def marc(folder: Path, account: str = "", more: str = "    cards: {announced: 0}\n") -> Persona:
    """The one persona of a cast file."""
    file = folder / "cast.yaml"
    file.write_text(f"{PERSONA}    accounts: [{ACCOUNT}{account}}}]\n{more}", encoding="utf-8")
    return read_cast(file).personas["marc"]


@pytest.mark.parametrize(
    ("consented", "balances", "transactions"),
    [
        ("", True, True),
        (", consented: {transactions: true, balances: true}", True, True),
        (", consented: {transactions: true, balances: false}", False, True),
        (", consented: {transactions: false, balances: true}", True, False),
        (", consented: {transactions: false, balances: false}", False, False),
    ],
)
def test_balances_and_transactions_are_consented_each_by_itself(
    tmp_path: Path, consented: str, balances: bool, transactions: bool
) -> None:
    """Both where the file does not say."""
    (account,) = marc(tmp_path, consented).accounts
    assert (account.balances_consented, account.transactions_consented) == (balances, transactions)


@pytest.mark.parametrize(
    ("identity", "consented"), [("", True), ("{consented: true}", True), ("{consented: false}", False)]
)
def test_the_identity_is_consented_unless_the_file_says_no(tmp_path: Path, identity: str, consented: bool) -> None:
    """As documented of Tech'n Co (lines 2104-2116)."""
    more = "    cards: {announced: 0}\n" + (f"    identity: {identity}\n" if identity else "")
    assert marc(tmp_path, more=more).identity_consented is consented


def test_a_card_is_known_by_its_nickname_as_an_account_is(tmp_path: Path) -> None:
    """Both can be named by `$words`; an account only is found as one."""
    persona = marc(tmp_path, more="    cards: {announced: 2, known: [{nickname: card, resourceId: 038-C}]}\n")
    assert persona.cards == 2
    assert (persona.raw["main"]["resourceId"], persona.raw["card"]["resourceId"]) == ("038-A", "038-C")
    assert persona.account("main") is persona.accounts[0]
    assert persona.account("card") is None


def test_other_logins_are_tried_in_their_order(tmp_path: Path) -> None:
    """None, unless the file has them."""
    assert marc(tmp_path).login_alternates == ()
    more = "    cards: {announced: 0}\n    login_alternates: [D3, D2]\n"
    assert marc(tmp_path, more=more).login_alternates == ("D3", "D2")


def test_a_wrong_cast_is_told_at_its_places(tmp_path: Path) -> None:
    """All at once."""
    with pytest.raises(Mistakes) as wrong:
        marc(tmp_path, ", consented: {cards: true}", "    cards: {announced: many}\n")
    assert {mistake.place.line for mistake in wrong.value.mistakes if mistake.place} == {7, 8}


def test_the_shipped_cast_is_the_persona_table() -> None:
    """What is not consented there, by persona and nickname (lines 2957-3360)."""
    accounts = [(key, one) for key, persona in specs.load().cast.personas.items() for one in persona.accounts]
    assert [(key, one.nickname) for key, one in accounts if not one.balances_consented] == [
        ("alix", "main"),
        ("technco", "main"),
    ]
    assert [(key, one.nickname) for key, one in accounts if not one.transactions_consented] == [
        ("thomas", "loan"),
        ("alix", "second"),
        ("technco", "main"),
    ]
