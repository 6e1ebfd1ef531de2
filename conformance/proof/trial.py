"""One bank, wrong or different in named ways, and what the scenarios make of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from datetime import time as clock_time
from typing import Final, Literal

from conformance.clock import PARIS
from conformance.errors import Trouble
from conformance.frozen import dataclass
from conformance.ledger.entry import Entry
from conformance.model import EMPTY, Outcome, Scenario, Verdict
from conformance.report.sightings import Sightings, sightings
from conformance.runner import World, open_world, play
from conformance.specs import Specs
from conformance.target.target import Target

Kind = Literal["honest", "fault", "placed", "pair", "variation"]
Opener = Callable[["Trial"], AbstractContextManager[Target]]
"""Opens the bank of a trial and closes it again; handed in, since the examiner knows no bank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A bank to try the scenarios on, the requirements it breaks, and the scenarios to play."""

    kind: Kind
    scenarios: tuple[str, ...]
    differences: tuple[str, ...] = ()
    """The names of the faults, each with its place where it has one, or of the variations, that it has."""
    breaks: tuple[str, ...] = ()
    secured: bool = False
    """Whether the bank asks for certificates and signatures."""

    @property
    def name(self) -> str:
        """What it is called: by its differences; '' for the honest bank."""
        return " + ".join(self.differences)

    @property
    def faults(self) -> tuple[str, ...]:
        """What is wrong with the bank."""
        return self.differences if self.kind in ("fault", "placed", "pair") else ()

    @property
    def variations(self) -> tuple[str, ...]:
        """What is different about it."""
        return self.differences if self.kind == "variation" else ()


_NOTHING: Final = Sightings(scenario="", outcome=Outcome.BLOCKED, covers=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What came of one scenario, or of a rule: enough of its verdict to judge its sharpness."""

    name: str
    outcome: Outcome
    covers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """The check words that found something."""
    tells: tuple[str, ...] = ()
    """What stands in the way, or what was found, in a few lines."""
    hit: tuple[str, ...] = ()
    """The rules that an answer to one of its steps broke: what they say of it, it does not say again."""
    found: Sightings = _NOTHING
    """What it says of causes; of what it was held to only where it found something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A trial and what came of each of its scenarios, and of the rules."""

    trial: Trial
    played: tuple[Played, ...]
    elapsed_s: float = 0.0


def noon() -> datetime:
    """When every trial takes place: at noon in Paris.

    While the accounting of the evening runs, a bank that shows no value-date balance is none that is wrong.
    """
    return datetime.combine(datetime.now(PARIS).date(), clock_time(12), tzinfo=PARIS)


def conduct(trial: Trial, scenarios: Iterable[Scenario], specs: Specs, opener: Opener) -> Result:
    """Play the scenarios of a trial, one after the other, against a bank of its own."""
    started = time.perf_counter()
    with opener(trial) as target:
        try:
            world = open_world(target, specs, clock_moment=noon())
        except Trouble as trouble:
            played = tuple(_lost(scenario, str(trouble)) for scenario in scenarios)
            return Result(trial=trial, played=played)
        try:
            played = tuple(_short(verdict) for verdict in _verdicts(scenarios, world))
        finally:
            world.sender.close()
    return Result(trial=trial, played=played, elapsed_s=round(time.perf_counter() - started, 3))


def _verdicts(scenarios: Iterable[Scenario], world: World) -> Iterator[Verdict]:
    """Those of the scenarios, then those of the rules that some of their answers were held to."""
    started = world.clock.now()
    for scenario in scenarios:
        yield play(scenario, world)
    yield from (one for one in world.rules.verdicts(started) if one.outcome is not Outcome.SKIPPED)


def _lost(scenario: Scenario, reason: str) -> Played:
    return Played(name=scenario.name, outcome=Outcome.BLOCKED, covers=scenario.covers, tells=(reason,))


def _short(verdict: Verdict) -> Played:
    found = sorted(verdict.findings, key=lambda finding: not finding.must)
    told = sightings(Entry(verdict=verdict, levels=EMPTY, sources={}))
    tells = [f"{one.place} {one.word} {one.key}: {one.says}; got {str(one.got)[:80]}" for one in found[:3]]
    return Played(
        name=verdict.scenario.name,
        outcome=verdict.outcome,
        covers=verdict.scenario.covers,
        words=tuple(dict.fromkeys(one.word for one in found)),
        tells=(verdict.reason, *tells) if verdict.reason else tuple(tells),
        hit=verdict.hit,
        found=told if found else replace(told, tried=()),
    )
