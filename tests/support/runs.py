"""Runs that have ended, made by hand from their results."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conformance.ledger.facts import footer
from conformance.report.finished import Finished, facts
from conformance.report.statement import End, statement
from conformance.report.tally import Result, count
from tests.support import makers

SET = 4
"""How many scenarios the shipped set of these runs has."""
_OF_THE_HEADER = ("target", "api", "now")


def finished(results: Iterable[Result], end: End = End.WHOLE, **more: Any) -> Finished:
    """What a run with these results came to; `more` of its header (_OF_THE_HEADER) or footer (`reason`, `stale`)."""
    found = tuple(results)
    catalogue = {"scenarios": SET, "sha256": "c" * 64}
    head = makers.HEADER | {"catalogue": catalogue} | {key: more.pop(key) for key in _OF_THE_HEADER if key in more}
    says = statement(facts(head, found, {"end": end.value, **more}))
    foot = footer(
        count(found), exit_code=says.code, word=says.headline, end=end.value, complete=end is End.WHOLE,
        ended=makers.MOMENT.isoformat(), **more,
    )  # fmt: skip
    return Finished(header=head, footer=foot, results=found, statement=says)
