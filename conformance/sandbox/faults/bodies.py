"""Faults of the bodies of balances, transactions and the identity: members missing, of another type, or too many."""

from collections.abc import Callable
from typing import Any
from zlib import crc32

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import (
    ACCOUNT_ITEMS,
    BALANCE_ITEMS,
    TRANSACTION_ITEMS,
    convert_member,
    drop_members,
    edit_where,
    nodes_at,
    set_members,
)
from conformance.sandbox.hooks import ACCOUNTS, BALANCES, IDENTITY, TRANSACTIONS, alter_body
from conformance.sandbox.rules import Rules

AMOUNTS = (
    f"{ACCOUNT_ITEMS}.balances.*.balanceAmount",
    f"{BALANCE_ITEMS}.balanceAmount",
    f"{TRANSACTION_ITEMS}.transactionAmount",
)


DATES = ("bookingDate", "expectedBookingDate", "valueDate", "transactionDate")


def _convert_amounts(made: Callable[[str], Any]) -> type[Rules]:
    """Amounts in another form, wherever they stand."""
    return alter_body("", *(convert_member(path, "amount", made) for path in AMOUNTS))


def _convert_dates(made: Callable[[str], Any]) -> type[Rules]:
    """The dates of transactions in another form."""
    return alter_body(TRANSACTIONS, *(convert_member(TRANSACTION_ITEMS, name, made) for name in DATES))


def _edit_some_transactions(names: str, change: Callable[[dict[str, Any]], object]) -> type[Rules]:
    """Some transactions, by the last sign of their id."""
    return alter_body(TRANSACTIONS, edit_where(lambda row: row["resourceId"][-1] in names, TRANSACTION_ITEMS, change))


def _write_with_comma(text: str) -> str:
    return text.replace(".", ",") if "." in text else f"{text},00"


def _write_french_date(text: str) -> str:
    return "/".join(reversed(text.split("-")))


