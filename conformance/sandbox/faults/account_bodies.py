"""Faults of the body of the list of accounts: members that are missing, of another type or form, or too many."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import (
    ACCOUNT_ITEMS,
    Edit,
    convert_member,
    drop_members,
    edit_where,
    nodes_at,
    set_members,
)
from conformance.sandbox.hooks import ACCOUNTS, alter_body, alter_response
from conformance.sandbox.messages import Request
from conformance.sandbox.rules import Rules


def _edit_cards(change: Callable[[dict[str, Any]], object]) -> type[Rules]:
    return alter_body(ACCOUNTS, edit_where(lambda item: item["cashAccountType"] == "CARD", ACCOUNT_ITEMS, change))


def _add_nulls(document: Any, _: Request) -> None:
    for item in nodes_at(document, ACCOUNT_ITEMS):
        item.update(company=None, currency=None)


def _edit_all_links(change: Callable[[str], Edit]) -> Edit:
    """Something done to all links of a document."""

    def changed(document: Any, request: Request) -> None:
        for path in ("_links.*", f"{ACCOUNT_ITEMS}._links.*"):
            change(path)(document, request)

    return changed


def _convert_ibans(made: Callable[[str], str]) -> type[Rules]:
    """IBANs in another form."""
    return alter_body(ACCOUNTS, convert_member(f"{ACCOUNT_ITEMS}.accountId", "iban", made))


def _break_check_digits(text: str) -> str:
    return text[:2] + f"{(int(text[2:4]) + 1) % 98:02d}" + text[4:]


FAULTS = (
    Fault(
        "list-without-links",
        "body",
        ("SCH-01", "AT-ACC-1"),
        "The list has no links.",
        alter_body(ACCOUNTS, drop_members("", "_links")),
    ),
    Fault(
        "list-without-self",
        "links",
        ("SCH-01", "AT-ACC-1", "ACC-26"),
        "The list has no link to itself.",
        alter_body(ACCOUNTS, drop_members("_links", "self")),
    ),
    Fault(
        "list-is-a-bare-list",
        "body",
        ("SCH-01",),
        "The list is a bare array.",
        alter_response(
            ACCOUNTS,
            lambda response, _: replace(response, body=orjson.dumps(orjson.loads(response.body).get("accounts"))),
        ),
    ),
    Fault(
        "accounts-without-a-name",
        "body",
        ("SCH-02",),
        "Accounts have no name.",
        alter_body(ACCOUNTS, drop_members(ACCOUNT_ITEMS, "name")),
    ),
    Fault(
        "accounts-without-a-kind",
        "body",
        ("SCH-02", "SCH-03"),
        "Accounts do not tell what they are.",
        alter_body(ACCOUNTS, drop_members(ACCOUNT_ITEMS, "cashAccountType")),
    ),
    Fault(
        "accounts-without-links",
        "body",
        ("SCH-02",),
        "Accounts have no member _links where nothing is consented.",
        alter_body(
            ACCOUNTS, edit_where(lambda item: not item["_links"], ACCOUNT_ITEMS, lambda item: item.pop("_links"))
        ),
    ),
    Fault(
        "kind-in-lower-case",
        "body",
        ("SCH-03",),
        "The kind of an account is in lower case.",
        alter_body(ACCOUNTS, convert_member(ACCOUNT_ITEMS, "cashAccountType", str.lower)),
    ),
    Fault(
        "usage-in-words",
        "body",
        ("SCH-04",),
        "The usage of an account is a word of its own.",
        alter_body(
            ACCOUNTS,
            convert_member(ACCOUNT_ITEMS, "usage", lambda usage: {"PRIV": "PRIVATE", "ORGA": "ORGANISATION"}[usage]),
        ),
    ),
    Fault(
        "usage-of-organisations-in-words",
        "body",
        ("SCH-04",),
        "The usage of a company's account is a word of its own.",
        alter_body(ACCOUNTS, convert_member(ACCOUNT_ITEMS, "usage", lambda usage: usage.replace("ORGA", "PROF"))),
    ),
    Fault(
        "iban-with-blanks",
        "body",
        ("SCH-05",),
        "IBANs are written with blanks.",
        _convert_ibans(lambda text: " ".join(text[start : start + 4] for start in range(0, len(text), 4))),
    ),
    Fault("iban-in-lower-case", "body", ("SCH-05",), "IBANs begin with small letters.", _convert_ibans(str.lower)),
    Fault(
        "iban-check-digits-wrong",
        "body",
        ("SCH-06",),
        "The check digits of an IBAN are wrong.",
        _convert_ibans(_break_check_digits),
    ),
    Fault(
        "bic-of-ten",
        "body",
        ("SCH-07",),
        "The BIC has ten characters.",
        alter_body(ACCOUNTS, set_members(ACCOUNT_ITEMS, bicFi="CCBPFRPPNA")),
    ),
    Fault(
        "resource-ids-of-strange-signs",
        "body",
        ("SCH-08",),
        "A resourceId has signs that are not permitted.",
        alter_body(ACCOUNTS, convert_member(ACCOUNT_ITEMS, "resourceId", lambda text: text.replace("-", "#"))),
    ),
    Fault(
        "resource-ids-empty",
        "body",
        ("SCH-08",),
        "A resourceId is empty.",
        alter_body(ACCOUNTS, set_members(ACCOUNT_ITEMS, resourceId="")),
    ),
    Fault(
        "accounts-without-resource-ids",
        "body",
        ("SCH-09", "ACC-27", "HIS-01"),
        "Accounts have no resourceId.",
        alter_body(ACCOUNTS, drop_members(ACCOUNT_ITEMS, "resourceId")),
    ),
    Fault(
        "old-identifier-of-accounts",
        "body",
        ("HIS-01",),
        "The resourceId of an account is spelled the old way.",
        alter_body(
            ACCOUNTS,
            lambda document, _: [item.update(ressourceId=item.pop("resourceId")) for item in document["accounts"]],
        ),
    ),
    Fault(
        "psu-status-of-its-own",
        "body",
        ("SCH-10",),
        "The psuStatus is a word of its own.",
        alter_body(ACCOUNTS, set_members(ACCOUNT_ITEMS, psuStatus="Titulaire")),
        tour=("SCH-01",),
    ),
    Fault(
        "accounts-without-an-identification",
        "body",
        ("SCH-11", "ACC-34"),
        "An account is identified by nothing.",
        alter_body(ACCOUNTS, drop_members(f"{ACCOUNT_ITEMS}.accountId", "iban", "other")),
    ),
    Fault(
        "cards-without-a-scheme",
        "body",
        ("SCH-12", "ACC-35"),
        "The identification of a card has no scheme.",
        alter_body(ACCOUNTS, drop_members(f"{ACCOUNT_ITEMS}.accountId.other", "schemeName")),
    ),
    Fault(
        "cards-without-an-identification",
        "body",
        ("SCH-12", "ACC-35"),
        "The identification of a card is missing.",
        alter_body(ACCOUNTS, drop_members(f"{ACCOUNT_ITEMS}.accountId.other", "identification")),
    ),
    Fault(
        "balances-null-without-consent",
        "body",
        ("SCH-13",),
        "Accounts without balances have null.",
        alter_body(
            ACCOUNTS,
            edit_where(lambda item: "balances" not in item, ACCOUNT_ITEMS, lambda item: item.update(balances=None)),
        ),
    ),
    Fault(
        "links-as-texts",
        "body",
        ("SCH-14",),
        "Links are texts.",
        alter_body(
            "",
            lambda document, _: [
                node.update({name: link["href"] for name, link in list(node.items())})
                for path in ("_links", f"{ACCOUNT_ITEMS}._links")
                for node in nodes_at(document, path)
            ],
        ),
    ),
    Fault(
        "links-under-url",
        "body",
        ("SCH-14",),
        "Links have their address in url.",
        alter_body(
            "",
            _edit_all_links(
                lambda path: (
                    lambda document, _: [node.update(url=node.pop("href")) for node in nodes_at(document, path)]
                )
            ),
        ),
    ),
    Fault(
        "templated-a-text",
        "body",
        ("SCH-15",),
        "The member templated of a link is a text.",
        alter_body("", _edit_all_links(lambda path: set_members(path, templated="false"))),
    ),
    Fault(
        "names-too-long",
        "body",
        ("SCH-16",),
        "Names are longer than seventy characters.",
        alter_body(ACCOUNTS, convert_member(ACCOUNT_ITEMS, "name", lambda text: text.ljust(71, "."))),
        tour=("SCH-01",),
    ),
    Fault(
        "products-too-long",
        "body",
        ("SCH-16",),
        "Products are longer than 35 characters.",
        alter_body(ACCOUNTS, convert_member(ACCOUNT_ITEMS, "product", lambda text: text.ljust(36, "."))),
        tour=("SCH-01",),
    ),
    Fault(
        "linked-account-a-number",
        "body",
        ("SCH-40",),
        "The account of a card is a number.",
        _edit_cards(lambda item: item.update(linkedAccount=30019654081)),
    ),
    Fault(
        "linked-account-an-object",
        "body",
        ("SCH-40", "SCH-41"),
        "The account of a card is an object.",
        _edit_cards(lambda item: item.update(linkedAccount={"resourceId": item["linkedAccount"]})),
    ),
    Fault(
        "details-a-list",
        "body",
        ("SCH-41",),
        "The details of an account are a list.",
        alter_body(ACCOUNTS, convert_member(ACCOUNT_ITEMS, "details", lambda text: [text])),
    ),
    Fault(
        "bic-a-number",
        "body",
        ("SCH-41", "SCH-07"),
        "The BIC is a number.",
        alter_body(ACCOUNTS, set_members(ACCOUNT_ITEMS, bicFi=13807)),
    ),
    Fault(
        "cards-without-a-name",
        "body",
        ("SCH-42",),
        "The name of a card is empty.",
        _edit_cards(lambda item: item.update(name="")),
    ),
    Fault(
        "members-null",
        "body",
        ("SCH-39",),
        "Members without a value are null.",
        alter_body(ACCOUNTS, _add_nulls),
        tour=("SCH-01",),
    ),
    Fault(
        "accounts-in-dollars",
        "body",
        ("LIM-01",),
        "An account is told to be in dollars.",
        alter_body(ACCOUNTS, set_members(f"{ACCOUNT_ITEMS}.accountId", currency="USD")),
    ),
)
