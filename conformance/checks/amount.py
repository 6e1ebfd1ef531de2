"""amount: {balances[*].balanceAmount.amount: 0}: the number at a path is this, written "0", "0.00" or 0."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from conformance.checks.word import Word, alone, entries
from conformance.model import JSON, Answer, Mismatch
from conformance.paths import Gap, find, told


def check(wanted: JSON, answer: Answer) -> Iterator[Mismatch]:
    """Yield the first amount of each path that is another number or none."""
    for path, value in wanted.items():
        for found in find(path, answer.body):
            if isinstance(found, Gap):
                yield Mismatch(says=told(found), wanted=value, where=found.where, key=path)
                break
            if number(found.value) is None or number(found.value) != number(value):
                says = "the amount is another one"
                yield Mismatch(says=says, wanted=value, got=found.value, where=found.where, key=path)
                break


def number(value: JSON) -> Decimal | None:
    """An amount as a number; None where it is none."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


WORD = Word(check=alone(check), paths=entries)
