"""Faults of the pages: how full they are, where their links lead, what is lost between them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import drop_members, edit_where, with_query
from conformance.sandbox.hooks import (
    TRANSACTIONS,
    ContextRules,
    alter_body,
    alter_request,
    alter_response,
    combine,
    override,
)
from conformance.sandbox.messages import JSON, Request, Response, json_response
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.pages import PagePosition
from conformance.sandbox.transactions import Transaction

FILTERS = ("dateFrom", "dateTo", "entryReferenceFrom", "entryReferenceTo", "afterEntryReference", "entryReferenceto")


def _links(change: Callable[[Rules, PagePosition, JSON], JSON]) -> type[Rules]:
    """Other page links."""
    return override(page_links=lambda self, position: change(self, position, Rules.page_links(self, position)))


def _cut(page: Callable[[Sequence[Any], int, int], Sequence[Any]]) -> type[Rules]:
    """Pages cut otherwise."""
    return override(page=lambda _, items, *, number, size: page(items, number, size))


def _whole(items: Sequence[Any], number: int, size: int) -> Sequence[Any]:
    return items[(number - 1) * size : number * size]


def _to(rules: Rules, position: PagePosition, number: int) -> JSON:
    return {"href": rules.numbered_page_url(position, number)}


def _without_filters(*names: str) -> Callable[[Rules, PagePosition, JSON], JSON]:
    """Some links lose the filters."""

    def change(rules: Rules, position: PagePosition, links: JSON) -> JSON:
        bare = Rules.page_links(rules, replace(position, filters=()))
        return links | {name: bare[name] for name in names if name in bare}

    return change


def _later_page(request: Request) -> bool:
    return any(name == "page" and value != "1" for name, value in request.query)


def _filters_forgotten(request: Request) -> Request:
    """On later pages the filters are not looked at."""
    return with_query(request, **dict.fromkeys(FILTERS)) if _later_page(request) else request


def _one_filter_forgotten(*names: str) -> Callable[[Request], Request]:
    return lambda request: with_query(request, **dict.fromkeys(names)) if _later_page(request) else request


class AnotherOrder(ContextRules):
    """The order of the rows changes whenever a list is asked for anew."""

    def __init__(self) -> None:
        super().__init__()
        self._walks = 0

    def select_transactions(self, *given: Any) -> list[Transaction]:
        """Backwards every other time."""
        self._walks += not _later_page(self.request)
        rows = super().select_transactions(*given)
        return rows[::-1] if self._walks % 2 else rows


class OtherOrderOnLaterPages(Rules):
    """The second page is cut out of a list in another order."""

    def page(self, items: Sequence[Any], *, number: int, size: int) -> Sequence[Any]:
        """In the order of references, which is that of no day."""
        if number == 1 or size == self.accounts_per_page:
            return super().page(items, number=number, size=size)
        rows = sorted(items, key=lambda row: row.body["resourceId"])
        return super().page(rows, number=number, size=size)


def _page_of(text: str) -> type[Rules]:
    """A page that is none is answered with the first."""
    return alter_request(
        TRANSACTIONS, lambda request: with_query(request, page=None) if ("page", text) in request.query else request
    )


def _beyond(given: Response, request: Request) -> Response:
    if b"IPGN" not in given.body or not any(
        name == "page" and value.isdigit() and value != "0" for name, value in request.query
    ):
        return given
    return json_response(
        200,
        {"transactions": [], "_links": {"self": {"href": f"{request.origin}{request.path}"}}},
        "application/hal+json",
    )


def _short_by_one(rules: Rules, position: PagePosition, links: JSON) -> JSON:
    return links | {"last": _to(rules, position, max(1, position.last - 1))}


def _only_on_pages(change: Callable[[JSON], object]) -> type[Rules]:
    """Pages other than the first."""
    return alter_body(TRANSACTIONS, lambda document, request: change(document) if _later_page(request) else None)


FAULTS = (
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
        "last-page-links-on",
        "links",
        ("PAG-02", "AT-TRX-15", "AT-TRX-2"),
        "The last page links to a next one.",
        _links(
            lambda rules, position, links: (
                links | ({"next": _to(rules, position, position.number + 1)} if position.last > 1 else {})
            )
        ),
    ),
    Fault(
        "next-from-last-to-first",
        "links",
        ("PAG-02", "AT-TRX-15", "AT-TRX-2"),
        "The last page links to the first one as next.",
        _links(
            lambda rules, position, links: (
                links | ({"next": _to(rules, position, 1)} if position.number == position.last > 1 else {})
            )
        ),
    ),
    Fault(
        "no-next",
        "links",
        ("PAG-03", "AT-TRX-15", "AT-TRX-16"),
        "No page links to the next one.",
        _links(lambda _, __, links: {name: link for name, link in links.items() if name != "next"}),
    ),
    Fault(
        "next-leads-to-itself",
        "links",
        ("PAG-03", "AT-TRX-2", "AT-TRX-15"),
        "The next link leads to the same page.",
        _links(lambda _, __, links: links | ({"next": links["self"]} if "next" in links else {})),
    ),
    Fault(
        "next-skips-a-page",
        "links",
        ("PAG-05", "PAG-09", "AT-TRX-16"),
        "The next link skips a page where there are three.",
        _links(
            lambda rules, position, links: (
                links
                | ({"next": _to(rules, position, position.number + 2)} if position.number + 2 <= position.last else {})
            )
        ),
    ),
    Fault(
        "first-page-links-back",
        "links",
        ("PAG-04", "AT-TRX-15"),
        "The first page has a link to a previous one.",
        _links(lambda rules, position, links: links | ({"prev": _to(rules, position, 1)} if position.last > 1 else {})),
    ),
    Fault(
        "no-prev",
        "links",
        ("PAG-05", "PAG-10"),
        "No page links to the previous one.",
        _links(lambda _, __, links: {name: link for name, link in links.items() if name != "prev"}),
    ),
    Fault(
        "prev-leads-to-the-first",
        "links",
        ("PAG-05", "PAG-10"),
        "The prev link always leads to the first page.",
        _links(lambda rules, position, links: links | ({"prev": _to(rules, position, 1)} if "prev" in links else {})),
    ),
    Fault(
        "first-leads-to-the-second",
        "links",
        ("PAG-06", "AT-TRX-2"),
        "The first link leads to the second page.",
        _links(lambda rules, position, links: links | {"first": _to(rules, position, min(2, position.last))}),
    ),
    Fault(
        "first-leads-to-itself",
        "links",
        ("PAG-06",),
        "The first link leads to the same page.",
        _links(lambda _, __, links: links | {"first": links["self"]}),
    ),
    Fault(
        "last-a-page-short",
        "links",
        ("PAG-07", "AT-TRX-2", "PAG-10"),
        "The last link leads to the page before the last.",
        _links(_short_by_one),
    ),
    Fault(
        "last-leads-to-itself",
        "links",
        ("PAG-07",),
        "The last link leads to the same page.",
        _links(lambda _, __, links: links | {"last": links["self"]}),
    ),
    Fault(
        "self-is-the-first-page",
        "links",
        ("PAG-08",),
        "The self link leads to the first page.",
        _links(lambda rules, position, links: links | {"self": _to(rules, position, 1)}),
    ),
    Fault(
        "row-repeated-over-pages",
        "rows",
        ("PAG-09", "AT-TRX-15", "AT-TRX-16"),
        "Each page begins with the last row of the one before.",
        _cut(lambda items, number, size: items[max(0, (number - 1) * size - 1) : number * size]),
    ),
    Fault(
        "row-lost-between-pages",
        "rows",
        ("PAG-09", "AT-TRX-15", "AT-TRX-16"),
        "The last row of a full page is lost.",
        _cut(lambda items, number, size: _whole(items, number, size)[: size - 1]),
    ),
    Fault(
        "row-lost-and-row-repeated",
        "rows",
        ("PAG-09", "AT-TRX-16"),
        "On later pages the first row is lost and the last one repeated, so that the number is right.",
        _cut(
            lambda items, number, size: (
                _whole(items, number, size)
                if number == 1 or len(items) < size
                else [*_whole(items, number, size)[1:], _whole(items, number, size)[-1]]
            )
        ),
    ),
    Fault(
        "later-pages-in-another-order",
        "rows",
        ("PAG-09", "AT-TRX-16"),
        "Later pages are cut out of a list in another order.",
        OtherOrderOnLaterPages,
    ),
    Fault(
        "order-changes-from-walk-to-walk",
        "rows",
        ("PAG-11", "PAG-10"),
        "The order of the rows changes from walk to walk.",
        AnotherOrder,
    ),
    Fault(
        "single-page-links-on",
        "links",
        ("PAG-12",),
        "A list on one page has a next link.",
        _links(lambda _, position, links: links | ({"next": links["self"]} if position.last == 1 else {})),
    ),
    Fault(
        "single-page-links-back",
        "links",
        ("PAG-12",),
        "A list on one page has a prev link.",
        _links(lambda _, position, links: links | ({"prev": links["self"]} if position.last == 1 else {})),
    ),
    Fault(
        "single-page-without-first-and-last",
        "links",
        ("PAG-13",),
        "A list on one page links neither to its first nor its last.",
        _links(lambda _, position, links: links if position.last > 1 else {"self": links["self"]}),
    ),
    Fault(
        "page-beyond-the-last-is-empty",
        "protocol",
        ("PAG-14",),
        "A page beyond the last is answered with no rows.",
        alter_response(TRANSACTIONS, _beyond, status=(400,)),
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
        "page-zero-is-the-first", "protocol", ("PAG-15",), "The page zero is answered with the first.", _page_of("0")
    ),
    Fault(
        "page-minus-one-is-the-first",
        "protocol",
        ("PAG-16",),
        "A negative page is answered with the first.",
        _page_of("-1"),
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
        alter_response("", lambda given, _: replace(given, body=given.body.replace(b"IPGN", b"AC01")), status=(400,)),
    ),
    Fault(
        "page-links-to-another-account",
        "links",
        ("PAG-18",),
        "The page links of one account lead to another.",
        _links(
            lambda _, __, links: {
                name: {"href": link["href"].replace("38-CPT30319665742", "38-CPT30319665741")}
                for name, link in links.items()
            }
        ),
    ),
    Fault(
        "later-pages-without-a-way-back",
        "links",
        ("PAG-19",),
        "Later pages do not link to the balances and the list.",
        _only_on_pages(lambda document: [document["_links"].pop(name, None) for name in ("balances", "parent-list")]),
    ),
    Fault(
        "pages-without-a-way-back",
        "links",
        ("AT-TRX-1", "PAG-19", "PAG-27"),
        "Pages do not link to the list of accounts.",
        alter_body(TRANSACTIONS, drop_members("_links", "parent-list")),
    ),
    Fault(
        "pages-without-balances",
        "links",
        ("AT-TRX-1", "PAG-19"),
        "Pages do not link to the balances.",
        alter_body(TRANSACTIONS, drop_members("_links", "balances")),
    ),
    Fault(
        "card-in-pages-of-fifty",
        "rows",
        ("PAG-26",),
        "The invoices of a card come in pages of fifty.",
        override(transactions_per_page=50),
    ),
    Fault(
        "card-self-of-its-account",
        "links",
        ("PAG-27", "AT-TRX-1"),
        "The self link of a card's invoices leads to the account.",
        alter_body(
            TRANSACTIONS,
            edit_where(
                lambda node: "/038-GFC" in node["self"]["href"],
                "_links",
                lambda node: node.update(
                    self={"href": node["self"]["href"].partition("/038-GFC")[0] + "/038-CPT30019654081/transactions"}
                ),
            ),
        ),
    ),
    Fault(
        "later-pages-without-links",
        "body",
        ("PAG-28", "SCH-24"),
        "Later pages have no links.",
        _only_on_pages(lambda document: document.pop("_links")),
    ),
    Fault(
        "later-pages-under-another-name",
        "body",
        ("PAG-28",),
        "On later pages the rows stand under another name.",
        _only_on_pages(lambda document: document.update(items=document.pop("transactions"))),
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
            _cut(
                lambda items, number, size: (
                    _whole(items, number, size)
                    if size != 200 or number == 1
                    else items[200 + (number - 2) * 150 : 200 + (number - 1) * 150]
                )
            ),
        ),
    ),
    # ------------------------------------------------------------------------------------------ filters on other pages
    Fault(
        "filter-lost-on-page-two",
        "rows",
        ("FLT-24", "FLT-25", "FLT-26"),
        "Later pages do not look at the filters.",
        alter_request(TRANSACTIONS, _filters_forgotten),
    ),
    Fault(
        "next-without-filters",
        "links",
        ("FLT-24", "FLT-26"),
        "The next link loses the filters.",
        _links(_without_filters("next")),
    ),
    Fault(
        "first-prev-last-without-filters",
        "links",
        ("FLT-25",),
        "The links first, prev and last lose the filters.",
        _links(_without_filters("first", "prev", "last")),
    ),
    Fault(
        "prev-without-filters",
        "links",
        ("FLT-25",),
        "The prev link loses the filters.",
        _links(_without_filters("prev")),
    ),
    Fault(
        "reference-filter-lost-on-page-two",
        "rows",
        ("FLT-26",),
        "Later pages do not look at filters by reference.",
        alter_request(TRANSACTIONS, _one_filter_forgotten(*FILTERS[2:])),
    ),
    Fault(
        "date-filter-lost-on-page-two",
        "rows",
        ("FLT-24",),
        "Later pages do not look at the dates.",
        alter_request(TRANSACTIONS, _one_filter_forgotten(*FILTERS[:2])),
    ),
)
"""Of the pagination in the limits of each chapter."""
