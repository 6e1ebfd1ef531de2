"""Faults that show only where two things meet: filters side by side, on cards, on pages, at ends of months."""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import convert_member
from conformance.sandbox.faults.bases import find_account_of_anybody, on_cards
from conformance.sandbox.hooks import BALANCES, alter_body, override, override_in_context
from conformance.sandbox.messages import JSON, Request
from conformance.sandbox.personas import CUSTOMERS
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.history import Filters
from conformance.sandbox.rules.pages import PagePosition, link
from conformance.sandbox.transactions import Transaction

PARIS = ZoneInfo("Europe/Paris")


def _forget(names: Sequence[str], where: Callable[[Any, Filters], bool]) -> type[Rules]:
    """Some filters are forgotten beside others, or somewhere."""

    def select(self: Any, rows: tuple[Transaction, ...], filters: Filters, today: date) -> list[Transaction]:
        left = replace(filters, **dict.fromkeys(names)) if where(self, filters) else filters
        return Rules.select_transactions(self, rows, left, today)

    return override_in_context(select_transactions=select)


def _set(filters: Filters) -> set[str]:
    """The filters that are there."""
    return {name for name in ("date_from", "date_to", "after", "up_to") if getattr(filters, name) is not None}


def _keep_on_later_pages(kept: int) -> type[Rules]:
    """Links to numbered pages keep so many filters."""
    return override(
        numbered_page_url=lambda self, position, number: Rules.numbered_page_url(
            self, replace(position, filters=position.filters[:kept]) if number > 1 else position, number
        )
    )


def _link_to_itself(filters: Callable[[PagePosition], PagePosition]) -> type[Rules]:
    """The self link of a page leads to another one."""
    return override(
        page_links=lambda self, position: (
            Rules.page_links(self, position)
            | {"self": link(self.numbered_page_url(filters(position), position.number))}
        )
    )


def _three_months_before(_: Rules, today: date) -> date:
    year, month = divmod(today.year * 12 + today.month - 4, 12)
    return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _ninety_times_24_hours_before(self: Any, _: date) -> date:
    found: date = (self.clock.now().astimezone(UTC) - timedelta(days=90)).astimezone(PARIS).date()
    return found


def _day_of_the_year(day: date) -> tuple[int, int]:
    return (day.month, day.day)


def _refuse_leap_days(self: Rules, text: str) -> date:
    if text.endswith("-02-29"):
        raise ValueError(text)
    return Rules.read_date(self, text)


def _account_behind(resource_id: str) -> str:
    cards = (card for customer in CUSTOMERS for card in customer.cards if card.resource_id == resource_id)
    account = next((find_account_of_anybody(card.linked) for card in cards), None)
    return account.resource_id if account is not None else resource_id


def _link_to_the_account(document: JSON, request: Request) -> None:
    card = request.path.split("/")[-2]
    for name in ("self", "transactions"):
        if name in document["_links"]:
            href = document["_links"][name]["href"]
            document["_links"][name]["href"] = href.replace(card, _account_behind(card))


