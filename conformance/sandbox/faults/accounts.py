"""Faults of the list of accounts: what it shows, what it hides, where its links lead."""

from collections.abc import Callable
from typing import Any

from conformance.sandbox.consents import Consent
from conformance.sandbox.customers import Account, Resource
from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import (
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
    override_in_context,
    refuse_with,
)
from conformance.sandbox.messages import JSON, Request, Response, json_response
from conformance.sandbox.personas import MARC, MARIE
from conformance.sandbox.rules import Rules

ITEMS = "accounts.*"


def _links_if(condition: Callable[[bool, bool], tuple[bool, bool]]) -> type[Rules]:
    """The links of an account depend otherwise on what is consented."""
    return override(
        account_links=lambda self, url, *, balances, transactions: Rules.account_links(
            self, url, **dict(zip(("balances", "transactions"), condition(balances, transactions), strict=True))
        )
    )


def _is_card(item: Any) -> bool:
    return bool(item["cashAccountType"] == "CARD")


def _nothing(item: Any) -> bool:
    return not item["_links"]


def _in_both(consent: Consent, account: Account) -> bool:
    return account.iban in consent.balances & consent.transactions


def _lists(chosen: Callable[[list[Resource]], list[Resource]]) -> type[Rules]:
    return override(list_resources=lambda self, *given: chosen(Rules.list_resources(self, *given)))


def _first_card_only(items: list[Resource]) -> list[Resource]:
    seen = {item.linked: item for item in reversed(items) if not isinstance(item, Account)}
    return [item for item in items if isinstance(item, Account) or seen[item.linked] is item]


def _repeat_first_resource_id(document: Document, _: Request) -> None:
    for item in document["accounts"][1:]:
        item["resourceId"] = document["accounts"][0]["resourceId"]


def _neighbours(document: Document, _: Request) -> None:
    pages = [item["_links"] for item in document["accounts"] if not _is_card(item)]
    for links, other in zip(pages, [dict(links) for links in pages[1:] + pages[:1]], strict=True):
        links.update({name: other[name] for name in links if name in other})


def _card_links_to_account(document: Document, _: Request) -> None:
    for item in filter(_is_card, document["accounts"]):
        for link in item["_links"].values():
            link["href"] = link["href"].replace(item["resourceId"], item["linkedAccount"])


def _shifted(kind: str) -> type[Rules]:
    """The list tells balances that the balances page does not."""
    change = edit_where(
        lambda item: item["cashAccountType"] == kind and item.get("balances"),
        ITEMS,
        lambda item: item["balances"][-1]["balanceAmount"].update(amount="17.17"),
    )
    return alter_body(ACCOUNTS, change)


def _poorer_in_batch(given: Response, request: Request) -> Response:
    return (
        given
        if "psu-ip-address" in request.headers
        else json_response(
            200, {"accounts": [], "_links": {"self": {"href": f"{request.origin}{request.path}"}}}, given.media
        )
    )


class OpensEverything(ContextRules):
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


def _refused_without_any(self: Rules, customer: Any, consent: Consent, today: Any) -> list[Resource]:
    if not consent.ibans and not consent.identity:
        raise self.not_consented()
    return Rules.list_resources(self, customer, consent, today)


