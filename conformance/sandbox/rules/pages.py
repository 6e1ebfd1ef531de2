"""Pages and links (chapters: pagination in the limits, the samples of each use case)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from conformance.sandbox.exchange import JSON, Pairs

Item = TypeVar("Item")

PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page is: the address of the whole list, the filters that made it, its number and the last one."""

    url: str
    filters: Pairs
    number: int
    last: int


class PageRules:
    """Pages from 1 to the last, links that keep the filters, a first page without a number."""

    accounts_per_page = 100
    transactions_per_page = 200

    def is_page(self, text: str) -> bool:
        """A number from 1, or the word for the last one."""
        return text == "last" or PAGE_NUMBER.fullmatch(text) is not None

    def pages(self, items: int, size: int) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-items // size))

    def page_number(self, text: str | None, last: int) -> int | None:
        """The page meant, None beyond the end."""
        number = last if text == "last" else int(text or "1")
        return number if number <= last else None

    def page(self, items: Sequence[Item], number: int, size: int) -> Sequence[Item]:
        """The items of one page."""
        return items[(number - 1) * size : number * size]

    def page_url(self, place: Place, page: str | None) -> str:
        """The address of a page of the same list."""
        query = (*((("page", page),) if page else ()), *place.filters)
        return f"{place.url}?{urlencode(query)}" if query else place.url

    def numbered(self, place: Place, number: int) -> str:
        """The address of a page by its number."""
        return self.page_url(place, str(number) if number > 1 else None)

    def page_links(self, place: Place) -> JSON:
        """Self, first and last always; the neighbours where there are some."""
        links = {
            "self": link(self.numbered(place, place.number)),
            "first": link(self.page_url(place, None)),
            "last": link(self.page_url(place, "last")),
        }
        if place.number < place.last:
            links["next"] = link(self.numbered(place, place.number + 1))
        if place.number > 1:
            links["prev"] = link(self.numbered(place, place.number - 1))
        return links

    def links_of_account(self, url: str, balances: bool, transactions: bool) -> JSON:
        """What the list offers for one account or card: only what is consented."""
        links: JSON = {}
        if balances:
            links["balances"] = {"templated": False, "href": f"{url}/balances"}
        if transactions:
            links["transactions"] = {"templated": False, "href": f"{url}/transactions"}
        return links

    def identity_link(self, root: str) -> JSON:
        """The way to the identity."""
        return {"endUserIdentity": link(f"{root}/end-user-identity")}

    def balances_links(self, root: str, url: str, transactions: bool) -> JSON:
        """Of a page of balances."""
        links = {"self": link(f"{url}/balances")}
        if transactions:
            links["transactions"] = link(f"{url}/transactions")
        return links | self.parent_link(root)

    def transactions_links(self, root: str, url: str, balances: bool) -> JSON:
        """Of a page of transactions, beside the page links."""
        links = {"balances": link(f"{url}/balances")} if balances else {}
        return links | self.parent_link(root)

    def parent_link(self, root: str) -> JSON:
        """Back to the list of accounts."""
        return {"parent-list": link(f"{root}/accounts")}


def link(href: str) -> JSON:
    """A link of HAL."""
    return {"href": href}
