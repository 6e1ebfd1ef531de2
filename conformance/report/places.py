"""Each rule in each place, whoever asks: which scenario claims it, or why none does. Pure.

Computed from the scenarios themselves: what their steps ask, of whom and when (`catalogue.where`), held to what
`specs/places.yaml` says shows that a rule is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from conformance.catalogue.where import Asked, asked
from conformance.errors import Mistake
from conformance.frozen import dataclass
from conformance.model import Scenario
from conformance.specs.places import WHO, Cell, Claimed, PlaceTable, Reason
from conformance.wording import are, plural

_PAGES: Final = {
    "first": "first page",
    "later": "later page",
    "linked": "page reached by a link",
    "filtered": "filtered page",
}
_MOMENTS: Final = {
    "login": "after a login",
    "refresh": "after a refresh",
    "refusal": "after a refusal",
    "another-consent": "after another's consent",
}
_WHO: Final = {one: one for one in WHO}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One cell of the table."""

    cell: Cell
    claimed_by: tuple[str, ...]
    """The scenarios that claim it, by name."""
    reason: Reason | None
    """Why none needs to; None where nothing is said."""

    @property
    def empty(self) -> bool:
        """Whether no scenario claims it and no reason is written."""
        return not self.claimed_by and self.reason is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """The table with what the scenarios claim."""

    table: PlaceTable
    cells: tuple[Standing, ...]

    @property
    def summary(self) -> str:
        """`1536 cells: 600 claimed by a scenario, 936 with a reason, 0 empty`."""
        claimed, empty = sum(bool(one.claimed_by) for one in self.cells), sum(one.empty for one in self.cells)
        reasoned = len(self.cells) - claimed - empty
        counted = f"{claimed} claimed by a scenario, {reasoned} with a reason, {empty} empty"
        return f"{plural(len(self.cells), 'cell')}: {counted}"


def fill(places: PlaceTable, scenarios: Iterable[Scenario]) -> Filled:
    """What the scenarios claim, cell by cell."""
    claims: dict[Cell, dict[str, None]] = {}
    for scenario in scenarios:
        for one in asked(scenario):
            for cell in _cells(places, one):
                claims.setdefault(cell, {})[scenario.name] = None
    standings = (
        Standing(cell=cell, claimed_by=tuple(claims.get(cell, ())), reason=places.reason(cell))
        for cell in places.cells()
    )
    return Filled(table=places, cells=tuple(standings))


def mistakes(filled: Filled) -> Iterator[Mistake]:
    """Each cell that is empty, by its rule, and each reason that no cell needs."""
    rules = {one.name: one for one in filled.table.rules}
    for one in filled.cells:
        if one.empty:
            says = f"no scenario claims {one.cell.rule} here: {_place(one.cell)}, {one.cell.who}"
            hint = "let a scenario ask there, or write a reason under `reasons`"
            yield Mistake(place=rules[one.cell.rule].place, says=says, hint=hint)
    needed = {id(one.reason) for one in filled.cells if not one.claimed_by}
    for reason in filled.table.reasons:
        if id(reason) not in needed:
            says = "a scenario, or a reason before it, stands in every cell that this reason is about"
            yield Mistake(place=reason.place, says=says, hint="take it away, or narrow it")


def _cells(places: PlaceTable, one: Asked) -> Iterator[Cell]:
    """The cells that an asked address claims."""
    known = places.addresses.get(one.address, ())
    pages = one.pages & frozenset(known) or frozenset({"first"})
    for rule in places.rules:
        if any(_shows(claimed, one) for claimed in rule.claims):
            for page in pages:
                who = "absent" if one.absent else "present"
                yield from (Cell(rule.name, one.address, page, moment, who) for moment in one.moments)


def _shows(claimed: Claimed, one: Asked) -> bool:
    return (
        not claimed.covers.isdisjoint(one.covers)
        and claimed.refused in (None, one.refused)
        and (not claimed.verbs or one.verb in claimed.verbs)
        and (not claimed.tokens or one.token in claimed.tokens)
        and (not claimed.other_scope or one.scope != "aisp")
    )


def _place(cell: Cell) -> str:
    return f"{cell.address}, {_PAGES[cell.page]}, {_MOMENTS[cell.moment]}"


def lines(filled: Filled) -> Iterator[str]:
    """The table for a reader: rule by rule, each place with the scenarios that claim it or the reason."""
    for rule in filled.table.rules:
        cells = [one for one in filled.cells if one.cell.rule == rule.name]
        claimed = sum(bool(one.claimed_by) for one in cells)
        yield f"{rule.name}: {rule.says} ({claimed} of {plural(len(cells), 'cell')} claimed)"
        yield from _of_rule(cells)
    yield filled.summary


def markdown(filled: Filled) -> Iterator[str]:
    """The same as Markdown: of each rule a table, a row for a place and a column for who asks, then the reasons."""
    yield "# Every promise in every place"
    yield f"\n{filled.summary}."
    for rule in filled.table.rules:
        cells = [one for one in filled.cells if one.cell.rule == rule.name]
        yield f"\n## {rule.name}\n\n{rule.says}\n"
        yield f"| place | {' | '.join(WHO)} |"
        yield f"|---|{'---|' * len(WHO)}"
        numbers: dict[str, int] = {}
        for place in dict.fromkeys(_place(one.cell) for one in cells):
            by_who = {one.cell.who: one for one in cells if _place(one.cell) == place}
            told = (_in_table(by_who[who], numbers) if who in by_who else "" for who in WHO)
            yield f"| {place} | {' | '.join(told)} |"
        yield ""
        yield from (f"- ({number}) Not asked, since {because}." for because, number in numbers.items())


def _in_table(one: Standing, numbers: dict[str, int]) -> str:
    """What claims a cell, or the number of the reason why nothing does; a new reason gets the next number."""
    if one.claimed_by:
        return ", ".join(f"`{name}`" for name in one.claimed_by)
    if one.reason is None:
        return "**empty**"
    return f"({numbers.setdefault(one.reason.because, len(numbers) + 1)})"


def _of_rule(cells: Sequence[Standing]) -> Iterator[str]:
    """Each cell that is claimed or empty on a line of its own; those of one reason together."""
    width = max(len(_place(one.cell)) for one in cells)
    reasons: dict[str, list[Cell]] = {}
    for one in cells:
        if one.claimed_by:
            yield f"  {_place(one.cell).ljust(width)}  {one.cell.who.ljust(7)}  {', '.join(one.claimed_by)}"
        elif one.reason is None:
            yield f"  {_place(one.cell).ljust(width)}  {one.cell.who.ljust(7)}  EMPTY: no scenario, no reason"
        else:
            reasons.setdefault(one.reason.because, []).append(one.cell)
    for because, those in reasons.items():
        yield f"  {are(len(those), 'cell')} not asked, since {because}:"
        yield from (f"    {text}" for text in _together(those))


def _together(cells: Sequence[Cell]) -> Iterator[str]:
    """Cells of one reason, those of an address in one line."""
    for address in dict.fromkeys(one.address for one in cells):
        those = [one for one in cells if one.address == address]
        named = (
            ", ".join(dict.fromkeys(names[one[number]] for one in those))
            for number, names in ((2, _PAGES), (3, _MOMENTS), (4, _WHO))
        )
        yield f"{address}: {'; '.join(named)}"
