"""Faults of the list of accounts: which items it has, its pages, its addresses and verbs."""

from collections.abc import Callable
from typing import Any

from conformance.sandbox.consents import Consent
from conformance.sandbox.customers import Account, Resource
from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import (
    ACCOUNT_ITEMS,
    Document,
    convert_member,
    drop_members,
    edit_where,
    nodes_at,
    set_members,
    with_query,
)
from conformance.sandbox.hooks import (
    ACCOUNTS,
    TOKEN,
    ContextRules,
    alter_body,
    alter_request,
    alter_response,
    derive,
    execute_as,
    override,
)
from conformance.sandbox.messages import JSON, Request, Response, json_response
from conformance.sandbox.personas import MARC, MARIE
from conformance.sandbox.rules import Rules


def _is_in_both_lists(consent: Consent, account: Account) -> bool:
    return account.iban in consent.balances & consent.transactions


def _override_list(chosen: Callable[[list[Resource]], list[Resource]]) -> type[Rules]:
    return override(list_resources=lambda self, *given: chosen(Rules.list_resources(self, *given)))


def _keep_first_cards(items: list[Resource]) -> list[Resource]:
    seen = {item.linked: item for item in reversed(items) if not isinstance(item, Account)}
    return [item for item in items if isinstance(item, Account) or seen[item.linked] is item]


def _empty_in_batch(response: Response, request: Request) -> Response:
    return (
        response
        if "psu-ip-address" in request.headers
        else json_response(
            200, {"accounts": [], "_links": {"self": {"href": f"{request.origin}{request.path}"}}}, response.media
        )
    )


def _add_card(number: str, linked_account: Callable[[Document], str]) -> type[Rules]:
    """A card more in every list that shows something consented."""

    def edit(document: Document, _: Request) -> None:
        if any(nodes_at(document, f"{ACCOUNT_ITEMS}._links.*")):
            card = {
                "cashAccountType": "CARD",
                "resourceId": f"038-GFC{number}",
                "name": "M X",
                "_links": {},
                "linkedAccount": linked_account(document),
                "accountId": {"other": {"identification": number, "schemeName": "CPAN"}, "currency": "EUR"},
            }
            document["accounts"].append(card)

    return alter_body(ACCOUNTS, edit)


class ConsentsToEverythingAtLogin(ContextRules):
    """A new login is taken for a consent to everything."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Consent for him."""
        if (
            request.path.endswith(TOKEN)
            and response.status == 200
            and ("grant_type", "authorization_code") in request.form
        ):
            grant = list(self.memory.tokens.by_access_token.values())[-1]
            ibans = frozenset(account.iban for account in grant.customer.accounts)
            self.memory.consents[grant.owner] = Consent(balances=ibans, transactions=ibans, identity=True)
        return super().rewrite_response(request, response)


class ListsForeignAccount(Rules):
    """Somebody else's account stands in the list."""

    def list_resources(self, customer: Any, consent: Consent, today: Any) -> list[Resource]:
        """One more."""
        return [
            *super().list_resources(customer, consent, today),
            (MARIE if customer is not MARIE else MARC).accounts[0],
        ]


def _refuse_without_consent(self: Rules, customer: Any, consent: Consent, today: Any) -> list[Resource]:
    if not consent.ibans and not consent.identity:
        raise self.not_consented()
    return Rules.list_resources(self, customer, consent, today)


def _link_last_to_page_two(links: JSON) -> JSON:
    return links | {"last": {"href": links["self"]["href"].partition("?")[0] + "?page=2"}}


PERSONAS = tuple(f"PER-0{number}" for number in range(1, 9))


