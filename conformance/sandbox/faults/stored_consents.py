"""Faults of a consent as it is stored: what is merged, forgotten, or stored though it must not be."""

from dataclasses import replace
from typing import Any

import orjson

from conformance.sandbox.consents import NO_CONSENT, Consent
from conformance.sandbox.customers import Customer, Resource
from conformance.sandbox.differences import Fault
from conformance.sandbox.faults.bases import (
    EMPTY_CONSENT,
    StoringRules,
    find_account_of_anybody,
    open_also_when,
    store_instead,
)
from conformance.sandbox.hooks import (
    ACCOUNTS,
    BALANCES,
    CONSENTS,
    TOKEN,
    TRANSACTIONS,
    ContextRules,
    combine,
    derive,
    execute_as,
    override,
)
from conformance.sandbox.messages import Request, Response
from conformance.sandbox.personas import CUSTOMERS
from conformance.sandbox.rules import Rules


class StoresWhatItRefuses(StoringRules):
    """A consent that lacks a list is refused, but its rest is stored."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Store the rest."""
        if request.path.endswith(CONSENTS) and request.method == "PUT" and response.status == 400:
            try:
                document = orjson.loads(request.body)
            except orjson.JSONDecodeError:
                document = None
            if isinstance(document, dict):
                self.store(request, orjson.dumps(EMPTY_CONSENT | document))
        return super().rewrite_response(request, response)


class ForgetsOnRefusal(StoringRules):
    """A refused consent takes away the one before."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Forget."""
        grant = self.grant_of(request)
        if request.path.endswith(CONSENTS) and request.method == "PUT" and response.status >= 400 and grant is not None:
            self.memory.consents.pop(grant.owner, None)
        return super().rewrite_response(request, response)


class StoresByAnyVerb(StoringRules):
    """A wrong verb is refused, and its body stored all the same."""

    def rewrite_request(self, request: Request) -> Request:
        """Store it."""
        if request.path.endswith(CONSENTS) and request.method in ("POST", "PATCH"):
            self.store(request, request.body)
        return super().rewrite_request(request)


class RevokesByDelete(StoringRules):
    """DELETE is refused, and takes the consent back all the same."""

    def rewrite_request(self, request: Request) -> Request:
        """Take it back."""
        grant = self.grant_of(request)
        if request.path.endswith(CONSENTS) and request.method == "DELETE" and grant is not None:
            self.memory.consents[grant.owner] = NO_CONSENT
        return super().rewrite_request(request)


class StoresKnownIbansOnRefusal(ContextRules):
    """Of a consent with an unknown IBAN the known ones are stored before it is refused."""

    def knows_ibans(self, customer: Customer, consent: Consent) -> bool:
        """Store them."""
        own = {account.iban for account in customer.accounts}
        if not consent.ibans <= own:
            part = replace(consent, balances=consent.balances & own, transactions=consent.transactions & own)
            self.memory.consents.update({(customer.login, client): part for client in self.clients})
        return super().knows_ibans(customer, consent)


class SkipsUnknownIbans(Rules):
    """Of a consent with an unknown IBAN the known ones are stored, and it is answered like a good one."""

    def knows_ibans(self, customer: Customer, consent: Consent) -> bool:  # noqa: ARG002 - any IBAN will do
        """Store them."""
        self._own = {account.iban for account in customer.accounts}
        return True

    def consent_after(self, old: Consent, new: Consent) -> Consent:
        """The known part of it."""
        new = replace(new, balances=new.balances & self._own, transactions=new.transactions & self._own)
        return super().consent_after(old, new)


class RequiresListFirst(Rules):
    """A consent is refused before the token has read the list of accounts."""

    def __init__(self) -> None:
        super().__init__()
        self._seen: set[str] = set()

    def rewrite_request(self, request: Request) -> Request:
        """Note who has."""
        token = request.headers.get("authorization", "")
        if request.path.endswith(ACCOUNTS):
            self._seen.add(token)
        early = request.path.endswith(CONSENTS) and token not in self._seen
        return super().rewrite_request(replace(request, body=b"") if early else request)


