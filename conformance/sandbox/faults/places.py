"""Faults of known rules in another place: a card for an account, a later page for the first, filters side by side."""

from dataclasses import replace
from datetime import date, datetime, time

from conformance.sandbox.customers import Card
from conformance.sandbox.differences import Fault
from conformance.sandbox.faults.bases import IssuingRules, find_account_of_anybody, is_later_page
from conformance.sandbox.hooks import CONSENTS, TRANSACTIONS, ContextRules, alter_body, override
from conformance.sandbox.messages import JSON, Request, Response
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.history import Filters

CARD, OLD_DAY = "/038-GFC", "2020-01-31"


class OpensAsOwner(IssuingRules):
    """Some requests are answered as if they came from the owner of the account or card in their path."""

    def rewrite_request(self, request: Request) -> Request:
        """With the tokens that he has already: new ones would end these."""
        if self.opens(request):
            grants = (one for one in self.memory.tokens.by_refresh_token.values() if one.role == "aisp")
            owned = (one for one in grants if one.customer.find_resource(request.path.split("/")[-2]) is not None)
            request = self.with_token_of(request, next(owned, None))
        return super().rewrite_request(request)

    def opens(self, request: Request) -> bool:  # noqa: ARG002 - those below look at it
        """Whether this is one of them."""
        return False


class OpensForeignCards(OpensAsOwner):
    """A card is read with anybody's token."""

    def opens(self, request: Request) -> bool:
        """Any card."""
        return CARD in request.path and self.has_active_token(request)


class OpensLaterPagesToAnybody(OpensAsOwner):
    """The token is looked at on the first page only."""

    def opens(self, request: Request) -> bool:
        """Any page but the first."""
        return is_later_page(request) and request.path.endswith(TRANSACTIONS) and not self.has_active_token(request)


class OpensCardsToOtherScope(IssuingRules):
    """A token of another scope reads cards."""

    def rewrite_request(self, request: Request) -> Request:
        """As if it were one of the right scope."""
        grant = self.memory.tokens.by_access_token.get(request.bearer_token)
        if grant is not None and grant.role != self.api_role and CARD in request.path:
            copy = replace(grant, role=self.api_role, access_token=f"{grant.access_token}-card")
            self.memory.tokens.by_access_token[copy.access_token] = copy
            request = self.with_token_of(request, copy)
        return super().rewrite_request(request)


class ConsentRenewsAccesses(ContextRules):
    """With a new consent the batch accesses of the day begin anew."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Forget what was counted."""
        if request.path.endswith(CONSENTS) and response.status == 201:
            self.memory.accesses.clear()
        return super().rewrite_response(request, response)


def _period_of_both_ends(self: Rules, filters: Filters, today: date) -> bool:
    """A first day is held to the history only where it stands alone."""
    alone = filters.date_to is None
    return Rules.period_is_allowed(self, filters if alone else replace(filters, date_from=None), today)


def _period_beside_references(self: Rules, filters: Filters, today: date) -> bool:
    """A first day is held to the history only where no reference stands beside it."""
    return filters.after is not None or Rules.period_is_allowed(self, filters, today)


def _balances_of_the_account(self: Rules, card: Card, today: date) -> list[JSON]:
    account = find_account_of_anybody(card.linked)
    return [] if account is None else Rules.balances(self, account, datetime.combine(today, time(12, 0)))


FAULTS = (
    Fault(
        "other-scope-opens-cards",
        "state",
        ("SEC-10",),
        "A token of another scope reads the amounts and invoices of cards.",
        OpensCardsToOtherScope,
    ),
    Fault(
        "later-pages-open-to-anybody",
        "state",
        ("ERR-32", "ERR-34"),
        "Pages of transactions other than the first need no token.",
        OpensLaterPagesToAnybody,
    ),
    Fault(
        "somebody-elses-cards",
        "state",
        ("BAL-16", "TRX-15"),
        "The amounts and invoices of a card open to another customer.",
        OpensForeignCards,
    ),
    Fault(
        "old-period-with-an-end",
        "rows",
        ("FLT-33",),
        "A dateFrom of long ago is refused only where no dateTo stands beside it.",
        override(period_is_allowed=_period_of_both_ends),
    ),
    Fault(
        "old-period-with-a-reference",
        "rows",
        ("FLT-33",),
        "A dateFrom of long ago is refused only where no reference stands beside it.",
        override(period_is_allowed=_period_beside_references),
    ),
    Fault(
        "consent-renews-accesses",
        "state",
        ("QUO-22",),
        "A new consent renews the batch accesses of the day.",
        ConsentRenewsAccesses,
    ),
    Fault(
        "identity-needs-consented-balances",
        "state",
        ("IDN-12",),
        "The identity opens only where balances are consented too.",
        override(opens_identity=lambda _, consent: consent.identity and bool(consent.balances)),
    ),
    Fault(
        "card-shows-its-account",
        "body",
        ("BAL-24", "BAL-07"),
        "A card shows the balances of its account.",
        override(outstandings=_balances_of_the_account),
    ),
    Fault(
        "cards-unused-for-long",
        "rows",
        ("ACC-32",),
        "The invoices of listed cards are all older than the month before.",
        alter_body(
            "/transactions",
            lambda document, request: (
                [one.update(bookingDate=OLD_DAY, status="BOOK") for one in document["transactions"]]
                if "/038-GFC" in request.path
                else None
            ),
        ),
    ),
)
