"""The verdicts of a run so far, in short: who has one, what they say of causes, and what its end is told by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from conformance.ledger.ledger import Entry
from conformance.model import Outcome
from conformance.plugin.listed import Listed
from conformance.plugin.sighted import Sighted, causes_of
from conformance.report import summary
from conformance.report.cause import Cause
from conformance.report.summary import Aside
from conformance.report.tally import Result
from conformance.specs import Requirement

if TYPE_CHECKING:
    from conformance.report.sightings import Sightings

_ASIDE: Final = (Outcome.WARNED, Outcome.SKIPPED, Outcome.BLOCKED, Outcome.DEVIANT)
_NOT_PLAYED: Final = (Outcome.SKIPPED, Outcome.BROKEN)


class Verdicts:
    """What is remembered of each verdict; its answers stand in the ledger."""

    def __init__(self, listed: Listed, written: Callable[[], Iterable[Entry]]) -> None:
        """`written`: those that stand in the ledger, in any order."""
        self.results: list[Result] = []
        self.asides: list[Aside] = []
        """Those that the terminal tells apart from the tests' own sections."""
        self._sighted = Sighted(written)
        self.listed = listed
        """The list of known deviations, which hears of each."""
        self._names: set[str] = set()
        self._causes: tuple[int, tuple[Cause, ...]] | None = None
        """The causes, and of how many verdicts."""

    def note(self, entry: Entry, result: Result, register: Mapping[str, Requirement]) -> None:
        """A scenario, or a rule, has come to a verdict."""
        self.results.append(result)
        self._names.add(result.name)
        if entry.verdict.outcome in _ASIDE:
            self.asides.append(summary.aside(entry, register))
        self._sighted.note(entry)
        self.listed.note(entry.verdict)

    def has(self, name: str) -> bool:
        """Whether a scenario, or a rule, has a verdict."""
        return name in self._names

    @property
    def nothing_was_played(self) -> bool:
        """Whether no scenario has asked the bank for anything."""
        return all(one.outcome in _NOT_PLAYED for one in self.results)

    @property
    def failed(self) -> Iterator[str]:
        """The names of what has failed."""
        return (one.name for one in self.results if one.outcome is Outcome.FAILED)

    @property
    def sightings(self) -> Sequence[Sightings]:
        """What each says of causes; nothing as long as none shows one."""
        return self._sighted.all

    def causes(self, register: Mapping[str, Requirement]) -> tuple[Cause, ...]:
        """What is wrong with the bank, as far as was found, the gravest first."""
        if self._causes is None or self._causes[0] != len(self.sightings):
            self._causes = (len(self.sightings), causes_of(self.sightings, register))
        return self._causes[1]