FAULTS = (
    Fault(
        "list-empty-before-consent",
        "rows",
        ("ACC-01", *PERSONAS),
        "Without any consent the list of accounts is empty.",
        override(lists_account=lambda _, consent, account: account.iban in consent.ibans),
    ),
    Fault(
        "list-refused-before-consent",
        "status",
        ("OVW-01", "ASM-03"),
        "Without any consent the list of accounts is refused.",
        override(list_resources=_refuse_without_consent),
    ),
    Fault(
        "cards-before-consent",
        "rows",
        ("ACC-06", "CON-08"),
        "Cards are listed while nothing is consented.",
        override(
            lists_card=lambda _, consent, payment_account: not consent.ibans or payment_account.iban in consent.ibans
        ),
    ),
    Fault(
        "card-of-unconsented-account",
        "rows",
        ("ACC-07",),
        "Once something is consented all cards are listed, those behind other accounts too.",
        override(lists_card=lambda _, consent, __: bool(consent.ibans)),
    ),
    Fault(
        "unconsented-account-still-listed",
        "rows",
        ("ACC-08", "ACC-25", "CON-02", "WLK-05"),
        "All accounts are listed, whichever are consented.",
        override(lists_account=lambda *_: True),
    ),
    Fault(
        "list-needs-balances-consent",
        "rows",
        ("ACC-10", "ACC-16"),
        "What is consented for transactions only is not listed.",
        override(
            lists_account=lambda _, consent, account: not consent.ibans or account.iban in consent.balances,
            lists_card=lambda _, consent, payment_account: payment_account.iban in consent.balances,
        ),
    ),
    Fault(
        "cards-need-both-consents",
        "rows",
        ("ACC-15", "ACC-16"),
        "A card is listed only where its account stands in both lists.",
        override(lists_card=lambda _, consent, payment_account: _is_in_both_lists(consent, payment_account)),
    ),
    Fault(
        "cards-of-joint-accounts-lost",
        "rows",
        ("AT-ACC-1", "ACC-23"),
        "Cards of joint accounts are not listed.",
        override(
            lists_card=lambda self, consent, payment_account: (
                "Co-" not in payment_account.status and Rules.lists_card(self, consent, payment_account)
            )
        ),
    ),
    Fault(
        "one-card-per-account",
        "rows",
        ("AT-ACC-3",),
        "Of several cards of one account only the first is listed.",
        _override_list(_keep_first_cards),
    ),
    Fault(
        "cards-of-companies-lost",
        "rows",
        ("PER-09", "PER-10", "AT-TRX-16"),
        "Cards of companies are not listed.",
        _override_list(lambda items: [item for item in items if isinstance(item, Account) or item.usage == "PRIV"]),
    ),
    Fault(
        "dormant-cards-listed",
        "rows",
        ("PER-11",),
        "Cards that were not used for months are listed.",
        override(card_is_available=lambda *_: True),
    ),
    Fault(
        "card-for-everybody",
        "rows",
        ("PER-11",),
        "Every customer has a card.",
        _add_card("C01gift", lambda document: document["accounts"][0]["resourceId"]),
    ),
    Fault(
        "cards-without-invoices",
        "rows",
        ("ACC-32",),
        "Listed cards have no invoice of the last two months.",
        alter_body(
            "/transactions",
            lambda document, request: document.update(transactions=[]) if "/038-GFC" in request.path else None,
        ),
    ),
    Fault(
        "one-consent-for-all-accounts",
        "state",
        ("ACC-25",),
        "What is consented for one account is open for all that are consented for anything.",
        override(
            opens_balances=lambda _, consent, payment_account: (
                bool(consent.balances) and payment_account.iban in consent.ibans
            ),
            opens_transactions=lambda _, consent, payment_account: (
                bool(consent.transactions) and payment_account.iban in consent.ibans
            ),
        ),
    ),
    Fault(
        "list-self-elsewhere",
        "links",
        ("ACC-26",),
        "The self link of the list leads to an address that is not there.",
        alter_body(
            ACCOUNTS, convert_member("_links.self", "href", lambda href: href.replace("/accounts", "/accounts/all"))
        ),
    ),
    Fault(
        "stranger-in-the-list",
        "rows",
        ("ACC-40", *PERSONAS),
        "The list shows an account of another customer.",
        ListsForeignAccount,
    ),
    Fault(
        "stranger-among-the-consented",
        "rows",
        ("ACC-40",),
        "Once something is consented, another customer's card shows up.",
        _add_card("C01stranger", lambda _: "038-CPT30019654061"),
    ),
    Fault(
        "list-refused-in-batch",
        "status",
        ("ACC-41", "OVW-10"),
        "Without PSU-IP-Address the list is refused.",
        alter_response(
            ACCOUNTS,
            lambda response, request: (
                response
                if "psu-ip-address" in request.headers
                else json_response(403, {"status": 403, "message": "NGAC"})
            ),
        ),
    ),
    Fault(
        "list-empty-in-batch",
        "rows",
        ("OVW-10",),
        "Without PSU-IP-Address the list is empty.",
        alter_response(ACCOUNTS, _empty_in_batch),
    ),
    Fault(
        "login-opens-everything",
        "state",
        ("OVW-07",),
        "A new login opens everything without a consent.",
        ConsentsToEverythingAtLogin,
    ),
    Fault(
        "list-last-nowhere",
        "links",
        ("PAG-20", "AT-ACC-2", "AT-ACC-3"),
        "The last link of the list leads to a second page that is not there.",
        alter_body(ACCOUNTS, convert_member("", "_links", _link_last_to_page_two)),
    ),
    Fault(
        "list-without-first-and-last",
        "links",
        ("PAG-20",),
        "The list has no links to its first and last page.",
        alter_body(ACCOUNTS, drop_members("_links", "first", "last")),
    ),
    Fault(
        "list-page-one-refused",
        "status",
        ("PAG-21",),
        "The list asked for with page=1 is refused.",
        alter_request(
            ACCOUNTS, lambda request: with_query(request, page="0") if ("page", "1") in request.query else request
        ),
    ),
    Fault(
        "list-of-more-than-a-hundred",
        "rows",
        ("PAG-22",),
        "A page of the list holds more than a hundred items.",
        derive(_override_list(lambda items: items * 20), accounts_per_page=1000),
    ),
    Fault(
        "list-in-pages-of-two",
        "rows",
        ("AT-ACC-2", "PAG-23"),
        "The list comes in pages of two.",
        override(accounts_per_page=2),
    ),
    Fault(
        "list-next-for-ever",
        "links",
        ("AT-ACC-2", "AT-ACC-3", "PAG-23"),
        "The only page of the list links to itself as next.",
        alter_body(ACCOUNTS, set_members("_links", next=lambda links: links["self"])),
    ),
    Fault(
        "list-any-page",
        "protocol",
        ("PAG-25",),
        "Any page number of the list is answered with the first page.",
        alter_request(ACCOUNTS, lambda request: with_query(request, page=None)),
    ),
    Fault(
        "list-post-not-found",
        "status",
        ("AT-ACC-5",),
        "POST on the list is answered with 404.",
        alter_response(ACCOUNTS, lambda *_: json_response(404, {"status": 404, "message": "AC01"}), status=(405,)),
    ),
    Fault(
        "list-post-answered",
        "protocol",
        ("AT-ACC-5",),
        "POST on the list is answered like GET.",
        execute_as("GET", verb="POST", where=ACCOUNTS),
    ),
    Fault(
        "list-put-answered",
        "protocol",
        ("ERR-08",),
        "PUT on the list is answered like GET.",
        execute_as("GET", verb="PUT", where=ACCOUNTS),
    ),
    Fault(
        "list-patch-answered",
        "protocol",
        ("ERR-09",),
        "PATCH on the list is answered like GET.",
        execute_as("GET", verb="PATCH", where=ACCOUNTS),
    ),
    Fault(
        "list-delete-answered",
        "protocol",
        ("ERR-10",),
        "DELETE on the list is answered like GET.",
        execute_as("GET", verb="DELETE", where=ACCOUNTS),
    ),
    Fault(
        "other-kinds-listed",
        "rows",
        ("LIM-04",),
        "A savings account stands in the list.",
        alter_body(
            ACCOUNTS,
            edit_where(
                lambda item: item["cashAccountType"] == "CACC",
                ACCOUNT_ITEMS,
                lambda item: item.update(cashAccountType="SVGS"),
            ),
        ),
    ),
)
