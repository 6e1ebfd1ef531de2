"""Faults of the bodies: members that are missing, of another type or form, or too many."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zlib import crc32

import orjson

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import Edit, convert_member, drop_members, edit_where, nodes_at, set_members
from conformance.sandbox.hooks import ACCOUNTS, BALANCES, IDENTITY, TRANSACTIONS, alter_body, alter_response
from conformance.sandbox.messages import Request
from conformance.sandbox.rules import Rules

ITEMS, ROWS, LINES = "accounts.*", "balances.*", "transactions.*"
AMOUNTS = (f"{ITEMS}.balances.*.balanceAmount", f"{ROWS}.balanceAmount", f"{LINES}.transactionAmount")
DATES = ("bookingDate", "expectedBookingDate", "valueDate", "transactionDate")


def _amounts(made: Callable[[str], Any]) -> type[Rules]:
    """Amounts in another form, wherever they stand."""
    return alter_body("", *(convert_member(path, "amount", made) for path in AMOUNTS))


def _dates(made: Callable[[str], Any]) -> type[Rules]:
    """The dates of transactions in another form."""
    return alter_body(TRANSACTIONS, *(convert_member(LINES, name, made) for name in DATES))


def _on_cards(change: Callable[[dict[str, Any]], object]) -> type[Rules]:
    return alter_body(ACCOUNTS, edit_where(lambda item: item["cashAccountType"] == "CARD", ITEMS, change))


def _some(names: str, change: Callable[[dict[str, Any]], object]) -> type[Rules]:
    """Some transactions, by the last sign of their id."""
    return alter_body(TRANSACTIONS, edit_where(lambda row: row["resourceId"][-1] in names, LINES, change))


def _nulls(document: Any, _: Request) -> None:
    for item in nodes_at(document, ITEMS):
        item.update(company=None, currency=None)


def _everywhere(change: Callable[[str], Edit]) -> Edit:
    """Something done to all links of a document."""

    def changed(document: Any, request: Request) -> None:
        for path in ("_links.*", f"{ITEMS}._links.*"):
            change(path)(document, request)

    return changed


def _iban(made: Callable[[str], str]) -> type[Rules]:
    """IBANs in another form."""
    return alter_body(ACCOUNTS, convert_member(f"{ITEMS}.accountId", "iban", made))


def _swapped(text: str) -> str:
    return text[:2] + f"{(int(text[2:4]) + 1) % 98:02d}" + text[4:]


def _comma(text: str) -> str:
    return text.replace(".", ",") if "." in text else f"{text},00"


def _french(text: str) -> str:
    return "/".join(reversed(text.split("-")))


FAULTS = (
    # -------------------------------------------------------------------------------------------------------- accounts
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
            ACCOUNTS, lambda given, _: replace(given, body=orjson.dumps(orjson.loads(given.body).get("accounts")))
        ),
    ),
    Fault(
        "accounts-without-a-name",
        "body",
        ("SCH-02",),
        "Accounts have no name.",
        alter_body(ACCOUNTS, drop_members(ITEMS, "name")),
    ),
    Fault(
        "accounts-without-a-kind",
        "body",
        ("SCH-02", "SCH-03"),
        "Accounts do not tell what they are.",
        alter_body(ACCOUNTS, drop_members(ITEMS, "cashAccountType")),
    ),
    Fault(
        "accounts-without-links",
        "body",
        ("SCH-02",),
        "Accounts have no member _links where nothing is consented.",
        alter_body(ACCOUNTS, edit_where(lambda item: not item["_links"], ITEMS, lambda item: item.pop("_links"))),
    ),
    Fault(
        "kind-in-lower-case",
        "body",
        ("SCH-03",),
        "The kind of an account is in lower case.",
        alter_body(ACCOUNTS, convert_member(ITEMS, "cashAccountType", str.lower)),
    ),
    Fault(
        "usage-in-words",
        "body",
        ("SCH-04",),
        "The usage of an account is a word of its own.",
        alter_body(
            ACCOUNTS, convert_member(ITEMS, "usage", lambda usage: {"PRIV": "PRIVATE", "ORGA": "ORGANISATION"}[usage])
        ),
    ),
    Fault(
        "usage-of-organisations-in-words",
        "body",
        ("SCH-04",),
        "The usage of a company's account is a word of its own.",
        alter_body(ACCOUNTS, convert_member(ITEMS, "usage", lambda usage: usage.replace("ORGA", "PROF"))),
    ),
    Fault(
        "iban-with-blanks",
        "body",
        ("SCH-05",),
        "IBANs are written with blanks.",
        _iban(lambda text: " ".join(text[start : start + 4] for start in range(0, len(text), 4))),
    ),
    Fault("iban-in-lower-case", "body", ("SCH-05",), "IBANs begin with small letters.", _iban(str.lower)),
    Fault("iban-check-digits-wrong", "body", ("SCH-06",), "The check digits of an IBAN are wrong.", _iban(_swapped)),
    Fault(
        "bic-of-ten",
        "body",
        ("SCH-07",),
        "The BIC has ten characters.",
        alter_body(ACCOUNTS, set_members(ITEMS, bicFi="CCBPFRPPNA")),
    ),
    Fault(
        "resource-ids-of-strange-signs",
        "body",
        ("SCH-08",),
        "A resourceId has signs that are not permitted.",
        alter_body(ACCOUNTS, convert_member(ITEMS, "resourceId", lambda text: text.replace("-", "#"))),
    ),
    Fault(
        "resource-ids-empty",
        "body",
        ("SCH-08",),
        "A resourceId is empty.",
        alter_body(ACCOUNTS, set_members(ITEMS, resourceId="")),
    ),
    Fault(
        "accounts-without-resource-ids",
        "body",
        ("SCH-09", "ACC-27", "HIS-01"),
        "Accounts have no resourceId.",
        alter_body(ACCOUNTS, drop_members(ITEMS, "resourceId")),
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
        alter_body(ACCOUNTS, set_members(ITEMS, psuStatus="Titulaire")),
    ),
    Fault(
        "accounts-without-an-identification",
        "body",
        ("SCH-11", "ACC-34"),
        "An account is identified by nothing.",
        alter_body(ACCOUNTS, drop_members(f"{ITEMS}.accountId", "iban", "other")),
    ),
    Fault(
        "cards-without-a-scheme",
        "body",
        ("SCH-12", "ACC-35"),
        "The identification of a card has no scheme.",
        alter_body(ACCOUNTS, drop_members(f"{ITEMS}.accountId.other", "schemeName")),
    ),
    Fault(
        "cards-without-an-identification",
        "body",
        ("SCH-12", "ACC-35"),
        "The identification of a card is missing.",
        alter_body(ACCOUNTS, drop_members(f"{ITEMS}.accountId.other", "identification")),
    ),
    Fault(
        "balances-null-without-consent",
        "body",
        ("SCH-13",),
        "Accounts without balances have null.",
        alter_body(
            ACCOUNTS, edit_where(lambda item: "balances" not in item, ITEMS, lambda item: item.update(balances=None))
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
                for path in ("_links", f"{ITEMS}._links")
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
            _everywhere(
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
        alter_body("", _everywhere(lambda path: set_members(path, templated="false"))),
    ),
    Fault(
        "names-too-long",
        "body",
        ("SCH-16",),
        "Names are longer than seventy characters.",
        alter_body(ACCOUNTS, convert_member(ITEMS, "name", lambda text: text.ljust(71, "."))),
    ),
    Fault(
        "products-too-long",
        "body",
        ("SCH-16",),
        "Products are longer than 35 characters.",
        alter_body(ACCOUNTS, convert_member(ITEMS, "product", lambda text: text.ljust(36, "."))),
    ),
    Fault(
        "linked-account-a-number",
        "body",
        ("SCH-40",),
        "The account of a card is a number.",
        _on_cards(lambda item: item.update(linkedAccount=30019654081)),
    ),
    Fault(
        "linked-account-an-object",
        "body",
        ("SCH-40", "SCH-41"),
        "The account of a card is an object.",
        _on_cards(lambda item: item.update(linkedAccount={"resourceId": item["linkedAccount"]})),
    ),
    Fault(
        "details-a-list",
        "body",
        ("SCH-41",),
        "The details of an account are a list.",
        alter_body(ACCOUNTS, convert_member(ITEMS, "details", lambda text: [text])),
    ),
    Fault(
        "bic-a-number",
        "body",
        ("SCH-41", "SCH-07"),
        "The BIC is a number.",
        alter_body(ACCOUNTS, set_members(ITEMS, bicFi=13807)),
    ),
    Fault(
        "cards-without-a-name",
        "body",
        ("SCH-42",),
        "The name of a card is empty.",
        _on_cards(lambda item: item.update(name="")),
    ),
    Fault("members-null", "body", ("SCH-39",), "Members without a value are null.", alter_body(ACCOUNTS, _nulls)),
    Fault(
        "accounts-in-dollars",
        "body",
        ("LIM-01",),
        "An account is told to be in dollars.",
        alter_body(ACCOUNTS, set_members(f"{ITEMS}.accountId", currency="USD")),
    ),
    # -------------------------------------------------------------------------------------------------------- balances
    Fault(
        "no-balances",
        "body",
        ("SCH-17", "AT-BAL-1"),
        "The page of balances has none.",
        alter_body(BALANCES, set_members("", balances=[])),
    ),
    Fault(
        "balances-without-links",
        "body",
        ("SCH-17", "AT-BAL-1"),
        "The page of balances has no links.",
        alter_body(BALANCES, drop_members("", "_links")),
    ),
    Fault(
        "balances-without-self",
        "links",
        ("SCH-17", "BAL-09", "AT-BAL-1"),
        "The page of balances has no link to itself.",
        alter_body(BALANCES, drop_members("_links", "self")),
    ),
    Fault(
        "balances-without-a-name",
        "body",
        ("SCH-18",),
        "Balances have no name.",
        alter_body(BALANCES, drop_members(ROWS, "name")),
    ),
    Fault(
        "balances-without-an-amount",
        "body",
        ("SCH-18", "SCH-22"),
        "Balances have no amount.",
        alter_body(BALANCES, drop_members(ROWS, "balanceAmount")),
    ),
    Fault(
        "balances-without-a-type",
        "body",
        ("SCH-18", "SCH-19"),
        "Balances have no type.",
        alter_body(BALANCES, drop_members(ROWS, "balanceType")),
    ),
    Fault(
        "balances-of-another-type",
        "body",
        ("SCH-19",),
        "A balance is of a type that STET does not have.",
        alter_body(BALANCES, set_members(ROWS, balanceType="ITAV")),
    ),
    Fault(
        "reference-date-the-french-way",
        "body",
        ("SCH-23",),
        "The date of a balance is written the French way.",
        alter_body(BALANCES, convert_member(ROWS, "referenceDate", _french)),
    ),
    Fault(
        "reference-date-impossible",
        "body",
        ("SCH-23",),
        "The date of a balance is one that no calendar knows.",
        alter_body(BALANCES, convert_member(ROWS, "referenceDate", lambda text: text[:5] + "13" + text[7:])),
    ),
    Fault(
        "reference-date-a-number",
        "body",
        ("SCH-23",),
        "The date of a balance is a number.",
        alter_body(BALANCES, convert_member(ROWS, "referenceDate", lambda text: int(text.replace("-", "")))),
    ),
    # --------------------------------------------------------------------------------------------------------- amounts
    Fault("amounts-with-a-comma", "body", ("SCH-20",), "Amounts have a comma.", _amounts(_comma)),
    Fault(
        "amounts-with-blanks",
        "body",
        ("SCH-20",),
        "Amounts are grouped by blanks.",
        _amounts(lambda text: text[:-2] + " " + text[-2:]),
    ),
    Fault(
        "amounts-with-a-plus",
        "body",
        ("SCH-20",),
        "Amounts have a plus.",
        _amounts(lambda text: text if text[0] == "-" else f"+{text}"),
    ),
    Fault(
        "amounts-with-six-decimals",
        "body",
        ("SCH-20",),
        "Amounts have six decimals.",
        _amounts(lambda text: f"{float(text):.6f}"),
    ),
    Fault(
        "amounts-in-powers-of-ten",
        "body",
        ("SCH-20",),
        "Large amounts are written with an exponent.",
        _amounts(lambda text: f"{float(text):E}" if len(text) > 8 else text),
    ),
    Fault("amounts-as-numbers", "body", ("SCH-21",), "Amounts are numbers.", _amounts(float)),
    Fault(
        "amounts-without-a-currency",
        "body",
        ("SCH-22",),
        "Amounts have no currency.",
        alter_body("", *(drop_members(path, "currency") for path in AMOUNTS)),
    ),
    Fault(
        "currency-a-sign",
        "body",
        ("SCH-22",),
        "The currency is a sign.",
        alter_body("", *(set_members(path, currency="€") for path in AMOUNTS)),
    ),
    Fault(
        "currency-in-lower-case",
        "body",
        ("SCH-22",),
        "The currency is in lower case.",
        alter_body("", *(set_members(path, currency="eur") for path in AMOUNTS)),
    ),
    # ---------------------------------------------------------------------------------------------------- transactions
    Fault(
        "pages-without-links",
        "body",
        ("SCH-24", "AT-TRX-1"),
        "The page of transactions has no links.",
        alter_body(TRANSACTIONS, drop_members("", "_links")),
    ),
    Fault(
        "pages-without-self",
        "links",
        ("SCH-24", "AT-TRX-1", "PAG-27", "PAG-08"),
        "The page of transactions has no link to itself.",
        alter_body(TRANSACTIONS, drop_members("_links", "self")),
    ),
    Fault(
        "rows-without-an-amount",
        "body",
        ("SCH-25",),
        "Some rows have no amount.",
        _some("3", lambda row: row.pop("transactionAmount")),
    ),
    Fault(
        "rows-without-a-direction",
        "body",
        ("SCH-25",),
        "Some rows do not tell their direction.",
        _some("3", lambda row: row.pop("creditDebitIndicator")),
    ),
    Fault(
        "rows-without-a-status",
        "body",
        ("SCH-25",),
        "Some rows have no status.",
        _some("3", lambda row: row.pop("status")),
    ),
    Fault(
        "direction-a-letter",
        "body",
        ("SCH-26",),
        "The direction of some rows is a letter.",
        _some("37", lambda row: row.update(creditDebitIndicator=row["creditDebitIndicator"][0])),
    ),
    Fault(
        "status-in-words",
        "body",
        ("SCH-27",),
        "The status of some rows is a word.",
        _some("3", lambda row: row.update(status="BOOKED")),
    ),
    Fault(
        "dates-the-french-way-in-rows",
        "body",
        ("SCH-28",),
        "The dates of rows are written the French way.",
        _dates(_french),
    ),
    Fault(
        "dates-without-hyphens-in-rows",
        "body",
        ("SCH-28",),
        "The dates of rows have no hyphens.",
        _dates(lambda text: text.replace("-", "")),
    ),
    Fault(
        "dates-impossible-in-rows",
        "body",
        ("SCH-28",),
        "Some dates of rows are no days.",
        _some("3", lambda row: row.update(valueDate=row["valueDate"][:8] + "32")),
    ),
    Fault(
        "dates-empty-in-rows",
        "body",
        ("SCH-28",),
        "Some dates of rows are empty.",
        _some("3", lambda row: row.update(transactionDate="")),
    ),
    Fault(
        "booked-rows-without-a-date",
        "body",
        ("SCH-29",),
        "Some booked rows have no booking date.",
        _some("3", lambda row: row.pop("bookingDate", None)),
    ),
    Fault(
        "booked-rows-expected",
        "body",
        ("SCH-29",),
        "Booked rows tell an expected booking date instead.",
        alter_body(
            TRANSACTIONS,
            edit_where(
                lambda row: row["status"] == "BOOK",
                LINES,
                lambda row: row.update(expectedBookingDate=row.pop("bookingDate")),
            ),
        ),
    ),
    Fault(
        "operation-codes-without-a-family",
        "body",
        ("SCH-30",),
        "Some bank transaction codes have no family.",
        _some("3", lambda row: row["bankTransactionCode"].pop("family")),
    ),
    Fault(
        "operation-codes-without-a-domain",
        "body",
        ("SCH-30",),
        "Bank transaction codes have no domain.",
        alter_body(TRANSACTIONS, drop_members(f"{LINES}.bankTransactionCode", "domain")),
    ),
    Fault(
        "remittance-lines-long",
        "body",
        ("SCH-31",),
        "A line of remittance information is longer than 140 characters.",
        alter_body(
            TRANSACTIONS,
            convert_member(f"{LINES}.remittanceInformation", "unstructured", lambda lines: [lines[0].ljust(141, ".")]),
        ),
    ),
    Fault(
        "references-as-numbers",
        "body",
        ("SCH-32",),
        "References are numbers.",
        alter_body(TRANSACTIONS, convert_member(LINES, "entryReference", lambda text: crc32(text.encode()))),
    ),
    # -------------------------------------------------------------------------------------------------------- identity
    Fault(
        "identity-without-links",
        "body",
        ("SCH-33", "AT-IDN-1"),
        "The identity has no links.",
        alter_body(IDENTITY, drop_members("", "_links")),
    ),
    Fault(
        "identity-an-object",
        "body",
        ("SCH-33", "AT-IDN-1"),
        "The name of the customer is an object.",
        alter_body(IDENTITY, convert_member("", "connectedPsu", lambda text: {"name": text})),
    ),
    Fault(
        "prefix-in-words",
        "body",
        ("SCH-34", "IDN-06"),
        "The prefix of the name is a word.",
        alter_body(IDENTITY, convert_member("", "connectedPsuNamePrefix", lambda _: "Monsieur")),
    ),
    # ------------------------------------------------------------------------------------------------------------ walk
    Fault(
        "links-appear-later",
        "links",
        ("WLK-02", "OVW-08"),
        "The links of accounts lead to the list itself.",
        alter_body(
            ACCOUNTS,
            lambda document, request: [
                link.update(href=f"{request.origin}{request.path}") for link in nodes_at(document, f"{ITEMS}._links.*")
            ],
        ),
    ),
)
"""Of STET's rules on bodies."""
