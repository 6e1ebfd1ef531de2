"""The expectation words, one file each: `count` is `checks/count.py`, is `count` in the scenario schema.

A check is a generator: it gets what is wanted and the answer, and yields a `Mismatch` for each thing that is wrong. It
never sends, logs, raises or reads a clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from conformance.checks import (
    amount,
    balances,
    between,
    count,
    distinct,
    empty,
    equals,
    error,
    has,
    headers,
    lacks,
    link,
    matches,
    none,
    only,
    pages,
    redirect,
    rows,
    schema,
    selects,
    status,
    unique,
    unlike,
    values,
)
from conformance.model import JSON, Answer, Mismatch

Check = Callable[[JSON, Answer], Iterator[Mismatch]]

CHECKS: Final[dict[str, Check]] = {
    "status": status.check,
    "error": error.check,
    "schema": schema.check,
    "headers": headers.check,
    "empty": empty.check,
    "count": count.check,
    "has": has.check,
    "lacks": lacks.check,
    "equals": equals.check,
    "amount": amount.check,
    "values": values.check,
    "only": only.check,
    "none": none.check,
    "unique": unique.check,
    "distinct": distinct.check,
    "matches": matches.check,
    "unlike": unlike.check,
    "between": between.check,
    "link": link.check,
    "redirect": redirect.check,
    "rows": rows.check,
    "selects": selects.check,
    "balances": balances.check,
    "pages": pages.check,
}