FAULTS = (
    Fault(
        "upper-reference-forgotten-beside-a-first-day",
        "rows",
        ("FLT-34",),
        "Where dateFrom stands beside entryReferenceTo alone the reference is forgotten.",
        _forget(("up_to",), lambda _, filters: _set(filters) == {"date_from", "up_to"}),
    ),
    Fault(
        "lower-reference-forgotten-beside-both-days",
        "rows",
        ("FLT-34", "AT-TRX-12"),
        "Where both dates stand beside entryReferenceFrom the reference is forgotten.",
        _forget(("after",), lambda _, filters: _set(filters) == {"date_from", "date_to", "after"}),
    ),
    Fault(
        "days-forgotten-beside-both-references",
        "rows",
        ("FLT-34",),
        "Where both references stand beside one date the date is forgotten.",
        _forget(
            ("date_from", "date_to"), lambda _, filters: len(_set(filters)) == 3 and {"after", "up_to"} <= _set(filters)
        ),
    ),
    Fault(
        "references-forgotten-on-cards",
        "rows",
        ("FLT-35",),
        "References do not filter the invoices of a card.",
        _forget(("after", "up_to"), lambda self, _: self.on_card),
    ),
    Fault(
        "days-forgotten-beside-references-on-cards",
        "rows",
        ("FLT-35",),
        "Beside a reference dates do not filter the invoices of a card.",
        _forget(
            ("date_from", "date_to"),
            lambda self, filters: self.on_card and not {"after", "up_to"}.isdisjoint(_set(filters)),
        ),
    ),
    Fault(
        "first-filter-kept-on-later-pages",
        "rows",
        ("FLT-36",),
        "Of several filters the first is kept on later pages.",
        _keep_on_later_pages(1),
    ),
    Fault(
        "two-filters-kept-on-later-pages",
        "rows",
        ("FLT-36",),
        "Of several filters two are kept on later pages.",
        _keep_on_later_pages(2),
    ),
    Fault(
        "last-link-with-its-first-filter",
        "links",
        ("FLT-25",),
        "Of several filters the link to the last page has the first.",
        override(
            page_links=lambda self, position: (
                Rules.page_links(self, position)
                | {"last": link(self.page_url(replace(position, filters=position.filters[:1]), "last"))}
            )
        ),
    ),
    Fault(
        "first-day-excluded-on-cards",
        "rows",
        ("FLT-23",),
        "The invoices of the very day of dateFrom are left out.",
        override_in_context(not_before=lambda self, row, first: row.day > first if self.on_card else row.day >= first),
    ),
    Fault(
        "last-day-included-on-cards",
        "rows",
        ("FLT-23",),
        "The invoices of the very day of dateTo are returned.",
        override_in_context(before=lambda self, row, end: Rules.before(self, row, end + timedelta(days=self.on_card))),
    ),
    Fault(
        "self-link-without-filters",
        "links",
        ("PAG-30",),
        "The self link of a filtered page has no filter.",
        _link_to_itself(lambda position: replace(position, filters=())),
    ),
    Fault(
        "self-link-without-references",
        "links",
        ("PAG-30",),
        "The self link of a filtered page has no filter by reference.",
        _link_to_itself(
            lambda position: replace(
                position, filters=tuple(one for one in position.filters if one[0].startswith("date"))
            )
        ),
    ),
    Fault(
        "self-link-with-its-first-filter",
        "links",
        ("PAG-30",),
        "Of several filters the self link has the first.",
        _link_to_itself(lambda position: replace(position, filters=position.filters[:1])),
    ),
    Fault(
        "ninety-times-twenty-four-hours",
        "rows",
        ("TRX-23",),
        "The ninety days are counted in hours, so that a change of the clock moves their beginning.",
        override_in_context(oldest_day=_ninety_times_24_hours_before),
    ),
    Fault(
        "three-months-of-history",
        "rows",
        ("TRX-27",),
        "The history is of three months instead of ninety days.",
        override(oldest_day=_three_months_before),
    ),
    Fault(
        "days-compared-without-their-year",
        "rows",
        ("FLT-37",),
        "Days are compared by month and day.",
        override(
            not_before=lambda _, row, first: _day_of_the_year(row.day) >= _day_of_the_year(first),
            before=lambda _, row, end: _day_of_the_year(row.day) < _day_of_the_year(end),
        ),
    ),
    Fault(
        "day-of-the-clock-begins-late",
        "rows",
        ("FLT-37",),
        "A period that begins on the day of twenty-five hours begins a day later.",
        override(
            not_before=lambda self, row, first: Rules.not_before(
                self, row, first + timedelta(days=first in (date(2026, 10, 25), date(2027, 3, 28)))
            )
        ),
    ),
    Fault(
        "leap-day-refused",
        "rows",
        ("FLT-37",),
        "The twenty-ninth of February is refused in a leap year too.",
        override(read_date=_refuse_leap_days),
    ),
    Fault(
        "transactions-link-of-one-account-elsewhere",
        "links",
        ("BAL-18",),
        "Beside the balances of one account the transactions link leads to another.",
        alter_body(
            BALANCES,
            convert_member("_links.transactions", "href", lambda href: href.replace("30019654062/", "30019654061/")),
        ),
        tour=("OVW-08",),
    ),
    Fault(
        "links-of-a-card-lead-to-its-account",
        "links",
        ("BAL-26", "BAL-18"),
        "The links beside the outstanding amounts of a card lead to the account behind it.",
        alter_body(BALANCES, on_cards(_link_to_the_account)),
    ),
)
"""Of the chapters of balances and transactions."""