def _only_last_page(links: JSON) -> JSON:
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
        override(list_resources=_refused_without_any),
    ),
    Fault(
        "list-shows-balances-before-consent",
        "body",
        ("ACC-02", "ASM-03"),
        "Accounts show their balances though nothing is consented.",
        alter_body(
            ACCOUNTS,
            edit_where(
                _nothing,
                ITEMS,
                lambda item: item.update(
                    balances=[
                        {"name": "Solde", "balanceType": "CLBD", "balanceAmount": {"amount": "1", "currency": "EUR"}}
                    ]
                ),
            ),
        ),
    ),
    Fault(
        "balances-link-always",
        "links",
        ("ACC-03", "ACC-12", "ACC-20", "ASM-03"),
        "Every account links to its balances, consented or not.",
        _links_if(lambda _, transactions: (True, transactions)),
    ),
    Fault(
        "transactions-link-always",
        "links",
        ("ACC-04", "ACC-14", "ACC-22", "ASM-03"),
        "Every account links to its transactions, consented or not.",
        _links_if(lambda balances, _: (balances, True)),
    ),
    Fault(
        "identity-link-always",
        "links",
        ("ACC-05", "ACC-43"),
        "The list links to the identity, consented or not.",
        alter_body(
            ACCOUNTS,
            set_members(
                "_links",
                endUserIdentity=lambda links: {
                    "href": links["self"]["href"].partition("/accounts")[0] + "/end-user-identity"
                },
            ),
        ),
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
        "list-balances-need-both-consents",
        "body",
        ("ACC-09", "ACC-17"),
        "The list shows balances only for what is consented in both lists.",
        alter_body(
            ACCOUNTS,
            edit_where(
                lambda item: "transactions" not in item["_links"], ITEMS, lambda item: item.pop("balances", None)
            ),
        ),
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
        "list-balances-by-transactions-consent",
        "body",
        ("SCH-13",),
        "What is consented for transactions only shows an empty list of balances.",
        alter_body(
            ACCOUNTS,
            edit_where(
                lambda item: set(item["_links"]) == {"transactions"}, ITEMS, lambda item: item.update(balances=[])
            ),
        ),
    ),
    Fault(
        "list-balances-leak",
        "body",
        ("ACC-10", "ACC-18"),
        "What is consented for transactions only shows its balances in the list all the same.",
        override_in_context(
            opens_balances=lambda self, consent, payment_account: (
                payment_account.iban in (consent.ibans if self.is_for(ACCOUNTS) else consent.balances)
            )
        ),
    ),
    Fault(
        "balances-link-needs-both-consents",
        "links",
        ("ACC-11", "ACC-19"),
        "The link to the balances appears only where transactions are consented too.",
        _links_if(lambda balances, transactions: (balances and transactions, transactions)),
    ),
    Fault(
        "transactions-link-needs-both-consents",
        "links",
        ("ACC-13", "ACC-21"),
        "The link to the transactions appears only where balances are consented too.",
        _links_if(lambda balances, transactions: (balances, balances and transactions)),
    ),
    Fault(
        "cards-need-both-consents",
        "rows",
        ("ACC-15", "ACC-16"),
        "A card is listed only where its account stands in both lists.",
        override(lists_card=lambda _, consent, payment_account: _in_both(consent, payment_account)),
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
        _lists(_first_card_only),
    ),
    Fault(
        "cards-of-companies-lost",
        "rows",
        ("PER-09", "PER-10", "AT-TRX-16"),
        "Cards of companies are not listed.",
        _lists(lambda items: [item for item in items if isinstance(item, Account) or item.usage == "PRIV"]),
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
        alter_body(
            ACCOUNTS,
            lambda document, _: (
                document["accounts"].append(
                    {
                        "cashAccountType": "CARD",
                        "resourceId": "038-GFCC01gift",
                        "name": "M X",
                        "_links": {},
                        "linkedAccount": document["accounts"][0]["resourceId"],
                        "accountId": {"other": {"identification": "C01gift", "schemeName": "CPAN"}, "currency": "EUR"},
                    }
                )
                if any(nodes_at(document, f"{ITEMS}._links.*"))
                else None
            ),
        ),
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
        "identity-link-missing",
        "links",
        ("ACC-24", "IDN-05", "ASM-04", "AT-CON-1", "AT-CON-2", "WLK-05"),
        "The list never links to the identity.",
        override(identity_link=lambda *_: {}),
    ),
    Fault(
        "identity-link-elsewhere",
        "links",
        ("ACC-24", "IDN-05"),
        "The link to the identity leads to an older path.",
        override(identity_link=lambda _, root: {"endUserIdentity": {"href": f"{root}/identity"}}),
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
        "resource-ids-for-show",
        "body",
        ("ACC-27", "WLK-03", "PER-01", "PER-02", "PER-06", "PER-08"),
        "The resourceIds of the list are not those that the other calls know.",
        alter_body(ACCOUNTS, convert_member(ITEMS, "resourceId", lambda text: text.removeprefix("038-"))),
    ),
    Fault(
        "twin-resource-ids",
        "body",
        ("ACC-28",),
        "All items of the list have the same resourceId.",
        alter_body(ACCOUNTS, _repeat_first_resource_id),
    ),
    Fault(
        "links-of-the-neighbour",
        "links",
        ("ACC-29", "OVW-08"),
        "The links of each account lead to the next one.",
        alter_body(ACCOUNTS, _neighbours),
    ),
    Fault(
        "card-links-to-its-account",
        "links",
        ("OVW-09", "AT-ACC-1"),
        "The links of a card lead to the account behind it.",
        alter_body(ACCOUNTS, _card_links_to_account),
    ),
    Fault(
        "co-holder-told-as-holder",
        "body",
        ("ACC-30",),
        "Co-holders are told as sole holders.",
        alter_body(ACCOUNTS, set_members(ITEMS, psuStatus="Account Holder")),
    ),
    Fault(
        "holder-told-as-co-holder",
        "body",
        ("ACC-31",),
        "Sole holders are told as co-holders.",
        alter_body(ACCOUNTS, set_members(ITEMS, psuStatus="Account Co-Holder")),
    ),
    Fault(
        "account-currency-outside",
        "body",
        ("ACC-33",),
        "The currency stands beside the accountId, as before 1.4.2.",
        alter_body(ACCOUNTS, drop_members(f"{ITEMS}.accountId", "currency"), set_members(ITEMS, currency="EUR")),
    ),
    Fault(
        "account-by-bban",
        "body",
        ("ACC-34",),
        "Accounts are identified by their BBAN instead of the IBAN.",
        alter_body(
            ACCOUNTS,
            edit_where(
                lambda node: "iban" in node,
                f"{ITEMS}.accountId",
                lambda node: node.update(other={"identification": node.pop("iban")[4:], "schemeName": "BBAN"}),
            ),
        ),
    ),
    Fault(
        "card-by-iban",
        "body",
        ("ACC-35", "AT-ACC-3"),
        "Cards are identified by the IBAN of their account.",
        alter_body(
            ACCOUNTS,
            edit_where(
                lambda node: "other" in node,
                f"{ITEMS}.accountId",
                lambda node: (node.pop("other"), node.update(iban="FR7613807008043001965408165")),
            ),
        ),
    ),
    Fault(
        "linked-account-missing",
        "body",
        ("ACC-36",),
        "Cards do not tell their account.",
        alter_body(ACCOUNTS, drop_members(ITEMS, "linkedAccount")),
    ),
    Fault(
        "linked-account-is-an-iban",
        "body",
        ("ACC-36",),
        "Cards tell the IBAN of their account instead of its resourceId.",
        alter_body(
            ACCOUNTS, edit_where(_is_card, ITEMS, lambda item: item.update(linkedAccount="FR7613807008043001965408165"))
        ),
    ),
    Fault(
        "list-balances-stale",
        "body",
        ("ACC-37",),
        "A balance in the list is not that of the balances page.",
        _shifted("CACC"),
    ),
    Fault(
        "list-card-amounts-stale",
        "body",
        ("ACC-38",),
        "An outstanding amount in the list is not that of its page.",
        _shifted("CARD"),
    ),
    Fault(
        "connected-psu-in-the-list",
        "body",
        ("ACC-39",),
        "The list still names the customer.",
        alter_body(ACCOUNTS, set_members("", connectedPsu="MALLOW MARC")),
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
        alter_body(
            ACCOUNTS,
            lambda document, _: (
                document["accounts"].append(
                    {
                        "cashAccountType": "CARD",
                        "resourceId": "038-GFCC01stranger",
                        "name": "M X",
                        "_links": {},
                        "linkedAccount": "038-CPT30019654061",
                        "accountId": {
                            "other": {"identification": "C01stranger", "schemeName": "CPAN"},
                            "currency": "EUR",
                        },
                    }
                )
                if any(nodes_at(document, f"{ITEMS}._links.*"))
                else None
            ),
        ),
    ),
    Fault(
        "list-refused-in-batch",
        "status",
        ("ACC-41", "OVW-10"),
        "Without PSU-IP-Address the list is refused.",
        alter_response(
            ACCOUNTS,
            lambda given, request: (
                given if "psu-ip-address" in request.headers else json_response(403, {"status": 403, "message": "NGAC"})
            ),
        ),
    ),
    Fault(
        "list-empty-in-batch",
        "rows",
        ("OVW-10",),
        "Without PSU-IP-Address the list is empty.",
        alter_response(ACCOUNTS, _poorer_in_batch),
    ),
    Fault(
        "login-opens-everything",
        "state",
        ("OVW-07",),
        "A new login opens everything without a consent.",
        OpensEverything,
    ),
    Fault(
        "list-last-nowhere",
        "links",
        ("PAG-20", "AT-ACC-2", "AT-ACC-3"),
        "The last link of the list leads to a second page that is not there.",
        alter_body(ACCOUNTS, convert_member("", "_links", _only_last_page)),
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
        derive(_lists(lambda items: items * 20), accounts_per_page=1000),
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
                lambda item: item["cashAccountType"] == "CACC", ITEMS, lambda item: item.update(cashAccountType="SVGS")
            ),
        ),
    ),
    Fault(
        "usage-swapped",
        "body",
        ("PER-13",),
        "Accounts of organisations are told as private, and the other way round.",
        alter_body(ACCOUNTS, convert_member(ITEMS, "usage", lambda usage: {"PRIV": "ORGA", "ORGA": "PRIV"}[usage])),
    ),
    Fault(
        "card-in-the-place-of-another",
        "body",
        ("PER-10",),
        "The merchant's card has another resourceId than documented.",
        alter_body(ACCOUNTS, convert_member(ITEMS, "resourceId", lambda text: text.replace("3iNWXlZ4", "3iNWXlZ5"))),
    ),
    Fault(
        "list-links-without-balances-call",
        "links",
        ("ASM-04",),
        "One of several accounts has no link to its balances.",
        alter_body(
            ACCOUNTS,
            lambda document, _: (
                document["accounts"][-1]["_links"].pop("balances", None) if len(document["accounts"]) == 3 else None
            ),
        ),
    ),
    Fault(
        "bad-scope-401",
        "status",
        ("AT-ACC-4", "AT-BAL-4", "AT-CON-3", "AT-TRX-4", "IDN-08", "SEC-10"),
        "A token of another scope is answered with 401.",
        override(wrong_scope=refuse_with(401, "BADS")),
    ),
    Fault(
        "bad-scope-code-swapped",
        "body",
        ("AT-ACC-4", "AT-BAL-4", "AT-CON-3", "AT-TRX-4", "IDN-08", "ERR-11"),
        "The refusal of another scope carries the code of something not consented.",
        override(wrong_scope=refuse_with(403, "NGAC")),
    ),
)
"""Of the chapter GET /accounts."""
