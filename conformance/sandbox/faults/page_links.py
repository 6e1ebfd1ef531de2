"""Faults of the links between pages."""

from collections.abc import Callable
from dataclasses import replace

from conformance.sandbox.differences import Fault
from conformance.sandbox.edits import convert_member, drop_members, edit_where
from conformance.sandbox.faults.bases import alter_later_pages
from conformance.sandbox.hooks import TRANSACTIONS, alter_body, override
from conformance.sandbox.messages import JSON
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.pages import PagePosition


def _override_page_links(change: Callable[[Rules, PagePosition, JSON], JSON]) -> type[Rules]:
    """Other page links."""
    return override(page_links=lambda self, position: change(self, position, Rules.page_links(self, position)))


def _link_to_page(rules: Rules, position: PagePosition, number: int) -> JSON:
    return {"href": rules.numbered_page_url(position, number)}


def _drop_filters_from(*names: str) -> Callable[[Rules, PagePosition, JSON], JSON]:
    """Some links lose the filters."""

    def change(rules: Rules, position: PagePosition, links: JSON) -> JSON:
        bare = Rules.page_links(rules, replace(position, filters=()))
        return links | {name: bare[name] for name in names if name in bare}

    return change


def _link_last_one_short(rules: Rules, position: PagePosition, links: JSON) -> JSON:
    return links | {"last": _link_to_page(rules, position, max(1, position.last - 1))}


FAULTS = (
    Fault(
        "last-page-links-on",
        "links",
        ("PAG-02", "AT-TRX-15", "AT-TRX-2"),
        "The last page links to a next one.",
        _override_page_links(
            lambda rules, position, links: (
                links | ({"next": _link_to_page(rules, position, position.number + 1)} if position.last > 1 else {})
            )
        ),
    ),
    Fault(
        "next-from-last-to-first",
        "links",
        ("PAG-02", "AT-TRX-15", "AT-TRX-2"),
        "The last page links to the first one as next.",
        _override_page_links(
            lambda rules, position, links: (
                links | ({"next": _link_to_page(rules, position, 1)} if position.number == position.last > 1 else {})
            )
        ),
    ),
    Fault(
        "no-next",
        "links",
        ("PAG-03", "AT-TRX-15", "AT-TRX-16"),
        "No page links to the next one.",
        _override_page_links(lambda _, __, links: {name: link for name, link in links.items() if name != "next"}),
    ),
    Fault(
        "next-leads-to-itself",
        "links",
        ("PAG-03", "AT-TRX-2", "AT-TRX-15"),
        "The next link leads to the same page.",
        _override_page_links(lambda _, __, links: links | ({"next": links["self"]} if "next" in links else {})),
    ),
    Fault(
        "next-skips-a-page",
        "links",
        ("PAG-05", "PAG-09", "AT-TRX-16"),
        "The next link skips a page where there are three.",
        _override_page_links(
            lambda rules, position, links: (
                links
                | (
                    {"next": _link_to_page(rules, position, position.number + 2)}
                    if position.number + 2 <= position.last
                    else {}
                )
            )
        ),
    ),
    Fault(
        "first-page-links-back",
        "links",
        ("PAG-04", "AT-TRX-15"),
        "The first page has a link to a previous one.",
        _override_page_links(
            lambda rules, position, links: (
                links | ({"prev": _link_to_page(rules, position, 1)} if position.last > 1 else {})
            )
        ),
    ),
    Fault(
        "no-prev",
        "links",
        ("PAG-05", "PAG-10"),
        "No page links to the previous one.",
        _override_page_links(lambda _, __, links: {name: link for name, link in links.items() if name != "prev"}),
    ),
    Fault(
        "prev-leads-to-the-first",
        "links",
        ("PAG-05", "PAG-10"),
        "The prev link always leads to the first page.",
        _override_page_links(
            lambda rules, position, links: (
                links | ({"prev": _link_to_page(rules, position, 1)} if "prev" in links else {})
            )
        ),
    ),
    Fault(
        "first-leads-to-the-second",
        "links",
        ("PAG-06", "AT-TRX-2"),
        "The first link leads to the second page.",
        _override_page_links(
            lambda rules, position, links: links | {"first": _link_to_page(rules, position, min(2, position.last))}
        ),
    ),
    Fault(
        "first-leads-to-itself",
        "links",
        ("PAG-06",),
        "The first link leads to the same page.",
        _override_page_links(lambda _, __, links: links | {"first": links["self"]}),
    ),
    Fault(
        "last-a-page-short",
        "links",
        ("PAG-07", "AT-TRX-2", "PAG-10"),
        "The last link leads to the page before the last.",
        _override_page_links(_link_last_one_short),
    ),
    Fault(
        "last-leads-to-itself",
        "links",
        ("PAG-07",),
        "The last link leads to the same page.",
        _override_page_links(lambda _, __, links: links | {"last": links["self"]}),
    ),
    Fault(
        "self-is-the-first-page",
        "links",
        ("PAG-08",),
        "The self link leads to the first page.",
        _override_page_links(lambda rules, position, links: links | {"self": _link_to_page(rules, position, 1)}),
    ),
    Fault(
        "single-page-links-on",
        "links",
        ("PAG-12",),
        "A list on one page has a next link.",
        _override_page_links(
            lambda _, position, links: links | ({"next": links["self"]} if position.last == 1 else {})
        ),
    ),
    Fault(
        "single-page-links-back",
        "links",
        ("PAG-12",),
        "A list on one page has a prev link.",
        _override_page_links(
            lambda _, position, links: links | ({"prev": links["self"]} if position.last == 1 else {})
        ),
    ),
    Fault(
        "single-page-without-first-and-last",
        "links",
        ("PAG-13",),
        "A list on one page links neither to its first nor its last.",
        _override_page_links(lambda _, position, links: links if position.last > 1 else {"self": links["self"]}),
    ),
    Fault(
        "page-links-to-another-account",
        "links",
        ("PAG-18",),
        "The page links of one account lead to another.",
        _override_page_links(
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
        alter_later_pages(
            lambda document: [document["_links"].pop(name, None) for name in ("balances", "parent-list")]
        ),
    ),
    Fault(
        "balances-link-of-one-account-elsewhere",
        "links",
        ("PAG-19",),
        "Beside the transactions of one account the balances link leads to another.",
        alter_body(
            TRANSACTIONS,
            convert_member("_links.balances", "href", lambda href: href.replace("30019654062/", "30019654061/")),
        ),
        tour=("OVW-08",),
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
        "card-self-of-its-account",
        "links",
        ("PAG-27", "AT-TRX-1", "PAG-18"),
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
        "next-without-filters",
        "links",
        ("FLT-24", "FLT-26"),
        "The next link loses the filters.",
        _override_page_links(_drop_filters_from("next")),
    ),
    Fault(
        "first-prev-last-without-filters",
        "links",
        ("FLT-25",),
        "The links first, prev and last lose the filters.",
        _override_page_links(_drop_filters_from("first", "prev", "last")),
    ),
    Fault(
        "prev-without-filters",
        "links",
        ("FLT-25",),
        "The prev link loses the filters.",
        _override_page_links(_drop_filters_from("prev")),
    ),
)
