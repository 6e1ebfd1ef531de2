"""balances: {balances: [VALU, CLBD, OTHR]}: the list at a path has one balance of each of these kinds.

Chapter GET balances: a payment account has a value-date balance (VALU), an accounting balance (CLBD) and an instant one
(OTHR). While the nightly accounting batch runs, VALU may be missing: from 21:00 to 21:50 in Paris, and some minutes
more, since the text says so "in principle" only (line 1182); some seconds before, too, by a clock that is behind the
bank's. STET has XPCD for the instant balance: it is taken for OTHR, with advice (ambiguity G10).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

from conformance.checks.word import Word, entries, of_the_body
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, Hit, find, kind

_READING = "G10"
_BATCH = (time(20, 59, 50), time(22, 0))


def may_be_nightly(moment: datetime) -> bool:
    """Whether the nightly batch may be running at a moment in Paris."""
    return _BATCH[0] <= moment.time() < _BATCH[1]


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield each list whose kinds are others, the first of each path."""
    for path, kinds in wanted.items():
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                yield Mismatch(says=str(found), wanted=kinds, where=found.where, key=path)
                break
            mismatches = [replace(one, where=found.where, key=path) for one in _compare(found, kinds, answer.last.at)]
            if mismatches:
                yield from mismatches
                break


def _compare(found: Hit, kinds: list[str], moment: datetime) -> Iterator[Mismatch]:
    """What is wrong with one list: each kind that is missing by itself, where nothing else is wrong."""
    if not isinstance(found.value, list):
        yield Mismatch(says=f"{found.where} is {kind(found.value)}, not a list", wanted=kinds)
        return
    got = [item.get("balanceType") if isinstance(item, dict) else None for item in found.value]
    instant = "XPCD" in got and "OTHR" not in got
    read = ["OTHR" if kind == "XPCD" and instant else kind for kind in got]
    missing = [kind for kind in kinds if kind not in read]
    if sorted(map(str, [*read, *missing])) != sorted(kinds):
        yield Mismatch(says="the kinds of balance are wrong", wanted=kinds, got=got)
        return
    if instant:
        yield Mismatch(
            says="the instant balance comes as XPCD", wanted="OTHR", got="XPCD", advice=True, reading=_READING
        )
    for one in missing:
        if not (one == "VALU" and may_be_nightly(moment)):
            yield Mismatch(says=f"{one} is missing", wanted=one, got=got)


WORD = Word(check=of_the_body(check), paths=entries)
