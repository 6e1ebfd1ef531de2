"""The bank: its rules, its clock, and everything it remembers."""

from collections import Counter
from dataclasses import dataclass, field

from conformance.sandbox.clock import Clock
from conformance.sandbox.consents import NOTHING, Consent
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.access import QuotaKey
from conformance.sandbox.tokens import Grant, Vault


@dataclass(slots=True, kw_only=True)
class Bank:
    """One bank; two of them share nothing but their documentation."""

    rules: Rules
    clock: Clock
    faults: tuple[str, ...] = ()
    variations: tuple[str, ...] = ()
    consents: dict[tuple[str, str], Consent] = field(default_factory=dict)
    accesses: Counter[QuotaKey] = field(default_factory=Counter)
    vault: Vault = field(init=False)

    def __post_init__(self) -> None:
        self.rules.bank = self
        self.vault = Vault(self.rules)

    def consent_of(self, grant: Grant) -> Consent:
        """What the customer lets this client see."""
        return self.consents.get(grant.owner, NOTHING)
