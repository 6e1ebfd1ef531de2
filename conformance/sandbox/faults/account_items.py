"""Faults of an item of the list of accounts: what it shows, and where its links lead."""

from collections.abc import Callable
from typing import Any

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import ACCOUNT_ITEMS, Document, convert_member, drop_members, edit_where, set_members
from conformance.sandbox.hooks import ACCOUNTS, alter_body, override, override_in_context
from conformance.sandbox.messages import Request
from conformance.sandbox.rules import Rules


def _override_links(condition: Callable[[bool, bool], tuple[bool, bool]]) -> type[Rules]:
    """The links of an account depend otherwise on what is consented."""
    return override(
        account_links=lambda self, url, *, balances, transactions: Rules.account_links(
            self, url, **dict(zip(("balances", "transactions"), condition(balances, transactions), strict=True))
        )
    )


def _is_card(item: Any) -> bool:
    return bool(item["cashAccountType"] == "CARD")


def _has_no_links(item: Any) -> bool:
    return not item["_links"]


def _repeat_first_resource_id(document: Document, _: Request) -> None:
    for item in document["accounts"][1:]:
        item["resourceId"] = document["accounts"][0]["resourceId"]


def _swap_links_with_neighbours(document: Document, _: Request) -> None:
    pages = [item["_links"] for item in document["accounts"] if not _is_card(item)]
    for links, other in zip(pages, [dict(links) for links in pages[1:] + pages[:1]], strict=True):
        links.update({name: other[name] for name in links if name in other})


def _link_cards_to_accounts(document: Document, _: Request) -> None:
    for item in filter(_is_card, document["accounts"]):
        for link in item["_links"].values():
            link["href"] = link["href"].replace(item["resourceId"], item["linkedAccount"])


def _change_amount_in_list(kind: str) -> type[Rules]:
    """The list tells a balance, which is not the instant one, that the balances page does not."""
    change = edit_where(
        lambda item: item["cashAccountType"] == kind and item.get("balances"),
        ACCOUNT_ITEMS,
        lambda item: item["balances"][-2 if kind == "CACC" else -1]["balanceAmount"].update(amount="17.17"),
    )
    return alter_body(ACCOUNTS, change)


