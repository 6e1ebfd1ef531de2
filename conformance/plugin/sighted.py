"""What the verdicts of a run say of causes, worked out from the first on that speaks of one.

Where all hold there is no cause, and nothing is worked out. What held is wanted too as soon as one does not: how many
answers were right. Then it is read from the ledger, where it stands already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from conformance.ledger.entry import Entry
from conformance.report.sightings import Sightings, sightings, speaks


class Sighted:
    """What the verdicts so far say of causes."""

    def __init__(self, written: Callable[[], Iterable[Entry]]) -> None:
        """`written`: the verdicts that stand in the ledger, in any order."""
        self._written = written
        self._silent: set[str] = set()
        """The scenarios told so far, as long as none speaks of a cause."""
        self._found: list[Sightings] = []

    def note(self, entry: Entry) -> None:
        """A verdict that was told."""
        if self._found or speaks(entry):
            self._found += (sightings(one) for one in self._held())
            self._found.append(sightings(entry))
        else:
            self._silent.add(entry.verdict.scenario.name)

    def _held(self) -> Iterable[Entry]:
        names, self._silent = self._silent, set()
        return [one for one in self._written() if one.verdict.scenario.name in names] if names else ()

    @property
    def all(self) -> Sequence[Sightings]:
        """What each verdict says; nothing as long as none speaks of a cause."""
        return self._found
