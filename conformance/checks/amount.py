"""amount: {balances[*].balanceAmount.amount: 0}: the amount at a path is this, written "0", "0.00" or 0.

An amount is a JSON number, or a text of the form of STET's AmountType: an optional minus, 1 to 13 digits, and after a
point up to 5 decimals (STET 1.4.0.47).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import isfinite

from conformance.checks.word import Word, entries, of_the_body
from conformance.late import pattern
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find

_FORM = pattern(r"-?[0-9]{1,13}(\.[0-9]{0,5})?")


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first amount of each path that is different or none."""
    for path, value in wanted.items():
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                yield Mismatch(says=str(found), wanted=value, where=found.where, key=path, undecided=found.empty)
                break
            got = amount(found.value)
            if got is None or got != amount(value):
                says = "this is not an amount" if got is None else "the amount is wrong"
                yield Mismatch(says=says, wanted=value, got=found.value, where=found.where, key=path)
                break


def amount(value: JSON) -> Decimal | None:
    """A JSON value as an amount; None where it is none."""
    if isinstance(value, str) and _FORM.fullmatch(value):
        return Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(str(value)) if isfinite(value) else None


WORD = Word(check=of_the_body(check), paths=entries)
