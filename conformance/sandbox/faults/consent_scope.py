"""Faults of what a consent opens and keeps closed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.sandbox.consents import Consent
from conformance.sandbox.customers import Account
from conformance.sandbox.differences import Fault
from conformance.sandbox.faults.bases import open_also_when, store_instead
from conformance.sandbox.hooks import (
    BALANCES,
    IDENTITY,
    TRANSACTIONS,
    alter_response,
    override,
    override_in_context,
    refuse_with,
)
from conformance.sandbox.messages import Response
from conformance.sandbox.rules import Rules


def _close_when(where: str, when: Callable[[Any, Consent, Account], bool]) -> type[Rules]:
    """A call is closed though it is consented."""
    if where == BALANCES:
        return override_in_context(
            opens_balances=lambda self, consent, payment_account: (
                Rules.opens_balances(self, consent, payment_account)
                and not (self.is_for(BALANCES) and when(self, consent, payment_account))
            )
        )
    return override_in_context(
        opens_transactions=lambda self, consent, payment_account: (
            Rules.opens_transactions(self, consent, payment_account)
            and not (self.is_for(TRANSACTIONS) and when(self, consent, payment_account))
        )
    )


class ListsCardsAfterRevocation(Rules):
    """Cards that were listed once stay in the list when everything is revoked."""

    def __init__(self) -> None:
        super().__init__()
        self._listed: set[str] = set()

    def lists_card(self, consent: Consent, payment_account: Account) -> bool:
        """By the account behind them."""
        if super().lists_card(consent, payment_account):
            self._listed.add(payment_account.iban)
            return True
        return not consent.ibans and payment_account.iban in self._listed


FAULTS = (
    Fault(
        "revoked-cards-stay-listed",
        "rows",
        ("CON-08",),
        "When everything is revoked, cards that were listed before stay in the list.",
        ListsCardsAfterRevocation,
    ),
    Fault(
        "balances-open-without-consent",
        "state",
        ("BAL-10", "BAL-15"),
        "Without any consent the balances can be read.",
        open_also_when(BALANCES, lambda _, consent, __: not consent.ibans),
    ),
    Fault(
        "transactions-open-without-consent",
        "state",
        ("TRX-10",),
        "Without any consent the transactions can be read.",
        open_also_when(TRANSACTIONS, lambda _, consent, __: not consent.ibans),
    ),
    Fault(
        "balances-open-by-transactions-consent",
        "state",
        ("BAL-11", "CON-04"),
        "What is consented for transactions opens the balances too.",
        open_also_when(BALANCES, lambda _, consent, payment_account: payment_account.iban in consent.transactions),
    ),
    Fault(
        "transactions-open-by-balances-consent",
        "state",
        ("TRX-11", "CON-03"),
        "What is consented for balances opens the transactions too.",
        open_also_when(TRANSACTIONS, lambda _, consent, payment_account: payment_account.iban in consent.balances),
    ),
    Fault(
        "balances-open-by-any-consent",
        "state",
        ("BAL-12", "CON-11"),
        "A consent for one account opens the balances of all.",
        open_also_when(BALANCES, lambda self, consent, _: bool(consent.balances) and not self.on_card),
    ),
    Fault(
        "transactions-open-by-any-consent",
        "state",
        ("TRX-12", "CON-11"),
        "A consent for one account opens the transactions of all.",
        open_also_when(TRANSACTIONS, lambda self, consent, _: bool(consent.transactions) and not self.on_card),
    ),
    Fault(
        "card-balances-open-by-any-consent",
        "state",
        ("BAL-13",),
        "A consent for one account opens the cards of all.",
        open_also_when(BALANCES, lambda self, consent, _: bool(consent.balances) and self.on_card),
    ),
    Fault(
        "card-invoices-open-by-any-consent",
        "state",
        ("TRX-13",),
        "A consent for one account opens the invoices of all cards.",
        open_also_when(TRANSACTIONS, lambda self, consent, _: bool(consent.transactions) and self.on_card),
    ),
    Fault(
        "card-balances-open-by-transactions-consent",
        "state",
        ("BAL-14",),
        "A card whose account is consented for transactions shows its outstanding amounts too.",
        open_also_when(
            BALANCES,
            lambda self, consent, payment_account: self.on_card and payment_account.iban in consent.transactions,
        ),
    ),
    Fault(
        "card-invoices-open-by-balances-consent",
        "state",
        ("TRX-14",),
        "A card whose account is consented for balances shows its invoices too.",
        open_also_when(
            TRANSACTIONS,
            lambda self, consent, payment_account: self.on_card and payment_account.iban in consent.balances,
        ),
    ),
    Fault(
        "card-balances-need-both-consents",
        "state",
        ("BAL-08",),
        "The outstanding amounts of a card are refused where its transactions are not consented.",
        _close_when(
            BALANCES,
            lambda self, consent, payment_account: self.on_card and payment_account.iban not in consent.transactions,
        ),
    ),
    Fault(
        "card-invoices-need-both-consents",
        "state",
        ("TRX-09",),
        "The invoices of a card are refused where its balances are not consented.",
        _close_when(
            TRANSACTIONS,
            lambda self, consent, payment_account: self.on_card and payment_account.iban not in consent.balances,
        ),
    ),
    Fault(
        "not-consented-code-swapped",
        "body",
        ("BAL-15",),
        "The refusal of what is not consented carries another code.",
        override(not_consented=refuse_with(403, "BADS")),
    ),
    Fault(
        "not-consented-is-empty",
        "status",
        ("BAL-10", "BAL-11", "BAL-12", "TRX-10", "TRX-11", "TRX-12", "OVW-07"),
        "What is not consented is answered with 204.",
        alter_response(
            "",
            lambda response, request: (
                Response(status=204) if request.path.endswith((BALANCES, TRANSACTIONS)) else response
            ),
            status=(403,),
        ),
    ),
    Fault(
        "identity-open-without-consent",
        "state",
        ("AT-IDN-2", "IDN-01", "IDN-02"),
        "The identity can be read without a consent.",
        override_in_context(opens_identity=lambda self, consent: consent.identity or self.is_for(IDENTITY)),
    ),
    Fault(
        "identity-open-by-any-consent",
        "state",
        ("IDN-01",),
        "The identity opens with the consent for any account.",
        override_in_context(
            opens_identity=lambda self, consent: consent.identity or (self.is_for(IDENTITY) and bool(consent.ibans))
        ),
    ),
    Fault(
        "identity-consent-survives",
        "state",
        ("IDN-02",),
        "A consent to the identity cannot be taken back.",
        store_instead(lambda old, new: replace(new, identity=new.identity or old.identity)),
    ),
    Fault(
        "identity-refused-with-consent",
        "status",
        ("AT-IDN-1", "IDN-05"),
        "The identity is refused though it is consented.",
        override_in_context(opens_identity=lambda self, consent: consent.identity and not self.is_for(IDENTITY)),
    ),
    Fault(
        "identity-not-consented-401",
        "status",
        ("AT-IDN-2", "IDN-01", "IDN-02"),
        "The identity that is not consented is refused with 401.",
        override(identity_not_consented=refuse_with(401, "NGAC")),
    ),
)
