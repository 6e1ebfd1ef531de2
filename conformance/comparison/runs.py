"""A run as it is compared: what its ledger says of each scenario and rule, and which causes that has. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from conformance.catalogue import scenario_record
from conformance.catalogue.shipped import Origin
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.ledger.lines import dumps
from conformance.ledger.reading import Story
from conformance.model import Exchange, Outcome
from conformance.report.cause import Cause
from conformance.report.causes import causes
from conformance.report.sightings import of_run
from conformance.specs import Requirement
from conformance.symptoms import Symptom

_LABEL: Final = pattern(rb"\*\*\*\d+")
"""A secret under the label of its run."""
JUDGED: Final = (Outcome.PASSED, Outcome.WARNED, Outcome.FAILED, Outcome.DEVIANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What a scenario, or a rule, came to."""

    name: str
    """The present one, where it was renamed."""
    outcome: Outcome
    reason: str
    origin: Origin
    lacking: tuple[str, ...]
    """What it needs and the target does not offer, where it was skipped."""
    text: bytes
    """What its file says."""

    @property
    def judged(self) -> bool:
        """Whether the bank was judged by it."""
        return self.outcome in JUDGED


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRun:
    """A run, as far as it is compared."""

    story: Story
    judged: Mapping[str, Judged]
    causes: tuple[Cause, ...]
    symptoms: frozenset[Symptom]
    """Of everything that was found wrong."""
    names: Mapping[str, str]
    """The present name of what was renamed since."""

    @property
    def header(self) -> Mapping[str, Any]:
        """The first line of its ledger."""
        return self.story.header

    def exchanges(self, names: frozenset[str]) -> list[Exchange]:
        """Those of some scenarios, and what the run itself has asked for."""
        every = self.story.exchanges.values()
        return [one for one in every if not one.asker.scenario or self._now(one.asker.scenario) in names]

    def _now(self, name: str) -> str:
        return self.names.get(name, name)


def run_of(story: Story, register: Mapping[str, Requirement], renamed: Mapping[str, str]) -> ComparedRun:
    """A ledger as it is compared; `renamed` are the present names of what had another."""
    seen = of_run(story.entries)
    found = [_judged(record, renamed) for record in story.records]
    return ComparedRun(
        story=story,
        judged={one.name: one for one in found},
        causes=causes(seen, register),
        symptoms=frozenset(one.symptom for each in seen for one in each.found),
        names=renamed,
    )


def _judged(record: Mapping[str, Any], renamed: Mapping[str, str]) -> Judged:
    name = record["name"]
    scenario = scenario_record.read(record)
    steps = scenario_record.written(scenario)["steps"]
    return Judged(
        name=renamed.get(name, name),
        outcome=Outcome(record["outcome"]),
        reason=record["reason"],
        origin=Origin(record.get("origin", Origin.OWN)),
        lacking=tuple(record.get("lacking", ())),
        text=_LABEL.sub(b"***", dumps([_without_places(step) for step in steps])),
    )


def _without_places(value: Any) -> Any:
    """What is asked and claimed, wherever in its file it stands."""
    if isinstance(value, Mapping):
        return {key: _without_places(item) for key, item in value.items() if key not in ("place", "places")}
    return [_without_places(item) for item in value] if isinstance(value, list | tuple) else value
