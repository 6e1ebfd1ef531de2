"""Faults of the filters: by day, by reference, and together."""

from datetime import timedelta
from typing import Any

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import TRANSACTION_ITEMS, nodes_at
from conformance.sandbox.faults.bases import customer_of, is_unfiltered, override_rows
from conformance.sandbox.hooks import TRANSACTIONS, alter_body, alter_response, override, override_in_context
from conformance.sandbox.messages import json_response
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.history import Filters
from conformance.sandbox.transactions import Transaction, list_transactions


def _join_filters_by_or(self: Any, rows: list[Transaction], filters: Filters) -> list[Transaction]:
    """What passes one of two filters."""
    after, first, today = filters.after, filters.date_from or filters.date_to, self.clock.today()
    resource = customer_of(self).find_resource(self.request.path.split("/")[-2])
    if after is None or first is None or resource is None:
        return rows
    history = (row for row in list_transactions(resource, today) if self.in_history(row, today))
    return [row for row in history if self.after_reference(row, after) or row.day >= first]


FAULTS = (
    Fault(
        "d90-refused",
        "rows",
        ("FLT-01", "TRX-23"),
        "A dateFrom of 90 days ago is refused.",
        override_in_context(
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
        override(
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
        override(
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
        override(
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
        override(not_before=lambda _, row, first: row.day > first),
    ),
    Fault(
        "date-from-ignored",
        "rows",
        ("AT-TRX-6", "AT-TRX-9", "FLT-16"),
        "dateFrom is read and has no effect.",
        override(not_before=lambda *_: True),
    ),
    Fault(
        "date-to-inclusive",
        "rows",
        ("AT-TRX-7", "AT-TRX-9", "FLT-05", "FLT-14"),
        "The day of dateTo is returned too.",
        override(before=lambda _, row, end: row.day <= end),
    ),
    Fault(
        "date-to-ignored",
        "rows",
        ("AT-TRX-7", "AT-TRX-9", "FLT-05"),
        "dateTo is read and has no effect.",
        override(before=lambda *_: True),
    ),
    Fault(
        "date-to-ignored-with-date-from",
        "rows",
        ("AT-TRX-9", "AT-TRX-12"),
        "dateTo has no effect where there is a dateFrom.",
        override_in_context(before=lambda self, row, end: self.has_parameters("dateFrom") or row.day < end),
    ),
    Fault(
        "dates-by-value-date",
        "rows",
        ("AT-TRX-6", "AT-TRX-7"),
        "The dates select by the day of the purchase.",
        override(not_before=lambda _, row, first: row.used_on >= first, before=lambda _, row, end: row.used_on < end),
    ),
    Fault(
        "after-reference-unknown",
        "rows",
        ("AT-TRX-8", "AT-TRX-10", "AT-TRX-11", "AT-TRX-12", "FLT-13"),
        "afterEntryReference is an unknown parameter.",
        override(names_of_after=("entryReferenceFrom",)),
    ),
    Fault(
        "reference-from-unknown",
        "rows",
        ("FLT-06", "FLT-08", "FLT-09", "FLT-11", "FLT-27"),
        "entryReferenceFrom is an unknown parameter.",
        override(names_of_after=("afterEntryReference",)),
    ),
    Fault(
        "reference-from-inclusive",
        "rows",
        ("AT-TRX-8", "FLT-06"),
        "The row with the lower reference is returned too.",
        override(
            after_reference=lambda self, row, text: row.reference is not None and self.compare(row.reference, text) >= 0
        ),
    ),
    Fault(
        "reference-to-exclusive",
        "rows",
        ("FLT-07", "FLT-08"),
        "The row with the upper reference is not returned.",
        override(
            up_to_reference=lambda self, row, text: row.reference is not None and self.compare(row.reference, text) < 0
        ),
    ),
    Fault(
        "references-compared-as-text",
        "rows",
        ("AT-TRX-8", "FLT-06", "FLT-07"),
        "References of digits are compared as texts.",
        override(compare=lambda _, one, other: (one > other) - (one < other)),
    ),
    Fault(
        "reference-by-place",
        "rows",
        ("AT-TRX-8", "FLT-06"),
        "Instead of greater references the rows that follow in the list are returned.",
        override(after_reference=lambda _, row, text: row.reference is not None and row.reference != text),
    ),
    Fault(
        "reference-ignored-with-date-from",
        "rows",
        ("AT-TRX-10", "FLT-09"),
        "A reference has no effect beside dateFrom.",
        override_in_context(
            after_reference=lambda self, row, text: (
                self.has_parameters("dateFrom") or Rules.after_reference(self, row, text)
            )
        ),
    ),
    Fault(
        "reference-ignored-with-date-to",
        "rows",
        ("AT-TRX-11", "FLT-10"),
        "References have no effect beside dateTo.",
        override_in_context(
            after_reference=lambda self, row, text: (
                self.has_parameters("dateTo") or Rules.after_reference(self, row, text)
            ),
            up_to_reference=lambda self, row, text: (
                self.has_parameters("dateTo") or Rules.up_to_reference(self, row, text)
            ),
        ),
    ),
    Fault(
        "reference-ignored-with-both-dates",
        "rows",
        ("AT-TRX-12", "FLT-11"),
        "A reference has no effect beside two dates.",
        override_in_context(
            after_reference=lambda self, row, text: (
                self.has_parameters("dateFrom", "dateTo") or Rules.after_reference(self, row, text)
            )
        ),
    ),
    Fault(
        "upper-reference-ignored-with-lower",
        "rows",
        ("FLT-08", "FLT-11"),
        "The upper reference has no effect beside the lower.",
        override_in_context(
            up_to_reference=lambda self, row, text: (
                self.has_parameters("entryReferenceFrom") or Rules.up_to_reference(self, row, text)
            )
        ),
    ),
    Fault(
        "upper-reference-unknown",
        "rows",
        ("FLT-07", "FLT-08", "FLT-10", "FLT-11"),
        "entryReferenceTo is an unknown parameter.",
        override(names_of_up_to=("entryReferenceto",)),
    ),
    Fault(
        "upper-reference-by-one-spelling",
        "rows",
        ("FLT-12",),
        "The spelling entryReferenceto is unknown.",
        override(names_of_up_to=("entryReferenceTo",)),
    ),
    Fault(
        "filters-joined-by-or",
        "rows",
        ("AT-TRX-10", "AT-TRX-11", "FLT-09"),
        "A row that passes one of the filters is returned.",
        override_rows(_join_filters_by_or),
    ),
    Fault(
        "row-201-lost-in-filtered-lists",
        "rows",
        ("FLT-24", "FLT-26"),
        "The 201st row is lost where a filter is set.",
        override_rows(lambda _, rows, filters: rows if is_unfiltered(filters) else rows[:200] + rows[201:]),
    ),
    Fault(
        "filtered-lists-cut-at-a-page",
        "rows",
        ("FLT-24", "FLT-26"),
        "A filtered list ends after its first page.",
        override_rows(lambda _, rows, filters: rows if is_unfiltered(filters) else rows[:200]),
    ),
    Fault(
        "cards-not-filtered",
        "rows",
        ("FLT-23",),
        "The dates do not filter the invoices of cards.",
        override_in_context(
            not_before=lambda self, row, first: self.on_card or row.day >= first,
            before=lambda self, row, end: self.on_card or row.day < end,
        ),
    ),
    Fault(
        "same-day-means-that-day",
        "rows",
        ("FLT-14",),
        "The same day as dateFrom and dateTo returns that day.",
        override_in_context(
            before=lambda self, row, end: (
                row.day < end
                or (
                    row.day == end
                    and len({value for name, value in self.request.query if name.startswith("date")}) == 1
                )
            )
        ),
    ),
    Fault(
        "future-date-from-ignored",
        "rows",
        ("FLT-16",),
        "A dateFrom in the future is ignored.",
        override_in_context(not_before=lambda self, row, first: first > self.clock.today() or row.day >= first),
    ),
    Fault(
        "old-date-to-uncovers-more",
        "rows",
        ("FLT-28",),
        "A dateTo older than 90 days uncovers older rows.",
        override(period_is_allowed=lambda *_: True, in_history=lambda *_: True),
    ),
    Fault(
        "date-to-tomorrow-leaves-out-today",
        "rows",
        ("FLT-30",),
        "A dateTo of tomorrow leaves out the rows of today and yesterday.",
        override_in_context(before=lambda self, row, end: row.day < min(end, self.clock.today() - timedelta(days=1))),
    ),
    Fault(
        "nothing-found-is-404",
        "status",
        ("FLT-27", "FLT-14"),
        "A filter that nothing satisfies is answered with 404.",
        alter_response(
            TRANSACTIONS,
            lambda response, _: (
                json_response(404, {"status": 404, "message": "AC01"})
                if b'"transactions":[]' in response.body
                else response
            ),
        ),
    ),
    Fault(
        "nothing-found-is-everything",
        "rows",
        ("FLT-27",),
        "A filter that nothing satisfies returns everything.",
        override_in_context(
            select_transactions=lambda self, rows, filters, today: (
                Rules.select_transactions(self, rows, filters, today)
                or Rules.select_transactions(self, rows, Filters(), today)
            )
        ),
    ),
    Fault(
        "reference-from-backwards",
        "rows",
        ("FLT-06", "FLT-32"),
        "The rows with smaller references than the lower one are returned.",
        override(after_reference=lambda self, row, text: row.reference and self.compare(row.reference, text) < 0),
    ),
    Fault(
        "unknown-reference-500",
        "status",
        ("FLT-29",),
        "A reference that no row has breaks the bank.",
        alter_response(
            TRANSACTIONS,
            lambda response, request: (
                json_response(500, {"status": 500, "message": "INTE"})
                if any("zz" in value.lower() for _, value in request.query)
                else response
            ),
        ),
    ),
    Fault(
        "filtered-rows-in-whole-euros",
        "body",
        ("FLT-31",),
        "Where a filter is set the cents are dropped.",
        alter_body(
            TRANSACTIONS,
            lambda document, request: (
                [
                    row["transactionAmount"].update(amount=row["transactionAmount"]["amount"].partition(".")[0])
                    for row in nodes_at(document, TRANSACTION_ITEMS)
                ]
                if request.query
                else None
            ),
        ),
    ),
    Fault(
        "filtered-rows-without-a-value-date",
        "body",
        ("FLT-31",),
        "Where a filter is set rows lack their value date.",
        alter_body(
            TRANSACTIONS,
            lambda document, request: (
                [row.pop("valueDate") for row in nodes_at(document, TRANSACTION_ITEMS)] if request.query else None
            ),
        ),
    ),
)
