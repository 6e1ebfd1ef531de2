"""Which transactions are shown (chapter: GET transactions)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from conformance.sandbox.messages import JSON
from conformance.sandbox.transactions import Transaction

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The filters of the query, read."""

    date_from: date | None = None
    date_to: date | None = None
    after: str | None = None
    up_to: str | None = None


class HistoryRules:
    """Ninety days, dates from the first to before the second, references after the first up to the second."""

    history_days = 90
    reference_length = 40
    names_of_after = ("entryReferenceFrom", "afterEntryReference")
    names_of_up_to = ("entryReferenceTo", "entryReferenceto")

    def read_date(self, text: str) -> date:
        """A real day written YYYY-MM-DD. Raises ValueError for anything else."""
        if not DATE.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text)

    def oldest_day(self, today: date) -> date:
        """The first day of the history that is shown."""
        return today - timedelta(days=self.history_days)

    def period_is_allowed(self, filters: Filters, today: date) -> bool:
        """Neither end is older than the history, and the ends are in order."""
        oldest = self.oldest_day(today)
        ends = [end for end in (filters.date_from, filters.date_to) if end is not None]
        return all(end >= oldest for end in ends) and ends == sorted(ends)

    def is_reference(self, text: str) -> bool:
        """An entry reference has 1 to 40 characters."""
        return 0 < len(text) <= self.reference_length

    def not_before(self, row: Transaction, first: date) -> bool:
        """The lower end of the period belongs to it."""
        return row.day >= first

    def before(self, row: Transaction, end: date) -> bool:
        """The upper end does not."""
        return row.day < end

    def in_history(self, row: Transaction, today: date) -> bool:
        """Not older than 90 days, whatever the filters."""
        return row.day >= self.oldest_day(today)

    def compare(self, one: str, other: str) -> int:
        """References made of digits compare as numbers, others as text."""
        if _is_number(one) and _is_number(other):
            return (int(one) > int(other)) - (int(one) < int(other))
        return (one > other) - (one < other)

    def after_reference(self, row: Transaction, reference: str) -> bool:
        """Strictly greater; a row without a reference is not after any."""
        return row.reference is not None and self.compare(row.reference, reference) > 0

    def up_to_reference(self, row: Transaction, reference: str) -> bool:
        """Lower or equal."""
        return row.reference is not None and self.compare(row.reference, reference) <= 0

    def select_transactions(self, rows: tuple[Transaction, ...], filters: Filters, today: date) -> list[Transaction]:
        """The rows of the history that pass every filter, in their order."""
        selected = [row for row in rows if self.in_history(row, today)]
        if (first := filters.date_from) is not None:
            selected = [row for row in selected if self.not_before(row, first)]
        if (end := filters.date_to) is not None:
            selected = [row for row in selected if self.before(row, end)]
        if (low := filters.after) is not None:
            selected = [row for row in selected if self.after_reference(row, low)]
        if (high := filters.up_to) is not None:
            selected = [row for row in selected if self.up_to_reference(row, high)]
        return selected

    def transaction(self, row: Transaction) -> JSON:
        """A row as it is shown."""
        return row.body


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()
