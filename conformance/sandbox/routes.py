"""The six resources of the API, and the order in which a request is looked at.

Unknown path, verb, token, scope, media type, the form of the query, account, consent, quota: the first that is wrong
is the one that is told.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from conformance.sandbox import documents
from conformance.sandbox.bank import Bank
from conformance.sandbox.consents import MalformedConsentError, read_consent
from conformance.sandbox.exchange import JSON, Answer, Call, json_answer
from conformance.sandbox.movements import movements_of
from conformance.sandbox.people import Account, Card, Resource
from conformance.sandbox.rules import Refusal, Rules
from conformance.sandbox.tokens import Grant
from conformance.sandbox.visits import ROOT, Visit, filters_asked, page_asked, place_of

log = logging.getLogger(__name__)


def answer(bank: Bank, call: Call) -> Answer:
    """The answer to any request below the root of the API."""
    now = bank.clock.now()
    try:
        return _answered(bank, call, now)
    except Refusal as refusal:
        return refused(bank.rules, refusal, call, now)
    except Exception:
        log.exception("%s %s", call.method, call.path)
        return refused(bank.rules, bank.rules.our_fault(), call, now)


def refused(rules: Rules, refusal: Refusal, call: Call, now: datetime) -> Answer:
    """A refusal as an answer."""
    media = rules.consent_media_type if call.path.rstrip("/").endswith("/consents") else rules.media_type
    return json_answer(refusal.status, rules.error_body(refusal, call, now), media, refusal.headers)


def _answered(bank: Bank, call: Call, now: datetime) -> Answer:
    name, resource_id = _resource(call.path)
    verb, handler = ROUTES.get(name, ("", None))
    if handler is None:
        raise bank.rules.no_such_path()
    if call.method != verb:
        raise bank.rules.wrong_verb(verb)
    grant = _bearer(bank, call, now)
    if not bank.rules.may_use_the_api(grant.role):
        raise bank.rules.wrong_scope()
    if not bank.rules.accepts(call.headers.get("accept")):
        raise bank.rules.not_acceptable()
    return handler(Visit(bank=bank, call=call, grant=grant, now=now, name=name, resource_id=resource_id))


def _resource(path: str) -> tuple[str, str]:
    """The name of the resource in the table of routes, and the id in the path where there is one."""
    if not path.startswith(ROOT + "/"):
        return "", ""
    parts = path.removeprefix(ROOT).removesuffix("/").split("/")
    if len(parts) == 4 and parts[1] == "accounts" and parts[2]:
        return f"/accounts/*/{parts[3]}", parts[2]
    return "/".join(parts), ""


def _bearer(bank: Bank, call: Call, now: datetime) -> Grant:
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise bank.rules.bad_token()
    grant = bank.vault.find(token.strip(), now)
    if grant is None:
        raise bank.rules.bad_token("invalid_token")
    return grant


def accounts(visit: Visit) -> Answer:
    """GET /accounts: all accounts without detail, or the consented ones with their cards."""
    rules, consent, text = visit.rules, visit.bank.consent_of(visit.grant), page_asked(visit)
    listed = rules.listed(visit.grant.person, consent, visit.now.date())
    place = place_of(visit, f"{visit.root}/accounts", text, len(listed), rules.accounts_per_page)
    _count_access(visit, text)
    items = [_account_item(visit, resource) for resource in rules.page(listed, place.number, rules.accounts_per_page)]
    return _found(visit, documents.accounts_page(rules, items, place, visit.root, consent))


def consents(visit: Visit) -> Answer:
    """PUT /consents: replaces what was consented before; nothing changes when it is refused."""
    rules, owner = visit.rules, visit.grant.owner
    try:
        if visit.call.content_type != "application/json":
            raise MalformedConsentError("not JSON")
        new = read_consent(visit.call.body)
    except MalformedConsentError as error:
        raise rules.bad_request() from error
    if not rules.knows_ibans(visit.grant.person, new):
        raise rules.unknown_iban()
    visit.bank.consents[owner] = rules.consent_after(visit.bank.consent_of(visit.grant), new)
    return Answer(status=201)


def balances(visit: Visit) -> Answer:
    """GET /accounts/{id}/balances."""
    rules, text = visit.rules, page_asked(visit)
    resource = _known(visit)
    open_balances, open_transactions = _opened(visit, resource)
    if not open_balances:
        raise rules.not_consented()
    place_of(visit, "", text, 1, 1)
    _count_access(visit, text)
    links = rules.balances_links(visit.root, visit.url(resource.resource_id), open_transactions)
    return _found(visit, documents.balances_page(rules, resource, visit.now, links))


def transactions(visit: Visit) -> Answer:
    """GET /accounts/{id}/transactions: the last 90 days, filtered, page by page."""
    rules, today = visit.rules, visit.now.date()
    filters, text = filters_asked(visit, today), page_asked(visit)
    resource = _known(visit)
    open_balances, open_transactions = _opened(visit, resource)
    if not open_transactions:
        raise rules.not_consented()
    rows = rules.shown(movements_of(resource, today), filters, today)
    url = visit.url(resource.resource_id)
    place = place_of(visit, f"{url}/transactions", text, len(rows), rules.transactions_per_page)
    _count_access(visit, text)
    links = rules.page_links(place) | rules.transactions_links(
        visit.root, url, open_balances and isinstance(resource, Account)
    )
    page = rules.page(rows, place.number, rules.transactions_per_page)
    return _found(visit, documents.transactions_page(rules, page, links))


def identity(visit: Visit) -> Answer:
    """GET /end-user-identity."""
    if not visit.rules.opens_identity(visit.bank.consent_of(visit.grant)):
        raise visit.rules.identity_not_consented()
    _count_access(visit, None)
    return _found(visit, documents.identity(visit.grant.person, visit.root))


def beneficiaries(visit: Visit) -> Answer:
    """GET /trusted-beneficiaries: this bank has none."""
    raise visit.rules.not_implemented()


ROUTES: dict[str, tuple[str, Callable[[Visit], Answer] | None]] = {
    "/accounts": ("GET", accounts),
    "/consents": ("PUT", consents),
    "/accounts/*/balances": ("GET", balances),
    "/accounts/*/transactions": ("GET", transactions),
    "/end-user-identity": ("GET", identity),
    "/trusted-beneficiaries": ("GET", beneficiaries),
    "/trustedBeneficiaries": ("GET", beneficiaries),
}


def _found(visit: Visit, document: JSON) -> Answer:
    return json_answer(200, document, visit.rules.media_type)


def _account_item(visit: Visit, resource: Resource) -> JSON:
    url = visit.url(resource.resource_id)
    return documents.account_item(visit.rules, resource, _opened(visit, resource), url, visit.now)


def _opened(visit: Visit, resource: Resource) -> tuple[bool, bool]:
    """Whether the balances and the transactions of it are consented."""
    consent, support = visit.bank.consent_of(visit.grant), visit.grant.person.support(resource)
    return visit.rules.opens_balances(consent, support), visit.rules.opens_transactions(consent, support)


def _known(visit: Visit) -> Resource:
    resource = visit.rules.resource(visit.grant.person, visit.resource_id)
    if resource is None:
        raise visit.rules.unknown_account()
    if isinstance(resource, Card) and not visit.rules.card_is_available(resource, visit.now.date()):
        raise visit.rules.card_not_available()
    return resource


def _count_access(visit: Visit, page: str | None) -> None:
    """Refuse the fifth batch access of the day, count the others."""
    rules = visit.rules
    if not rules.counts_for_quota(page):
        return
    key = rules.quota_key(visit.now, visit.name, visit.grant.owner, visit.resource_id)
    if rules.is_batch(visit.call.headers) and visit.bank.accesses[key] >= rules.batch_accesses:
        raise rules.too_many()
    visit.bank.accesses[key] += rules.is_remembered(visit.call.headers)