FAULTS = (
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
        alter_body(BALANCES, drop_members(BALANCE_ITEMS, "name")),
    ),
    Fault(
        "balances-without-an-amount",
        "body",
        ("SCH-18", "SCH-22"),
        "Balances have no amount.",
        alter_body(BALANCES, drop_members(BALANCE_ITEMS, "balanceAmount")),
    ),
    Fault(
        "balances-without-a-type",
        "body",
        ("SCH-18", "SCH-19"),
        "Balances have no type.",
        alter_body(BALANCES, drop_members(BALANCE_ITEMS, "balanceType")),
    ),
    Fault(
        "balances-of-another-type",
        "body",
        ("SCH-19",),
        "A balance is of a type that STET does not have.",
        alter_body(BALANCES, set_members(BALANCE_ITEMS, balanceType="ITAV")),
    ),
    Fault(
        "reference-date-the-french-way",
        "body",
        ("SCH-23",),
        "The date of a balance is written the French way.",
        alter_body(BALANCES, convert_member(BALANCE_ITEMS, "referenceDate", _write_french_date)),
    ),
    Fault(
        "reference-date-impossible",
        "body",
        ("SCH-23",),
        "The date of a balance is one that no calendar knows.",
        alter_body(BALANCES, convert_member(BALANCE_ITEMS, "referenceDate", lambda text: text[:5] + "13" + text[7:])),
    ),
    Fault(
        "reference-date-a-number",
        "body",
        ("SCH-23",),
        "The date of a balance is a number.",
        alter_body(BALANCES, convert_member(BALANCE_ITEMS, "referenceDate", lambda text: int(text.replace("-", "")))),
    ),
    Fault("amounts-with-a-comma", "body", ("SCH-20",), "Amounts have a comma.", _convert_amounts(_write_with_comma)),
    Fault(
        "amounts-with-blanks",
        "body",
        ("SCH-20",),
        "Amounts are grouped by blanks.",
        _convert_amounts(lambda text: text[:-2] + " " + text[-2:]),
    ),
    Fault(
        "amounts-with-a-plus",
        "body",
        ("SCH-20",),
        "Amounts have a plus.",
        _convert_amounts(lambda text: text if text[0] == "-" else f"+{text}"),
    ),
    Fault(
        "amounts-with-six-decimals",
        "body",
        ("SCH-20",),
        "Amounts have six decimals.",
        _convert_amounts(lambda text: f"{float(text):.6f}"),
    ),
    Fault(
        "amounts-in-powers-of-ten",
        "body",
        ("SCH-20",),
        "Large amounts are written with an exponent.",
        _convert_amounts(lambda text: f"{float(text):E}" if len(text) > 8 else text),
    ),
    Fault("amounts-as-numbers", "body", ("SCH-21",), "Amounts are numbers.", _convert_amounts(float)),
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
        _edit_some_transactions("3", lambda row: row.pop("transactionAmount")),
    ),
    Fault(
        "rows-without-a-direction",
        "body",
        ("SCH-25",),
        "Some rows do not tell their direction.",
        _edit_some_transactions("3", lambda row: row.pop("creditDebitIndicator")),
    ),
    Fault(
        "rows-without-a-status",
        "body",
        ("SCH-25",),
        "Some rows have no status.",
        _edit_some_transactions("3", lambda row: row.pop("status")),
    ),
    Fault(
        "direction-a-letter",
        "body",
        ("SCH-26",),
        "The direction of some rows is a letter.",
        _edit_some_transactions("37", lambda row: row.update(creditDebitIndicator=row["creditDebitIndicator"][0])),
    ),
    Fault(
        "status-in-words",
        "body",
        ("SCH-27",),
        "The status of some rows is a word.",
        _edit_some_transactions("3", lambda row: row.update(status="BOOKED")),
    ),
    Fault(
        "dates-the-french-way-in-rows",
        "body",
        ("SCH-28",),
        "The dates of rows are written the French way.",
        _convert_dates(_write_french_date),
    ),
    Fault(
        "dates-without-hyphens-in-rows",
        "body",
        ("SCH-28",),
        "The dates of rows have no hyphens.",
        _convert_dates(lambda text: text.replace("-", "")),
    ),
    Fault(
        "dates-impossible-in-rows",
        "body",
        ("SCH-28",),
        "Some dates of rows are no days.",
        _edit_some_transactions("3", lambda row: row.update(valueDate=row["valueDate"][:8] + "32")),
    ),
    Fault(
        "dates-empty-in-rows",
        "body",
        ("SCH-28",),
        "Some dates of rows are empty.",
        _edit_some_transactions("3", lambda row: row.update(transactionDate="")),
    ),
    Fault(
        "booked-rows-without-a-date",
        "body",
        ("SCH-29",),
        "Some booked rows have no booking date.",
        _edit_some_transactions("3", lambda row: row.pop("bookingDate", None)),
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
                TRANSACTION_ITEMS,
                lambda row: row.update(expectedBookingDate=row.pop("bookingDate")),
            ),
        ),
    ),
    Fault(
        "operation-codes-without-a-family",
        "body",
        ("SCH-30",),
        "Some bank transaction codes have no family.",
        _edit_some_transactions("3", lambda row: row["bankTransactionCode"].pop("family")),
    ),
    Fault(
        "operation-codes-without-a-domain",
        "body",
        ("SCH-30",),
        "Bank transaction codes have no domain.",
        alter_body(TRANSACTIONS, drop_members(f"{TRANSACTION_ITEMS}.bankTransactionCode", "domain")),
    ),
    Fault(
        "remittance-lines-long",
        "body",
        ("SCH-31",),
        "A line of remittance information is longer than 140 characters.",
        alter_body(
            TRANSACTIONS,
            convert_member(
                f"{TRANSACTION_ITEMS}.remittanceInformation", "unstructured", lambda lines: [lines[0].ljust(141, ".")]
            ),
        ),
        tour=("SCH-24",),
    ),
    Fault(
        "references-as-numbers",
        "body",
        ("SCH-32",),
        "References are numbers.",
        alter_body(
            TRANSACTIONS, convert_member(TRANSACTION_ITEMS, "entryReference", lambda text: crc32(text.encode()))
        ),
    ),
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
    Fault(
        "links-appear-later",
        "links",
        ("WLK-02", "OVW-08", "ACC-29"),
        "The links of accounts lead to the list itself.",
        alter_body(
            ACCOUNTS,
            lambda document, request: [
                link.update(href=f"{request.origin}{request.path}")
                for link in nodes_at(document, f"{ACCOUNT_ITEMS}._links.*")
            ],
        ),
    ),
)
