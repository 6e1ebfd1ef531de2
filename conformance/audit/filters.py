"""Filters, held against a complete unfiltered walk of the same day: what they select is there, and nothing else. Pure.

Walks that disagree are of an account that lives, and judge nothing. A row that no walk has seen may have arrived since.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from conformance.audit.chains import by_url, is_page, walked
from conformance.audit.memory import Contradiction, Judgement, Memory
from conformance.audit.visits import Customer, Visit
from conformance.checks.rows import identity
from conformance.checks.selects import in_known_order, selection
from conformance.late import pattern
from conformance.model import JSON
from conformance.wording import plural

TITLE: Final = "A filter selects of the rows of the day exactly those that it names"
_DATES: Final = ("dateFrom", "dateTo")
_PROMISES: Final = {
    "dateFrom": "FLT-02",
    "dateTo": "FLT-05",
    "entryReferenceFrom": "FLT-06",
    "afterEntryReference": "FLT-13",
    "entryReferenceTo": "FLT-07",
    "entryReferenceto": "FLT-12",
}
"""The requirement about each filter."""
_DAY: Final = pattern(r"\d{4}-\d\d-\d\d")
_ADDRESS: Final = "/accounts/{accountResourceId}/transactions"
_Of = tuple[Customer | None, str, date | None, int]


def judge(memory: Memory) -> Judgement:
    """Each filtered list whose account was walked through without a filter on that day."""
    found = Judgement()
    pages = [one for one in memory.visits if is_page(one) and one.address == _ADDRESS and one.customer and one.day]
    asked = by_url(pages)
    walks: dict[_Of, list[list[JSON]]] = {}
    for one in pages:
        if not one.query:
            walk = walked(one, asked, memory.bank)
            if walk:
                walks.setdefault(_of(one), []).append([row for page in walk for row in page.rows("transactions")])
    for one in pages:
        several = walks.get(_of(one), ())
        if several and _filters(one) and _agree(several):
            walk = walked(one, asked, memory.bank)
            if walk:
                found.judged += 1
                found.found += _wrong(one, several[0], [row for page in walk for row in page.rows("transactions")])
    return found


def _of(visit: Visit) -> _Of:
    return visit.customer, visit.below, visit.day, visit.era


def _filters(visit: Visit) -> bool:
    """Whether it is the first page of a list that is filtered by what everybody reads alike."""
    names = visit.query.keys()
    dates = [visit.query[name] for name in _DATES if name in names]
    return bool(names) and names <= _PROMISES.keys() and all(_DAY.fullmatch(one) for one in dates)


def _agree(walks: list[list[JSON]]) -> bool:
    first = sorted(map(identity, walks[0]))
    return all(sorted(map(identity, walk)) == first for walk in walks[1:])


def _wrong(visit: Visit, everything: list[JSON], got: list[JSON]) -> Iterator[Contradiction]:
    selects = selection(visit.query, known_order=in_known_order(everything, visit.query))
    here = set(map(identity, got))
    outside, missing = 0, 0
    for row in everything:
        due = selects(row)
        outside += due is False and identity(row) in here
        missing += due is True and identity(row) not in here
    asked = " ".join(f"{name}={value}" for name, value in visit.query.items())
    for number, says in ((outside, "outside the filter"), (missing, "missing that the filter selects")):
        if number:
            told = f"{visit.address} {asked}: {plural(number, 'row')} {says}"
            yield Contradiction(promise=_promise(visit.query), says=told, exchange=visit.exchange.number)


def _promise(query: Mapping[str, str]) -> str:
    """The requirement about the filter; of several at once that about all of them."""
    if len(query) > 1:
        return "FLT-11"
    return _PROMISES[next(iter(query))]
