"""What the faults of transactions share."""

from collections.abc import Callable
from typing import Any

from conformance.sandbox.altering import (
    watching,
)
from conformance.sandbox.movements import Movement
from conformance.sandbox.people import Person
from conformance.sandbox.rules import Rules
from conformance.sandbox.rules.history import Filters

ROWS = "transactions.*"


def shown(chosen: Callable[[Any, list[Movement], Filters], list[Movement]]) -> type[Rules]:
    """Other rows than the filters select."""
    return watching(
        shown=lambda self, rows, filters, today: chosen(self, Rules.shown(self, rows, filters, today), filters)
    )


def asking(rules: Any) -> Person:
    """Whose token it is."""
    person: Person = rules.bank.vault.by_access[rules.asked.headers["authorization"][7:]].person
    return person


def is_unfiltered(filters: Filters) -> bool:
    """Whether no filter is set."""
    return filters == Filters()
