"""The cast: the fictitious customers that the documentation describes (chapter "Les personas", lines 2957-3360)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from conformance.errors import Mistakes
from conformance.frozen import dataclass
from conformance.grammar import Grammar
from conformance.specs import compiled
from conformance.specs.folders import grammar


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A payment account of a persona; `balance` is the documentation's snapshot, in euro."""

    nickname: str
    also: str
    """Another nickname, by which scenarios speak of it that anyone may play; '' for none."""
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

    @property
    def names_of_accounts(self) -> frozenset[str]:
        """The IBANs and resourceIds by which his accounts are known."""
        return frozenset(name for one in self.accounts for name in (one.iban, one.resource_id))

    def account(self, nickname: str) -> Account | None:
        """The account of that nickname; None where the persona has none."""
        return next((account for account in self.accounts if nickname in (account.nickname, account.also)), None)

    def documented_rows(self, nickname: str) -> int | None:
        """How many transactions of an account are documented; None where nothing is said of it."""
        account = self.account(nickname)
        rows = (self.raw.get("transactions") or {}).get(account.nickname if account is not None else nickname)
        return None if rows is None else int(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """All personas, and the ids that belong to nobody."""

    personas: Mapping[str, Persona]
    """By id, in the order of the file."""
    unknown: Mapping[str, str]
    strangers: Mapping[str, Persona] = field(default_factory=dict)
    """Of a target with a cast of its own: the documented personas who are not in it. Their accounts are others'."""


def read_cast(path: Path) -> Cast:
    """A cast file: the shipped one, or that of a mock with personas of its own.

    Raises Mistakes that name all that is wrong with it, each with its place.
    """
    document = compiled.read(path)
    mistakes = Grammar(grammar("cast")).mistakes(document)
    if mistakes:
        raise Mistakes(mistakes)
    data = document.data
    return Cast(
        personas={key: _persona(key, value) for key, value in data["personas"].items()},
        unknown=data.get("unknown", {}),
    )


def read_own_cast(path: Path, documented: Cast) -> Cast:
    """The cast of a target that has one of its own; what it leaves out is as documented: further nicknames, the ids
    that belong to nobody, whose accounts are others'. Raises as `read_cast` does.
    """
    own = read_cast(path)
    personas = {key: _nicknamed(persona, documented.personas.get(key)) for key, persona in own.personas.items()}
    taken = {name for persona in own.personas.values() for name in persona.names_of_accounts}
    others = {key: one for key, one in documented.personas.items() if key not in personas}
    strangers = {key: one for key, one in others.items() if taken.isdisjoint(one.names_of_accounts)}
    return Cast(personas=personas, unknown={**documented.unknown, **own.unknown}, strangers=strangers)


def told_cast(
    personas: Mapping[str, Mapping[str, Any]],
    unknown: Mapping[str, str],
    strangers: Mapping[str, Mapping[str, Any]],
    *,
    documented: Cast | None = None,
) -> Cast:
    """The cast that a ledger tells of, in which `sms_code` was put anew; `documented` where it was a target's own.

    Raises KeyError or TypeError where a persona lacks what each of them has.
    """
    known = documented.personas if documented is not None else {}
    return Cast(
        personas={key: _nicknamed(_persona(key, data), known.get(key)) for key, data in personas.items()},
        unknown=unknown,
        strangers={key: _persona(key, data) for key, data in strangers.items()},
    )


def _nicknamed(persona: Persona, documented: Persona | None) -> Persona:
    """A persona whose accounts have the further nicknames that are documented, where nothing of his is called so."""
    known = {one.nickname: one.also for one in documented.accounts} if documented is not None else {}
    given = {one.nickname: known.get(one.nickname, "") for one in persona.accounts}
    free = {nickname: also for nickname, also in given.items() if also and also not in persona.raw}
    accounts = tuple(replace(one, also=one.also or free.get(one.nickname, "")) for one in persona.accounts)
    more = {also: persona.raw[nickname] for nickname, also in free.items()}
    return replace(persona, accounts=accounts, raw={**persona.raw, **more})


def _persona(key: str, data: Mapping[str, Any]) -> Persona:
    members: dict[str, Any] = {**data, **{account["nickname"]: account for account in data["accounts"]}}
    members |= {account["also"]: account for account in data["accounts"] if "also" in account}
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
        also=data.get("also", ""),
        iban=data["iban"],
        resource_id=data["resourceId"],
        balance=str(data.get("balance", "")),
        transactions_consented=bool(consented.get("transactions", True)),
        balances_consented=bool(consented.get("balances", True)),
    )
