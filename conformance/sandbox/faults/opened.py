"""Faults of what a consent opens and keeps closed."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from conformance.sandbox.altering import (
    BALANCES,
    IDENTITY,
    TRANSACTIONS,
    answer,
    rule,
    says,
    watching,
)
from conformance.sandbox.consents import Consent
from conformance.sandbox.exchange import Answer
from conformance.sandbox.faults.fault import Fault
from conformance.sandbox.faults.storing import keeps, opened
from conformance.sandbox.people import Account
from conformance.sandbox.rules import Rules


def _closed(where: str, when: Callable[[Any, Consent, Account], bool]) -> type[Rules]:
    """A call is closed though it is consented."""
    if where == BALANCES:
        return watching(
            opens_balances=lambda self, consent, support: (
                Rules.opens_balances(self, consent, support)
                and not (self.asks(BALANCES) and when(self, consent, support))
            )
        )
    return watching(
        opens_transactions=lambda self, consent, support: (
            Rules.opens_transactions(self, consent, support)
            and not (self.asks(TRANSACTIONS) and when(self, consent, support))
        )
    )


FAULTS = (
    Fault(
        "balances-open-without-consent",
        "state",
        ("BAL-10", "BAL-15"),
        "Without any consent the balances can be read.",
        opened(BALANCES, lambda _, consent, __: not consent.ibans),
    ),
    Fault(
        "transactions-open-without-consent",
        "state",
        ("TRX-10",),
        "Without any consent the transactions can be read.",
        opened(TRANSACTIONS, lambda _, consent, __: not consent.ibans),
    ),
    Fault(
        "balances-open-by-transactions-consent",
        "state",
        ("BAL-11", "CON-04"),
        "What is consented for transactions opens the balances too.",
        opened(BALANCES, lambda _, consent, support: support.iban in consent.transactions),
    ),
    Fault(
        "transactions-open-by-balances-consent",
        "state",
        ("TRX-11", "CON-03"),
        "What is consented for balances opens the transactions too.",
        opened(TRANSACTIONS, lambda _, consent, support: support.iban in consent.balances),
    ),
    Fault(
        "balances-open-by-any-consent",
        "state",
        ("BAL-12", "CON-11"),
        "A consent for one account opens the balances of all.",
        opened(BALANCES, lambda self, consent, _: bool(consent.balances) and not self.on_card),
    ),
    Fault(
        "transactions-open-by-any-consent",
        "state",
        ("TRX-12", "CON-11"),
        "A consent for one account opens the transactions of all.",
        opened(TRANSACTIONS, lambda self, consent, _: bool(consent.transactions) and not self.on_card),
    ),
    Fault(
        "card-balances-open-by-any-consent",
        "state",
        ("BAL-13",),
        "A consent for one account opens the cards of all.",
        opened(BALANCES, lambda self, consent, _: bool(consent.balances) and self.on_card),
    ),
    Fault(
        "card-invoices-open-by-any-consent",
        "state",
        ("TRX-13",),
        "A consent for one account opens the invoices of all cards.",
        opened(TRANSACTIONS, lambda self, consent, _: bool(consent.transactions) and self.on_card),
    ),
    Fault(
        "card-balances-open-by-transactions-consent",
        "state",
        ("BAL-14",),
        "A card whose account is consented for transactions shows its outstanding amounts too.",
        opened(BALANCES, lambda self, consent, support: self.on_card and support.iban in consent.transactions),
    ),
    Fault(
        "card-invoices-open-by-balances-consent",
        "state",
        ("TRX-14",),
        "A card whose account is consented for balances shows its invoices too.",
        opened(TRANSACTIONS, lambda self, consent, support: self.on_card and support.iban in consent.balances),
    ),
    Fault(
        "card-balances-need-both-consents",
        "state",
        ("BAL-08",),
        "The outstanding amounts of a card are refused where its transactions are not consented.",
        _closed(BALANCES, lambda self, consent, support: self.on_card and support.iban not in consent.transactions),
    ),
    Fault(
        "card-invoices-need-both-consents",
        "state",
        ("TRX-09",),
        "The invoices of a card are refused where its balances are not consented.",
        _closed(TRANSACTIONS, lambda self, consent, support: self.on_card and support.iban not in consent.balances),
    ),
    Fault(
        "not-consented-code-swapped",
        "body",
        ("BAL-15",),
        "The refusal of what is not consented carries another code.",
        rule(not_consented=says(403, "BADS")),
    ),
    Fault(
        "not-consented-is-empty",
        "status",
        ("BAL-10", "BAL-11", "BAL-12", "TRX-10", "TRX-11", "TRX-12", "OVW-07"),
        "What is not consented is answered with 204.",
        answer(
            "",
            lambda given, call: Answer(status=204) if call.path.endswith((BALANCES, TRANSACTIONS)) else given,
            status=(403,),
        ),
    ),
    Fault(
        "identity-open-without-consent",
        "state",
        ("AT-IDN-2", "IDN-01", "IDN-02"),
        "The identity can be read without a consent.",
        watching(opens_identity=lambda self, consent: consent.identity or self.asks(IDENTITY)),
    ),
    Fault(
        "identity-open-by-any-consent",
        "state",
        ("IDN-01",),
        "The identity opens with the consent for any account.",
        watching(
            opens_identity=lambda self, consent: consent.identity or (self.asks(IDENTITY) and bool(consent.ibans))
        ),
    ),
    Fault(
        "identity-consent-survives",
        "state",
        ("IDN-02",),
        "A consent to the identity cannot be taken back.",
        keeps(lambda old, new: replace(new, identity=new.identity or old.identity)),
    ),
    Fault(
        "identity-refused-with-consent",
        "status",
        ("AT-IDN-1", "IDN-05"),
        "The identity is refused though it is consented.",
        watching(opens_identity=lambda self, consent: consent.identity and not self.asks(IDENTITY)),
    ),
    Fault(
        "identity-not-consented-401",
        "status",
        ("AT-IDN-2", "IDN-01", "IDN-02"),
        "The identity that is not consented is refused with 401.",
        rule(identity_not_consented=says(401, "NGAC")),
    ),
)
