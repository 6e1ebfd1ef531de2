"""Faults of rules that hold everywhere: each breaks its rule at every place, and can be planted at one place only."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import orjson

from conformance.sandbox.consents import Consent
from conformance.sandbox.customers import Account, Customer, Resource
from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import set_header, set_members
from conformance.sandbox.faults.bases import IssuingRules
from conformance.sandbox.hooks import (
    ACCOUNTS,
    TRANSACTIONS,
    ContextRules,
    alter_body,
    alter_response,
    is_api_request,
    override,
    override_in_context,
)
from conformance.sandbox.messages import API_ROOT, Request, Response
from conformance.sandbox.personas import ALIX, CUSTOMERS
from conformance.sandbox.places import MOMENTS, PAGES, PRESENCE
from conformance.sandbox.rules import Rules
from conformance.sandbox.tokens import TokenGrant

DETAILS = ("account-balances", "account-transactions", "card-balances", "card-transactions")
LISTS = ("account-transactions", "card-transactions")
READ = ("accounts", *DETAILS, "identity")
AROUND = (*PAGES, *PRESENCE, *MOMENTS)
"""Every page, who and moment."""
WITHOUT_TOKEN = (*PAGES, *PRESENCE, "refusal", "another-consent")
"""Where a request can stand whose token is none: no login and no refresh gave it."""
METHODS = (*PRESENCE, *MOMENTS)
OPEN = ("CON-12", "QUO-04", "QUO-05", "ACC-41", "IDN-10", "PAG-09", "FLT-24", "REF-27")
"""Of these the scenarios ask for all that is open, on every page, at every moment, with and without the customer."""
REFUSED = ("SEC-10", "ERR-29", "ERR-30", "ERR-33", "SEC-09", "TRX-11", "ERR-51", "BAL-17", "PAG-14")
"""Of these the scenarios are refused everywhere."""


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


class ExecutesOtherVerbs(ContextRules):
    """Whatever the HTTP method, a request is executed like the one that the resource has."""

    def rewrite_request(self, request: Request) -> Request:
        """As PUT for consents, as GET for the rest."""
        verb = "PUT" if request.path.rstrip("/").endswith("/consents") else "GET"
        known = request.path.startswith(f"{API_ROOT}/")
        return super().rewrite_request(replace(request, method=verb) if known else request)


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
    return _owner(request.path.rstrip("/").split("/")[-2]) if "/accounts/" in request.path else None


def _owner(resource_id: str) -> Customer | None:
    return next((one for one in CUSTOMERS if one.find_resource(resource_id) is not None), None)


def _find_first_account(self: Any, customer: Customer, resource_id: str) -> Resource | None:
    """Not for an id that is somebody's."""
    known = self.on_card or _owner(resource_id) is not None
    return customer.find_resource(resource_id) if known else customer.accounts[0]


def _find_first_card(self: Any, customer: Customer, resource_id: str) -> Resource | None:
    known = not self.on_card or _owner(resource_id) is not None
    return customer.find_resource(resource_id) if known else customer.resources[-1]


def _read_loosely(self: Any, text: str) -> date:
    """What is no date is taken for one of last week."""
    try:
        return Rules.read_date(self, text)
    except ValueError:
        today: date = self.clock.today()
        return today - timedelta(days=7)