class RepeatsFirstResponse(Rules):
    """What was answered once is answered again, consented or not: consents are checked on the first access only."""

    where = ""

    def __init__(self) -> None:
        super().__init__()
        self._answers: dict[tuple[object, ...], Response] = {}

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Note it, or give it again."""
        key = (request.headers.get("authorization"), request.path, request.query)
        if response.status == 200:
            self._answers[key] = response
        select_names = self._answers.get(key) if response.status == 403 and self.where in request.path else None
        return super().rewrite_response(request, select_names or response)


class KeepsOneConsentOnly(ContextRules):
    """The consent of one customer takes away that of another."""

    def consent_after(self, old: Consent, new: Consent) -> Consent:
        """Only one at a time."""
        self.memory.consents.clear()
        return super().consent_after(old, new)


class EndsConsentOnRefresh(StoringRules):
    """A refresh ends the consent."""

    def rewrite_request(self, request: Request) -> Request:
        """Take it back."""
        found = self.memory.tokens.by_refresh_token.get(dict(request.form).get("refresh_token", ""))
        if request.path.endswith(TOKEN) and found is not None:
            self.memory.consents.pop(found.owner, None)
        return super().rewrite_request(request)


class OpensByIban(Rules):
    """Whoever names an IBAN in his consent may read the account, whosever it is."""

    def knows_ibans(self, customer: Customer, consent: Consent) -> bool:  # noqa: ARG002 - as above
        """All of them."""
        return True

    def find_resource(self, customer: Customer, resource_id: str) -> Resource | None:
        """Anybody's account."""
        return super().find_resource(customer, resource_id) or find_account_of_anybody(resource_id)

    def list_resources(self, customer: Customer, consent: Consent, today: Any) -> list[Resource]:
        """And listed as well."""
        others: list[Resource] = [
            account
            for other in CUSTOMERS
            if other is not customer
            for account in other.accounts
            if account.iban in consent.ibans
        ]
        return [*super().list_resources(customer, consent, today), *others]


def _limit_accounts(consent: Consent, most: int) -> Consent:
    return replace(
        consent,
        balances=frozenset(sorted(consent.balances)[:most]),
        transactions=frozenset(sorted(consent.transactions)[:most]),
    )


