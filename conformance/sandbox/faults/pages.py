"""Faults of the pages: how full they are, and what is lost between them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import with_query
from conformance.sandbox.faults.bases import alter_later_pages, is_later_page
from conformance.sandbox.hooks import (
    TRANSACTIONS,
    ContextRules,
    alter_request,
    alter_response,
    combine,
    derive,
    override,
)
from conformance.sandbox.messages import Request, Response, json_response
from conformance.sandbox.personas import ALIX
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.history import Filters
from conformance.sandbox.transactions import Transaction

FILTERS = ("dateFrom", "dateTo", "entryReferenceFrom", "entryReferenceTo", "afterEntryReference", "entryReferenceto")


def _override_page(page: Callable[[Sequence[Any], int, int], Sequence[Any]]) -> type[Rules]:
    """Pages cut otherwise."""
    return override(page=lambda _, items, *, number, size: page(items, number, size))


def _cut_page(items: Sequence[Any], number: int, size: int) -> Sequence[Any]:
    return items[(number - 1) * size : number * size]


class OfTheTestedAccount(ContextRules):
    """Other rows or pages for the account of the acceptance test on pages only."""

    rows = size = 1_000

    @property
    def tested(self) -> bool:
        """Whether the request is about it."""
        return ALIX.accounts[0].resource_id in self.request.path

    def select_transactions(self, rows: tuple[Transaction, ...], filters: Filters, today: date) -> list[Transaction]:
        """The newest of them."""
        return super().select_transactions(rows[: self.rows] if self.tested else rows, filters, today)

    def rewrite_request(self, request: Request) -> Request:
        """Set the size of its pages before anything is counted."""
        request = super().rewrite_request(request)
        self.transactions_per_page = min(self.size, Rules.transactions_per_page) if self.tested else 200
        return request


def _ignore_filters(request: Request) -> Request:
    """On later pages the filters are ignored."""
    return with_query(request, **dict.fromkeys(FILTERS)) if is_later_page(request) else request


def _ignore_parameters(*names: str) -> Callable[[Request], Request]:
    return lambda request: with_query(request, **dict.fromkeys(names)) if is_later_page(request) else request


class ReversesEveryOtherTime(ContextRules):
    """The order of the rows changes whenever the first page is requested."""

    def __init__(self) -> None:
        super().__init__()
        self._lists_begun = 0

    def select_transactions(self, *given: Any) -> list[Transaction]:
        """Backwards every other time."""
        self._lists_begun += not is_later_page(self.request)
        rows = super().select_transactions(*given)
        return rows[::-1] if self._lists_begun % 2 else rows


class ReordersLaterPages(Rules):
    """The second page is cut out of a list in another order."""

    def page(self, items: Sequence[Any], *, number: int, size: int) -> Sequence[Any]:
        """In the order of references, which is that of no day."""
        if number == 1 or size == self.accounts_per_page:
            return super().page(items, number=number, size=size)
        rows = sorted(items, key=lambda row: row.body["resourceId"])
        return super().page(rows, number=number, size=size)


def _take_for_first_page(text: str) -> type[Rules]:
    """A page that is none is answered with the first."""
    return alter_request(
        TRANSACTIONS, lambda request: with_query(request, page=None) if ("page", text) in request.query else request
    )


def _answer_beyond_last_page(response: Response, request: Request) -> Response:
    if b"IPGN" not in response.body or not any(
        name == "page" and value.isdigit() and value != "0" for name, value in request.query
    ):
        return response
    return json_response(
        200,
        {"transactions": [], "_links": {"self": {"href": f"{request.origin}{request.path}"}}},
        "application/hal+json",
    )


FAULTS = (
    Fault(
        "pages-of-fifty",
        "rows",
        ("PAG-29", "AT-TRX-15", "AT-TRX-16"),
        "A page holds 50 rows.",
        override(transactions_per_page=50),
    ),
    Fault(
        "one-page-where-two-are-tested",
        "rows",
        ("PAG-31",),
        "The account of the acceptance test on pages has one page.",
        derive(OfTheTestedAccount, rows=150),
    ),
    Fault(
        "fifty-a-page-where-three-are-tested",
        "rows",
        ("PAG-31",),
        "The account of the acceptance test on pages has 50 rows a page.",
        derive(OfTheTestedAccount, size=50),
    ),
    Fault(
        "pages-of-250",
        "rows",
        ("AT-TRX-2", "AT-TRX-15", "AT-TRX-16", "PAG-01", "PAG-29"),
        "A page holds 250 rows.",
        override(transactions_per_page=250),
    ),
    Fault(
        "pages-of-100",
        "rows",
        ("AT-TRX-15", "AT-TRX-16", "PAG-29"),
        "A page holds 100 rows.",
        override(transactions_per_page=100),
    ),
    Fault(
        "everything-on-one-page",
        "rows",
        ("PAG-01", "AT-TRX-15", "PAG-03"),
        "All rows come on one page.",
        override(transactions_per_page=100_000),
    ),
    Fault(
        "row-repeated-over-pages",
        "rows",
        ("PAG-09", "AT-TRX-15", "AT-TRX-16"),
        "Each page begins with the last row of the one before.",
        _override_page(lambda items, number, size: items[max(0, (number - 1) * size - 1) : number * size]),
    ),
    Fault(
        "row-lost-between-pages",
        "rows",
        ("PAG-09", "AT-TRX-15", "AT-TRX-16"),
        "The last row of a full page is lost.",
        _override_page(lambda items, number, size: _cut_page(items, number, size)[: size - 1]),
    ),
    Fault(
        "row-lost-and-row-repeated",
        "rows",
        ("PAG-09", "AT-TRX-16"),
        "On later pages the first row is lost and the last one repeated, so that the number is right.",
        _override_page(
            lambda items, number, size: (
                _cut_page(items, number, size)
                if number == 1 or len(items) < size
                else [*_cut_page(items, number, size)[1:], _cut_page(items, number, size)[-1]]
            )
        ),
    ),
    Fault(
        "later-pages-in-another-order",
        "rows",
        ("PAG-09", "AT-TRX-16"),
        "Later pages are cut out of a list in another order.",
        ReordersLaterPages,
    ),
    Fault(
        "order-changes-from-walk-to-walk",
        "rows",
        ("PAG-11", "PAG-10"),
        "The order of the rows changes from walk to walk.",
        ReversesEveryOtherTime,
    ),
    Fault(
        "page-beyond-the-last-is-empty",
        "protocol",
        ("PAG-14",),
        "A page beyond the last is answered with no rows.",
        alter_response(TRANSACTIONS, _answer_beyond_last_page, status=(400,)),
    ),
    Fault(
        "page-beyond-the-last-is-the-last",
        "protocol",
        ("PAG-14",),
        "A page beyond the last is answered with the last.",
        override(
            page_number=lambda self, text, last: (
                min(last, int(text)) if text and text.isdigit() else Rules.page_number(self, text, last)
            )
        ),
    ),
    Fault(
        "page-zero-is-the-first",
        "protocol",
        ("PAG-15",),
        "The page zero is answered with the first.",
        _take_for_first_page("0"),
    ),
    Fault(
        "page-minus-one-is-the-first",
        "protocol",
        ("PAG-16",),
        "A negative page is answered with the first.",
        _take_for_first_page("-1"),
    ),
    Fault(
        "page-of-letters-is-the-first",
        "protocol",
        ("PAG-17",),
        "A page that is a word is answered with the first.",
        alter_request(
            TRANSACTIONS,
            lambda request: (
                with_query(request, page=None)
                if any(name == "page" and value.isalpha() and value != "last" for name, value in request.query)
                else request
            ),
        ),
    ),
    Fault(
        "wrong-page-code-swapped",
        "body",
        ("PAG-14", "PAG-15", "PAG-16", "PAG-17", "PAG-25"),
        "A wrong page is refused with another code.",
        alter_response(
            "", lambda response, _: replace(response, body=response.body.replace(b"IPGN", b"AC01")), status=(400,)
        ),
    ),
    Fault(
        "card-in-pages-of-fifty",
        "rows",
        ("PAG-26",),
        "The invoices of a card come in pages of fifty.",
        override(transactions_per_page=50),
    ),
    Fault(
        "later-pages-without-links",
        "body",
        ("PAG-28", "SCH-24"),
        "Later pages have no links.",
        alter_later_pages(lambda document: document.pop("_links")),
    ),
    Fault(
        "later-pages-under-another-name",
        "body",
        ("PAG-28", "SCH-24"),
        "On later pages the rows stand under another name.",
        alter_later_pages(lambda document: document.update(items=document.pop("transactions"))),
    ),
    Fault(
        "uneven-pages",
        "rows",
        ("PAG-29",),
        "The first page holds 200 rows, every other one 150.",
        combine(
            override(
                count_pages=lambda _, items, *, size: (
                    max(1, 1 + -(-(items - 200) // 150)) if size == 200 else max(1, -(-items // size))
                )
            ),
            _override_page(
                lambda items, number, size: (
                    _cut_page(items, number, size)
                    if size != 200 or number == 1
                    else items[200 + (number - 2) * 150 : 200 + (number - 1) * 150]
                )
            ),
        ),
    ),
    Fault(
        "filter-lost-on-page-two",
        "rows",
        ("FLT-24", "FLT-25", "FLT-26"),
        "Later pages do not look at the filters.",
        alter_request(TRANSACTIONS, _ignore_filters),
    ),
    Fault(
        "reference-filter-lost-on-page-two",
        "rows",
        ("FLT-26",),
        "Later pages do not look at filters by reference.",
        alter_request(TRANSACTIONS, _ignore_parameters(*FILTERS[2:])),
    ),
    Fault(
        "date-filter-lost-on-page-two",
        "rows",
        ("FLT-24",),
        "Later pages do not look at the dates.",
        alter_request(TRANSACTIONS, _ignore_parameters(*FILTERS[:2])),
    ),
)
