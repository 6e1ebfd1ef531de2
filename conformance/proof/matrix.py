"""What the trials come to: which faults were caught, by whom, and who cried wolf. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from conformance import rules
from conformance.model import Outcome, Scenario
from conformance.proof.trial import Played, Result
from conformance.specs import Requirement

FINE = (Outcome.PASSED, Outcome.WARNED, Outcome.SKIPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One fault against one of the requirements it breaks, and the covering scenarios that turned against it."""

    fault: str
    requirement: str
    by: tuple[str, ...]
    silent: tuple[Played, ...]
    """The covering scenarios that did not."""

    @property
    def testable(self) -> bool:
        """Whether anything covers the requirement and was played."""
        return bool(self.by or self.silent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """A scenario that turned against a bank without a fault."""

    variation: str
    played: Played


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """The proof of one run."""

    hits: tuple[Hit, ...]
    alarms: tuple[Alarm, ...]
    variations: tuple[str, ...]
    idle_scenarios: tuple[str, ...]
    """Those that no fault breaks."""
    idle_words: tuple[str, ...]
    """Check words that stand in the catalogue and that no fault breaks."""
    unbroken: tuple[str, ...]
    """Requirements with a scenario that was played, and without a fault."""
    seen: tuple[str, ...] = ()
    """Faults that some scenario caught, whichever it covers."""

    @property
    def faults(self) -> tuple[str, ...]:
        """All that were tried."""
        return tuple(dict.fromkeys(hit.fault for hit in self.hits))

    @property
    def survivors(self) -> tuple[Hit, ...]:
        """What no covering scenario caught."""
        return tuple(hit for hit in self.hits if not hit.by)

    @property
    def caught(self) -> tuple[str, ...]:
        """Faults caught for the right reason: for each requirement they break, by a scenario that covers it."""
        lost = {hit.fault for hit in self.survivors}
        return tuple(fault for fault in self.faults if fault not in lost)

    @property
    def perfect(self) -> bool:
        """Everything caught, no false alarm."""
        return not self.survivors and not self.alarms


def matrix(results: Iterable[Result], scenarios: Sequence[Scenario], register: Mapping[str, Requirement]) -> Matrix:
    """The proof that these results give."""
    found = _joined(results)
    honest = {one.name: one.outcome for result in found if result.trial.kind == "honest" for one in result.played}
    faulty = [result for result in found if result.trial.kind == "fault"]
    broken = {one.name for result in faulty for one in result.played if _turned(one, honest)}
    words = {word for result in faulty for one in result.played if _turned(one, honest) for word in one.words}
    played = [scenario for scenario in scenarios if honest.get(scenario.name) not in (None, Outcome.SKIPPED)]
    claimed = {claim.word for one in played for step in one.answered for claim in step.claims}
    breakable = {requirement for result in faulty for requirement in result.trial.breaks}
    return Matrix(
        hits=tuple(hit for result in faulty for hit in _hits(result, scenarios, register, honest)),
        alarms=tuple(_alarms(found)),
        variations=tuple(name for result in found for name in result.trial.variations),
        idle_scenarios=tuple(scenario.name for scenario in played if scenario.name not in broken),
        idle_words=tuple(sorted(claimed - words)),
        unbroken=tuple(sorted({requirement for scenario in played for requirement in scenario.covers} - breakable)),
        seen=tuple(result.trial.name for result in faulty if any(_turned(one, honest) for one in result.played)),
    )


def _joined(results: Iterable[Result]) -> list[Result]:
    """One result for each bank, by its name: the trials with and without certificates together."""
    found: dict[tuple[str, str], Result] = {}
    for result in results:
        key = (result.trial.kind, result.trial.name)
        other = found.get(key)
        found[key] = result if other is None else replace(other, played=(*other.played, *result.played))
    return [found[key] for key in sorted(found)]


def _turned(played: Played, honest: Mapping[str, Outcome]) -> bool:
    """Whether it found something that it does not find in the honest bank."""
    return played.outcome is Outcome.FAILED or (
        played.outcome is Outcome.WARNED and honest.get(played.name) is Outcome.PASSED
    )


def _hits(
    result: Result, scenarios: Sequence[Scenario], register: Mapping[str, Requirement], honest: Mapping[str, Outcome]
) -> Iterable[Hit]:
    covers = {scenario.name: scenario.covers for scenario in (*scenarios, *(rule.scenario for rule in rules.load()))}
    for requirement in result.trial.breaks:
        asked = [one for one in result.played if requirement in covers[one.name]]
        able = [one for one in asked if one.outcome is not Outcome.SKIPPED]
        must = requirement in register and register[requirement].level == "must"
        by = [one for one in able if one.outcome is Outcome.FAILED or (not must and _turned(one, honest))]
        yield Hit(
            fault=result.trial.name,
            requirement=requirement,
            by=tuple(one.name for one in by),
            silent=tuple(one for one in able if one not in by),
        )


def _alarms(results: Iterable[Result]) -> Iterable[Alarm]:
    for result in results:
        if result.trial.kind != "fault":
            for one in result.played:
                if one.outcome not in FINE:
                    yield Alarm(variation=result.trial.name or "the honest bank", played=one)
