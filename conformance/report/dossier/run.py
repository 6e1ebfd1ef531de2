"""A run as the dossier draws it: its ledger read back, what it came to, what promises and causes there are. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from conformance.frozen import dataclass
from conformance.ledger.ledger import Entry, Story
from conformance.model import Exchange, Outcome, Purpose
from conformance.report.cause import Cause
from conformance.report.coverage import Standing, standings
from conformance.report.dossier import anchors
from conformance.report.finished import Finished
from conformance.report.text import Register
from conformance.symptoms import asked_for

WORST_FIRST = (
    Outcome.FAILED, Outcome.BROKEN, Outcome.BLOCKED, Outcome.DEVIANT, Outcome.WARNED, Outcome.PASSED, Outcome.SKIPPED,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Something that is told elsewhere in the page."""

    text: str
    to: str
    """The id it leads to."""
    word: str = ""
    """The verdict word it has; '' for none."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A run, and what is asked of it more than once."""

    story: Story
    finished: Finished
    register: Register
    causes: tuple[Cause, ...]

    @cached_property
    def standings(self) -> tuple[Standing, ...]:
        """What the run says of each requirement."""
        return standings(self.register, self.finished.results)

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The place of each verdict in the list of all, by its name."""
        return {entry.verdict.scenario.name: at for at, entry in enumerate(self.story.entries)}

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """By the names of scenarios and rules."""
        return {entry.verdict.scenario.name: entry.verdict.outcome for entry in self.story.entries}

    @cached_property
    def asked(self) -> tuple[tuple[Exchange, str, str], ...]:
        """Every exchange of a step that was answered, with what it asked for and the scenario."""
        return tuple(self._asked())

    def _asked(self) -> Iterator[tuple[Exchange, str, str]]:
        for exchange in self.story.exchanges.values():
            asker = exchange.asker
            if asker.purpose is Purpose.STEP and exchange.answered and asker.scenario in self.rows:
                yield exchange, asked_for(exchange.call), asker.scenario

    def entry(self, name: str) -> Entry:
        """The verdict of that name. Raises KeyError."""
        return self.story.entries[self.rows[name]]

    def link(self, name: str) -> Link:
        """Where a scenario or rule is told."""
        outcome = self.outcomes.get(name)
        return Link(text=name, to=anchors.of_scenario(name), word=outcome.value if outcome else "")

    def causes_of(self, name: str) -> tuple[Cause, ...]:
        """The causes by which a scenario or rule failed, or warned."""
        return tuple(one for one in self.causes if name in one.explains)
