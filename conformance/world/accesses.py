"""The batch accesses that a run has taken: whose, to which resource, on which day, and for which scenario.

The bank grants four a calendar day to each customer, resource and method (chapter "Consommer l'API", lines 252-266), so
a day's accesses are a budget. Following the pages of a list is no further access (ambiguity E1), but it touches it.
"""

from __future__ import annotations

import threading
from collections import Counter
from datetime import date

from conformance.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What the bank counts together."""

    day: date
    """In Paris, by the bank's clock."""
    persona: str
    path: str
    """Below the API root, without a query: it tells the method too."""


class Accesses:
    """How many accesses were taken in this run, and by which scenarios; of any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: dict[Access, Counter[str]] = {}

    def take(self, access: Access, scenario: str) -> None:
        """Note that a scenario is about to use one."""
        with self._lock:
            self._taken.setdefault(access, Counter())[scenario] += 1

    def give_back(self, access: Access, scenario: str) -> None:
        """The bank has refused one, for another reason than their number; it may have given all back meanwhile."""
        with self._lock:
            if access in self._taken:
                self._taken[access][scenario] -= 1

    def taken(self, access: Access) -> Counter[str]:
        """How many each scenario has used."""
        with self._lock:
            return +self._taken.get(access, Counter())

    def forget(self) -> None:
        """The bank has given all of them back."""
        with self._lock:
            self._taken.clear()
