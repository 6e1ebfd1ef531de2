"""Faults of the pages: how full they are, where their links lead, what is lost between them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from conformance.sandbox.altering import TRANSACTIONS, Watching, answer, body, drop, only, request, rule, with_query
from conformance.sandbox.exchange import JSON, Answer, Call, json_answer
from conformance.sandbox.faults.fault import Fault
from conformance.sandbox.movements import Movement
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.pages import Place

FILTERS = ("dateFrom", "dateTo", "entryReferenceFrom", "entryReferenceTo", "afterEntryReference", "entryReferenceto")


def _links(change: Callable[[Rules, Place, JSON], JSON]) -> type[Rules]:
    """Other page links."""
    return rule(page_links=lambda self, place: change(self, place, Rules.page_links(self, place)))


def _cut(page: Callable[[Sequence[Any], int, int], Sequence[Any]]) -> type[Rules]:
    """Pages cut otherwise."""
    return rule(page=lambda _, items, number, size: page(items, number, size))


def _whole(items: Sequence[Any], number: int, size: int) -> Sequence[Any]:
    return items[(number - 1) * size : number * size]


def _to(rules: Rules, place: Place, number: int) -> JSON:
    return {"href": rules.numbered(place, number)}


def _without_filters(*names: str) -> Callable[[Rules, Place, JSON], JSON]:
    """Some links lose the filters."""

    def change(rules: Rules, place: Place, links: JSON) -> JSON:
        bare = Rules.page_links(rules, replace(place, filters=()))
        return links | {name: bare[name] for name in names if name in bare}

    return change


def _later_page(call: Call) -> bool:
    return any(name == "page" and value != "1" for name, value in call.query)


def _filters_forgotten(call: Call) -> Call:
    """On later pages the filters are not looked at."""
    return with_query(call, **dict.fromkeys(FILTERS)) if _later_page(call) else call


def _one_filter_forgotten(*names: str) -> Callable[[Call], Call]:
    return lambda call: with_query(call, **dict.fromkeys(names)) if _later_page(call) else call


class AnotherOrder(Watching):
    """The order of the rows changes whenever a list is asked for anew."""

    def __init__(self) -> None:
        super().__init__()
        self._walks = 0

    def shown(self, *given: Any) -> list[Movement]:
        """Backwards every other time."""
        self._walks += not _later_page(self.asked)
        rows = super().shown(*given)
        return rows[::-1] if self._walks % 2 else rows


class OtherOrderOnLaterPages(Rules):
    """The second page is cut out of a list in another order."""

    def page(self, items: Sequence[Any], number: int, size: int) -> Sequence[Any]:
        """In the order of references, which is that of no day."""
        if number == 1 or size == self.accounts_per_page:
            return super().page(items, number, size)
        return super().page(sorted(items, key=lambda row: row.body["resourceId"]), number, size)


def _page_of(text: str) -> type[Rules]:
    """A page that is none is answered with the first."""
    return request(TRANSACTIONS, lambda call: with_query(call, page=None) if ("page", text) in call.query else call)


def _beyond(given: Answer, call: Call) -> Answer:
    if b"IPGN" not in given.body or not any(
        name == "page" and value.isdigit() and value != "0" for name, value in call.query
    ):
        return given
    return json_answer(
        200, {"transactions": [], "_links": {"self": {"href": f"{call.origin}{call.path}"}}}, "application/hal+json"
    )


def _short_by_one(rules: Rules, place: Place, links: JSON) -> JSON:
    return links | {"last": _to(rules, place, max(1, place.last - 1))}


def _only_on_pages(change: Callable[[JSON], object]) -> type[Rules]:
    """Pages other than the first."""
    return body(TRANSACTIONS, lambda document, call: change(document) if _later_page(call) else None)


FAULTS = (
    Fault(
        "pages-of-250",
        "rows",
        ("AT-TRX-2", "AT-TRX-15", "AT-TRX-16", "PAG-01", "PAG-29"),
        "A page holds 250 rows.",
        rule(transactions_per_page=250),
    ),
    Fault(
        "pages-of-100",
        "rows",
        ("AT-TRX-15", "AT-TRX-16", "PAG-29"),
        "A page holds 100 rows.",
        rule(transactions_per_page=100),
    ),
    Fault(
        "everything-on-one-page",
        "rows",
        ("PAG-01", "AT-TRX-15", "PAG-03"),
        "All rows come on one page.",
        rule(transactions_per_page=100_000),
    ),
    Fault(
        "last-page-links-on",
        "links",
        ("PAG-02", "AT-TRX-15", "AT-TRX-2"),
        "The last page links to a next one.",
        _links(
            lambda rules, place, links: (
                links | ({"next": _to(rules, place, place.number + 1)} if place.last > 1 else {})
            )
        ),
    ),
    Fault(
        "next-from-last-to-first",
        "links",
        ("PAG-02", "AT-TRX-15", "AT-TRX-2"),
        "The last page links to the first one as next.",
        _links(
            lambda rules, place, links: (
                links | ({"next": _to(rules, place, 1)} if place.number == place.last > 1 else {})
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
            lambda rules, place, links: (
                links | ({"next": _to(rules, place, place.number + 2)} if place.number + 2 <= place.last else {})
            )
        ),
    ),
    Fault(
        "first-page-links-back",
        "links",
        ("PAG-04", "AT-TRX-15"),
        "The first page has a link to a previous one.",
        _links(lambda rules, place, links: links | ({"prev": _to(rules, place, 1)} if place.last > 1 else {})),
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
        _links(lambda rules, place, links: links | ({"prev": _to(rules, place, 1)} if "prev" in links else {})),
    ),
    Fault(
        "first-leads-to-the-second",
        "links",
        ("PAG-06", "AT-TRX-2"),
        "The first link leads to the second page.",
        _links(lambda rules, place, links: links | {"first": _to(rules, place, min(2, place.last))}),
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
        _links(lambda rules, place, links: links | {"self": _to(rules, place, 1)}),
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
        _links(lambda _, place, links: links | ({"next": links["self"]} if place.last == 1 else {})),
    ),
    Fault(
        "single-page-links-back",
        "links",
        ("PAG-12",),
        "A list on one page has a prev link.",
        _links(lambda _, place, links: links | ({"prev": links["self"]} if place.last == 1 else {})),
    ),
    Fault(
        "single-page-without-first-and-last",
        "links",
        ("PAG-13",),
        "A list on one page links neither to its first nor its last.",
        _links(lambda _, place, links: links if place.last > 1 else {"self": links["self"]}),
    ),
    Fault(
        "page-beyond-the-last-is-empty",
        "protocol",
        ("PAG-14",),
        "A page beyond the last is answered with no rows.",
        answer(TRANSACTIONS, _beyond, status=(400,)),
    ),
    Fault(
        "page-beyond-the-last-is-the-last",
        "protocol",
        ("PAG-14",),
        "A page beyond the last is answered with the last.",
        rule(
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
        request(
            TRANSACTIONS,
            lambda call: (
                with_query(call, page=None)
                if any(name == "page" and value.isalpha() and value != "last" for name, value in call.query)
                else call
            ),
        ),
    ),
    Fault(
        "wrong-page-code-swapped",
        "body",
        ("PAG-14", "PAG-15", "PAG-16", "PAG-17", "PAG-25"),
        "A wrong page is refused with another code.",
        answer("", lambda given, _: replace(given, body=given.body.replace(b"IPGN", b"AC01")), status=(400,)),
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
        body(TRANSACTIONS, drop("_links", "parent-list")),
    ),
    Fault(
        "pages-without-balances",
        "links",
        ("AT-TRX-1", "PAG-19"),
        "Pages do not link to the balances.",
        body(TRANSACTIONS, drop("_links", "balances")),
    ),
    Fault(
        "card-in-pages-of-fifty",
        "rows",
        ("PAG-26",),
        "The invoices of a card come in pages of fifty.",
        rule(transactions_per_page=50),
    ),
    Fault(
        "card-self-of-its-account",
        "links",
        ("PAG-27", "AT-TRX-1"),
        "The self link of a card's invoices leads to the account.",
        body(
            TRANSACTIONS,
            only(
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
        type(
            "Changed",
            (
                rule(
                    pages=lambda _, items, size: (
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
            {},
        ),
    ),
    # ------------------------------------------------------------------------------------------ filters on other pages
    Fault(
        "filter-lost-on-page-two",
        "rows",
        ("FLT-24", "FLT-25", "FLT-26"),
        "Later pages do not look at the filters.",
        request(TRANSACTIONS, _filters_forgotten),
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
        request(TRANSACTIONS, _one_filter_forgotten(*FILTERS[2:])),
    ),
    Fault(
        "date-filter-lost-on-page-two",
        "rows",
        ("FLT-24",),
        "Later pages do not look at the dates.",
        request(TRANSACTIONS, _one_filter_forgotten(*FILTERS[:2])),
    ),
)
"""Of the pagination in the limits of each chapter."""
