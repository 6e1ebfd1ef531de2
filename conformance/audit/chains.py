"""Page chains: a page that follows another links back to it, and repeats none of its rows (PAG-05, PAG-09). Pure.

An account lives: a row that arrives while somebody walks moves all others. So rows on two pages contradict only where
the first page was read again afterwards, and was the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from conformance.audit.memory import Contradiction, Judgement, Memory
from conformance.audit.visits import Customer, Visit
from conformance.checks.rows import identity
from conformance.target.target import Target
from conformance.wording import plural

TITLE: Final = "A page that follows another links back to it and repeats none of its rows"
_LISTS: Final = {"transactions": "PAG-09", "accounts": "PAG-24"}
_Asked = dict[tuple[Customer | None, str], list[Visit]]


def judge(memory: Memory) -> Judgement:
    """Each page that was reached by the link of another."""
    found = Judgement()
    pages = [one for one in memory.visits if is_page(one)]
    asked = by_url(pages)
    for page in pages:
        following = following_page(page, asked, memory.bank)
        if following is None or following.below != page.below:
            continue
        found.judged += 1
        shown = following.exchange.number
        if not following.link("prev", memory.bank) and page.rows("transactions"):
            says = f"{page.address}: the page behind the next link has no prev link"
            found.found.append(Contradiction(promise="PAG-05", says=says, exchange=shown, earlier=page.exchange.number))
        found.found += _repeated(page, following, asked)
    return found


def _repeated(page: Visit, following: Visit, asked: _Asked) -> Iterator[Contradiction]:
    later = asked[page.customer, page.exchange.call.url]
    for name, promise in _LISTS.items():
        known = [identity(row) for row in page.rows(name)]
        twice = set(known) & {identity(row) for row in following.rows(name)}
        again = (one for one in later if one.exchange.number > following.exchange.number)
        if twice and any([identity(row) for row in one.rows(name)] == known for one in again):
            says = f"{page.address}: {plural(len(twice), 'row')} on two pages, and the first of them has not changed"
            yield Contradiction(
                promise=promise, says=says, exchange=following.exchange.number, earlier=page.exchange.number
            )


def is_page(visit: Visit) -> bool:
    """Whether it is a page of a list, and its rows are there."""
    return visit.exchange.call.method == "GET" and visit.exchange.status == 200 and visit.whole


def by_url(pages: Sequence[Visit]) -> _Asked:
    """The pages that were asked for at each address, in their order."""
    found: _Asked = {}
    for one in pages:
        found.setdefault((one.customer, one.exchange.call.url), []).append(one)
    return found


def following_page(page: Visit, asked: _Asked, bank: Target) -> Visit | None:
    """The page that its next link led to, where somebody followed it on the same day; None where nobody did."""
    url = page.link("next", bank)
    for one in asked.get((page.customer, url), ()) if url else ():
        if one.exchange.number > page.exchange.number:
            return one if page.day is not None and one.day == page.day and one.era == page.era else None
    return None


def walked(start: Visit, asked: _Asked, bank: Target) -> list[Visit]:
    """The pages from a start to the one that has no next; empty where the walk has no end."""
    pages = [start]
    while pages[-1].link("next", bank):
        following = following_page(pages[-1], asked, bank)
        if following is None or following in pages:
            return []
        pages.append(following)
    return pages
