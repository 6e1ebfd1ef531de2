"""Any walk by first, last, next, prev and self lands on the page that the model names, and on the same rows each time.

Chapter GET transactions (lines 1404-1406): links lead to the first, the previous, the next and the last page, and self
back to the page itself; of a filtered list too (E7). The account is long, so that there is somewhere to go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from hypothesis import strategies as st

from conformance import paths
from conformance.model import JSON
from conformance.properties.filters import EVERYTHING, Filter, address, filters_on, rows_of, walked
from conformance.properties.model import Pages, filtered
from conformance.properties.property import Case, Ground, Property, StepData

_NICKNAME: Final = "busy"
_ALWAYS: Final = ("next", "prev", "self")
_OPTIONAL: Final = ("last", "first")
"""Called optional by an acceptance test (line 1631): left out where a page does not show them."""


def cases(ground: Ground) -> st.SearchStrategy[Case]:
    """Walks over the whole list, or over one that a filter leaves several pages of."""
    found = walked(ground, _NICKNAME)
    whole = Pages(sizes=tuple(len(paths.values("transactions[*]", page)) for page in found))
    starts = st.one_of(st.just((Filter(), whole)), _filtered(rows_of(found), whole, ground))
    links = (*_ALWAYS, *(link for link in _OPTIONAL if all(paths.values(f"_links.{link}", page) for page in found)))
    moves = st.lists(st.sampled_from(links), min_size=1, max_size=10)
    return st.tuples(starts, moves).map(
        lambda drawn: Case(given=EVERYTHING, steps=tuple(_steps(*drawn[0], drawn[1], links)))
    )


def _filtered(rows: list[dict[str, Any]], whole: Pages, ground: Ground) -> st.SearchStrategy[tuple[Filter, Pages]]:
    """Filters that leave more than a page; the whole list where the model cannot tell."""

    def start(one: Filter) -> tuple[Filter, Pages]:
        pages = filtered(whole, rows, one.plain(ground.today))
        return (one, pages) if pages is not None and pages.last > 1 else (Filter(), whole)

    return filters_on(rows, ground.today).map(start)


def _steps(one: Filter, pages: Pages, moves: list[str], links: tuple[str, ...]) -> Iterator[StepData]:
    """The steps of a walk; a move that the model knows no link for is left out."""
    start: dict[str, JSON] = {"GET": address(_NICKNAME)}
    start |= {"query": one.words()} if one.bounds else {}
    page, seen = 1, {1}
    yield start | _landed(page, pages, links, known=False)
    for move in moves:
        to = pages.leads(page, move)
        if to is not None:
            page = to
            yield {"follow": f"_links.{move}"} | _landed(page, pages, links, known=page in seen)
            seen.add(page)


def _landed(page: int, pages: Pages, links: tuple[str, ...], *, known: bool) -> dict[str, JSON]:
    """What a page must show; its rows are those of the first visit."""
    has = [f"_links.{link}" for link in links if pages.leads(page, link) is not None]
    lacks = [f"_links.{link}" for link in ("next", "prev") if pages.leads(page, link) is None]
    expect: dict[str, JSON] = {"status": 200, "count": {"transactions": pages.sizes[page - 1]}, "has": has}
    expect |= {"lacks": lacks} if lacks else {}
    if known:
        return {"expect": expect | {"rows": {"transactions": f"$page{page}"}}}
    return {"expect": expect, "keep": {f"page{page}": "transactions"}}


PROPERTY: Final = Property(
    name="pages",
    title="Any walk over the pages lands where the link says, on the same rows each time",
    covers=("PAG-02", "PAG-03", "PAG-04", "PAG-05", "PAG-06", "PAG-07", "PAG-08", "PAG-10", "FLT-25"),
    persona="adam",
    cases=cases,
    reading=("E4", "E6", "E7"),
)
