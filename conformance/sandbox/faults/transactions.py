"""Faults of the transactions: which rows there are, and what a row tells."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from conformance.sandbox.altering import (
    TRANSACTIONS,
    Change,
    Watching,
    answer,
    at,
    body,
    drop,
    only,
    put,
    rule,
    says,
    taken_for,
    turn,
    watching,
)
from conformance.sandbox.exchange import JSON, Answer, Call, json_answer
from conformance.sandbox.faults.fault import Fault
from conformance.sandbox.movements import Movement, movements_of
from conformance.sandbox.people import Person
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.history import Filters

ROWS = "transactions.*"


def _shown(chosen: Callable[[Any, list[Movement], Filters], list[Movement]]) -> type[Rules]:
    """Other rows than the filters select."""
    return watching(shown=lambda self, rows, filters, today: chosen(self, Rules.shown(self, rows, filters, today), filters))


def _rows(where: Callable[[JSON], bool], then: Callable[[JSON], object]) -> type[Rules]:
    """Some rows are told otherwise."""
    return body(TRANSACTIONS, only(where, ROWS, then))


def _is(status: str) -> Callable[[JSON], bool]:
    return lambda row: row["status"] == status


def _card(change: Change) -> Change:
    return lambda document, call: change(document, call) if "/038-GFC" in call.path else None


class EveryOtherTimeLess(Rules):
    """Every third page of transactions lacks its last row."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = count(1)

    def sent(self, call: Call, answer: Answer) -> Answer:
        """Drop it."""
        given = super().sent(call, answer)
        late = answer.status == 200 and call.path.endswith(TRANSACTIONS) and next(self._turn) % 3 == 0
        return _less(given) if late else given


def _less(given: Answer) -> Answer:
    document = orjson.loads(given.body)
    document["transactions"] = document["transactions"][:-1]
    return replace(given, body=orjson.dumps(document))


