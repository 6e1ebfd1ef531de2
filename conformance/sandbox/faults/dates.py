"""Faults of dates: what is read as one in a query though it is none, and what is dated ahead."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import with_query
from conformance.sandbox.hooks import TRANSACTIONS, ContextRules, alter_request, override
from conformance.sandbox.messages import Request
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.history import Filters
from conformance.sandbox.transactions import Transaction


class BooksAhead(ContextRules):
    """What was booked last is booked of the next day."""

    def select_transactions(self, rows: tuple[Transaction, ...], filters: Filters, today: date) -> list[Transaction]:
        """Of accounts; before they are filtered."""
        days = [row.day for row in rows if row.status == "BOOK"]
        if self.on_card or not days:
            return super().select_transactions(rows, filters, today)
        tomorrow = today + timedelta(days=1)
        ahead = {"bookingDate": tomorrow.isoformat()}
        moved = [
            replace(row, day=tomorrow, body=row.body | ahead) if (row.status, row.day) == ("BOOK", max(days)) else row
            for row in rows
        ]
        return super().select_transactions(tuple(moved), filters, today)


ORDERS = ("%d/%m/%Y", "%d-%m-%Y", "%Y%m%d", "%Y/%m/%d", "%y-%m-%d")


def _read_dates_also(also: Callable[[str], date]) -> type[Rules]:
    """What is no date is read by another reader."""

    def read_date(self: Rules, text: str) -> date:
        try:
            return Rules.read_date(self, text)
        except ValueError:
            return also(text)

    return override(read_date=read_date)


def _read_in_any_order(text: str) -> date:
    for order in ORDERS:
        with suppress(ValueError):
            return datetime.strptime(text, order).date()
    raise ValueError(text)


def _roll_over(text: str) -> date:
    """29 February becomes 1 March."""
    year, month, day = map(int, text.split("-"))
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1) + timedelta(days=day - 1)


def _read_day_of_timestamp(text: str) -> date:
    if "T" not in text:
        raise ValueError(text)
    return date.fromisoformat(text.partition("T")[0])


def _ignore_parameter(name: str, wrong: Callable[[str], bool]) -> type[Rules]:
    """A parameter that is no date is passed over."""

    def changed(request: Request) -> Request:
        values = [value for key, value in request.query if key == name]
        return with_query(request, **{name: None}) if values and wrong(values[0]) else request

    return alter_request(TRANSACTIONS, changed)


def _is_word(text: str) -> bool:
    return bool(text) and not any(sign.isdigit() for sign in text)


FAULTS = (
    Fault(
        "dates-in-any-order",
        "protocol",
        ("FLT-17",),
        "Dates are read in any order and with any separator.",
        _read_dates_also(_read_in_any_order),
    ),
    Fault(
        "dates-the-french-way",
        "protocol",
        ("FLT-17", "AT-TRX-14"),
        "DD/MM/YYYY is read as a date.",
        _read_dates_also(lambda text: datetime.strptime(text, "%d/%m/%Y").date()),
    ),
    Fault(
        "dates-without-hyphens",
        "protocol",
        ("FLT-17",),
        "YYYYMMDD is read as a date.",
        _read_dates_also(lambda text: datetime.strptime(text, "%Y%m%d").date()),
    ),
    Fault(
        "impossible-days-roll-over",
        "protocol",
        ("FLT-18",),
        "30 February is read as a day in March.",
        _read_dates_also(_roll_over),
    ),
    Fault(
        "words-as-date-from-ignored",
        "protocol",
        ("FLT-19", "AT-TRX-14"),
        "A word as dateFrom is passed over.",
        _ignore_parameter("dateFrom", _is_word),
    ),
    Fault(
        "words-as-date-to-ignored",
        "protocol",
        ("FLT-21",),
        "A word as dateTo is passed over.",
        _ignore_parameter("dateTo", _is_word),
    ),
    Fault(
        "empty-date-ignored",
        "protocol",
        ("FLT-20",),
        "An empty dateFrom is passed over.",
        _ignore_parameter("dateFrom", lambda text: not text),
    ),
    Fault(
        "date-with-time-ignored",
        "protocol",
        ("FLT-22",),
        "A dateFrom with a time is passed over.",
        _ignore_parameter("dateFrom", lambda text: "T" in text),
    ),
    Fault(
        "date-with-time-read",
        "protocol",
        ("FLT-22",),
        "Of a date with a time the day is read.",
        _read_dates_also(_read_day_of_timestamp),
    ),
    Fault(
        "booked-of-tomorrow",
        "rows",
        ("TRX-29",),
        "What was booked last on an account is dated tomorrow.",
        BooksAhead,
    ),
    Fault(
        "reversed-dates-swapped",
        "rows",
        ("FLT-15",),
        "Reversed dates are put in order.",
        alter_request(
            TRANSACTIONS,
            lambda request: (
                with_query(
                    request,
                    **dict(
                        zip(
                            ("dateFrom", "dateTo"),
                            sorted(dict(request.query)[name] for name in ("dateFrom", "dateTo")),
                            strict=True,
                        )
                    ),
                )
                if {"dateFrom", "dateTo"} <= {name for name, _ in request.query}
                else request
            ),
        ),
    ),
)
"""Of the remarks on dates in the chapter GET /accounts/{accountResourceId}/transactions."""
