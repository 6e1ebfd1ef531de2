"""Faults of the filters: by day, by reference, and together."""

from datetime import timedelta
from typing import Any

from conformance.sandbox.altering import (
    TRANSACTIONS,
    answer,
    at,
    body,
    rule,
    watching,
)
from conformance.sandbox.exchange import json_answer
from conformance.sandbox.faults.fault import Fault
from conformance.sandbox.faults.rows import ROWS, asking, is_unfiltered, shown
from conformance.sandbox.movements import Movement, movements_of
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.history import Filters


def _passes_any(self: Any, rows: list[Movement], filters: Filters) -> list[Movement]:
    """What passes one of two filters."""
    after, first, today = filters.after, filters.date_from or filters.date_to, self.bank.clock.today()
    resource = asking(self).find(self.asked.path.split("/")[-2])
    if after is None or first is None or resource is None:
        return rows
    history = (row for row in movements_of(resource, today) if self.in_history(row, today))
    return [row for row in history if self.after_reference(row, after) or row.day >= first]


FAULTS = (
    Fault(
        "d90-refused",
        "rows",
        ("FLT-01", "TRX-23"),
        "A dateFrom of 90 days ago is refused.",
        watching(
            period_is_allowed=lambda self, filters, today: (
                Rules.period_is_allowed(self, filters, today)
                and (filters.date_from is None or filters.date_from > self.oldest_day(today))
            )
        ),
    ),
    Fault(
        "d89-refused",
        "rows",
        ("FLT-01", "FLT-02"),
        "A dateFrom of 89 days ago is refused.",
        rule(
            period_is_allowed=lambda self, filters, today: (
                Rules.period_is_allowed(self, filters, today)
                and (filters.date_from is None or filters.date_from > self.oldest_day(today) + timedelta(days=1))
            )
        ),
    ),
    Fault(
        "d91-accepted",
        "rows",
        ("FLT-03",),
        "A dateFrom of 91 days ago is accepted.",
        rule(
            period_is_allowed=lambda self, filters, today: Rules.period_is_allowed(
                self, filters, today + timedelta(days=-1)
            )
        ),
    ),
    Fault(
        "d92-accepted",
        "rows",
        ("AT-TRX-13", "FLT-03", "TRX-23"),
        "A dateFrom of 92 days ago is accepted.",
        rule(
            period_is_allowed=lambda self, filters, today: Rules.period_is_allowed(
                self, filters, today - timedelta(days=5)
            )
        ),
    ),
    Fault(
        "date-from-exclusive",
        "rows",
        ("AT-TRX-6", "FLT-04", "FLT-02"),
        "The day of dateFrom is left out.",
        rule(not_before=lambda _, row, first: row.day > first),
    ),
    Fault(
        "date-from-ignored",
        "rows",
        ("AT-TRX-6", "AT-TRX-9", "FLT-16"),
        "dateFrom is read and has no effect.",
        rule(not_before=lambda *_: True),
    ),
    Fault(
        "date-to-inclusive",
        "rows",
        ("AT-TRX-7", "AT-TRX-9", "FLT-05", "FLT-14"),
        "The day of dateTo is returned too.",
        rule(before=lambda _, row, end: row.day <= end),
    ),
    Fault(
        "date-to-ignored",
        "rows",
        ("AT-TRX-7", "AT-TRX-9", "FLT-05"),
        "dateTo is read and has no effect.",
        rule(before=lambda *_: True),
    ),
    Fault(
        "date-to-ignored-with-date-from",
        "rows",
        ("AT-TRX-9", "AT-TRX-12"),
        "dateTo has no effect where there is a dateFrom.",
        watching(before=lambda self, row, end: self.with_query("dateFrom") or row.day < end),
    ),
    Fault(
        "dates-by-value-date",
        "rows",
        ("AT-TRX-6", "AT-TRX-7"),
        "The dates select by the day of the purchase.",
        rule(not_before=lambda _, row, first: row.used_on >= first, before=lambda _, row, end: row.used_on < end),
    ),
    Fault(
        "after-reference-unknown",
        "rows",
        ("AT-TRX-8", "AT-TRX-10", "AT-TRX-11", "AT-TRX-12", "FLT-13"),
        "afterEntryReference is an unknown parameter.",
        rule(names_of_after=("entryReferenceFrom",)),
    ),
    Fault(
        "reference-from-unknown",
        "rows",
        ("FLT-06", "FLT-08", "FLT-09", "FLT-11", "FLT-27"),
        "entryReferenceFrom is an unknown parameter.",
        rule(names_of_after=("afterEntryReference",)),
    ),
    Fault(
        "reference-from-inclusive",
        "rows",
        ("AT-TRX-8", "FLT-06"),
        "The row with the lower reference is returned too.",
        rule(
            after_reference=lambda self, row, text: row.reference is not None and self.compare(row.reference, text) >= 0
        ),
    ),
    Fault(
        "reference-to-exclusive",
        "rows",
        ("FLT-07", "FLT-08"),
        "The row with the upper reference is not returned.",
        rule(
            up_to_reference=lambda self, row, text: row.reference is not None and self.compare(row.reference, text) < 0
        ),
    ),
    Fault(
        "references-compared-as-text",
        "rows",
        ("AT-TRX-8", "FLT-06", "FLT-07"),
        "References of digits are compared as texts.",
        rule(compare=lambda _, one, other: (one > other) - (one < other)),
    ),
    Fault(
        "reference-by-place",
        "rows",
        ("AT-TRX-8", "FLT-06"),
        "Instead of greater references the rows that follow in the list are returned.",
        rule(after_reference=lambda _, row, text: row.reference is not None and row.reference != text),
    ),
    Fault(
        "reference-ignored-with-date-from",
        "rows",
        ("AT-TRX-10", "FLT-09"),
        "A reference has no effect beside dateFrom.",
        watching(
            after_reference=lambda self, row, text: (
                self.with_query("dateFrom") or Rules.after_reference(self, row, text)
            )
        ),
    ),
    Fault(
        "reference-ignored-with-date-to",
        "rows",
        ("AT-TRX-11", "FLT-10"),
        "References have no effect beside dateTo.",
        watching(
            after_reference=lambda self, row, text: self.with_query("dateTo") or Rules.after_reference(self, row, text),
            up_to_reference=lambda self, row, text: self.with_query("dateTo") or Rules.up_to_reference(self, row, text),
        ),
    ),
    Fault(
        "reference-ignored-with-both-dates",
        "rows",
        ("AT-TRX-12", "FLT-11"),
        "A reference has no effect beside two dates.",
        watching(
            after_reference=lambda self, row, text: (
                self.with_query("dateFrom", "dateTo") or Rules.after_reference(self, row, text)
            )
        ),
    ),
    Fault(
        "upper-reference-ignored-with-lower",
        "rows",
        ("FLT-08", "FLT-11"),
        "The upper reference has no effect beside the lower.",
        watching(
            up_to_reference=lambda self, row, text: (
                self.with_query("entryReferenceFrom") or Rules.up_to_reference(self, row, text)
            )
        ),
    ),
    Fault(
        "upper-reference-unknown",
        "rows",
        ("FLT-07", "FLT-08", "FLT-10", "FLT-11"),
        "entryReferenceTo is an unknown parameter.",
        rule(names_of_up_to=("entryReferenceto",)),
    ),
    Fault(
        "upper-reference-by-one-spelling",
        "rows",
        ("FLT-12",),
        "The spelling entryReferenceto is unknown.",
        rule(names_of_up_to=("entryReferenceTo",)),
    ),
    Fault(
        "filters-joined-by-or",
        "rows",
        ("AT-TRX-10", "AT-TRX-11", "FLT-09"),
        "A row that passes one of the filters is returned.",
        shown(_passes_any),
    ),
    Fault(
        "row-201-lost-in-filtered-lists",
        "rows",
        ("FLT-24", "FLT-26"),
        "The 201st row is lost where a filter is set.",
        shown(lambda _, rows, filters: rows if is_unfiltered(filters) else rows[:200] + rows[201:]),
    ),
    Fault(
        "filtered-lists-cut-at-a-page",
        "rows",
        ("FLT-24", "FLT-26"),
        "A filtered list ends after its first page.",
        shown(lambda _, rows, filters: rows if is_unfiltered(filters) else rows[:200]),
    ),
    Fault(
        "cards-not-filtered",
        "rows",
        ("FLT-23",),
        "The dates do not filter the invoices of cards.",
        watching(
            not_before=lambda self, row, first: self.on_card or row.day >= first,
            before=lambda self, row, end: self.on_card or row.day < end,
        ),
    ),
    Fault(
        "same-day-means-that-day",
        "rows",
        ("FLT-14",),
        "The same day as dateFrom and dateTo returns that day.",
        watching(
            before=lambda self, row, end: (
                row.day < end
                or (row.day == end and len({value for name, value in self.asked.query if name.startswith("date")}) == 1)
            )
        ),
    ),
    Fault(
        "future-date-from-ignored",
        "rows",
        ("FLT-16",),
        "A dateFrom in the future is ignored.",
        rule(not_before=lambda self, row, first: first > self.bank.clock.today() or row.day >= first),
    ),
    Fault(
        "old-date-to-uncovers-more",
        "rows",
        ("FLT-28",),
        "A dateTo older than 90 days uncovers older rows.",
        rule(period_is_allowed=lambda *_: True, in_history=lambda *_: True),
    ),
    Fault(
        "date-to-tomorrow-leaves-out-today",
        "rows",
        ("FLT-30",),
        "A dateTo of tomorrow leaves out the rows of today and yesterday.",
        rule(before=lambda self, row, end: row.day < min(end, self.bank.clock.today() - timedelta(days=1))),
    ),
    Fault(
        "nothing-found-is-404",
        "status",
        ("FLT-27", "FLT-14"),
        "A filter that nothing satisfies is answered with 404.",
        answer(
            TRANSACTIONS,
            lambda given, _: (
                json_answer(404, {"status": 404, "message": "AC01"}) if b'"transactions":[]' in given.body else given
            ),
        ),
    ),
    Fault(
        "nothing-found-is-everything",
        "rows",
        ("FLT-27",),
        "A filter that nothing satisfies returns everything.",
        watching(
            shown=lambda self, rows, filters, today: (
                Rules.shown(self, rows, filters, today) or Rules.shown(self, rows, Filters(), today)
            )
        ),
    ),
    Fault(
        "unknown-reference-500",
        "status",
        ("FLT-29",),
        "A reference that no row has breaks the bank.",
        answer(
            TRANSACTIONS,
            lambda given, call: (
                json_answer(500, {"status": 500, "message": "INTE"})
                if any("zz" in value.lower() for _, value in call.query)
                else given
            ),
        ),
    ),
    Fault(
        "filtered-rows-in-whole-euros",
        "body",
        ("FLT-31",),
        "Where a filter is set the cents are dropped.",
        body(
            TRANSACTIONS,
            lambda document, call: (
                [
                    row["transactionAmount"].update(amount=row["transactionAmount"]["amount"].partition(".")[0])
                    for row in at(document, ROWS)
                ]
                if call.query
                else None
            ),
        ),
    ),
    Fault(
        "filtered-rows-without-a-value-date",
        "body",
        ("FLT-31",),
        "Where a filter is set rows lack their value date.",
        body(
            TRANSACTIONS,
            lambda document, call: [row.pop("valueDate") for row in at(document, ROWS)] if call.query else None,
        ),
    ),
)
