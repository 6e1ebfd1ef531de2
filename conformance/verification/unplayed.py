"""What a run had selected and has no verdict on, as it was interrupted or killed: what is asked first depends on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from conformance.catalogue import casting
from conformance.catalogue.turns import turn_of
from conformance.errors import Mistakes
from conformance.ledger.ledger import Story
from conformance.model import Scenario
from conformance.specs import Cast
from conformance.verification.texts import Judges


class Unplayed:
    """Scenarios of the run's texts that no verdict is about; none where it came to its end."""

    def __init__(self, story: Story, judges: Judges, cast: Cast) -> None:
        self._split = "shard" in story.header
        self._scenarios = () if story.complete else tuple(_read(story, judges, cast))

    def beside(self, scenario: Scenario) -> tuple[Scenario, ...]:
        """Those of the same persona; of a shard only what it plays with this one."""
        shared = turn_of(scenario).is_shared
        return tuple(
            one
            for one in self._scenarios
            if one.persona == scenario.persona and not (self._split and turn_of(one).is_shared is not shared)
        )


def _read(story: Story, judges: Judges, cast: Cast) -> Iterator[Scenario]:
    for name in sorted(judges.selected - {record["name"] for record in story.records}):
        with suppress(Mistakes):  # a text that cannot be read was not selected as it stands there
            text = judges.scenario(name)
            if text is not None:
                yield casting.assigned(text, cast, judges.specs.cast)
