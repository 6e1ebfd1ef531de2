"""Other balances: in another order, of another kind, at another moment."""

from collections.abc import Callable
from datetime import date, time
from itertools import count
from typing import Any

from conformance.sandbox.customers import Account, Card, Resource
from conformance.sandbox.differences import Variation
from conformance.sandbox.edits import ACCOUNT_ITEMS, edit_where, set_members
from conformance.sandbox.hooks import ACCOUNTS, BALANCES, alter_body, override
from conformance.sandbox.messages import JSON
from conformance.sandbox.rules import Rules


class InstantBalanceMoves(Rules):
    """Every reading of an account that is in use finds another instant balance."""

    def __init__(self) -> None:
        super().__init__()
        self._readings = count(1)

    def instant_balance(self, account: Account) -> JSON:
        """A cent more each time."""
        shown = super().instant_balance(account)
        amount = float(shown["balanceAmount"]["amount"])
        moved = f"{amount + next(self._readings) / 100:.2f}" if amount else "0"
        return shown | {"balanceAmount": shown["balanceAmount"] | {"amount": moved}}


def _override_balances(chosen: Callable[[list[JSON]], list[JSON]], kind: type = Account) -> type[Rules]:
    def balances(self: Rules, resource: Resource, now: Any) -> list[JSON]:
        found = Rules.balances(self, resource, now)
        return chosen(found) if isinstance(resource, kind) else found

    return override(balances=balances)


def _change_amount(self: Rules, *, kind: str, name: str, amount: str, day: date | None) -> JSON:
    cents = round(float(amount) * 100)
    return Rules.balance(self, kind=kind, name=name, amount=f"{(cents + cents // 7) / 100:.2f}", day=day)


def _set_type_of_instant_balance(rows: list[JSON]) -> list[JSON]:
    return [row | {"balanceType": "XPCD"} if row["balanceType"] == "OTHR" else row for row in rows]


def _add_dates(rows: list[JSON]) -> list[JSON]:
    return [row | {"referenceDate": row.get("referenceDate", rows[0].get("referenceDate"))} for row in rows]


VARIATIONS = (
    Variation(
        "instant-balance-moves",
        "The instant balance is another at every reading.",
        "line 1184: it moves in real time",
        InstantBalanceMoves,
    ),
    Variation(
        "value-balance-late",
        "The accounting of the evening takes some minutes more.",
        "line 1182: in principle from 21:00 to 21:50",
        override(evening_pause=(time(21, 0), time(21, 58))),
    ),
    Variation("other-amounts", "Balances other than zero are others.", "G18, PER-14", override(balance=_change_amount)),
    Variation(
        "balances-backwards",
        "The balances come in another order.",
        "no order is promised",
        _override_balances(lambda rows: rows[::-1]),
    ),
    Variation(
        "instant-balance-expected",
        "The instant balance has the type XPCD.",
        "G10",
        _override_balances(_set_type_of_instant_balance),
    ),
    Variation("instant-balance-dated", "All balances tell a reference date.", "G8", _override_balances(_add_dates)),
    Variation(
        "cards-with-one-amount",
        "A card has one outstanding amount.",
        "G9",
        _override_balances(lambda rows: rows[:1], Card),
    ),
    Variation(
        "cards-with-two-amounts",
        "A card has two outstanding amounts.",
        "G9",
        _override_balances(lambda rows: rows[:2], Card),
    ),
    Variation(
        "balances-with-their-change",
        "Balances tell when they last changed.",
        "STET: lastChangeDateTime optional",
        alter_body(BALANCES, set_members("balances.*", lastChangeDateTime="2026-01-05T08:30:00.000+01:00")),
    ),
    Variation(
        "no-balances-as-an-empty-list",
        "An account whose balances are not consented has an empty list of them.",
        "lines: 631, 639; STET: at least one item, which only a warning tells",
        alter_body(
            ACCOUNTS,
            edit_where(lambda item: "balances" not in item, ACCOUNT_ITEMS, lambda item: item.update(balances=[])),
        ),
    ),
)
