"""The resources of the API, and the order in which a request is checked.

Unknown path, verb, token, scope, media type, the form of the query, account, consent, quota: the first that is wrong
decides the refusal.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from conformance.sandbox import documents
from conformance.sandbox.authorized_requests import AuthorizedRequest, locate_page, read_filters, read_page
from conformance.sandbox.bank import Bank
from conformance.sandbox.consents import MalformedConsentError, read_consent
from conformance.sandbox.customers import Account, Card, Resource
from conformance.sandbox.messages import API_ROOT, JSON, Request, Response, json_response
from conformance.sandbox.rules import Refusal, Rules
from conformance.sandbox.rules.access import Access
from conformance.sandbox.tokens import TokenGrant
from conformance.sandbox.transactions import list_transactions

logger = logging.getLogger(__name__)


def answer_api_request(bank: Bank, request: Request) -> Response:
    """The response to any request below the root of the API."""
    now = bank.clock.now()
    try:
        return _dispatch(bank, request, now)
    except Refusal as refusal:
        return render_refusal(bank.rules, refusal, request, now)
    except Exception:
        logger.exception("%s %s", request.method, request.path)
        return render_refusal(bank.rules, bank.rules.internal_error(), request, now)


def render_refusal(rules: Rules, refusal: Refusal, request: Request, now: datetime) -> Response:
    """The response to a request that is refused, with the error body of STET."""
    media = rules.consent_media_type if request.path.rstrip("/").endswith("/consents") else rules.media_type
    return json_response(refusal.status, rules.error_body(refusal, request, now), media, refusal.headers)


def _dispatch(bank: Bank, request: Request, now: datetime) -> Response:
    resource, resource_id = _split_path(request.path)
    verb, handler = ROUTES.get(resource, ("", None))
    if handler is None:
        raise bank.rules.no_such_path()
    if request.method != verb:
        raise bank.rules.wrong_verb(verb)
    grant = _authenticate(bank, request, now)
    if not bank.rules.may_use_the_api(grant.role):
        raise bank.rules.wrong_scope()
    if not bank.rules.accepts(request.headers.get("accept")):
        raise bank.rules.not_acceptable()
    return handler(
        AuthorizedRequest(bank=bank, request=request, grant=grant, now=now, resource=resource, resource_id=resource_id)
    )


def _split_path(path: str) -> tuple[str, str]:
    """The name of the resource in the table of routes, and the id in the path where there is one."""
    if not path.startswith(API_ROOT + "/"):
        return "", ""
    parts = path.removeprefix(API_ROOT).removesuffix("/").split("/")
    if len(parts) == 4 and parts[1] == "accounts" and parts[2]:
        return f"/accounts/*/{parts[3]}", parts[2]
    return "/".join(parts), ""


def _authenticate(bank: Bank, request: Request, now: datetime) -> TokenGrant:
    """The grant of the bearer token (RFC 6750, 2.1)."""
    scheme = request.headers.get("authorization", "").partition(" ")[0]
    if scheme.lower() != "bearer" or not request.bearer_token:
        raise bank.rules.bad_token()
    grant = bank.memory.tokens.find_active_grant(request.bearer_token, now)
    if grant is None:
        raise bank.rules.bad_token("invalid_token")
    return grant


def get_accounts(authorized: AuthorizedRequest) -> Response:
    """GET /accounts: all accounts without detail, or the consented ones with their cards. Raises Refusal."""
    rules, consent, page = authorized.rules, authorized.consent, read_page(authorized)
    listed = rules.list_resources(authorized.grant.customer, consent, authorized.now.date())
    size = rules.accounts_per_page
    position = locate_page(authorized, url=f"{authorized.root}/accounts", page=page, items=len(listed), size=size)
    _count_access(authorized, page)
    items = [_build_item(authorized, resource) for resource in rules.page(listed, number=position.number, size=size)]
    return _found(authorized, documents.build_accounts_page(rules, items, position, authorized.root, consent))


def put_consents(authorized: AuthorizedRequest) -> Response:
    """PUT /consents: replaces the consent before. Raises Refusal, and then nothing has changed."""
    rules, owner = authorized.rules, authorized.grant.owner
    try:
        if authorized.request.content_type != "application/json":
            raise MalformedConsentError("not JSON")
        new = read_consent(authorized.request.body)
    except MalformedConsentError as error:
        raise rules.bad_request() from error
    if not rules.knows_ibans(authorized.grant.customer, new):
        raise rules.unknown_iban()
    authorized.bank.memory.consents[owner] = rules.consent_after(authorized.consent, new)
    return Response(status=201)


def get_balances(authorized: AuthorizedRequest) -> Response:
    """GET /accounts/{id}/balances: of an account, or the outstanding amounts of a card. Raises Refusal."""
    rules, page = authorized.rules, read_page(authorized)
    resource = _find_resource(authorized)
    open_balances, open_transactions = _consented(authorized, resource)
    if not open_balances:
        raise rules.not_consented()
    locate_page(authorized, url="", page=page, items=1, size=1)
    _count_access(authorized, page)
    url = authorized.url(resource.resource_id)
    links = rules.balances_links(root=authorized.root, url=url, transactions=open_transactions)
    return _found(authorized, documents.build_balances_page(rules, resource, authorized.now, links))


def get_transactions(authorized: AuthorizedRequest) -> Response:
    """GET /accounts/{id}/transactions: the last 90 days, filtered, page by page. Raises Refusal."""
    rules, today = authorized.rules, authorized.now.date()
    filters, page = read_filters(authorized, today), read_page(authorized)
    resource = _find_resource(authorized)
    open_balances, open_transactions = _consented(authorized, resource)
    if not open_transactions:
        raise rules.not_consented()
    rows = rules.select_transactions(list_transactions(resource, today), filters, today)
    url = authorized.url(resource.resource_id)
    size = rules.transactions_per_page
    position = locate_page(authorized, url=f"{url}/transactions", page=page, items=len(rows), size=size)
    _count_access(authorized, page)
    links_balances = open_balances and isinstance(resource, Account)
    links = rules.page_links(position) | rules.transactions_links(
        root=authorized.root, url=url, balances=links_balances
    )
    rows_of_page = rules.page(rows, number=position.number, size=size)
    return _found(authorized, documents.build_transactions_page(rules, rows_of_page, links))


def get_identity(authorized: AuthorizedRequest) -> Response:
    """GET /end-user-identity: who the customer is. Raises Refusal where it is not consented."""
    if not authorized.rules.opens_identity(authorized.consent):
        raise authorized.rules.identity_not_consented()
    _count_access(authorized, None)
    return _found(authorized, documents.build_identity(authorized.grant.customer, authorized.root))


def get_beneficiaries(authorized: AuthorizedRequest) -> Response:
    """GET /trusted-beneficiaries: this bank has none. Raises Refusal always."""
    raise authorized.rules.not_implemented()


ROUTES: dict[str, tuple[str, Callable[[AuthorizedRequest], Response] | None]] = {
    "/accounts": ("GET", get_accounts),
    "/consents": ("PUT", put_consents),
    "/accounts/*/balances": ("GET", get_balances),
    "/accounts/*/transactions": ("GET", get_transactions),
    "/end-user-identity": ("GET", get_identity),
    "/trusted-beneficiaries": ("GET", get_beneficiaries),
    "/trustedBeneficiaries": ("GET", get_beneficiaries),
}


def _found(authorized: AuthorizedRequest, document: JSON) -> Response:
    return json_response(200, document, authorized.rules.media_type)


def _build_item(authorized: AuthorizedRequest, resource: Resource) -> JSON:
    balances, transactions = _consented(authorized, resource)
    return documents.build_account_item(
        authorized.rules,
        resource,
        balances=balances,
        transactions=transactions,
        url=authorized.url(resource.resource_id),
        now=authorized.now,
    )


def _consented(authorized: AuthorizedRequest, resource: Resource) -> tuple[bool, bool]:
    """Whether the balances and the transactions of it are consented."""
    rules, consent = authorized.rules, authorized.consent
    account = authorized.grant.customer.payment_account(resource)
    return rules.opens_balances(consent, account), rules.opens_transactions(consent, account)


def _find_resource(authorized: AuthorizedRequest) -> Resource:
    resource = authorized.rules.find_resource(authorized.grant.customer, authorized.resource_id)
    if resource is None:
        raise authorized.rules.unknown_account()
    if isinstance(resource, Card) and not authorized.rules.card_is_available(resource, authorized.now.date()):
        raise authorized.rules.card_not_available()
    return resource


def _count_access(authorized: AuthorizedRequest, page: str | None) -> None:
    """Refuse the fifth batch access of the day, count the others (chapters: limits of each use case)."""
    rules = authorized.rules
    if not rules.counts_for_quota(page):
        return
    access = Access(
        now=authorized.now, resource=authorized.resource, psu=authorized.grant.owner, resource_id=authorized.resource_id
    )
    key = rules.quota_key(access)
    if rules.is_batch(authorized.request.headers) and authorized.bank.memory.accesses[key] >= rules.batch_accesses:
        raise rules.quota_exceeded()
    authorized.bank.memory.accesses[key] += rules.is_counted(authorized.request.headers)
