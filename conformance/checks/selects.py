"""selects: {transactions: $all}: of these rows, exactly those came back that the query's filters select.

Chapter GET transactions, parameters: dateFrom keeps rows of that date and later, dateTo rows before that date,
entryReferenceFrom (and afterEntryReference, the name the acceptance tests use, ambiguity F1) rows with a greater
reference, entryReferenceTo rows with a lower or equal one. The date of a row is its bookingDate. A row
without one may come or not, and is advised to go by its expectedBookingDate (F7); a row without a reference may come or
not where references are filtered. Where the given reference and every one of the list are made of digits they compare
as numbers; elsewhere nobody but the bank knows their order, and only the row of the given reference itself is judged,
which is excluded by the first filter and included by the second (F2). No row comes more often than without the filter,
and each says the same as there (see `rows`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from conformance.checks.rows import altered, changed, described, identity
from conformance.checks.word import Word, entries, of_the_body
from conformance.late import pattern
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find, kind
from conformance.wording import are, plural

_DIGITS = pattern(r"[0-9]+")
_Rule = Callable[[str, str], bool]
_Row = tuple[str, JSON]
"""What a row is known by, and the row."""
_Judged = tuple[str, JSON, bool | None]
"""The same of a row of the unfiltered list, and whether the filter selects it."""
Selection = Callable[[JSON], bool | None]
"""Whether a row is selected; None where the documentation does not say."""


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the rows that are missing, doubled, changed, and those that should not be there, the first of each."""
    for path, everything in wanted.items():
        for found in find(path, answer.body):
            if not isinstance(everything, list):
                says, got = "what was kept to select from is not a list", kind(everything)
                yield Mismatch(says=says, wanted="a list", got=got, where=path, key=path)
            elif isinstance(found, Gap):
                yield Mismatch(says=str(found), wanted=_filter(answer.query), where=found.where, key=path)
            elif not isinstance(found.value, list):
                says = f"{found.where} is {kind(found.value)}, not a list"
                yield Mismatch(says=says, wanted=_filter(answer.query), where=found.where, key=path)
            else:
                yield from _compare(path, everything, found.value, answer.query)
            break


def _compare(path: str, everything: list[JSON], got: list[JSON], query: Mapping[str, JSON]) -> Iterator[Mismatch]:
    known = in_known_order(everything, query)
    selects = selection(query, known_order=known)
    judged = [(identity(row), row, selects(row)) for row in everything]
    here = [(identity(row), row) for row in got]
    wrong = [*_chosen(path, judged, here, _filter(query)), *_changed(path, judged, here)]
    yield from wrong
    if wrong:
        return
    yield from _pending(path, judged, {key for key, _ in here}, query, selects)
    if not any(due is False for _, _, due in judged) and (known or len(got) == len(everything)):
        says = "the filter leaves nothing out on this data, so it cannot be told from no filter"
        count = plural(len(got), "row")
        yield Mismatch(says=says, wanted=_filter(query), got=count, where=path, key=path, advice=True)


def _chosen(path: str, judged: list[_Judged], got: list[_Row], asked: str) -> Iterator[Mismatch]:
    """The first row that should not be there, is missing, is unknown, or comes too often, with how many there are."""
    here, there = Counter([key for key, _ in got]), Counter([key for key, _, _ in judged])
    outside = [row for key, row, due in judged if due is False and key in here]
    if outside:
        says = f"{are(len(outside), 'row')} outside the filter, of {len(got)}"
        yield Mismatch(says=says, wanted=asked, got=described(outside[0]), where=path, key=path)
    missing = [row for key, row, due in judged if due is True and here[key] < there[key]]
    if missing:
        says = f"{are(len(missing), 'row')} missing that the filter selects"
        yield Mismatch(says=says, wanted=described(missing[0]), where=path, key=path)
    unknown = [row for key, row in got if key not in there]
    if unknown:
        says, wanted = f"{are(len(unknown), 'row')} not in the unfiltered list", "a row of the unfiltered list"
        yield Mismatch(says=says, wanted=wanted, got=described(unknown[0]), where=path, key=path)
    doubled = [row for key, row, _ in judged if here[key] > there[key]]
    if doubled:
        says = f"{are(len(doubled), 'row')} here more often than in the unfiltered list"
        yield Mismatch(says=says, wanted="each row once", got=described(doubled[0]), where=path, key=path)