FAULTS = (
    Fault(
        "list-shows-balances-before-consent",
        "body",
        ("ACC-02", "ASM-03"),
        "Accounts show their balances though nothing is consented.",
        alter_body(
            ACCOUNTS,
            edit_where(
                _has_no_links,
                ACCOUNT_ITEMS,
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
        _override_links(lambda _, transactions: (True, transactions)),
    ),
    Fault(
        "transactions-link-always",
        "links",
        ("ACC-04", "ACC-14", "ACC-22", "ASM-03"),
        "Every account links to its transactions, consented or not.",
        _override_links(lambda balances, _: (balances, True)),
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
        "list-balances-need-both-consents",
        "body",
        ("ACC-09", "ACC-17"),
        "The list shows balances only for what is consented in both lists.",
        alter_body(
            ACCOUNTS,
            edit_where(
                lambda item: "transactions" not in item["_links"],
                ACCOUNT_ITEMS,
                lambda item: item.pop("balances", None),
            ),
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
                lambda item: set(item["_links"]) == {"transactions"},
                ACCOUNT_ITEMS,
                lambda item: item.update(balances=[]),
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
        _override_links(lambda balances, transactions: (balances and transactions, transactions)),
    ),
    Fault(
        "transactions-link-needs-both-consents",
        "links",
        ("ACC-13", "ACC-21"),
        "The link to the transactions appears only where balances are consented too.",
        _override_links(lambda balances, transactions: (balances, balances and transactions)),
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
        "resource-ids-for-show",
        "body",
        ("ACC-27", "WLK-03", "PER-01", "PER-02", "PER-06", "PER-08"),
        "The resourceIds of the list are not those that the other calls know.",
        alter_body(ACCOUNTS, convert_member(ACCOUNT_ITEMS, "resourceId", lambda text: text.removeprefix("038-"))),
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
        alter_body(ACCOUNTS, _swap_links_with_neighbours),
    ),
    Fault(
        "card-links-to-its-account",
        "links",
        ("OVW-09", "AT-ACC-1"),
        "The links of a card lead to the account behind it.",
        alter_body(ACCOUNTS, _link_cards_to_accounts),
    ),
    Fault(
        "co-holder-told-as-holder",
        "body",
        ("ACC-30",),
        "Co-holders are told as sole holders.",
        alter_body(ACCOUNTS, set_members(ACCOUNT_ITEMS, psuStatus="Account Holder")),
    ),
    Fault(
        "co-holder-of-no-card",
        "body",
        ("ACC-30",),
        "The cards of joint accounts are told as those of a sole holder.",
        alter_body(
            ACCOUNTS,
            edit_where(
                lambda item: item["cashAccountType"] == "CARD",
                ACCOUNT_ITEMS,
                lambda item: item.update(psuStatus="Account Holder"),
            ),
        ),
    ),
    Fault(
        "co-holder-of-one-account",
        "body",
        ("ACC-30",),
        "Of joint accounts only the first is told as one.",
        alter_body(
            ACCOUNTS,
            lambda document, _: [item.update(psuStatus="Account Holder") for item in document["accounts"][1:]],
        ),
    ),
    Fault(
        "co-holder-told-with-the-consent-only",
        "body",
        ("ACC-30",),
        "Without a consent co-holders are told as sole holders.",
        alter_body(
            ACCOUNTS,
            edit_where(
                lambda item: not item["_links"], ACCOUNT_ITEMS, lambda item: item.update(psuStatus="Account Holder")
            ),
        ),
    ),
    Fault(
        "holder-told-as-co-holder",
        "body",
        ("ACC-31",),
        "Sole holders are told as co-holders.",
        alter_body(ACCOUNTS, set_members(ACCOUNT_ITEMS, psuStatus="Account Co-Holder")),
    ),
    Fault(
        "account-currency-outside",
        "body",
        ("ACC-33",),
        "The currency stands beside the accountId, as before 1.4.2.",
        alter_body(
            ACCOUNTS, drop_members(f"{ACCOUNT_ITEMS}.accountId", "currency"), set_members(ACCOUNT_ITEMS, currency="EUR")
        ),
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
                f"{ACCOUNT_ITEMS}.accountId",
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
                f"{ACCOUNT_ITEMS}.accountId",
                lambda node: (node.pop("other"), node.update(iban="FR7613807008043001965408165")),
            ),
        ),
    ),
    Fault(
        "linked-account-missing",
        "body",
        ("ACC-36",),
        "Cards do not tell their account.",
        alter_body(ACCOUNTS, drop_members(ACCOUNT_ITEMS, "linkedAccount")),
    ),
    Fault(
        "linked-account-is-an-iban",
        "body",
        ("ACC-36",),
        "Cards tell the IBAN of their account instead of its resourceId.",
        alter_body(
            ACCOUNTS,
            edit_where(_is_card, ACCOUNT_ITEMS, lambda item: item.update(linkedAccount="FR7613807008043001965408165")),
        ),
    ),
    Fault(
        "list-balances-stale",
        "body",
        ("ACC-37",),
        "The accounting balance in the list is not that of the balances page.",
        _change_amount_in_list("CACC"),
    ),
    Fault(
        "list-card-amounts-stale",
        "body",
        ("ACC-38",),
        "An outstanding amount in the list is not that of its page.",
        _change_amount_in_list("CARD"),
    ),
    Fault(
        "connected-psu-in-the-list",
        "body",
        ("ACC-39",),
        "The list still names the customer.",
        alter_body(ACCOUNTS, set_members("", connectedPsu="MALLOW MARC")),
    ),
    Fault(
        "usage-swapped",
        "body",
        ("PER-13",),
        "Accounts of organisations are told as private, and the other way round.",
        alter_body(
            ACCOUNTS, convert_member(ACCOUNT_ITEMS, "usage", lambda usage: {"PRIV": "ORGA", "ORGA": "PRIV"}[usage])
        ),
    ),
    Fault(
        "card-in-the-place-of-another",
        "body",
        ("PER-10",),
        "The merchant's card has another resourceId than documented.",
        alter_body(
            ACCOUNTS, convert_member(ACCOUNT_ITEMS, "resourceId", lambda text: text.replace("3iNWXlZ4", "3iNWXlZ5"))
        ),
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
)
