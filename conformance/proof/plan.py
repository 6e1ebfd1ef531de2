"""Which bank is tried with which scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from conformance.model import Scenario
from conformance.proof.trial import Trial

Broken = Mapping[str, Sequence[str]]
"""The requirements that each fault breaks."""


def plan(scenarios: Sequence[Scenario], faults: Broken, variations: Iterable[str], *, full: bool) -> list[Trial]:
    """The honest bank and every variation with all scenarios, every fault with those that cover what it breaks.

    `full`: every fault with all scenarios too. The longest come first, so that no core is left with one at the end.
    """
    everything = tuple(scenario.name for scenario in scenarios)
    trials = [Trial(kind="honest", name="", scenarios=everything)]
    trials += [Trial(kind="variation", name=name, scenarios=everything) for name in variations]
    trials += _faulty(scenarios, faults, everything if full else ())
    return sorted(trials, key=lambda trial: -len(trial.scenarios))


def _faulty(scenarios: Sequence[Scenario], faults: Broken, everything: tuple[str, ...]) -> Iterator[Trial]:
    for name, breaks in faults.items():
        chosen = everything or covering(scenarios, breaks)
        yield Trial(kind="fault", name=name, scenarios=chosen, breaks=tuple(breaks))


def covering(scenarios: Iterable[Scenario], requirements: Iterable[str]) -> tuple[str, ...]:
    """The scenarios that cover one of these requirements."""
    wanted = set(requirements)
    return tuple(scenario.name for scenario in scenarios if wanted & set(scenario.covers))
