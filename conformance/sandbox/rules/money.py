"""Balances of accounts, outstanding amounts of cards (chapter: GET balances)."""

from datetime import date, datetime, time, timedelta

from conformance.sandbox.customers import Account, Card, Resource
from conformance.sandbox.messages import JSON
from conformance.sandbox.transactions import month_end, sum_invoices

MONTHS_AGO = {"Encours": -1, "Encours terminé non prélevé": 0}
"""The month each outstanding amount of three is for; the last one is for the month before."""


class MoneyRules:
    """Three balances for an account, two or three outstanding amounts for a card."""

    evening_pause = (time(21, 0), time(21, 50))

    def has_value_balance(self, now: datetime) -> bool:
        """Not while the evening's accounting runs."""
        start, end = self.evening_pause
        return not start <= now.time() < end

    def balances(self, resource: Resource, now: datetime) -> list[JSON]:
        """What the list of accounts and the call for balances both show."""
        if isinstance(resource, Card):
            return self.outstandings(resource, now.date())
        kinds = [self.booked_balance(resource, now.date()), self.instant_balance(resource)]
        return [self.value_balance(resource, now.date()), *kinds] if self.has_value_balance(now) else kinds

    def value_balance(self, account: Account, today: date) -> JSON:
        """The balance by value date, of today."""
        return self.balance(kind="VALU", name="Solde en Valeur", amount=account.balance, day=today)

    def booked_balance(self, account: Account, today: date) -> JSON:
        """The accounting balance, of the day before."""
        amount = account.booked or account.balance
        return self.balance(kind="CLBD", name="Solde Comptable", amount=amount, day=today - timedelta(days=1))

    def instant_balance(self, account: Account) -> JSON:
        """The balance at this moment; it has no date."""
        return self.balance(kind="OTHR", name="Solde TP", amount=account.instant or account.balance, day=None)

    def outstandings(self, card: Card, today: date) -> list[JSON]:
        """What is due next, what is due this month, what was taken last month."""
        return [self.outstanding(card, name, today) for name in card.outstandings]

    def outstanding(self, card: Card, name: str, today: date) -> JSON:
        """One of them: the invoices of its month, dated at the end of it."""
        months_ago = MONTHS_AGO.get(name, 1)
        if len(card.outstandings) == 2 and name == "Encours":
            months_ago = 0
        amount = sum_invoices(card, today, months_ago) if months_ago >= 0 else "0"
        return self.balance(kind="OTHR", name=name, amount=amount, day=month_end(today, months_ago))

    def balance(self, *, kind: str, name: str, amount: str, day: date | None) -> JSON:
        """One balance as it is shown; `kind` is the balanceType of ISO 20022, `amount` in euros."""
        shown: JSON = {"balanceType": kind, "name": name, "balanceAmount": {"amount": amount, "currency": "EUR"}}
        if day is not None:
            shown["referenceDate"] = day.isoformat()
        return shown
