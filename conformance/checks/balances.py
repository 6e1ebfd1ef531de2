"""balances: {balances: [VALU, CLBD, OTHR]}: the list at a path has one balance of each of these kinds.

Chapter GET balances: a payment account has a value-date balance (VALU), an accounting balance (CLBD) and an instant one
(OTHR). While the nightly accounting batch runs, VALU may be missing: from 21:00 to 21:50 in Paris, and some minutes
more, since the text says so "in principle" only (line 1182). STET has XPCD for the instant balance: it is taken for
OTHR, with advice (ambiguity G10).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from conformance.checks.word import Word, entries, of_the_body
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, Hit, find, kind

_READING = "G10"
_BATCH = (time(21, 0), time(22, 0))


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield each list whose kinds are others, the first of each path."""
    for path, kinds in wanted.items():
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                yield Mismatch(says=str(found), wanted=kinds, where=found.where, key=path)
                break
            mismatch = _compare(found, kinds, path, answer.last.at)
            if mismatch is not None:
                yield mismatch
                break


def _compare(found: Hit, kinds: list[str], path: str, moment: datetime) -> Mismatch | None:
    if not isinstance(found.value, list):
        says = f"{found.where} is {kind(found.value)}, not a list"
        return Mismatch(says=says, wanted=kinds, where=found.where, key=path)
    got = [item.get("balanceType") if isinstance(item, dict) else None for item in found.value]
    if sorted(map(str, got)) == sorted(kinds):
        return None
    read = ["OTHR" if kind == "XPCD" and "OTHR" not in got else kind for kind in got]
    nightly = _BATCH[0] <= moment.time().replace(tzinfo=None) < _BATCH[1]
    expected = [kind for kind in kinds if kind != "VALU"] if nightly and "VALU" not in read else kinds
    if sorted(map(str, got)) == sorted(expected):
        return None
    advice = sorted(map(str, read)) == sorted(expected)
    says = "the instant balance comes as XPCD" if advice else "the kinds of balance are wrong"
    return Mismatch(says=says, wanted=kinds, got=got, where=found.where, key=path, advice=advice, reading=_READING)


WORD = Word(check=of_the_body(check), paths=entries)
