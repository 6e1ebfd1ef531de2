"""Pages and links (chapters: pagination in the limits, the samples of each use case)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlencode

from conformance.sandbox.messages import JSON, NameValuePairs

Item = TypeVar("Item")

PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePosition:
    """Where a page is: the address of the whole list, the filters that made it, its number and the last one."""

    url: str
    filters: NameValuePairs
    number: int
    last: int


class PageRules:
    """Pages from 1 to the last, links that keep the filters, a first page without a number."""

    accounts_per_page = 100
    transactions_per_page = 200

    def is_page(self, text: str) -> bool:
        """A number from 1, or the word for the last one."""
        return text == "last" or PAGE_NUMBER.fullmatch(text) is not None

    def count_pages(self, items: int, *, size: int) -> int:
        """How many pages there are; an empty list has one."""
        return max(1, -(-items // size))

    def page_number(self, text: str | None, last: int) -> int | None:
        """The page meant, None beyond the end."""
        number = last if text == "last" else int(text or "1")
        return number if number <= last else None

    def page(self, items: Sequence[Item], *, number: int, size: int) -> Sequence[Item]:
        """The items of one page."""
        return items[(number - 1) * size : number * size]

    def page_url(self, position: PagePosition, page: str | None) -> str:
        """The address of a page of the same list."""
        query = (*((("page", page),) if page else ()), *position.filters)
        return f"{position.url}?{urlencode(query)}" if query else position.url

    def numbered_page_url(self, position: PagePosition, number: int) -> str:
        """The address of a page by its number."""
        return self.page_url(position, str(number) if number > 1 else None)

    def page_links(self, position: PagePosition) -> JSON:
        """Self, first and last always; the neighbours where there are some."""
        links = {
            "self": link(self.numbered_page_url(position, position.number)),
            "first": link(self.page_url(position, None)),
            "last": link(self.page_url(position, "last")),
        }
        if position.number < position.last:
            links["next"] = link(self.numbered_page_url(position, position.number + 1))
        if position.number > 1:
            links["prev"] = link(self.numbered_page_url(position, position.number - 1))
        return links

    def account_links(self, url: str, *, balances: bool, transactions: bool) -> JSON:
        """What the list offers for one account or card: only what is consented."""
        links: JSON = {}
        if balances:
            links["balances"] = {"templated": False, "href": f"{url}/balances"}
        if transactions:
            links["transactions"] = {"templated": False, "href": f"{url}/transactions"}
        return links

    def identity_link(self, root: str) -> JSON:
        """The link to the identity."""
        return {"endUserIdentity": link(f"{root}/end-user-identity")}

    def balances_links(self, *, root: str, url: str, transactions: bool) -> JSON:
        """The links of a page of balances; `url` is the address of the account or card."""
        links = {"self": link(f"{url}/balances")}
        if transactions:
            links["transactions"] = link(f"{url}/transactions")
        return links | self.parent_link(root)

    def transactions_links(self, *, root: str, url: str, balances: bool) -> JSON:
        """The links of a page of transactions beside those to other pages."""
        links = {"balances": link(f"{url}/balances")} if balances else {}
        return links | self.parent_link(root)

    def parent_link(self, root: str) -> JSON:
        """The link back to the list of accounts."""
        return {"parent-list": link(f"{root}/accounts")}


def link(href: str) -> JSON:
    """A link object of HAL."""
    return {"href": href}
