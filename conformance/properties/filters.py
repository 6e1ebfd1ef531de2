"""Any combination of dates and references chooses exactly the rows that it describes, over all pages.

Chapter GET transactions, parameters (lines 1385-1388, 1391). Bounds are the rows' own days and references, since a
mistake at an edge shows only where a row stands on it. Left out is what the text leaves open: a period that ends before
it begins (C16), a reference that no row has (F2), save the 2 and 3 of the acceptance tests.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from hypothesis import strategies as st

from conformance import paths
from conformance.frozen import dataclass
from conformance.model import JSON
from conformance.properties.property import Case, Ground, Property, StepData
from conformance.properties.text import literal

EVERYTHING: Final = {"consent": "everything"}
_DAYS: Final = frozenset({-1, 0, 1, 2, 8, 89, 90})
"""Days back that matter whatever the rows are: tomorrow, those of the acceptance tests, the edge of the history."""
_EDGE: Final = (89, 90)
_ABOVE: Final = ("entryReferenceFrom", "afterEntryReference")

Bound = tuple[str, str | int]
"""The name of a parameter, and a reference or so many days back."""


@dataclass(frozen=True, slots=True)
class Filter:
    """What a query asks for."""

    bounds: tuple[Bound, ...] = ()

    def words(self) -> dict[str, str]:
        """The query as a scenario writes it."""
        return {name: literal(bound) if isinstance(bound, str) else day(bound) for name, bound in self.bounds}

    def plain(self, today: date) -> dict[str, str]:
        """The query as it is sent on a day."""
        return {
            name: bound if isinstance(bound, str) else (today - timedelta(days=bound)).isoformat()
            for name, bound in self.bounds
        }


def day(back: int) -> str:
    """A day as a scenario writes it, so many days back."""
    return f"$today-{back}d" if back > 0 else "$today" if back == 0 else f"$today+{-back}d"


def cases_of(nickname: str, most: int) -> Callable[[Ground], st.SearchStrategy[Case]]:
    """Cases about one account, each of up to so many filters."""
    start = unfiltered(nickname)

    def cases(ground: Ground) -> st.SearchStrategy[Case]:
        rows = rows_of(walked(ground, nickname))
        filters = st.lists(filters_on(rows, ground.today), min_size=1, max_size=most)
        return filters.map(lambda chosen: Case(
            given=EVERYTHING, steps=(start, *(_filtered(nickname, one) for one in chosen))
        ))  # fmt: skip

    return cases


def unfiltered(nickname: str) -> StepData:
    """All the rows, kept for comparison."""
    return {"walk": address(nickname), "expect": {"status": 200}, "keep": {"all": "transactions"}}


def address(nickname: str) -> str:
    """The transactions of an account."""
    return f"/accounts/${nickname}.resourceId/transactions"


def _filtered(nickname: str, one: Filter) -> StepData:
    expect: JSON = {"status": [200, 204], "selects": {"transactions": "$all"}}
    return {"walk": address(nickname), "query": one.words(), "expect": expect}


def walked(ground: Ground, nickname: str) -> list[JSON]:
    """The pages of the unfiltered list, as they are there."""
    return ground.pages(Case(given=EVERYTHING, steps=(unfiltered(nickname),)))


def rows_of(pages: list[JSON]) -> list[dict[str, Any]]:
    """The rows of some pages."""
    return [row for page in pages for row in paths.values("transactions[*]", page) if isinstance(row, dict)]


# ------------------------------------------------------------------------------------------------------------- bounds


def filters_on(rows: list[dict[str, Any]], today: date) -> st.SearchStrategy[Filter]:
    """Filters of one to four parameters whose bounds are days and references of these rows."""
    references = sorted({str(row["entryReference"]) for row in rows if row.get("entryReference")})
    parts = [_period(_days(rows, today))]
    if references:
        above = st.tuples(st.sampled_from(_ABOVE), st.sampled_from([*references, "2", "3"]))
        below = st.tuples(st.just("entryReferenceTo"), st.sampled_from(references))
        parts += [st.none().map(lambda _: ()) | above.map(lambda one: (one,))]
        parts += [st.none().map(lambda _: ()) | below.map(lambda one: (one,))]
    merged = st.tuples(*parts).map(lambda drawn: Filter(tuple(bound for part in drawn for bound in part)))
    return merged.filter(lambda one: bool(one.bounds))


def _days(rows: list[dict[str, Any]], today: date) -> list[int]:
    """How many days back a filter may begin or end: where rows stand, and one day later, within the history."""
    dates = [row.get("bookingDate") or row.get("expectedBookingDate") for row in rows]
    back = {days for text in dates if text and (days := _back(text, today)) is not None}
    return sorted(day for day in _DAYS | back | {day - 1 for day in back} if -1 <= day <= 90)


def _back(text: JSON, today: date) -> int | None:
    try:
        return (today - date.fromisoformat(str(text)[:10])).days
    except ValueError:
        return None


def _period(days: list[int]) -> st.SearchStrategy[tuple[Bound, ...]]:
    """A first day, an end, both in their order, or neither."""
    first = st.one_of(st.sampled_from(_EDGE), st.sampled_from([day for day in days if day >= 0]))
    end = st.sampled_from([day for day in days if day < 90])
    return st.one_of(
        first.map(lambda day: (("dateFrom", day),)),
        end.map(lambda day: (("dateTo", day),)),
        st.tuples(first, end).filter(lambda drawn: drawn[0] > drawn[1]).map(_between),
        st.just(()),
    )


def _between(days: tuple[int, int]) -> tuple[Bound, ...]:
    return (("dateFrom", days[0]), ("dateTo", days[1]))


_COVERS: Final = ("FLT-01", "FLT-02", "FLT-04", "FLT-05", "FLT-06", "FLT-07", "FLT-08", "FLT-09", "FLT-10", "FLT-11",
                  "FLT-27", "FLT-30")  # fmt: skip

PROPERTY: Final = Property(
    name="filters",
    title="Any combination of dates and references chooses exactly the rows that it describes",
    covers=_COVERS,
    persona="alix",
    cases=cases_of("main", 4),
    reading=("F1", "F2", "F6", "F7"),
)

OVER_PAGES: Final = Property(
    name="filters-over-pages",
    title="Any combination of dates and references chooses the same rows of a list of several pages",
    covers=(*_COVERS, "FLT-24", "FLT-26", "PAG-09"),
    persona="adam",
    cases=cases_of("busy", 2),
    reading=("E7", "F1", "F2", "F6", "F7"),
)
