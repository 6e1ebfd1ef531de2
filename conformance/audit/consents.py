"""Consents: between two of them an account opens only what the last one names (CON-11). Pure.

Of cards nothing is said: no consent names them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from conformance.audit.memory import Contradiction, Judgement, Memory
from conformance.audit.visits import Customer, Visit
from conformance.jsontext import read
from conformance.model import JSON

TITLE: Final = "Between two consents an account opens only what the last one names"
_KINDS: Final = ("balances", "transactions")
_Consent = dict[str, set[str]]


def judge(memory: Memory) -> Judgement:
    """Each account that was opened after a consent of its customer, and whose IBAN a list has told."""
    found = Judgement()
    ibans = _ibans(memory.visits)
    consents: dict[Customer, tuple[int, _Consent]] = {}
    for one in memory.visits:
        if one.customer is None:
            continue
        call, number = one.exchange.call, one.exchange.number
        if one.address == "/consents" and call.method == "PUT":
            stored = one.exchange.status // 100 == 2
            consent = _consent(read(call.content or b"")) if stored else None
            if consent is not None:
                consents[one.customer] = (number, consent)
            elif stored or one.exchange.status // 100 != 4:  # nobody knows what the bank has made of it
                consents.pop(one.customer, None)
        kind = one.below.rpartition("/")[2]
        iban = ibans.get((one.customer, one.account))
        opened = call.method == "GET" and one.exchange.status == 200 and kind in _KINDS
        if opened and iban and one.customer in consents:
            given, named = consents[one.customer]
            found.judged += 1
            if iban not in named[kind]:
                says = f"{one.address} is answered, and the consent before it does not name the account for {kind}"
                found.found.append(Contradiction(promise="CON-11", says=says, exchange=number, earlier=given))
    return found


def _ibans(visits: Iterable[Visit]) -> dict[tuple[Customer, str], str]:
    found: dict[tuple[Customer, str], str] = {}
    for one in visits:
        if one.address == "/accounts" and one.customer:
            for row in one.rows("accounts"):
                match row:
                    case {"resourceId": str(key), "accountId": {"iban": str(iban)}}:
                        found[one.customer, key] = _plain(iban)
    return found


def _consent(body: JSON) -> _Consent | None:
    """The IBANs that a consent names; None where it cannot be read."""
    if not isinstance(body, dict):
        return None
    found: _Consent = {}
    for kind in _KINDS:
        named = body.get(kind)
        if not isinstance(named, list) or not all(isinstance(one, dict) for one in named):
            return None
        found[kind] = {_plain(str(one.get("iban"))) for one in named}
    return found


def _plain(iban: str) -> str:
    return iban.replace(" ", "").upper()
