"""What the bank remembers between two requests."""

from collections import Counter
from dataclasses import dataclass, field

from conformance.sandbox.consents import NO_CONSENT, Consent
from conformance.sandbox.past import Past
from conformance.sandbox.rules.access import QuotaKey
from conformance.sandbox.tokens import TokenGrant, TokenStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Tokens, consents and counted accesses; a fault may be handed it, the honest rules never are."""

    tokens: TokenStore
    consents: dict[tuple[str, str], Consent] = field(default_factory=dict)
    """By customer login and client id."""
    accesses: Counter[QuotaKey] = field(default_factory=Counter)
    past: Past = field(default_factory=Past)

    def consent_of(self, grant: TokenGrant) -> Consent:
        """What the customer lets this client see."""
        return self.consents.get(grant.owner, NO_CONSENT)
