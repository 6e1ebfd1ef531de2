"""Faults of the transactions: which rows there are, and what a row tells."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import TRANSACTION_ITEMS, convert_member, drop_members, edit_where, set_members
from conformance.sandbox.faults.bases import customer_of, is_unfiltered, on_cards, override_rows
from conformance.sandbox.hooks import (
    TRANSACTIONS,
    alter_body,
    alter_response,
    execute_as,
    override,
    override_in_context,
    refuse_with,
)
from conformance.sandbox.messages import JSON, Request, Response, json_response
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.history import Filters
from conformance.sandbox.transactions import Transaction, list_transactions


def _edit_rows(where: Callable[[JSON], bool], then: Callable[[JSON], object]) -> type[Rules]:
    """Some rows show something else."""
    return alter_body(TRANSACTIONS, edit_where(where, TRANSACTION_ITEMS, then))


def _has_status(status: str) -> Callable[[JSON], bool]:
    return lambda row: row["status"] == status


class DropsLastRowEveryThirdTime(Rules):
    """Every third page of transactions lacks its last row."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = count(1)

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Drop it."""
        given = super().rewrite_response(request, response)
        late = response.status == 200 and request.path.endswith(TRANSACTIONS) and next(self._turn) % 3 == 0
        return _drop_last_row(given) if late else given


def _drop_last_row(response: Response) -> Response:
    document = orjson.loads(response.body)
    document["transactions"] = document["transactions"][:-1]
    return replace(response, body=orjson.dumps(document))


class ChangesAmountsEveryTime(Rules):
    """An amount differs from reading to reading."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = count(1)

    def transaction(self, row: Transaction) -> JSON:
        """A cent more each time."""
        amount = {"amount": f"{next(self._turn)}.01", "currency": "EUR"}
        return super().transaction(row) | ({"transactionAmount": amount} if row.cents % 17 == 0 else {})


def _oldest_day_in_auckland(self: Any, today: Any) -> Any:
    """The ninety days are counted from the day in Auckland."""
    now = self.clock.now() if today else today
    return now.astimezone(ZoneInfo("Pacific/Auckland")).date() - timedelta(days=90)


def _oldest_day_by_hours(self: Any, today: Any) -> Any:
    """90 times 24 hours before this moment, whatever the clocks did."""
    now = self.clock.now()
    return (now.astimezone(UTC) - timedelta(days=90)).astimezone(now.tzinfo).date() if today else today


def _add_rows_of_first_account(self: Any, rows: list[Transaction], _: Filters) -> list[Transaction]:
    first = customer_of(self).accounts[0]
    if first.resource_id in self.request.path or self.on_card:
        return rows
    others = list_transactions(first, self.clock.today())
    return sorted([*rows, *others[:3]], key=lambda row: row.day, reverse=True)


def _drop_rows(where: Callable[[int], bool]) -> type[Rules]:
    """Rows at some places of the whole list are lost."""
    return override_rows(lambda _, rows, __: [row for index, row in enumerate(rows) if not where(index)])


