"""Faults that show in a sequence: what lies between two requests, or came before, changes what must stay."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson

from conformance.sandbox.consents import Consent
from conformance.sandbox.customers import Account
from conformance.sandbox.differences import Fault
from conformance.sandbox.faults.bases import StoringRules, store_instead
from conformance.sandbox.hooks import ACCOUNTS, CONSENTS, TOKEN, ContextRules, derive, is_api_request
from conformance.sandbox.messages import Request, Response, json_response
from conformance.sandbox.personas import MARC, THOMAS


class RenewsAtTheTokenEndpoint(ContextRules):
    """A new access token renews the batch accesses of the day."""

    grant_type = "refresh_token"

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Forget what was counted."""
        if request.path.endswith(TOKEN) and dict(request.form).get("grant_type") == self.grant_type:
            self.memory.accesses.clear()
        return super().rewrite_response(request, response)


class ConsentRenewsTheList(ContextRules):
    """A new consent renews the batch accesses to the list of accounts."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Forget those."""
        if request.path.endswith(CONSENTS) and response.status == 201:
            for key in [key for key in self.memory.accesses if ACCOUNTS in key]:
                del self.memory.accesses[key]
        return super().rewrite_response(request, response)


class ConsentTakesAwayThatOfThomas(ContextRules):
    """The consent of Marc takes away that of one other customer."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Forget Thomas's."""
        grant = self.memory.tokens.by_access_token.get(request.bearer_token)
        if request.path.endswith(CONSENTS) and response.status == 201 and grant and grant.customer is MARC:
            for owner in [owner for owner in self.memory.consents if THOMAS.login in owner]:
                del self.memory.consents[owner]
        return super().rewrite_response(request, response)


class ConsentEndsAfterNinetyDays(ContextRules):
    """A consent ends when half of the 180 days are over."""

    def __init__(self) -> None:
        super().__init__()
        self._since: dict[tuple[str, str], datetime] = {}

    def rewrite_request(self, request: Request) -> Request:
        """Forget what is older."""
        now = self.clock.now()
        for owner, since in self._since.items():
            if now - since > timedelta(days=90):
                self.memory.consents.pop(owner, None)
        grant = self.memory.tokens.by_access_token.get(request.bearer_token)
        if request.path.endswith(CONSENTS) and grant:
            self._since[grant.owner] = now
        return super().rewrite_request(request)


class ProlongsByUse(ContextRules):
    """The life of an access token begins anew with each use."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Prolong it."""
        tokens = self.memory.tokens.by_access_token
        grant = tokens.get(request.bearer_token) if is_api_request(request) else None
        if grant is not None and response.status == 200:
            until = max(grant.access_expires_at, self.access_expires_at(self.clock.now()))  # the clock may be put back
            tokens[grant.access_token] = replace(grant, access_expires_at=until)
        return super().rewrite_response(request, response)


class RefusesRefreshedTokens(ContextRules):
    """What comes from a refresh does not open some of what the token of the login opened."""

    where = CONSENTS

    def __init__(self) -> None:
        super().__init__()
        self._refreshed: set[str] = set()

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Note it, or refuse it."""
        if request.path.endswith(TOKEN) and dict(request.form).get("grant_type") == "refresh_token":
            self._refreshed.add(orjson.loads(response.body).get("access_token", "") if response.status == 200 else "")
        refused = request.bearer_token in self._refreshed and self.where in request.path and response.status < 300
        if refused and is_api_request(request) and not (self.where == ACCOUNTS and request.path.endswith(ACCOUNTS)):
            response = json_response(403, {"status": 403, "message": "NGAC"})
        return super().rewrite_response(request, response)


class IgnoresConsentAfterARefresh(ContextRules):
    """With a refreshed token balances are open, consented or not."""

    def __init__(self) -> None:
        super().__init__()
        self._refreshed: set[str] = set()

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Note the token."""
        if request.path.endswith(TOKEN) and dict(request.form).get("grant_type") == "refresh_token":
            self._refreshed.add(orjson.loads(response.body).get("access_token", ""))
        return super().rewrite_response(request, response)

    def opens_balances(self, consent: Consent, payment_account: Account) -> bool:
        """Those of the customer's own accounts."""
        return super().opens_balances(consent, payment_account) or self.request.bearer_token in self._refreshed


class ListsNoCardsAfterARefresh(ContextRules):
    """To a refreshed token no card is listed."""

    def lists_card(self, consent: Consent, payment_account: Account) -> bool:
        """Only to one that a login gave."""
        refreshed = self.request.bearer_token in self.memory.past.refreshed
        return not refreshed and super().lists_card(consent, payment_account)


