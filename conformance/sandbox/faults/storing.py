"""What the faults of consents share: rules that store, merge and open on their own."""

from collections.abc import Callable
from typing import Any

from conformance.sandbox.altering import (
    BALANCES,
    TRANSACTIONS,
    rule,
    watching,
)
from conformance.sandbox.consents import Consent, MalformedConsentError, read_consent
from conformance.sandbox.exchange import Call
from conformance.sandbox.people import Account
from conformance.sandbox.rules import Rules
from conformance.sandbox.tokens import Grant


def keeps(merged: Callable[[Consent, Consent], Consent]) -> type[Rules]:
    """What is stored is made from the consent before and the new one."""
    return rule(consent_after=lambda _, old, new: merged(old, new))


class Storing(Rules):
    """Rules that store a consent on their own."""

    def bearer(self, call: Call) -> Grant | None:
        """Whose token it is."""
        return self.bank.vault.by_access.get(call.headers.get("authorization", "").partition(" ")[2])

    def store(self, call: Call, body: bytes) -> None:
        """Store it, if it is one."""
        grant = self.bearer(call)
        try:
            if grant is not None:
                self.bank.consents[grant.owner] = read_consent(body)
        except MalformedConsentError:
            return


def opened(where: str, when: Callable[[Any, Consent, Account], bool]) -> type[Rules]:
    """A call is open under another condition too."""
    if where == BALANCES:
        return watching(
            opens_balances=lambda self, consent, support: (
                Rules.opens_balances(self, consent, support) or (self.asks(BALANCES) and when(self, consent, support))
            )
        )
    return watching(
        opens_transactions=lambda self, consent, support: (
            Rules.opens_transactions(self, consent, support)
            or (self.asks(TRANSACTIONS) and when(self, consent, support))
        )
    )