FAULTS = (
    Fault(
        "rows-older-than-ninety-days",
        "rows",
        ("AT-TRX-1", "TRX-01", "AT-TRX-15", "AT-TRX-16"),
        "Without a filter rows of the last 120 days are shown.",
        override(in_history=lambda *_: True),
    ),
    Fault(
        "history-of-sixty-days",
        "rows",
        ("TRX-02", "HIS-03"),
        "Without a filter rows of the last 60 days only are shown.",
        override_rows(
            lambda self, rows, filters: [
                row
                for row in rows
                if not is_unfiltered(filters) or row.day >= (self.clock.today() - timedelta(days=60))
            ]
        ),
    ),
    Fault(
        "day-ninety-left-out",
        "rows",
        ("TRX-02",),
        "Without a filter the rows of the ninetieth day are left out.",
        override_rows(
            lambda self, rows, filters: [
                row for row in rows if not is_unfiltered(filters) or row.day > (self.clock.today() - timedelta(days=90))
            ]
        ),
    ),
    Fault(
        "history-of-a-month",
        "rows",
        ("HIS-03", "AT-TRX-15", "AT-TRX-16"),
        "The history reaches back a month.",
        override_rows(
            lambda self, rows, _: [row for row in rows if row.day >= self.clock.today() - timedelta(days=31)]
        ),
    ),
    Fault(
        "pending-rows-without-a-date",
        "body",
        ("TRX-03",),
        "A pending row tells no date at all.",
        _edit_rows(_has_status("PDNG"), lambda row: row.pop("expectedBookingDate")),
    ),
    Fault(
        "pending-rows-booked-too",
        "body",
        ("TRX-04",),
        "A pending row tells a booking date.",
        _edit_rows(_has_status("PDNG"), lambda row: row.update(bookingDate=row["expectedBookingDate"])),
    ),
    Fault(
        "pending-rows-with-a-reference",
        "body",
        ("TRX-05",),
        "A pending row has an entryReference.",
        _edit_rows(_has_status("PDNG"), lambda row: row.update(entryReference="1000000")),
    ),
    Fault(
        "operation-code-missing",
        "body",
        ("TRX-06",),
        "Rows do not tell their bank transaction code.",
        alter_body(TRANSACTIONS, drop_members(TRANSACTION_ITEMS, "bankTransactionCode")),
    ),
    Fault(
        "remittance-a-text",
        "body",
        ("TRX-07", "SCH-41"),
        "The remittance information is one text.",
        alter_body(
            TRANSACTIONS,
            set_members(
                TRANSACTION_ITEMS,
                remittanceInformation=lambda row: " ".join(row["remittanceInformation"]["unstructured"]),
            ),
        ),
    ),
    Fault(
        "remittance-lines-one-text",
        "body",
        ("TRX-07", "SCH-41"),
        "The lines of the remittance information are one text.",
        alter_body(
            TRANSACTIONS, convert_member(f"{TRANSACTION_ITEMS}.remittanceInformation", "unstructured", " ".join)
        ),
    ),
    Fault(
        "card-rows-pending",
        "body",
        ("TRX-08",),
        "Invoices of a card that are not booked are pending.",
        _edit_rows(
            lambda row: row["status"] == "OTHR" and row["resourceId"][8:9] == "-", lambda row: row.update(status="PDNG")
        ),
    ),
    Fault(
        "transactions-refused-in-batch",
        "status",
        ("TRX-20",),
        "Without PSU-IP-Address the transactions are refused.",
        alter_response(
            TRANSACTIONS,
            lambda response, request: (
                response
                if "psu-ip-address" in request.headers
                else json_response(403, {"status": 403, "message": "NGAC"})
            ),
            status=(),
        ),
    ),
    Fault(
        "amounts-signed",
        "body",
        ("TRX-17",),
        "The amounts of debits are negative.",
        _edit_rows(
            lambda row: row["creditDebitIndicator"] == "DBIT",
            lambda row: row["transactionAmount"].update(amount="-" + row["transactionAmount"]["amount"]),
        ),
    ),
    Fault(
        "booked-rows-without-a-reference",
        "body",
        ("TRX-18",),
        "Some booked rows have no entryReference.",
        _edit_rows(
            lambda row: row["status"] == "BOOK" and row["entryReference"].endswith("7"),
            lambda row: row.pop("entryReference"),
        ),
    ),
    Fault(
        "booked-rows-with-an-empty-reference",
        "body",
        ("TRX-18",),
        "Some booked rows have an empty entryReference.",
        _edit_rows(
            lambda row: row["status"] == "BOOK" and row["entryReference"].endswith("7"),
            lambda row: row.update(entryReference=""),
        ),
    ),
    Fault(
        "rows-of-another-account",
        "rows",
        ("TRX-19", "AT-TRX-15"),
        "Rows of another account of the customer are mixed in.",
        override_rows(_add_rows_of_first_account),
    ),
    Fault(
        "amounts-change-from-reading-to-reading",
        "body",
        ("TRX-22",),
        "Some amounts differ from reading to reading.",
        ChangesAmountsEveryTime,
    ),
    Fault(
        "every-third-page-short",
        "rows",
        ("TRX-22", "PAG-09"),
        "Every third page of transactions lacks its last row.",
        DropsLastRowEveryThirdTime,
    ),
    Fault(
        "ninety-days-of-auckland",
        "rows",
        ("TRX-23",),
        "The ninety days are counted from the day in another time zone.",
        override_in_context(oldest_day=_oldest_day_in_auckland),
    ),
    Fault(
        "ninety-days-of-hours",
        "rows",
        ("TRX-23",),
        "The ninety days are counted in hours, so that a change of the clocks shifts them.",
        override_in_context(oldest_day=_oldest_day_by_hours),
    ),
    Fault(
        "transactions-post-answered",
        "protocol",
        ("AT-TRX-5",),
        "POST on transactions is answered like GET.",
        execute_as("GET", verb="POST", where=TRANSACTIONS),
    ),
    Fault(
        "transactions-put-answered",
        "protocol",
        ("ERR-20",),
        "PUT on transactions is answered like GET.",
        execute_as("GET", verb="PUT", where=TRANSACTIONS),
    ),
    Fault(
        "transactions-patch-answered",
        "protocol",
        ("ERR-21",),
        "PATCH on transactions is answered like GET.",
        execute_as("GET", verb="PATCH", where=TRANSACTIONS),
    ),
    Fault(
        "transactions-delete-answered",
        "protocol",
        ("ERR-22",),
        "DELETE on transactions is answered like GET.",
        execute_as("GET", verb="DELETE", where=TRANSACTIONS),
    ),
    Fault(
        "merchant-short-of-a-row",
        "rows",
        ("AT-TRX-16",),
        "Of more than a thousand rows one is lost.",
        _drop_rows(lambda index: index == 1000),
    ),
    Fault(
        "row-201-lost",
        "rows",
        ("AT-TRX-15", "AT-TRX-16"),
        "The first row of the second page is lost.",
        _drop_rows(lambda index: index == 200),
    ),
    Fault(
        "old-identifier-of-rows",
        "body",
        ("HIS-02",),
        "Rows still have the old ressourceId.",
        alter_body(TRANSACTIONS, set_members(TRANSACTION_ITEMS, ressourceId=lambda row: row["resourceId"])),
    ),
    Fault(
        "rows-in-dollars",
        "body",
        ("LIM-03",),
        "Some transactions are told in dollars.",
        _edit_rows(
            lambda row: row["resourceId"][-1:] in "37", lambda row: row["transactionAmount"].update(currency="USD")
        ),
    ),
    Fault(
        "card-rows-in-dollars",
        "body",
        ("LIM-03",),
        "Invoices of cards are told in the currency of the purchase.",
        alter_body(TRANSACTIONS, on_cards(set_members(f"{TRANSACTION_ITEMS}.transactionAmount", currency="USD"))),
    ),
    Fault(
        "wrong-date-code-swapped",
        "body",
        ("AT-TRX-13", "AT-TRX-14", "ERR-23"),
        "A wrong date is refused with another code.",
        override(bad_date=refuse_with(400, "FF01")),
    ),
    Fault(
        "wrong-date-code-too-many",
        "body",
        ("ERR-23",),
        "A wrong date is refused with a body that no model describes.",
        alter_response(
            TRANSACTIONS, lambda response, _: replace(response, body=b'{"code":"ENDE","text":"date"}'), status=(400,)
        ),
    ),
    Fault(
        "wrong-date-422",
        "status",
        ("AT-TRX-13", "AT-TRX-14", "ERR-23"),
        "A wrong date is refused with 422.",
        override(bad_date=refuse_with(422, "ENDE")),
    ),
    Fault(
        "operation-codes-of-sixty",
        "body",
        ("AT-TRX-16",),
        "The operations of the merchant carry sixty codes.",
        alter_body(
            TRANSACTIONS,
            convert_member(f"{TRANSACTION_ITEMS}.bankTransactionCode", "code", lambda code: f"{int(code) % 60:03d}"),
        ),
    ),
    Fault(
        "operation-codes-of-seventy",
        "body",
        ("TRX-21",),
        "The operations of the merchant carry fewer codes than are announced, but all of the table's.",
        alter_body(
            TRANSACTIONS,
            convert_member(f"{TRANSACTION_ITEMS}.bankTransactionCode", "code", lambda code: min(code, "358")),
        ),
    ),
    Fault(
        "operation-codes-alike",
        "body",
        ("TRX-21",),
        "All operations of the merchant carry one code.",
        alter_body(TRANSACTIONS, set_members(f"{TRANSACTION_ITEMS}.bankTransactionCode", code="101")),
    ),
)