class StoresAPartOfWhatItRefuses(StoringRules):
    """A consent is refused, and a part of it stored all the same."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Store that part."""
        grant = self.grant_of(request)
        if request.path.endswith(CONSENTS) and request.method == "PUT" and response.status >= 400 and grant is not None:
            try:
                document = orjson.loads(request.body)
            except orjson.JSONDecodeError:
                document = None
            if isinstance(document, dict):
                old = self.memory.consent_of(grant)
                self.memory.consents[grant.owner] = self.part_stored(old, document)
        return super().rewrite_response(request, response)

    def part_stored(self, old: Consent, document: dict[str, Any]) -> Consent:
        """The flag of the identity."""
        return replace(old, identity=bool(document.get("psuIdentity")))


def _named(document: dict[str, Any], name: str) -> frozenset[str]:
    items = document.get(name)
    named = [item.get("iban") for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return frozenset(iban for iban in named if isinstance(iban, str))


def _close(_: object, old: Consent, document: dict[str, Any]) -> Consent:
    """What the refused consent no longer names."""
    named = {"balances", "transactions"} & {name for name, value in document.items() if isinstance(value, list)}
    return replace(old, **{name: getattr(old, name) & _named(document, name) for name in named})


def _open(_: object, old: Consent, document: dict[str, Any]) -> Consent:
    """The transactions that it names."""
    return replace(old, transactions=old.transactions | _named(document, "transactions"))


FAULTS = (
    Fault(
        "refresh-renews-accesses",
        "state",
        ("QUO-24",),
        "A refresh renews the batch accesses of the day.",
        RenewsAtTheTokenEndpoint,
    ),
    Fault(
        "login-renews-accesses",
        "state",
        ("QUO-24",),
        "A new login renews the batch accesses of the day.",
        derive(RenewsAtTheTokenEndpoint, grant_type="authorization_code"),
    ),
    Fault(
        "consent-renews-accesses-to-the-list",
        "state",
        ("QUO-22",),
        "A new consent renews the batch accesses to the list of accounts.",
        ConsentRenewsTheList,
    ),
    Fault(
        "life-prolonged-by-use",
        "state",
        ("REF-05",),
        "The life of an access token begins anew with each use.",
        ProlongsByUse,
    ),
    Fault(
        "refreshed-token-stores-no-consent",
        "state",
        ("REF-27",),
        "A refreshed token is refused where it stores a consent.",
        RefusesRefreshedTokens,
    ),
    Fault(
        "refreshed-token-opens-the-list-only",
        "state",
        ("REF-27",),
        "A refreshed token opens neither balances nor transactions.",
        derive(RefusesRefreshedTokens, where=ACCOUNTS),
    ),
    Fault(
        "refreshed-token-opens-what-is-not-consented",
        "state",
        ("REF-27",),
        "A refreshed token opens balances that are not consented.",
        IgnoresConsentAfterARefresh,
    ),
    Fault(
        "refreshed-token-lists-no-cards",
        "rows",
        ("REF-27",),
        "To a refreshed token no cards are listed.",
        ListsNoCardsAfterARefresh,
    ),
    Fault(
        "refused-consent-sets-the-identity",
        "state",
        ("CON-39",),
        "Of a refused consent the flag of the identity is stored.",
        StoresAPartOfWhatItRefuses,
    ),
    Fault(
        "refused-consent-closes",
        "state",
        ("CON-39",),
        "What a refused consent no longer names is closed.",
        derive(StoresAPartOfWhatItRefuses, part_stored=_close),
    ),
    Fault(
        "refused-consent-opens-transactions",
        "state",
        ("CON-39",),
        "The transactions that a refused consent names are opened.",
        derive(StoresAPartOfWhatItRefuses, part_stored=_open),
    ),
    Fault(
        "identity-stays-while-transactions-open",
        "state",
        ("CON-40",),
        "A consent that opens transactions does not take back the identity.",
        store_instead(
            lambda old, new: replace(new, identity=new.identity or (old.identity and bool(new.transactions)))
        ),
    ),
    Fault(
        "consent-ends-after-ninety-days",
        "state",
        ("CON-42",),
        "A consent is in force for 90 days.",
        ConsentEndsAfterNinetyDays,
    ),
    Fault(
        "consent-takes-away-that-of-one-other",
        "state",
        ("CON-12",),
        "The consent of Marc takes away that of Thomas, and of nobody else.",
        ConsentTakesAwayThatOfThomas,
    ),
    Fault(
        "balances-stay-while-the-identity-opens",
        "state",
        ("CON-40",),
        "A consent that opens the identity does not take back the balances.",
        store_instead(
            lambda old, new: replace(
                new, balances=new.balances or (old.balances if new.identity and not old.identity else new.balances)
            )
        ),
    ),
    Fault(
        "transactions-stay-when-balances-come-back",
        "state",
        ("CON-40",),
        "A consent that opens balances again does not take back the transactions.",
        store_instead(
            lambda old, new: replace(
                new,
                transactions=new.transactions
                or (old.transactions if new.balances and not old.balances else new.transactions),
            )
        ),
    ),
)
"""Of refreshing, of consents and of the limits of each chapter."""
