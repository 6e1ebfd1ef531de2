"""Faults that show only where the customer is absent."""

from dataclasses import replace
from datetime import date, timedelta

from conformance.sandbox.consents import Consent
from conformance.sandbox.customers import Account
from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import set_header
from conformance.sandbox.hooks import ACCOUNTS, IDENTITY, TRANSACTIONS, ContextRules, alter_request, derive, override
from conformance.sandbox.messages import API_ROOT, Request, Response
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.access import Access
from conformance.sandbox.transactions import Transaction


class BatchRules(ContextRules):
    """Rules that know whether the customer is there."""

    @property
    def absent(self) -> bool:
        """Whether he is not."""
        return self.is_batch(self.request.headers)


class ShortHistoryOfCards(BatchRules):
    """Sixty days of a card."""

    def in_history(self, row: Transaction, today: date) -> bool:
        """Of an account ninety."""
        short = self.absent and self.on_card
        return row.day >= today - timedelta(days=60) if short else super().in_history(row, today)


class ShortPages(BatchRules):
    """A hundred transactions a page."""

    def rewrite_request(self, request: Request) -> Request:
        """Set the size before anything is counted."""
        request = super().rewrite_request(request)
        self.transactions_per_page = 100 if self.absent else Rules.transactions_per_page
        return request


class NoCards(BatchRules):
    """No card is listed."""

    def lists_card(self, consent: Consent, payment_account: Account) -> bool:
        """Only to the customer."""
        return not (self.absent and self.is_for(ACCOUNTS)) and super().lists_card(consent, payment_account)


class KeepsTheIdentity(BatchRules):
    """A consent does not change what the one before said of the identity."""

    def consent_after(self, old: Consent, new: Consent) -> Consent:
        """That of the customer himself does."""
        stored = super().consent_after(old, new)
        return replace(stored, identity=old.identity) if self.absent else stored


class CountsRefusals(BatchRules):
    """What was refused is counted like what was answered."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """By the key of a good request."""
        grant = self.memory.tokens.by_access_token.get(request.bearer_token)
        if grant is not None and self.absent and response.status in (400, 403, 404):
            parts = request.path.removeprefix(API_ROOT).rstrip("/").split("/")
            one = parts[2] if len(parts) == 4 else ""
            resource = f"/accounts/*/{parts[3]}" if one else "/".join(parts)
            access = Access(now=self.clock.now(), resource=resource, psu=grant.owner, resource_id=one)
            self.memory.accesses[self.quota_key(access)] += 1
        return super().rewrite_response(request, response)


class IdentityOfTheCustomerBefore(BatchRules):
    """The identity is the one that was told last."""

    told = b""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """To whomever."""
        response = super().rewrite_response(request, response)
        if response.status != 200 or not self.is_for(IDENTITY):
            return response
        shown = self.told if self.absent and self.told else response.body
        self.told = response.body
        return replace(response, body=shown)


class LosesRequestIds(BatchRules):
    """The X-Request-ID of a consent does not come back."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """To the customer it does."""
        response = super().rewrite_response(request, response)
        lost = self.absent and response.status == 201
        return set_header(response, "x-request-id", None) if lost else response


def _forget_references(request: Request) -> Request:
    if "psu-ip-address" in request.headers:
        return request
    return replace(request, query=tuple(one for one in request.query if "reference" not in one[0].lower()))


FAULTS = (
    Fault(
        "references-forgotten-in-batch",
        "rows",
        ("FLT-38",),
        "Without PSU-IP-Address references do not filter.",
        alter_request(TRANSACTIONS, _forget_references),
    ),
    Fault(
        "history-of-cards-short-in-batch",
        "rows",
        ("TRX-20",),
        "Without PSU-IP-Address the invoices of the last 60 days only are shown.",
        ShortHistoryOfCards,
    ),
    Fault(
        "pages-short-in-batch",
        "rows",
        ("TRX-20",),
        "Without PSU-IP-Address a page holds a hundred transactions.",
        ShortPages,
    ),
    Fault(
        "cards-lost-in-batch",
        "rows",
        ("OVW-10",),
        "Without PSU-IP-Address no cards are listed.",
        NoCards,
    ),
    Fault(
        "identity-not-consented-in-batch",
        "state",
        ("CON-36",),
        "Without PSU-IP-Address a consent does not change what was said of the identity.",
        KeepsTheIdentity,
    ),
    Fault(
        "refusals-counted",
        "state",
        ("QUO-29",),
        "A refused request without PSU-IP-Address uses up an access.",
        CountsRefusals,
    ),
    Fault(
        "page-one-not-counted",
        "state",
        ("QUO-27",),
        "The list asked for with page=1 uses up no access.",
        override(counts_for_quota=lambda _, page: page is None),
    ),
    Fault(
        "request-id-lost-on-consents-in-batch",
        "protocol",
        ("PLU-02",),
        "Without PSU-IP-Address the X-Request-ID is not echoed on consents.",
        LosesRequestIds,
    ),
    Fault(
        "identity-of-the-customer-before",
        "state",
        ("IDN-07",),
        "Without PSU-IP-Address the identity is that of the customer who was asked about before.",
        derive(IdentityOfTheCustomerBefore),
    ),
)
