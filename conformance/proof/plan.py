"""Which bank is tried with which scenarios."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from conformance.model import Scenario
from conformance.proof.trial import Kind, Trial

Broken = Mapping[str, Sequence[str]]
"""The requirements that each fault breaks."""
SECURED = frozenset({"mtls", "signature"})
"""What only a bank that asks for certificates and signatures can show."""


def plan(scenarios: Sequence[Scenario], faults: Broken, variations: Iterable[str], *, full: bool) -> list[Trial]:
    """The honest bank and every variation with all scenarios, every fault with those that cover what it breaks.

    `full`: every fault with all scenarios too. The longest come first, so that no core is left with one at the end.
    """
    trials = list(_trials("honest", "", scenarios))
    for name in variations:
        trials += _trials("variation", name, [one for one in scenarios if not needs_security(one)])
    for name, breaks in faults.items():
        trials += _trials("fault", name, scenarios if full else covering(scenarios, breaks), tuple(breaks))
    return sorted(trials, key=lambda trial: -len(trial.scenarios))


def _trials(kind: Kind, name: str, scenarios: Sequence[Scenario], breaks: tuple[str, ...] = ()) -> Iterator[Trial]:
    """One bank for all scenarios, and a second one for those that need a bank that asks for certificates."""
    for secured in (False, True):
        chosen = tuple(one.name for one in scenarios if needs_security(one) is secured)
        if chosen or not secured:
            yield Trial(kind=kind, name=name, scenarios=chosen, breaks=breaks, secured=secured)


def needs_security(scenario: Scenario) -> bool:
    """Whether only a bank that asks for certificates and signatures can show it."""
    return bool(SECURED & set(scenario.needs))


def covering(scenarios: Iterable[Scenario], requirements: Iterable[str]) -> list[Scenario]:
    """The scenarios that cover one of these requirements."""
    wanted = set(requirements)
    return [scenario for scenario in scenarios if wanted & set(scenario.covers)]