def _take_any_page(text: str | None, last: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and 0 < int(text) <= last else 1


def _lose_last_row(response: Response, _: Request) -> Response:
    document = orjson.loads(response.body)
    document["transactions"] = document["transactions"][:-1]
    return replace(response, body=orjson.dumps(document))


def _point_self_elsewhere(document: Any, request: Request) -> None:
    links = document.get("_links") or {}
    if "self" in links:
        links["self"]["href"] = f"{request.origin}{API_ROOT}/elsewhere"


def _drop_message(response: Response, request: Request) -> Response:
    if not is_api_request(request) or not response.body:
        return response
    document = orjson.loads(response.body)
    document.pop("message", None)
    return replace(response, body=orjson.dumps(document))


def _drop_request_id(response: Response, _: Request) -> Response:
    return set_header(response, "x-request-id", None)


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
    Fault(
        "wrong-verbs-executed",
        "protocol",
        (
            *("AT-ACC-5", "AT-BAL-5", "AT-CON-4", "AT-TRX-5", "ERR-08", "ERR-09", "ERR-10", "ERR-12", "ERR-13"),
            *("ERR-15", "ERR-16", "ERR-17", "ERR-20", "ERR-21", "ERR-22", "ERR-25", "ERR-26", "ERR-27"),
            *("ERR-14", "ERR-28", "ERR-50"),
        ),
        "A wrong verb is answered like the right one.",
        ExecutesOtherVerbs,
        (*READ, "consents", *PRESENCE, "login", "refusal"),
    ),
    Fault(
        "unknown-ids-answered",
        "state",
        ("AT-BAL-3", "AT-TRX-3", "ERR-51"),
        "An unknown account is taken for the first one.",
        override_in_context(find_resource=_find_first_account),
        ("account-balances", "account-transactions", "first", "later", "filtered", *PRESENCE, "login"),
    ),
    Fault(
        "unknown-cards-answered",
        "state",
        ("BAL-17", "TRX-16"),
        "An unknown card is taken for the first one.",
        override_in_context(find_resource=_find_first_card),
        ("card-balances", "card-transactions", "first", "filtered", *PRESENCE, "login"),
    ),
    Fault(
        "old-periods-taken",
        "rows",
        ("AT-TRX-13", "FLT-03", "FLT-33"),
        "Any period is answered, however old or reversed.",
        override(period_is_allowed=lambda *_: True),
        (*LISTS, "later", *PRESENCE, "login"),
    ),
    Fault(
        "malformed-dates-taken",
        "protocol",
        ("AT-TRX-14", "FLT-17", "FLT-18", "FLT-19", "FLT-20", "FLT-21"),
        "What is no date is taken for one of last week.",
        override_in_context(read_date=_read_loosely),
        (*LISTS, "later", *PRESENCE, "login"),
    ),
    Fault(
        "any-page-answered",
        "protocol",
        ("PAG-14", "PAG-15", "PAG-16", "PAG-17", "PAG-25"),
        "A page that is not there is answered with the first.",
        override(is_page=lambda *_: True, page_number=lambda _, text, last: _take_any_page(text, last)),
        ("accounts", *LISTS, "filtered", *PRESENCE, "login", "refusal"),
    ),
    Fault(
        "batch-accesses-not-limited",
        "state",
        ("QUO-01", "QUO-02", "QUO-03", "QUO-04", "QUO-05", "QUO-06"),
        "Batch accesses are counted and never refused.",
        override(batch_accesses=1_000_000),
        (*READ, "filtered", "login"),
        ("QUO-22", "QUO-23"),
    ),
    Fault(
        "batch-accesses-not-counted",
        "state",
        ("QUO-01", "QUO-02", "QUO-03", "QUO-04", "QUO-05", "QUO-06"),
        "Batch accesses are not counted.",
        override(counts_for_quota=lambda *_: False),
        (*READ, "filtered", "login"),
        ("QUO-22", "QUO-23"),
    ),
    Fault(
        "connected-customers-limited",
        "state",
        ("QUO-08", "QUO-09", "QUO-10", "QUO-11"),
        "A connected customer is limited like the batch.",
        override(is_batch=lambda *_: True),
        (*READ, "login"),
    ),
    Fault(
        "good-requests-refused",
        "status",
        (
            *("AT-BAL-1", "AT-TRX-1", "AT-IDN-1", "BAL-08", "TRX-09"),
            *("BAL-22", "TRX-20", "IDN-10"),
        ),
        "Balances, transactions and the identity are refused, whatever is consented.",
        alter_response(
            "",
            lambda response, request: (
                replace(response, status=403, body=b'{"status":403,"message":"NGAC"}', media="application/json")
                if is_api_request(request) and not request.path.rstrip("/").endswith(ACCOUNTS)
                else response
            ),
        ),
        (*DETAILS, "identity", *AROUND),
        ("CON-12", "CON-27", "FLT-24", "PAG-09", "WLK-04"),
    ),
    Fault(
        "last-rows-lost",
        "rows",
        ("AT-TRX-15", "AT-TRX-16"),
        "Every list of transactions lacks its last row.",
        alter_response(TRANSACTIONS, _lose_last_row),
        (*LISTS, *PAGES, *PRESENCE, "login"),
        ("TRX-20", "TRX-22", "PAG-09", "FLT-24"),
    ),
    Fault(
        "amounts-in-dollars",
        "body",
        ("LIM-02", "LIM-03"),
        "Amounts are told in dollars.",
        alter_body(
            "",
            set_members("balances.*.balanceAmount", currency="USD"),
            set_members("accounts.*.balances.*.balanceAmount", currency="USD"),
            set_members("transactions.*.transactionAmount", currency="USD"),
        ),
        ("accounts", *DETAILS, *AROUND),
        (),
        OPEN,
    ),
    Fault(
        "selves-elsewhere",
        "links",
        ("ACC-26", "BAL-09", "IDN-03", "PAG-08", "PAG-27"),
        "Links to the document itself lead elsewhere.",
        alter_body("", _point_self_elsewhere),
        (*READ, *PAGES),
        ("BAL-26", "PAG-30"),
    ),
    Fault(
        "request-ids-lost",
        "protocol",
        ("PLU-01", "PLU-02", "PLU-08"),
        "The X-Request-ID never comes back.",
        alter_response(
            "",
            _drop_request_id,
            status=(),
        ),
        (*READ, "consents", *AROUND),
        (),
        (*OPEN, *REFUSED),
    ),
    Fault(
        "answers-told-as-text",
        "protocol",
        ("PLU-11",),
        "Answers are told to be text.",
        alter_response(
            "",
            lambda response, request: (
                replace(response, media="text/plain; charset=utf-8") if is_api_request(request) else response
            ),
        ),
        (*READ, *AROUND),
        (),
        OPEN,
    ),
    Fault(
        "refusals-without-a-code",
        "body",
        ("SCH-35",),
        "The body of a refusal has no message.",
        alter_response("", _drop_message, status=(400, 401, 403, 404, 405, 406, 429, 501)),
        (*READ, "consents", *AROUND),
        (),
        REFUSED,
    ),
)
