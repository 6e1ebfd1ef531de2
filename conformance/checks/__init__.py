"""The expectation words, one file each: `count` is `checks/count.py`, is `count` in the scenario schema.

A check is a generator: it gets what is wanted and the answer, and yields a `Mismatch` for each thing that is wrong. It
never sends, logs, raises, opens a file or reads a clock; what it needs of the documentation it is handed. A word's file
also says which of its texts are paths and which are regular expressions, so that the catalogue can tell wrong ones.
"""

from __future__ import annotations

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
    latest,
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
from conformance.checks.status import allowed
from conformance.checks.word import Setting, Word

__all__ = ["CHECKS", "Setting", "Word", "allowed"]

CHECKS: Final[dict[str, Word]] = {
    "status": status.WORD,
    "error": error.WORD,
    "schema": schema.WORD,
    "headers": headers.WORD,
    "empty": empty.WORD,
    "count": count.WORD,
    "has": has.WORD,
    "lacks": lacks.WORD,
    "equals": equals.WORD,
    "amount": amount.WORD,
    "values": values.WORD,
    "only": only.WORD,
    "none": none.WORD,
    "unique": unique.WORD,
    "distinct": distinct.WORD,
    "matches": matches.WORD,
    "unlike": unlike.WORD,
    "between": between.WORD,
    "latest": latest.WORD,
    "link": link.WORD,
    "redirect": redirect.WORD,
    "rows": rows.WORD,
    "selects": selects.WORD,
    "balances": balances.WORD,
    "pages": pages.WORD,
}
