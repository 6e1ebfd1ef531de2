"""Bodies with other members, and other ways to write them."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import orjson

from conformance.sandbox.differences import Variation
from conformance.sandbox.edits import (
    ACCOUNT_ITEMS,
    BALANCE_ITEMS,
    TRANSACTION_ITEMS,
    Document,
    convert_member,
    drop_members,
    nodes_at,
    set_members,
)
from conformance.sandbox.hooks import ACCOUNTS, IDENTITY, alter_body, alter_response
from conformance.sandbox.messages import Request, Response
from conformance.sandbox.rules import Rules

AMOUNTS = (
    f"{ACCOUNT_ITEMS}.balances.*.balanceAmount",
    f"{BALANCE_ITEMS}.balanceAmount",
    f"{TRANSACTION_ITEMS}.transactionAmount",
)
OPTIONAL = {
    ACCOUNT_ITEMS: ("usage", "psuStatus", "details", "product", "bicFi", "company"),
    TRANSACTION_ITEMS: ("charges", "relatedParties", "additionalTransactionInformation"),
}


def _add_member_everywhere(document: Document, _: Request) -> None:
    """Every object has a member more."""
    for node in _list_objects(document):
        node["x_bank"] = {"since": "2020-01-01", "tags": ["a", None, 1.5]}


def _list_objects(node: Any) -> list[dict[str, Any]]:
    inside = list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []
    found = [one for value in inside for one in _list_objects(value)]
    return [node, *found] if isinstance(node, dict) else found


def _drop_ids_before_the_consent(document: Document, request: Request) -> None:
    """A list without any link to details is one from before the consent."""
    if not any(item["_links"] for item in document["accounts"]):
        drop_members(ACCOUNT_ITEMS, "resourceId")(document, request)


def _add_nulls(document: Document, _: Request) -> None:
    for path, names in OPTIONAL.items():
        for node in nodes_at(document, path):
            node.update({name: None for name in names if name not in node})


def _rewrite_bytes(text: Callable[[Any], bytes]) -> type[Rules]:
    """The same document in other bytes."""
    return alter_response(
        "",
        lambda response, _: (
            replace(response, body=text(orjson.loads(response.body)))
            if "json" in response.media and response.body
            else response
        ),
        status=(),
    )


def _convert_amounts(made: Callable[[str], Any]) -> type[Rules]:
    return alter_body("", *(convert_member(path, "amount", made) for path in AMOUNTS))


def _write_ascii(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=True).encode()


def _write_sorted(document: Any) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS)


def _write_indented(document: Any) -> bytes:
    return b"\n" + orjson.dumps(document, option=orjson.OPT_INDENT_2) + b"\r\n\t "


def _answer_empty_with_204(response: Response, request: Request) -> Response:
    nothing = request.method == "GET" and any(
        mark in response.body for mark in (b'"transactions":[]', b'"accounts":[]')
    )
    return Response(status=204, headers=response.headers) if nothing else response


VARIATIONS = (
    Variation(
        "members-more-everywhere",
        "Every object has members that STET does not know.",
        "STET: unknown members are ignored",
        alter_body("", _add_member_everywhere),
    ),
    Variation(
        "members-null", "Optional members without a value are null.", "SCH-39: a should", alter_body("", _add_nulls)
    ),
    Variation("members-sorted", "Members come in another order.", "RFC 8259, 4", _rewrite_bytes(_write_sorted)),
    Variation(
        "json-indented", "Bodies are indented, with blanks around them.", "RFC 8259, 2", _rewrite_bytes(_write_indented)
    ),
    Variation("json-in-ascii", "Bodies escape every sign beyond ASCII.", "RFC 8259, 7", _rewrite_bytes(_write_ascii)),
    Variation("amounts-as-numbers", "Amounts are numbers.", "U3, SCH-21: a should", _convert_amounts(float)),
    Variation(
        "amounts-with-two-decimals",
        "Amounts always have two decimals.",
        "SCH-20",
        _convert_amounts(lambda text: f"{float(text):.2f}"),
    ),
    Variation(
        "amounts-with-five-decimals",
        "Amounts always have five decimals.",
        "SCH-20",
        _convert_amounts(lambda text: f"{float(text):.5f}"),
    ),
    Variation(
        "empty-lists-204",
        "A list without items is answered with 204.",
        "FLT-27, PLU-21",
        alter_response("", _answer_empty_with_204),
    ),
    Variation(
        "other-names",
        "Accounts and cards have other names.",
        "G14, PER-14",
        alter_body(ACCOUNTS, convert_member(ACCOUNT_ITEMS, "name", lambda text: f"{text[::-1].title()[:60]}.")),
    ),
    Variation(
        "other-products",
        "Accounts and cards are other products.",
        "G33",
        alter_body(ACCOUNTS, set_members(ACCOUNT_ITEMS, product="COMPTE 2", details="Compte de dépôt n° 2")),
    ),
    Variation(
        "accounts-without-details",
        "Accounts tell neither product, details, usage nor BIC.",
        "STET: all optional",
        alter_body(ACCOUNTS, drop_members(ACCOUNT_ITEMS, "product", "details", "usage", "bicFi")),
    ),
    Variation(
        "accounts-without-currency",
        "Accounts do not tell their currency.",
        "ACC-33: a should",
        alter_body(ACCOUNTS, drop_members(f"{ACCOUNT_ITEMS}.accountId", "currency")),
    ),
    Variation(
        "psu-status-in-one-word",
        "The psuStatus is written in one word.",
        "U5",
        alter_body(
            ACCOUNTS, convert_member(ACCOUNT_ITEMS, "psuStatus", lambda text: text.replace(" ", "").replace("-", ""))
        ),
    ),
    Variation(
        "psu-status-in-capitals",
        "The psuStatus is written in capitals.",
        "U5",
        alter_body(ACCOUNTS, convert_member(ACCOUNT_ITEMS, "psuStatus", str.upper)),
    ),
    Variation(
        "psu-status-missing",
        "The psuStatus is not told.",
        "G13, STET: optional",
        alter_body(ACCOUNTS, drop_members(ACCOUNT_ITEMS, "psuStatus")),
    ),
    Variation(
        "resource-ids-once-consented",
        "While no account is consented none has a resourceId.",
        "G32",
        alter_body(ACCOUNTS, _drop_ids_before_the_consent),
    ),
    Variation(
        "accounts-with-a-company",
        "Accounts tell a company.",
        "STET: optional",
        alter_body(
            ACCOUNTS,
            set_members(ACCOUNT_ITEMS, company={"identification": "552120222", "schemeName": "COID", "issuer": "FR"}),
        ),
    ),
    Variation(
        "card-issuer-missing",
        "The identification of a card has no issuer.",
        "STET: optional",
        alter_body(ACCOUNTS, drop_members(f"{ACCOUNT_ITEMS}.accountId.other", "issuer")),
    ),
    Variation(
        "identity-by-name-alone",
        "The identity is the name alone.",
        "G28, IDN-11: a should",
        alter_body(
            IDENTITY, drop_members("", "connectedPsuFirstName", "connectedPsuLastName", "connectedPsuNamePrefix")
        ),
    ),
    Variation(
        "identity-without-parent-list",
        "The identity does not link to the list.",
        "IDN-04: a should",
        alter_body(IDENTITY, drop_members("_links", "parent-list")),
    ),
)
