"""Faults that take one thing for another that is like it: an id, an IBAN, a token, a card; or do not know it again."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from conformance.sandbox.consents import Consent
from conformance.sandbox.customers import Account, Card, Customer
from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import with_form, with_header
from conformance.sandbox.faults.bases import IssuingRules, customer_of
from conformance.sandbox.hooks import BALANCES, TOKEN, ContextRules, alter_request, derive, override
from conformance.sandbox.messages import JSON, Request
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.history import Filters
from conformance.sandbox.transactions import Transaction, list_transactions

SHORTEST = 10
"""So many characters of an id at least are compared."""


class IgnoresCheckDigits(Rules):
    """Of an IBAN the number of the account is compared, not its check digits."""

    def knows_ibans(self, customer: Customer, consent: Consent) -> bool:
        """By the number."""
        return _numbers(consent.ibans) <= _numbers(account.iban for account in customer.accounts)

    def opens_balances(self, consent: Consent, payment_account: Account) -> bool:
        """By the number."""
        return payment_account.iban[4:] in _numbers(consent.balances)

    def opens_transactions(self, consent: Consent, payment_account: Account) -> bool:
        """By the number."""
        return payment_account.iban[4:] in _numbers(consent.transactions)


def _numbers(ibans: Iterable[str]) -> set[str]:
    return {iban[4:] for iban in ibans}


class RedeemsTokens(IssuingRules):
    """A token of the customer is exchanged like a code."""

    kind = "refresh"

    def rewrite_request(self, request: Request) -> Request:
        """As if it were refreshed."""
        form = dict(request.form) if request.path.endswith(TOKEN) else {}
        tokens = self.memory.tokens
        known = tokens.by_refresh_token if self.kind == "refresh" else tokens.by_access_token
        grant = known.get(form.get("code", ""))
        if grant is not None:
            request = with_form(request, grant_type="refresh_token", refresh_token=grant.refresh_token)
        return super().rewrite_request(request)


class RefreshesWithCodes(IssuingRules):
    """A code that was exchanged is taken for the refresh token that it gave."""

    def rewrite_request(self, request: Request) -> Request:
        """Look it up."""
        form = dict(request.form) if request.path.endswith(TOKEN) else {}
        known = self.memory.tokens.used_codes.get(form.get("refresh_token", ""))
        return super().rewrite_request(request if known is None else with_form(request, refresh_token=known))


class RefreshesForAnyScope(IssuingRules):
    """A refresh gives a token of the scope that it names."""

    def rewrite_request(self, request: Request) -> Request:
        """Of whichever role the tokens were."""
        form = dict(request.form) if request.path.endswith(TOKEN) else {}
        grant = self.memory.tokens.by_refresh_token.get(form.get("refresh_token", ""))
        role = self.read_role(form.get("scope", ""))
        if grant is not None and role is not None:
            self.memory.tokens.by_refresh_token[grant.refresh_token] = replace(grant, role=role)
        return super().rewrite_request(request)


class IgnoresCase(IssuingRules):
    """One field of a token request is compared without regard to case."""

    field = "refresh_token"

    def rewrite_request(self, request: Request) -> Request:
        """Find what it may mean."""
        form = dict(request.form) if request.path.endswith(TOKEN) else {}
        text = form.get(self.field, "")
        meant = next((one for one in self.known() if one.lower() == text.lower()), text)
        return super().rewrite_request(with_form(request, **{self.field: meant}) if text else request)

    def known(self) -> Iterable[str]:
        """What there is."""
        tokens = self.memory.tokens
        known: dict[str, Iterable[str]] = {
            "refresh_token": tokens.by_refresh_token,
            "code": tokens.codes,
            "client_id": self.clients,
        }
        return known[self.field]


class ShowsTheFirstCard(ContextRules):
    """Every card of a customer shows the invoices of his first."""

    def select_transactions(self, rows: tuple[Transaction, ...], filters: Filters, today: date) -> list[Transaction]:
        """Before they are filtered."""
        shown = list_transactions(customer_of(self).cards[0], today) if self.on_card else rows
        return super().select_transactions(shown, filters, today)


class TellsTheFirstCard(ContextRules):
    """Every card of a customer tells the outstanding amounts of his first on its page."""

    def outstandings(self, card: Card, today: date) -> list[JSON]:
        """In the list its own."""
        return super().outstandings(customer_of(self).cards[0] if self.is_for(BALANCES) else card, today)


class EndsEarly(IssuingRules):
    """An access token is refused in the last tenth of its life."""

    def rewrite_request(self, request: Request) -> Request:
        """As if there were none."""
        grant = self.memory.tokens.by_access_token.get(request.bearer_token)
        early = timedelta(seconds=self.access_lifetime.total_seconds() / 10)
        if grant is not None and self.clock.instant() >= grant.access_expires_at - early:
            self.memory.tokens.by_access_token.pop(grant.access_token)
        return super().rewrite_request(request)


def _forget_small_scheme(request: Request) -> Request:
    small = request.headers.get("authorization", "").startswith("bearer ")
    return with_header(request, "authorization", "") if small else request


FAULTS = (
    Fault(
        "ids-by-their-beginning",
        "state",
        ("ERR-51",),
        "The beginning of an id is taken for the id.",
        override(
            find_resource=lambda _, customer, text: next(
                (one for one in customer.resources if len(text) > SHORTEST and one.resource_id.startswith(text)), None
            )
        ),
    ),
    Fault(
        "ids-with-anything-behind",
        "state",
        ("ERR-51",),
        "What stands behind an id is passed over.",
        override(
            find_resource=lambda _, customer, text: next(
                (one for one in customer.resources if text.startswith(one.resource_id)), None
            )
        ),
    ),
    Fault(
        "iban-check-digits-passed-over",
        "state",
        ("CON-23",),
        "An IBAN with wrong check digits is taken for the account of its number.",
        IgnoresCheckDigits,
    ),
    Fault(
        "refresh-token-redeemed",
        "state",
        ("TOK-19",),
        "A refresh token is exchanged like a code.",
        RedeemsTokens,
    ),
    Fault(
        "access-token-redeemed",
        "state",
        ("TOK-19",),
        "An access token is exchanged like a code.",
        derive(RedeemsTokens, kind="access"),
    ),
    Fault("code-refreshed", "state", ("REF-28",), "A used code serves as a refresh token.", RefreshesWithCodes),
    Fault(
        "refresh-for-any-scope",
        "state",
        ("REF-30",),
        "A refresh gives a token of whichever scope it names.",
        RefreshesForAnyScope,
    ),
    Fault(
        "refresh-tokens-in-any-case",
        "state",
        ("OAU-37",),
        "Refresh tokens are compared without regard to case.",
        IgnoresCase,
    ),
    Fault(
        "codes-in-any-case",
        "state",
        ("OAU-37",),
        "Codes are compared without regard to case.",
        derive(IgnoresCase, field="code"),
    ),
    Fault(
        "scheme-with-its-case",
        "protocol",
        ("SEC-15",),
        "The scheme bearer in small letters is not understood.",
        alter_request("", _forget_small_scheme),
    ),
    Fault(
        "client-ids-in-any-case",
        "state",
        ("OAU-38",),
        "Client ids are compared without regard to case.",
        derive(IgnoresCase, field="client_id"),
    ),
    Fault(
        "invoices-of-the-first-card",
        "rows",
        ("TRX-19",),
        "Every card shows the invoices of the first.",
        ShowsTheFirstCard,
    ),
    Fault(
        "amounts-of-the-first-card",
        "body",
        ("ACC-38",),
        "Every card tells the outstanding amounts of the first on its page.",
        TellsTheFirstCard,
    ),
    Fault(
        "tokens-end-early",
        "state",
        ("REF-29",),
        "An access token ends before its stated lifetime is over.",
        EndsEarly,
    ),
)