class WanderingAmounts(Rules):
    """An amount differs from reading to reading."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = count(1)

    def transaction(self, row: Movement) -> JSON:
        """A cent more each time."""
        amount = {"amount": f"{next(self._turn)}.01", "currency": "EUR"}
        return super().transaction(row) | ({"transactionAmount": amount} if row.cents % 17 == 0 else {})


def _oldest_elsewhere(self: Any, today: Any) -> Any:
    """The ninety days are counted from the day in Auckland."""
    now = self.bank.clock.now() if today else today
    return now.astimezone(ZoneInfo("Pacific/Auckland")).date() - timedelta(days=90)


def _oldest_by_hours(self: Any, today: Any) -> Any:
    """90 times 24 hours before this moment, whatever the clocks did."""
    now = self.bank.clock.now()
    return (now.astimezone(UTC) - timedelta(days=90)).astimezone(now.tzinfo).date() if today else today


def _asking(rules: Any) -> Person:
    """Whose token it is."""
    person: Person = rules.bank.vault.by_access[rules.asked.headers["authorization"][7:]].person
    return person


def _mixed_in(self: Any, rows: list[Movement], _: Filters) -> list[Movement]:
    first = _asking(self).accounts[0]
    if first.resource_id in self.asked.path or self.on_card:
        return rows
    others = movements_of(first, self.bank.clock.today())
    return sorted([*rows, *others[:3]], key=lambda row: row.day, reverse=True)


def _passes_any(self: Any, rows: list[Movement], filters: Filters) -> list[Movement]:
    """What passes one of two filters."""
    after, first, today = filters.after, filters.date_from or filters.date_to, self.bank.clock.today()
    resource = _asking(self).find(self.asked.path.split("/")[-2])
    if after is None or first is None or resource is None:
        return rows
    history = (row for row in movements_of(resource, today) if self.in_history(row, today))
    return [row for row in history if self.after_reference(row, after) or row.day >= first]


def _lost(where: Callable[[int], bool]) -> type[Rules]:
    """Rows at some places of the whole list are lost."""
    return _shown(lambda _, rows, __: [row for index, row in enumerate(rows) if not where(index)])


def _is_unfiltered(filters: Filters) -> bool:
    return filters == Filters()


FAULTS = (
    Fault("rows-older-than-ninety-days", "rows", ("AT-TRX-1", "TRX-01", "AT-TRX-15", "AT-TRX-16"),
          "Without a filter rows of the last 120 days are shown.", rule(in_history=lambda *_: True)),
    Fault("history-of-sixty-days", "rows", ("TRX-02", "HIS-03"), "Without a filter rows of the last 60 days only are shown.",
          _shown(lambda self, rows, filters: [row for row in rows if not _is_unfiltered(filters) or row.day >= (
              self.bank.clock.today() - timedelta(days=60))])),
    Fault("day-ninety-left-out", "rows", ("TRX-02",), "Without a filter the rows of the ninetieth day are left out.",
          _shown(lambda self, rows, filters: [row for row in rows if not _is_unfiltered(filters) or row.day > (
              self.bank.clock.today() - timedelta(days=90))])),
    Fault("history-of-a-month", "rows", ("HIS-03", "AT-TRX-15", "AT-TRX-16"), "The history reaches back a month.",
          _shown(lambda self, rows, _: [row for row in rows if row.day >= self.bank.clock.today() - timedelta(days=31)])),
    Fault("pending-rows-without-a-date", "body", ("TRX-03",), "A pending row tells no date at all.",
          _rows(_is("PDNG"), lambda row: row.pop("expectedBookingDate"))),
    Fault("pending-rows-booked-too", "body", ("TRX-04",), "A pending row tells a booking date.",
          _rows(_is("PDNG"), lambda row: row.update(bookingDate=row["expectedBookingDate"]))),
    Fault("pending-rows-with-a-reference", "body", ("TRX-05",), "A pending row has an entryReference.",
          _rows(_is("PDNG"), lambda row: row.update(entryReference="1000000"))),
    Fault("operation-code-missing", "body", ("TRX-06",), "Rows do not tell their bank transaction code.",
          body(TRANSACTIONS, drop(ROWS, "bankTransactionCode"))),
    Fault("remittance-a-text", "body", ("TRX-07", "SCH-41"), "The remittance information is one text.",
          body(TRANSACTIONS, put(ROWS, remittanceInformation=lambda row: " ".join(row["remittanceInformation"]["unstructured"])))),
    Fault("remittance-lines-one-text", "body", ("TRX-07", "SCH-41"), "The lines of the remittance information are one text.",
          body(TRANSACTIONS, turn(f"{ROWS}.remittanceInformation", "unstructured", " ".join))),
    Fault("card-rows-pending", "body", ("TRX-08",), "Invoices of a card that are not booked are pending.",
          _rows(lambda row: row["status"] == "OTHR" and row["resourceId"][8:9] == "-", lambda row: row.update(status="PDNG"))),
    Fault("transactions-refused-in-batch", "status", ("TRX-20",), "Without PSU-IP-Address the transactions are refused.",
          answer(TRANSACTIONS, lambda given, call: given if "psu-ip-address" in call.headers else json_answer(
              403, {"status": 403, "message": "NGAC"}), status=())),
    Fault("amounts-signed", "body", ("TRX-17",), "The amounts of debits are negative.",
          _rows(lambda row: row["creditDebitIndicator"] == "DBIT", lambda row: row["transactionAmount"].update(
              amount="-" + row["transactionAmount"]["amount"]))),
    Fault("booked-rows-without-a-reference", "body", ("TRX-18",), "Some booked rows have no entryReference.",
          _rows(lambda row: row["status"] == "BOOK" and row["entryReference"].endswith("7"),
                lambda row: row.pop("entryReference"))),
    Fault("booked-rows-with-an-empty-reference", "body", ("TRX-18",), "Some booked rows have an empty entryReference.",
          _rows(lambda row: row["status"] == "BOOK" and row["entryReference"].endswith("7"),
                lambda row: row.update(entryReference=""))),
    Fault("rows-of-another-account", "rows", ("TRX-19", "AT-TRX-15"), "Rows of another account of the customer are mixed in.",
          _shown(_mixed_in)),
    Fault("amounts-change-from-reading-to-reading", "body", ("TRX-22",), "Some amounts differ from reading to reading.",
          WanderingAmounts),
    Fault("every-third-page-short", "rows", ("TRX-22", "PAG-09"), "Every third page of transactions lacks its last row.",
          EveryOtherTimeLess),
    Fault("ninety-days-of-auckland", "rows", ("TRX-23",), "The ninety days are counted from the day in another time zone.",
          rule(oldest_day=_oldest_elsewhere)),
    Fault("ninety-days-of-hours", "rows", ("TRX-23",), "The ninety days are counted in hours, so that a change of the clocks shifts them.",
          rule(oldest_day=_oldest_by_hours)),
    Fault("transactions-post-answered", "protocol", ("AT-TRX-5",), "POST on transactions is answered like GET.",
          taken_for("POST", TRANSACTIONS, "GET")),
    Fault("transactions-put-answered", "protocol", ("ERR-20",), "PUT on transactions is answered like GET.",
          taken_for("PUT", TRANSACTIONS, "GET")),
    Fault("transactions-patch-answered", "protocol", ("ERR-21",), "PATCH on transactions is answered like GET.",
          taken_for("PATCH", TRANSACTIONS, "GET")),
    Fault("transactions-delete-answered", "protocol", ("ERR-22",), "DELETE on transactions is answered like GET.",
          taken_for("DELETE", TRANSACTIONS, "GET")),
    Fault("merchant-short-of-a-row", "rows", ("AT-TRX-16",), "Of more than a thousand rows one is lost.",
          _lost(lambda index: index == 1000)),
    Fault("row-201-lost", "rows", ("AT-TRX-15", "AT-TRX-16"), "The first row of the second page is lost.",
          _lost(lambda index: index == 200)),
    Fault("old-identifier-of-rows", "body", ("HIS-02",), "Rows still have the old ressourceId.",
          body(TRANSACTIONS, put(ROWS, ressourceId=lambda row: row["resourceId"]))),
    Fault("rows-in-dollars", "body", ("LIM-03",), "Some transactions are told in dollars.",
          _rows(lambda row: row["resourceId"][-1:] in "37", lambda row: row["transactionAmount"].update(currency="USD"))),
    Fault("card-rows-in-dollars", "body", ("LIM-03",), "Invoices of cards are told in the currency of the purchase.",
          body(TRANSACTIONS, _card(put(f"{ROWS}.transactionAmount", currency="USD")))),
    Fault("wrong-date-code-swapped", "body", ("AT-TRX-13", "AT-TRX-14", "ERR-23"), "A wrong date is refused with another code.",
          rule(bad_date=says(400, "FF01"))),
    Fault("wrong-date-code-too-many", "body", ("ERR-23",), "A wrong date is refused with a body that no model describes.",
          answer(TRANSACTIONS, lambda given, _: replace(given, body=b'{"code":"ENDE","text":"date"}'), status=(400,))),
    Fault("wrong-date-422", "status", ("AT-TRX-13", "AT-TRX-14", "ERR-23"), "A wrong date is refused with 422.",
          rule(bad_date=says(422, "ENDE"))),
    Fault("operation-codes-alike", "body", ("TRX-21",), "All operations of the merchant carry one code.",
          body(TRANSACTIONS, put(f"{ROWS}.bankTransactionCode", code="101"))),
    # ------------------------------------------------------------------------------------------------------ filters
    Fault("d90-refused", "rows", ("FLT-01", "TRX-23"), "A dateFrom of 90 days ago is refused.",
          watching(period_is_allowed=lambda self, filters, today: Rules.period_is_allowed(self, filters, today) and (
              filters.date_from is None or filters.date_from > self.oldest_day(today)))),
    Fault("d89-refused", "rows", ("FLT-01", "FLT-02"), "A dateFrom of 89 days ago is refused.",
          rule(period_is_allowed=lambda self, filters, today: Rules.period_is_allowed(self, filters, today) and (
              filters.date_from is None or filters.date_from > self.oldest_day(today) + timedelta(days=1)))),
    Fault("d91-accepted", "rows", ("FLT-03",), "A dateFrom of 91 days ago is accepted.",
          rule(period_is_allowed=lambda self, filters, today: Rules.period_is_allowed(self, filters, today + timedelta(days=-1)))),
    Fault("d92-accepted", "rows", ("AT-TRX-13", "FLT-03", "TRX-23"), "A dateFrom of 92 days ago is accepted.",
          rule(period_is_allowed=lambda self, filters, today: Rules.period_is_allowed(self, filters, today - timedelta(days=5)))),
    Fault("date-from-exclusive", "rows", ("AT-TRX-6", "FLT-04", "FLT-02"), "The day of dateFrom is left out.",
          rule(not_before=lambda _, row, first: row.day > first)),
    Fault("date-from-ignored", "rows", ("AT-TRX-6", "AT-TRX-9", "FLT-16"), "dateFrom is read and has no effect.",
          rule(not_before=lambda *_: True)),
    Fault("date-to-inclusive", "rows", ("AT-TRX-7", "AT-TRX-9", "FLT-05", "FLT-14"), "The day of dateTo is returned too.",
          rule(before=lambda _, row, end: row.day <= end)),
    Fault("date-to-ignored", "rows", ("AT-TRX-7", "AT-TRX-9", "FLT-05"), "dateTo is read and has no effect.",
          rule(before=lambda *_: True)),
    Fault("date-to-ignored-with-date-from", "rows", ("AT-TRX-9", "AT-TRX-12"), "dateTo has no effect where there is a dateFrom.",
          watching(before=lambda self, row, end: self.with_query("dateFrom") or row.day < end)),
    Fault("dates-by-value-date", "rows", ("AT-TRX-6", "AT-TRX-7"), "The dates select by the day of the purchase.",
          rule(not_before=lambda _, row, first: row.used_on >= first, before=lambda _, row, end: row.used_on < end)),
    Fault("after-reference-unknown", "rows", ("AT-TRX-8", "AT-TRX-10", "AT-TRX-11", "AT-TRX-12", "FLT-13"),
          "afterEntryReference is an unknown parameter.", rule(names_of_after=("entryReferenceFrom",))),
    Fault("reference-from-unknown", "rows", ("FLT-06", "FLT-08", "FLT-09", "FLT-11", "FLT-27"),
          "entryReferenceFrom is an unknown parameter.", rule(names_of_after=("afterEntryReference",))),
    Fault("reference-from-inclusive", "rows", ("AT-TRX-8", "FLT-06"), "The row with the lower reference is returned too.",
          rule(after_reference=lambda self, row, text: row.reference is not None and self.compare(row.reference, text) >= 0)),
    Fault("reference-to-exclusive", "rows", ("FLT-07", "FLT-08"), "The row with the upper reference is not returned.",
          rule(up_to_reference=lambda self, row, text: row.reference is not None and self.compare(row.reference, text) < 0)),
    Fault("references-compared-as-text", "rows", ("AT-TRX-8", "FLT-06", "FLT-07"), "References of digits are compared as texts.",
          rule(compare=lambda _, one, other: (one > other) - (one < other))),
    Fault("reference-by-place", "rows", ("AT-TRX-8", "FLT-06"),
          "Instead of greater references the rows that follow in the list are returned.",
          rule(after_reference=lambda self, row, text: row.reference is not None and row.reference != text)),
    Fault("reference-ignored-with-date-from", "rows", ("AT-TRX-10", "FLT-09"), "A reference has no effect beside dateFrom.",
          watching(after_reference=lambda self, row, text: self.with_query("dateFrom") or Rules.after_reference(self, row, text))),
    Fault("reference-ignored-with-date-to", "rows", ("AT-TRX-11", "FLT-10"), "References have no effect beside dateTo.",
          watching(after_reference=lambda self, row, text: self.with_query("dateTo") or Rules.after_reference(self, row, text),
                   up_to_reference=lambda self, row, text: self.with_query("dateTo") or Rules.up_to_reference(self, row, text))),
    Fault("reference-ignored-with-both-dates", "rows", ("AT-TRX-12", "FLT-11"), "A reference has no effect beside two dates.",
          watching(after_reference=lambda self, row, text: self.with_query("dateFrom", "dateTo") or Rules.after_reference(
              self, row, text))),
    Fault("upper-reference-ignored-with-lower", "rows", ("FLT-08", "FLT-11"), "The upper reference has no effect beside the lower.",
          watching(up_to_reference=lambda self, row, text: self.with_query("entryReferenceFrom") or Rules.up_to_reference(
              self, row, text))),
    Fault("upper-reference-unknown", "rows", ("FLT-07", "FLT-08", "FLT-10", "FLT-11"),
          "entryReferenceTo is an unknown parameter.", rule(names_of_up_to=("entryReferenceto",))),
    Fault("upper-reference-by-one-spelling", "rows", ("FLT-12",), "The spelling entryReferenceto is unknown.",
          rule(names_of_up_to=("entryReferenceTo",))),
    Fault("filters-joined-by-or", "rows", ("AT-TRX-10", "AT-TRX-11", "FLT-09"), "A row that passes one of the filters is returned.",
          _shown(_passes_any)),
    Fault("row-201-lost-in-filtered-lists", "rows", ("FLT-24", "FLT-26"), "The 201st row is lost where a filter is set.",
          _shown(lambda _, rows, filters: rows if _is_unfiltered(filters) else rows[:200] + rows[201:])),
    Fault("filtered-lists-cut-at-a-page", "rows", ("FLT-24", "FLT-26"), "A filtered list ends after its first page.",
          _shown(lambda _, rows, filters: rows if _is_unfiltered(filters) else rows[:200])),
    Fault("cards-not-filtered", "rows", ("FLT-23",), "The dates do not filter the invoices of cards.",
          watching(not_before=lambda self, row, first: self.on_card or row.day >= first,
                   before=lambda self, row, end: self.on_card or row.day < end)),
    Fault("same-day-means-that-day", "rows", ("FLT-14",), "The same day as dateFrom and dateTo returns that day.",
          watching(before=lambda self, row, end: row.day < end or (row.day == end and len(set(
              value for name, value in self.asked.query if name.startswith("date"))) == 1))),
    Fault("future-date-from-ignored", "rows", ("FLT-16",), "A dateFrom in the future is ignored.",
          rule(not_before=lambda self, row, first: first > self.bank.clock.today() or row.day >= first)),
    Fault("old-date-to-uncovers-more", "rows", ("FLT-28",), "A dateTo older than 90 days uncovers older rows.",
          rule(period_is_allowed=lambda *_: True, in_history=lambda *_: True)),
    Fault("date-to-tomorrow-leaves-out-today", "rows", ("FLT-30",), "A dateTo of tomorrow leaves out the rows of today and yesterday.",
          rule(before=lambda self, row, end: row.day < min(end, self.bank.clock.today() - timedelta(days=1)))),
    Fault("nothing-found-is-404", "status", ("FLT-27", "FLT-14"), "A filter that nothing satisfies is answered with 404.",
          answer(TRANSACTIONS, lambda given, _: json_answer(404, {"status": 404, "message": "AC01"})
                 if b'"transactions":[]' in given.body else given)),
    Fault("nothing-found-is-everything", "rows", ("FLT-27",), "A filter that nothing satisfies returns everything.",
          watching(shown=lambda self, rows, filters, today: Rules.shown(self, rows, filters, today) or Rules.shown(
              self, rows, Filters(), today))),
    Fault("unknown-reference-500", "status", ("FLT-29",), "A reference that no row has breaks the bank.",
          answer(TRANSACTIONS, lambda given, call: json_answer(500, {"status": 500, "message": "INTE"})
                 if any("zz" in value.lower() for _, value in call.query) else given)),
    Fault("filtered-rows-in-whole-euros", "body", ("FLT-31",), "Where a filter is set the cents are dropped.",
          body(TRANSACTIONS, lambda document, call: [row["transactionAmount"].update(
              amount=row["transactionAmount"]["amount"].partition(".")[0]) for row in at(document, ROWS)] if call.query else None)),
    Fault("filtered-rows-without-a-value-date", "body", ("FLT-31",), "Where a filter is set rows lack their value date.",
          body(TRANSACTIONS, lambda document, call: [row.pop("valueDate") for row in at(document, ROWS)] if call.query else None)),
)
"""Of the chapter GET /accounts/{accountResourceId}/transactions."""
