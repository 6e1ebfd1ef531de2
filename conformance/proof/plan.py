"""Which bank is tried with which scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from conformance.frozen import dataclass
from conformance.model import EMPTY, Scenario
from conformance.proof.trial import Kind, Trial

Broken = Mapping[str, Sequence[str]]
"""The requirements that each fault breaks."""
SECURED = frozenset({"mtls", "signature"})
"""What only a bank that asks for certificates and signatures can show."""
PAIRS: Final = 40
"""How many times two faults are tried together, of which neither hides the other."""
SPARE: Final = 10
"""How many more are tried: where one hides the other, the next that is not so counts in its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What a fault at one place breaks some of, and which other requirements take the scenarios to that place."""

    breaks: tuple[str, ...]
    tour: tuple[str, ...] = ()


def plan(  # noqa: PLR0913 - what is tried, each kind by itself
    scenarios: Sequence[Scenario],
    faults: Broken,
    variations: Sequence[Sequence[str]],
    *,
    placed: Mapping[str, Placed] = EMPTY,
    tours: Broken = EMPTY,
    full: bool,
) -> list[Trial]:
    """Every group of variations with all scenarios, every fault with those that cover what it breaks, `placed` ones,
    which are planted at one place, with those that cover some of it or go there, the honest bank with all of these.
    Where a rule alone sees it, those that cover what is in the fault's `tours` go there.

    `full`: every fault with all scenarios too. The longest come first, so that no core is left with one at the end.
    """
    met = [*faults.values(), *tours.values(), *((*one.breaks, *one.tour) for one in placed.values())]
    broken = {requirement for requirements in met for requirement in requirements}
    trials = list(_trials("honest", (), scenarios if full or variations else covering(scenarios, broken)))
    trials += plan_variations(scenarios, variations)
    for name, breaks in faults.items():
        able = covering(scenarios, (*breaks, *tours.get(name, ())))
        trials += _trials("fault", (name,), scenarios if full else able, tuple(breaks))
    for name, one in placed.items():
        chosen = scenarios if full else covering(scenarios, (*one.breaks, *one.tour))
        trials += _trials("placed", (name,), chosen, one.breaks)
    return sorted(trials, key=lambda trial: -len(trial.scenarios))


def plan_variations(scenarios: Sequence[Scenario], groups: Sequence[Sequence[str]]) -> list[Trial]:
    """A bank for each group of variations, with all scenarios that need no certificate."""
    played = [one for one in scenarios if not needs_security(one)]
    return [trial for names in groups for trial in _trials("variation", tuple(names), played)]


def _trials(
    kind: Kind, differences: tuple[str, ...], scenarios: Sequence[Scenario], breaks: tuple[str, ...] = ()
) -> Iterator[Trial]:
    """One bank for all scenarios, and a second one for those that need a bank that asks for certificates."""
    for secured in (False, True):
        chosen = tuple(one.name for one in scenarios if needs_security(one) is secured)
        if chosen or not secured:
            yield Trial(kind=kind, differences=differences, scenarios=chosen, breaks=breaks, secured=secured)


def plan_pairs(scenarios: Sequence[Scenario], faults: Broken, chapters: Mapping[str, str]) -> list[Trial]:
    """Banks with two faults of different chapters, evenly taken from all; `chapters` are those of the requirements.

    More than are to be told apart: which fault hides another shows only when they are tried.
    Of those that break one promise only: what else they break may be what the other one breaks.
    """
    single = [name for name, breaks in faults.items() if len(breaks) == 1 and breaks[0] in chapters]
    half = len(single) // 2
    beside = zip(single[:half], single[half:], strict=False)
    found = [(one, other) for one, other in beside if chapters[faults[one][0]] != chapters[faults[other][0]]]
    trials: list[Trial] = []
    planned = PAIRS + SPARE
    for one, other in found[:: max(len(found) // planned, 1)][:planned]:
        breaks = (*faults[one], *faults[other])
        trials += _trials("pair", (one, other), covering(scenarios, breaks), breaks)
    return trials


def needs_security(scenario: Scenario) -> bool:
    """Whether only a bank that asks for certificates and signatures can show it."""
    return bool(SECURED & set(scenario.needs))


def covering(scenarios: Iterable[Scenario], requirements: Iterable[str]) -> list[Scenario]:
    """The scenarios that cover one of these requirements."""
    wanted = set(requirements)
    return [scenario for scenario in scenarios if wanted & set(scenario.covers)]
