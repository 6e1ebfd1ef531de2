"""What the faults of several chapters are built on: rules that issue tokens, store consents, open calls, pick rows."""

from collections.abc import Callable
from typing import Any

from conformance.sandbox.consents import Consent, MalformedConsentError, read_consent
from conformance.sandbox.customers import Account, Customer
from conformance.sandbox.edits import Edit, with_header
from conformance.sandbox.hooks import (
    BALANCES,
    TOKEN,
    TRANSACTIONS,
    ContextRules,
    alter_body,
    override,
    override_in_context,
)
from conformance.sandbox.messages import JSON, Request
from conformance.sandbox.personas import ADAM, CUSTOMERS, CUSTOMERS_BY_LOGIN
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.history import Filters
from conformance.sandbox.tokens import AuthorizationCode, TokenGrant
from conformance.sandbox.transactions import Transaction

CLIENT, CALLBACK = "PSDFR-ACPR-13807", "https://myAPP.fr/Home/OAuth2Callback"
EMPTY_CONSENT = {"balances": [], "transactions": [], "psuIdentity": False, "trustedBeneficiaries": False}


class AnyClient(dict[str, tuple[str, ...]]):
    """A register in which every client is found."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> tuple[str, ...]:
        return Rules.clients[CLIENT]


ANY_CLIENT = AnyClient(Rules.clients)


class IssuingRules(ContextRules):
    """Rules that issue and accept tokens on their own."""

    def issue(self, login: str, role: str = "aisp") -> TokenGrant:
        """New tokens for a customer."""
        code = AuthorizationCode(
            client_id=CLIENT,
            redirect_uri=CALLBACK,
            role=role,
            customer=CUSTOMERS_BY_LOGIN[login],
            issued_at=self.clock.now(),
        )
        return self.memory.tokens.issue_tokens(code, self.clock.now())

    def with_token_of(self, request: Request, grant: TokenGrant | None) -> Request:
        """The same request with the access token of a grant; unchanged where there is no grant."""
        if grant is None:
            return request
        return with_header(request, "authorization", f"Bearer {grant.access_token}")

    def has_active_token(self, request: Request) -> bool:
        """Whether the token of the request opens the API."""
        return self.memory.tokens.find_active_grant(request.bearer_token, self.clock.now()) is not None

    def any_grant(self) -> TokenGrant:
        """The latest grant, whosever it is."""
        return next(iter(reversed(self.memory.tokens.by_refresh_token.values())), None) or self.issue(ADAM.login)


class StoringRules(ContextRules):
    """Rules that store a consent on their own."""

    def grant_of(self, request: Request) -> TokenGrant | None:
        """The grant of the access token, expired or not."""
        return self.memory.tokens.by_access_token.get(request.bearer_token)

    def store(self, request: Request, body: bytes) -> None:
        """Store the body as the customer's consent, if it is one."""
        grant = self.grant_of(request)
        try:
            if grant is not None:
                self.memory.consents[grant.owner] = read_consent(body)
        except MalformedConsentError:
            return


def alter_token_response(edit: Edit, grant_type: str = "") -> type[Rules]:
    """The response of the token endpoint is another one, for one grant_type or for all."""

    def edit_where_meant(document: Any, request: Request) -> None:
        if grant_type in dict(request.form).get("grant_type", ""):
            edit(document, request)

    return alter_body(TOKEN, edit_where_meant)


def store_instead(merged: Callable[[Consent, Consent], Consent]) -> type[Rules]:
    """What is stored is made from the consent before and the new one."""
    return override(consent_after=lambda _, old, new: merged(old, new))


def open_also_when(where: str, when: Callable[[Any, Consent, Account], bool]) -> type[Rules]:
    """Balances or transactions are open under another condition too."""
    if where == BALANCES:
        return override_in_context(
            opens_balances=lambda self, consent, account: (
                Rules.opens_balances(self, consent, account) or (self.is_for(BALANCES) and when(self, consent, account))
            )
        )
    return override_in_context(
        opens_transactions=lambda self, consent, account: (
            Rules.opens_transactions(self, consent, account)
            or (self.is_for(TRANSACTIONS) and when(self, consent, account))
        )
    )


def on_cards(edit: Edit) -> Edit:
    """An edit for the documents of cards only, which are known by their path."""
    return lambda document, request: edit(document, request) if "/038-GFC" in request.path else None


def is_later_page(request: Request) -> bool:
    """Whether the request asks for another page than the first."""
    return any(name == "page" and value != "1" for name, value in request.query)


def alter_later_pages(change: Callable[[JSON], object]) -> type[Rules]:
    """Pages of transactions other than the first."""
    return alter_body(TRANSACTIONS, lambda document, request: change(document) if is_later_page(request) else None)


def override_rows(chosen: Callable[[Any, list[Transaction], Filters], list[Transaction]]) -> type[Rules]:
    """Other rows than the filters select."""
    return override_in_context(
        select_transactions=lambda self, rows, filters, today: chosen(
            self, Rules.select_transactions(self, rows, filters, today), filters
        )
    )


def customer_of(rules: ContextRules) -> Customer:
    """Whose token the request has."""
    return rules.memory.tokens.by_access_token[rules.request.bearer_token].customer


def find_account_of_anybody(resource_id: str) -> Account | None:
    """The account that has the id, whosever it is."""
    accounts = (account for customer in CUSTOMERS for account in customer.accounts)
    return next((account for account in accounts if account.resource_id == resource_id), None)


def find_owner(resource_id: str) -> Customer | None:
    """Whose account or card it is; None for nobody's."""
    return next((one for one in CUSTOMERS if one.find_resource(resource_id) is not None), None)


def is_unfiltered(filters: Filters) -> bool:
    """Whether no filter is set."""
    return filters == Filters()
