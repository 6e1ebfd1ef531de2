"""The cast: the fictitious customers that the documentation describes (chapter "Les personas", lines 2957-3360)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance import yamlfile
from conformance.errors import Mistakes
from conformance.grammar import Grammar
from conformance.specs.folders import grammar


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A payment account of a persona; `balance` is the documentation's snapshot, in euro."""

    nickname: str
    iban: str
    resource_id: str
    balance: str
    transactions_consented: bool
    balances_consented: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """A fictitious customer of the bank, as the documentation describes him."""

    id: str
    name: str
    login: str
    login_alternates: tuple[str, ...]
    sms_code: str
    accounts: tuple[Account, ...]
    cards: int
    """How many deferred-debit cards the documentation announces."""
    raw: Mapping[str, Any]
    """The persona as the cast file has it, for `$words` that name a member."""
    identity_consented: bool

    def account(self, nickname: str) -> Account | None:
        """The account of that nickname; None where the persona has none."""
        return next((account for account in self.accounts if account.nickname == nickname), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """All personas, and the ids that belong to nobody."""

    personas: Mapping[str, Persona]
    """By id, in the order of the file."""
    unknown: Mapping[str, str]


def read_cast(path: Path) -> Cast:
    """A cast file: the shipped one, or that of a mock with personas of its own.

    Raises Mistakes that name all that is wrong with it, each with its place.
    """
    document = yamlfile.read(path)
    mistakes = Grammar(grammar("cast")).mistakes(document)
    if mistakes:
        raise Mistakes(mistakes)
    data = document.data
    return Cast(
        personas={key: _persona(key, value) for key, value in data["personas"].items()},
        unknown=data.get("unknown", {}),
    )


def _persona(key: str, data: Mapping[str, Any]) -> Persona:
    members: dict[str, Any] = {**data, **{account["nickname"]: account for account in data["accounts"]}}
    members |= {card["nickname"]: card for card in data.get("cards", {}).get("known", ())}
    return Persona(
        id=key,
        name=data["name"],
        login=str(data["login"]),
        login_alternates=tuple(str(login) for login in data.get("login_alternates", ())),
        sms_code=str(data["sms_code"]),
        accounts=tuple(_account(account) for account in data["accounts"]),
        cards=data.get("cards", {}).get("announced", 0),
        raw=members,
        identity_consented=bool(data.get("identity", {}).get("consented", True)),
    )


def _account(data: Mapping[str, Any]) -> Account:
    consented = data.get("consented", {})
    return Account(
        nickname=data["nickname"],
        iban=data["iban"],
        resource_id=data["resourceId"],
        balance=str(data.get("balance", "")),
        transactions_consented=bool(consented.get("transactions", True)),
        balances_consented=bool(consented.get("balances", True)),
    )
