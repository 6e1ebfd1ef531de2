"""Who is let in: the scope of a token, its absence, its spelling and its end, consents, and whose it is."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from conformance.sandbox.consents import Consent
from conformance.sandbox.customers import Account, Customer
from conformance.sandbox.differences import Fault
from conformance.sandbox.faults.bases import IssuingRules, find_owner
from conformance.sandbox.faults.everywhere.spots import AROUND, DETAILS, METHODS, READ, WITHOUT_TOKEN
from conformance.sandbox.hooks import ContextRules, is_api_request, override
from conformance.sandbox.messages import API_ROOT, Request
from conformance.sandbox.personas import ALIX, CUSTOMERS
from conformance.sandbox.tokens import TokenGrant


class AcceptsEndedTokens(IssuingRules):
    """A token that has ended opens the API still: by its age, by a refresh, a revocation, or another login."""

    def rewrite_request(self, request: Request) -> Request:
        """As if it were alive."""
        old = self.memory.past.issued.get(request.bearer_token)
        if old is not None and is_api_request(request) and not self.has_active_token(request):
            copy = replace(
                old,
                access_token=f"{old.access_token}-again",
                access_expires_at=self.clock.instant() + timedelta(minutes=1),
            )
            self.memory.tokens.by_access_token[copy.access_token] = copy
            request = self.with_token_of(request, copy)
        return super().rewrite_request(request)


class AcceptsNoToken(IssuingRules):
    """A request without a token is answered, as if it came from the customer who owns what it asks for."""

    def rewrite_request(self, request: Request) -> Request:
        """With a token that he has already, where there is one: a new one would end it."""
        if request.path.startswith(API_ROOT) and self.is_taken(request):
            owner = _owner_of(request)
            alive = [one for one in self.memory.tokens.by_access_token.values() if self._serves(one, owner)]
            alive.sort(key=lambda grant: self.memory.consent_of(grant).identity)
            request = self.with_token_of(request, alive[-1] if alive else self.issue((owner or ALIX).login))
        return super().rewrite_request(request)

    def is_taken(self, request: Request) -> bool:
        """Whether the token of a request is taken for one that it is not."""
        return not request.bearer_token

    def _serves(self, grant: TokenGrant, owner: Customer | None) -> bool:
        alive = self.clock.instant() < grant.access_expires_at
        return alive and grant.role == self.api_role and owner in (None, grant.customer)


class AcceptsInventedTokens(AcceptsNoToken):
    """A token that was never issued is taken for somebody's."""

    def is_taken(self, request: Request) -> bool:
        """Any that the bank has never seen."""
        return bool(request.bearer_token) and request.bearer_token not in self.memory.past.issued


class OpensToEverybody(AcceptsNoToken):
    """Every account and card opens to every customer, as if its owner had asked, and had consented to all."""

    foreign = False

    def is_taken(self, request: Request) -> bool:
        """Any that is good, for what is another customer's."""
        grant = self.memory.tokens.find_active_grant(request.bearer_token, self.clock.instant())
        owner = _owner_of(request) if request.method == "GET" else None
        self.foreign = grant is not None and owner not in (None, grant.customer) and grant.role == self.api_role
        return self.foreign

    def opens_balances(self, consent: Consent, payment_account: Account) -> bool:
        """What is another's does."""
        return self.foreign or super().opens_balances(consent, payment_account)

    def opens_transactions(self, consent: Consent, payment_account: Account) -> bool:
        """What is another's does."""
        return self.foreign or super().opens_transactions(consent, payment_account)


class AcceptsAlteredTokens(IssuingRules):
    """Of a token only the beginning is compared, without regard to case."""

    def rewrite_request(self, request: Request) -> Request:
        """Find the one that begins like it."""
        text = request.bearer_token[:8].lower()
        known = self.memory.tokens.by_access_token
        if text and request.bearer_token not in self.memory.past.issued:
            found = next((one for key, one in known.items() if key.lower().startswith(text)), None)
            request = self.with_token_of(request, found)
        return super().rewrite_request(request)


class ForgetsConsents(ContextRules):
    """What was consented is not open."""

    def opens_balances(self, *_: Any) -> bool:
        """Never."""
        return False

    def opens_transactions(self, *_: Any) -> bool:
        """Never."""
        return False

    def opens_identity(self, *_: Any) -> bool:
        """Never."""
        return False


def _owner_of(request: Request) -> Customer | None:
    """Whose the account or card in the path is, or the account that a consent names."""
    if request.body:
        text = request.body.decode("latin-1")
        return next((one for one in CUSTOMERS if any(account.iban in text for account in one.accounts)), None)
    return find_owner(request.path.rstrip("/").split("/")[-2]) if "/accounts/" in request.path else None


FAULTS = (
    Fault(
        "scopes-not-looked-at",
        "state",
        ("SEC-10", "AT-ACC-4", "AT-BAL-4", "AT-TRX-4", "IDN-08", "AT-CON-3"),
        "A token of another scope opens everything.",
        override(may_use_the_api=lambda *_: True),
        (*READ, "consents", *AROUND),
    ),
    Fault(
        "tokens-not-needed",
        "state",
        ("ERR-29", "ERR-30", "ERR-31", "ERR-32", "ERR-33"),
        "Everything can be read and consented without a token.",
        AcceptsNoToken,
        (*READ, "consents", *WITHOUT_TOKEN),
    ),
    Fault(
        "invented-tokens-taken",
        "state",
        ("ERR-34", "ERR-35"),
        "A token that was never issued opens everything.",
        AcceptsInventedTokens,
        (*READ, "consents", *WITHOUT_TOKEN),
    ),
    Fault(
        "altered-tokens-taken",
        "state",
        ("ERR-36", "ERR-47"),
        "Of a token only the beginning is compared, without regard to case.",
        AcceptsAlteredTokens,
        (*READ, "consents", *WITHOUT_TOKEN),
    ),
    Fault(
        "ended-tokens-taken",
        "state",
        ("REF-01", "REF-05", "REF-09", "REF-15"),
        "A token that has ended opens everything still.",
        AcceptsEndedTokens,
        (*READ, "consents", *AROUND),
    ),
    Fault(
        "consents-not-needed",
        "state",
        (
            *("BAL-10", "BAL-11", "BAL-12", "BAL-13", "BAL-14", "TRX-10", "TRX-11", "TRX-12", "TRX-13", "TRX-14"),
            *("AT-IDN-2", "IDN-01", "IDN-02", "CON-06", "CON-07", "CON-09", "CON-11"),
        ),
        "Whatever is not consented is open.",
        override(opens_balances=lambda *_: True, opens_transactions=lambda *_: True, opens_identity=lambda *_: True),
        (*DETAILS, "identity", "first", "later", "filtered", *METHODS),
    ),
    Fault(
        "consents-forgotten",
        "state",
        ("AT-BAL-1", "AT-TRX-1", "AT-IDN-1", "CON-12", "CON-33"),
        "Whatever is consented is refused.",
        ForgetsConsents,
        (*READ, *AROUND),
        ("ACC-41", "BAL-08", "BAL-22", "CON-27", "FLT-24", "IDN-10", "PAG-09", "TRX-09", "TRX-20", "WLK-04"),
    ),
    Fault(
        "owners-not-looked-at",
        "state",
        ("BAL-16", "TRX-15", "SEC-09"),
        "Every account and card opens to every customer.",
        OpensToEverybody,
        (*DETAILS, *AROUND),
    ),
)
