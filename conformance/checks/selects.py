"""selects: {transactions: $all}: of these rows, exactly those came back that the query's filters select.

Chapter GET transactions, parameters: dateFrom keeps rows of that date and later, dateTo rows before that date,
entryReferenceFrom (and afterEntryReference, the name the acceptance tests use, ambiguity F1) rows with a greater
reference, entryReferenceTo rows with a lower or equal one. The date of a row is its bookingDate. A row
without one may come or not, and is advised to go by its expectedBookingDate (F7); a row without a reference may come or
not where references are filtered. References made of digits alone compare as numbers, others as texts (F2).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from conformance.checks.rows import identity
from conformance.checks.word import Word, alone, entries
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find, kind, told

_DIGITS = re.compile(r"[0-9]+")
_Rule = Callable[[str, str], bool]


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the rows that are missing and those that should not be there, the first of each."""
    for path, everything in wanted.items():
        found = next(find(path, answer.body))
        if not isinstance(everything, list):
            yield Mismatch(says=f"what was kept to select from is {kind(everything)}, not a list", where=path, key=path)
        elif isinstance(found, Gap):
            yield Mismatch(says=told(found), wanted=_filter(answer.query), where=found.where, key=path)
        elif not isinstance(found.value, list):
            says = f"{path} is {kind(found.value)}, not a list"
            yield Mismatch(says=says, wanted=_filter(answer.query), where=found.where, key=path)
        else:
            yield from _compare(path, everything, found.value, answer.query)


def _compare(path: str, everything: list[JSON], got: list[JSON], query: Mapping[str, JSON]) -> Iterator[Mismatch]:
    judged = [(identity(row), row, selected(row, query)) for row in everything]
    here = {identity(row) for row in got}
    known = {key for key, _, _ in judged}
    missing = [row for key, row, due in judged if due is True and key not in here]
    strange = [row for key, row, due in judged if due is False and key in here]
    unknown = [row for row in got if identity(row) not in known]
    if strange:
        says = f"{len(strange)} of {len(got)} rows lie outside the filter, e.g. {_row(strange[0])}"
        yield Mismatch(says=says, wanted=_filter(query), got=_row(strange[0]), where=path, key=path)
    if missing:
        says = f"{len(missing)} rows inside the filter are missing, e.g. {_row(missing[0])}"
        asked = f"{sum(due is True for _, _, due in judged)} rows"
        yield Mismatch(says=says, wanted=asked, got=f"{len(got)} rows", where=path, key=path)
    if unknown:
        says = f"{len(unknown)} rows are not in the unfiltered list, e.g. {_row(unknown[0])}"
        yield Mismatch(says=says, wanted="rows of the unfiltered list", got=_row(unknown[0]), where=path, key=path)
    if not (strange or missing or unknown):
        yield from _pending(path, judged, here, query)
    if not (strange or missing or unknown) and not any(due is False for _, _, due in judged):
        says = "the filter leaves nothing out on this data, so it could not be told from no filter"
        yield Mismatch(says=says, wanted=_filter(query), got=f"{len(got)} rows", where=path, key=path, advice=True)


def _pending(
    path: str, judged: list[tuple[str, JSON, bool | None]], here: set[str], query: Mapping[str, JSON]
) -> Iterator[Mismatch]:
    """Rows without a booking date that did not go by the one that is expected: advice, for no text says so."""
    for key, row, due in judged:
        if due is not None or not isinstance(row, dict):
            continue
        ought = selected({**row, "bookingDate": row.get("expectedBookingDate")}, query)
        if ought is not None and ought is not (key in here):
            told = "lies inside the filter, and is missing" if ought else "lies outside the filter, and came"
            says = f"a row that is not booked {told}: {_row(row)}"
            yield Mismatch(says=says, wanted=_filter(query), got=_row(row), where=path, key=path, advice=True)
            return


def selected(row: JSON, query: Mapping[str, JSON]) -> bool | None:
    """Whether the filters of a query select a row; None where the documentation does not say."""
    filters = [(name, str(value)) for name, value in query.items() if name in _RULES and value is not None]
    verdicts = [_one(row, name, value) for name, value in filters] if isinstance(row, dict) else [None]
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _one(row: dict[str, JSON], name: str, bound: str) -> bool | None:
    if name in ("dateFrom", "dateTo"):
        date = row.get("bookingDate")
        return _RULES[name](str(date)[:10], bound) if date else None
    reference = row.get("entryReference")
    return _RULES[name](str(reference), bound) if reference else None


def greater(reference: str, bound: str) -> bool:
    """Whether a reference is strictly greater: numbers where both are made of digits, texts otherwise."""
    if _DIGITS.fullmatch(reference) and _DIGITS.fullmatch(bound):
        mine, theirs = reference.lstrip("0"), bound.lstrip("0")
        return (len(mine), mine) > (len(theirs), theirs)
    return reference > bound


_RULES: dict[str, _Rule] = {
    "dateFrom": lambda date, bound: date >= bound,
    "dateTo": lambda date, bound: date < bound,
    "entryReferenceFrom": greater,
    "afterEntryReference": greater,
    "entryReferenceTo": lambda reference, bound: not greater(reference, bound),
    "entryReferenceto": lambda reference, bound: not greater(reference, bound),
}


def _row(row: JSON) -> str:
    if not isinstance(row, dict):
        return str(row)[:80]
    date = row.get("bookingDate") or row.get("expectedBookingDate") or "no date"
    return f"{identity(row)[:40]} ({row.get('status')}, {date}, reference {row.get('entryReference') or 'none'})"


def _filter(query: Mapping[str, JSON]) -> str:
    return " ".join(f"{name}={value}" for name, value in query.items() if name in _RULES)


WORD = Word(check=alone(check), paths=entries)