FAULTS = (
    Fault(
        "consent-not-stored",
        "state",
        ("AT-CON-1", "AT-CON-2", "CON-02"),
        "A consent is answered, and never stored.",
        store_instead(lambda old, _: old),
    ),
    Fault(
        "consent-for-one-account-only",
        "state",
        ("AT-CON-1", "AT-CON-2", "CON-37"),
        "Of a consent for several accounts only one is stored.",
        store_instead(lambda _, new: _limit_accounts(new, 1)),
    ),
    Fault(
        "consent-for-four-accounts-only",
        "state",
        ("CON-37",),
        "Of a consent for five accounts four are stored.",
        store_instead(lambda _, new: _limit_accounts(new, 4)),
    ),
    Fault(
        "consent-merges",
        "state",
        ("CON-02", "CON-11", "CON-31"),
        "A new consent is added to the one before.",
        store_instead(
            lambda old, new: replace(
                new, balances=old.balances | new.balances, transactions=old.transactions | new.transactions
            )
        ),
    ),
    Fault(
        "transactions-consent-survives-an-empty-list",
        "state",
        ("CON-03",),
        "An empty list of transactions leaves the one before in force.",
        store_instead(lambda old, new: replace(new, transactions=new.transactions or old.transactions)),
    ),
    Fault(
        "balances-consent-survives-an-empty-list",
        "state",
        ("CON-04",),
        "An empty list of balances leaves the one before in force.",
        store_instead(lambda old, new: replace(new, balances=new.balances or old.balances)),
    ),
    Fault(
        "consent-survives-empty-lists",
        "state",
        ("CON-05", "CON-06", "CON-07", "CON-09"),
        "A consent of empty lists is answered and changes nothing.",
        store_instead(lambda old, new: new if new.ibans or new.identity else old),
    ),
    Fault(
        "balances-stay-open-after-revocation",
        "state",
        ("CON-06", "CON-11", "CON-04"),
        "Balances that were read once can be read for ever.",
        derive(RepeatsFirstResponse, where=BALANCES),
    ),
    Fault(
        "transactions-stay-open-after-revocation",
        "state",
        ("CON-07", "CON-11", "CON-03"),
        "Transactions that were read once can be read for ever.",
        derive(RepeatsFirstResponse, where=TRANSACTIONS),
    ),
    Fault(
        "cards-stay-open-after-revocation",
        "state",
        ("CON-09",),
        "The calls of a card stay open after a revocation.",
        combine(
            open_also_when(BALANCES, lambda self, consent, _: self.on_card and not consent.ibans),
            open_also_when(TRANSACTIONS, lambda self, consent, _: self.on_card and not consent.ibans),
        ),
    ),
    Fault(
        "consent-wants-the-list-first",
        "state",
        ("CON-10",),
        "A consent is refused before the token has read the list of accounts.",
        RequiresListFirst,
    ),
    Fault(
        "consents-overwrite-each-other",
        "state",
        ("CON-12",),
        "A consent takes away those of all other customers.",
        KeepsOneConsentOnly,
    ),
    Fault(
        "unknown-iban-taken",
        "state",
        ("CON-24", "CON-28"),
        "A consent for an unknown IBAN is stored.",
        override(knows_ibans=lambda *_: True),
    ),
    Fault(
        "unknown-iban-skipped",
        "state",
        ("CON-24", "CON-25", "CON-28"),
        "Unknown IBANs are passed over and the rest of the consent is stored.",
        SkipsUnknownIbans,
    ),
    Fault(
        "account-opened-by-its-iban",
        "state",
        ("CON-25", "CON-26"),
        "Whoever names an IBAN may read the account, whosever it is.",
        OpensByIban,
    ),
    Fault(
        "refused-consent-stored", "state", ("CON-27",), "A refused consent is stored all the same.", StoresWhatItRefuses
    ),
    Fault(
        "refused-consent-revokes",
        "state",
        ("CON-27", "CON-28"),
        "A refused consent takes away the one before.",
        ForgetsOnRefusal,
    ),
    Fault(
        "known-part-of-a-refused-consent-stored",
        "state",
        ("CON-28",),
        "Of a refused consent the known IBANs are stored.",
        StoresKnownIbansOnRefusal,
    ),
    Fault(
        "one-empty-list-means-both",
        "state",
        ("CON-31", "CON-03", "CON-04"),
        "A list left empty is taken to be like the other one.",
        store_instead(
            lambda _, new: replace(
                new, balances=new.balances or new.transactions, transactions=new.transactions or new.balances
            )
        ),
    ),
    Fault(
        "same-consent-twice-revokes",
        "state",
        ("CON-32",),
        "The same consent sent again takes it back.",
        store_instead(lambda old, new: NO_CONSENT if old == new and new.ibans else new),
    ),
    Fault(
        "refresh-ends-the-consent",
        "state",
        ("CON-33", "WLK-04"),
        "A refresh of the token ends the consent.",
        EndsConsentOnRefresh,
    ),
    Fault(
        "identity-alone-empties-the-list",
        "state",
        ("ACC-01",),
        "A consent for the identity without any account leaves no account in the list.",
        override(
            lists_account=lambda _, consent, account: (
                account.iban in consent.ibans or not (consent.ibans or consent.identity)
            )
        ),
    ),
    Fault(
        "identity-needs-an-account",
        "state",
        ("CON-34",),
        "The identity opens only with a consented account.",
        override(opens_identity=lambda _, consent: consent.identity and bool(consent.ibans)),
    ),
    Fault(
        "consents-patch-executed",
        "state",
        ("ERR-13",),
        "PATCH on the consents replaces them.",
        execute_as("PUT", verb="PATCH", where=CONSENTS),
    ),
    Fault(
        "consents-post-executed",
        "state",
        ("AT-CON-4", "ERR-43"),
        "POST on the consents replaces them.",
        execute_as("PUT", verb="POST", where=CONSENTS),
    ),
    Fault(
        "consents-stored-behind-a-405",
        "state",
        ("ERR-43", "ERR-13"),
        "POST and PATCH on the consents are answered with 405, and replace them.",
        StoresByAnyVerb,
    ),
    Fault(
        "consents-deleted-behind-a-405",
        "state",
        ("ERR-14",),
        "DELETE on the consents is answered with 405, and takes them back.",
        RevokesByDelete,
    ),
)