def _changed(path: str, judged: list[_Judged], got: list[_Row]) -> Iterator[Mismatch]:
    """The first row that says something else than in the unfiltered list."""
    originals = {key: row for key, row, _ in judged}
    for index, (key, row) in enumerate(got):
        before = originals.get(key)
        name = changed(before, row)
        if name:
            yield altered(before, row, name, f"{path}[{index}]", path)
            return


def _pending(
    path: str, judged: list[_Judged], here: set[str], query: Mapping[str, JSON], selects: Selection
) -> Iterator[Mismatch]:
    """Rows without a booking date that did not go by the one that is expected: advice, for no text says so."""
    for key, row, due in judged:
        if due is not None or not isinstance(row, dict):
            continue
        ought = selects({**row, "bookingDate": row.get("expectedBookingDate")})
        if ought is not None and ought is not (key in here):
            says = f"a row that is not booked {'is missing' if ought else 'lies outside the filter'}"
            wanted, got = (described(row), None) if ought else (_filter(query), described(row))
            yield Mismatch(says=says, wanted=wanted, got=got, where=path, key=path, advice=True, reading="F7")
            return


def in_known_order(rows: Iterable[JSON], query: Mapping[str, JSON]) -> bool:
    """Whether the references of a query and of all rows are made of digits, so that everybody knows their order."""
    bounds = (str(query[name]) for name in (*_AFTER, *_UP_TO) if query.get(name) is not None)
    references = (str(row["entryReference"]) for row in rows if isinstance(row, dict) and row.get("entryReference"))
    return all(_DIGITS.fullmatch(text) for text in chain(bounds, references))


def selection(query: Mapping[str, JSON], *, known_order: bool) -> Selection:
    """What the filters of a query select."""
    bounds = {name: str(value) for name, value in query.items() if name in _RULES and value is not None}
    filters = [_filter_by(name, bound, known_order=known_order) for name, bound in bounds.items()]
    nothing = _nothing_between(bounds)

    def selects(row: JSON) -> bool | None:
        verdicts = [one(row) for one in filters] if isinstance(row, dict) else [None]
        if nothing or False in verdicts:
            return False
        return None if None in verdicts else True

    return selects


def _nothing_between(filters: Mapping[str, str]) -> bool:
    """Whether both references are the same: nothing is greater than it and not, in any order."""
    return bool({filters.get(name) for name in _AFTER} & {filters.get(name) for name in _UP_TO} - {None})


def _filter_by(name: str, bound: str, *, known_order: bool) -> Selection:
    """What one parameter selects among rows that are objects."""
    rule = _RULES[name]

    def by_date(row: JSON) -> bool | None:
        date = row.get("bookingDate")
        return rule(str(date)[:10], bound) if date else None

    def by_reference(row: JSON) -> bool | None:
        reference = row.get("entryReference")
        return rule(str(reference), bound) if reference and (known_order or str(reference) == bound) else None

    return by_date if name in ("dateFrom", "dateTo") else by_reference


def greater(reference: str, bound: str) -> bool:
    """Whether a reference made of digits is strictly greater, as a number, than another."""
    mine, theirs = reference.lstrip("0"), bound.lstrip("0")
    return (len(mine), mine) > (len(theirs), theirs)


_RULES: dict[str, _Rule] = {
    "dateFrom": lambda date, bound: date >= bound,
    "dateTo": lambda date, bound: date < bound,
    "entryReferenceFrom": greater,
    "afterEntryReference": greater,
    "entryReferenceTo": lambda reference, bound: not greater(reference, bound),
    "entryReferenceto": lambda reference, bound: not greater(reference, bound),
}
_AFTER, _UP_TO = ("entryReferenceFrom", "afterEntryReference"), ("entryReferenceTo", "entryReferenceto")


def _filter(query: Mapping[str, JSON]) -> str:
    return " ".join(f"{name}={value}" for name, value in query.items() if name in _RULES)


WORD = Word(check=of_the_body(check), paths=entries)
