"""What the trials come to: which faults were caught, by whom, and who cried wolf. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import islice
from typing import Final

from conformance.frozen import dataclass
from conformance.model import Outcome, Scenario
from conformance.proof.placements import Placement, placement
from conformance.proof.plan import PAIRS
from conformance.proof.trial import Kind, Played, Result
from conformance.report.causes import causes
from conformance.report.grouping import chapter_of
from conformance.specs import Requirement
from conformance.symptoms import general_wording

FINE = (Outcome.PASSED, Outcome.WARNED, Outcome.SKIPPED)
FEW: Final = 2
"""So many causes are told of one fault at most; more are a report in which nobody sees what to mend first."""
CLEAR: Final = 0.85
RIGHT: Final = 0.9
"""Of so many faults few causes must be told, and the right one first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One fault against one of the requirements it breaks, and the scenarios and rules that say so."""

    fault: str
    requirement: str
    by: tuple[str, ...]
    """Those that cover it and turned, or that a rule about one of the fault's promises speaks for."""
    named: bool = False
    """Whether a finding names the requirement as its promise."""
    silent: tuple[Played, ...]
    """Those that cover it and have no finding about it."""

    @property
    def testable(self) -> bool:
        """Whether anything covers the requirement and was played."""
        return bool(self.by or self.silent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The causes that a reader is told of a bank with these faults."""

    faults: tuple[str, ...]
    causes: int
    first: str
    """The promise of the first of them; '' where there is none."""
    right: bool
    """Whether that is one that the faults break, or of the chapter of one."""


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
    told: tuple[Told, ...] = ()
    """Of each fault, what its causes are told to be."""
    pairs: tuple[Told, ...] = ()
    """Of each two faults of different chapters of which neither hides the other: the first forty, by their names."""
    placements: tuple[Placement, ...] = ()
    """Faults that were planted at one place only."""
    musts: frozenset[str] = frozenset()
    """The faults that break what must be: only a failure catches them."""
    single: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By scenario, the faults that no other scenario sees of those that cover what they break."""

    @property
    def missed(self) -> tuple[Placement, ...]:
        """The faults that nobody caught at their place."""
        return tuple(one for one in self.placements if not one.by)

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
        """Faults caught for the right reason: whatever covers a promise they break turned, and a finding names one."""
        lost = {hit.fault for hit in self.survivors}
        named = {hit.fault for hit in self.hits if hit.named}
        return tuple(fault for fault in self.faults if fault in named - lost)

    @property
    def unnamed(self) -> tuple[str, ...]:
        """Faults that are caught, but that no finding names a broken promise of."""
        lost = {hit.fault for hit in self.survivors}
        named = {hit.fault for hit in self.hits if hit.named}
        return tuple(fault for fault in self.faults if fault not in named | lost)

    @property
    def perfect(self) -> bool:
        """Everything caught, at every place, no false alarm."""
        return not self.survivors and not self.unnamed and not self.missed and not self.alarms

    @property
    def few(self) -> tuple[Told, ...]:
        """The faults of which at most two causes are told."""
        return tuple(one for one in self.told if 0 < one.causes <= FEW)

    @property
    def right(self) -> tuple[Told, ...]:
        """The faults of which the first cause is the right one."""
        return tuple(one for one in self.told if one.right)

    @property
    def clear(self) -> bool:
        """Whether a reader sees what to mend first: few causes, the right one first, two faults never told as one."""
        few, right = (len(found) / (len(self.told) or 1) for found in (self.few, self.right))
        return not self.told or (few >= CLEAR and right >= RIGHT and self.apart == self.pairs)

    @property
    def apart(self) -> tuple[Told, ...]:
        """The pairs of faults that are told as more than one cause; of those of which neither hides the other."""
        return tuple(one for one in self.pairs if one.causes > 1)


def matrix(results: Iterable[Result], scenarios: Sequence[Scenario], register: Mapping[str, Requirement]) -> Matrix:
    """The proof that these results give."""
    parts = tuple(results)
    found = _joined(parts)
    honest = {one.name: one.outcome for result in found if result.trial.kind == "honest" for one in result.played}
    faulty = [result for result in found if result.trial.kind == "fault"]
    placed = [result for result in found if result.trial.kind == "placed"]
    turned = [one for result in (*faulty, *placed) for one in result.played if _turned(one, honest)]
    broken, words = {one.name for one in turned}, {word for one in turned for word in one.words}
    broken |= {name for result in (*faulty, *placed) for name in _shown_to_rules(result)}
    played = [scenario for scenario in scenarios if honest.get(scenario.name) not in (None, Outcome.SKIPPED)]
    claimed = {claim.word for one in played for step in one.answered for claim in step.claims}
    breakable = {requirement for result in faulty for requirement in result.trial.breaks}
    return Matrix(
        hits=tuple(hit for result in faulty for hit in _hits(result, register, honest)),
        alarms=tuple(_alarms(found)),
        variations=tuple(name for result in found for name in result.trial.variations),
        idle_scenarios=tuple(scenario.name for scenario in played if scenario.name not in broken),
        idle_words=tuple(sorted(claimed - words)),
        unbroken=tuple(sorted({requirement for scenario in played for requirement in scenario.covers} - breakable)),
        seen=tuple(result.trial.name for result in faulty if any(_turned(one, honest) for one in result.played)),
        told=tuple(_told(banks, register, honest) for banks in _by_name(parts, "fault")),
        pairs=tuple(islice(_pairs(_by_name(parts, "pair"), register, honest), PAIRS)),
        placements=tuple(placement(result, register, honest) for result in placed),
        musts=frozenset(
            result.trial.name for result in faulty if any(_is_must(one, register) for one in result.trial.breaks)
        ),
        single=_single([*faulty, *placed], {scenario.name for scenario in scenarios}, honest),
    )


def _single(
    results: Iterable[Result], scenarios: Container[str], honest: Mapping[str, Outcome]
) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for result in results:
        seen = [one.name for one in result.played if _turned(one, honest)]
        if len(seen) == 1 and seen[0] in scenarios:
            found[seen[0]] = (*found.get(seen[0], ()), result.trial.name)
    return dict(sorted(found.items()))


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


def _hits(result: Result, register: Mapping[str, Requirement], honest: Mapping[str, Outcome]) -> Iterable[Hit]:
    named = {requirement: _names(result, requirement, register, honest) for requirement in result.trial.breaks}
    rules = {one.name for one in result.played if any(_is_about(one, broken) for broken in result.trial.breaks)}
    for requirement in result.trial.breaks:
        able = [one for one in result.played if requirement in one.covers and one.outcome is not Outcome.SKIPPED]
        must = _is_must(requirement, register)
        by = [
            one
            for one in able
            if one.outcome is Outcome.FAILED or (not must and _turned(one, honest)) or not rules.isdisjoint(one.hit)
        ]
        yield Hit(
            fault=result.trial.name,
            requirement=requirement,
            by=tuple(one.name for one in by),
            named=named[requirement],
            silent=tuple(one for one in able if one not in by),
        )


def _shown_to_rules(result: Result) -> Iterator[str]:
    """The scenarios of whose promise a rule speaks in their place: it found that broken in an answer to them."""
    broken = frozenset(result.trial.breaks)
    rules = {one.name for one in result.played if any(_is_about(one, requirement) for requirement in broken)}
    for one in result.played:
        if not rules.isdisjoint(one.hit) and not broken.isdisjoint(one.covers):
            yield one.name


def _is_must(requirement: str, register: Mapping[str, Requirement]) -> bool:
    return requirement in register and register[requirement].level == "must"


def _names(
    result: Result, requirement: str, register: Mapping[str, Requirement], honest: Mapping[str, Outcome]
) -> bool:
    """Whether a finding that the honest bank does not show names this promise; of a must one that counts."""
    must = _is_must(requirement, register)
    return any(_turned(one, honest) and _is_about(one, requirement, must=must) for one in result.played)


def _is_about(played: Played, requirement: str, *, must: bool = False) -> bool:
    """Whether it has a finding that names this promise; `must`: one that counts against the bank."""
    return any(one.finding.promise == requirement and (one.finding.must or not must) for one in played.found.found)


def _by_name(results: Iterable[Result], kind: Kind) -> list[list[Result]]:
    """The results of each trial of a kind, in the order of their names; the bank without certificates first."""
    found: dict[str, list[Result]] = {}
    for result in sorted(results, key=lambda one: (one.trial.name, one.trial.secured)):
        if result.trial.kind == kind:
            found.setdefault(result.trial.name, []).append(result)
    return list(found.values())


def _pairs(
    pairs: Iterable[Sequence[Result]], register: Mapping[str, Requirement], honest: Mapping[str, Outcome]
) -> Iterator[Told]:
    """What is told of two faults, but where one hides the other: where nobody can log in, no more is seen of a bank."""
    for banks in pairs:
        told = _told(banks, register, honest)
        named = {one.finding.promise for result in banks for played in result.played for one in played.found.found}
        if told.causes > 1 or named.issuperset(banks[0].trial.breaks):
            yield told


def _told(banks: Sequence[Result], register: Mapping[str, Requirement], honest: Mapping[str, Outcome]) -> Told:
    """The causes of a faulty bank, as a run against it tells them; what warns in the honest one too is not the fault's.

    Each bank is a run of its own; what the one with certificates shows too is not told twice.
    """
    found = {
        (cause.promise, general_wording(str(cause.general))): cause
        for result in banks
        for cause in causes([one.found for one in result.played if _tells(one, honest)], register)
    }
    first = next(iter(found.values())).promise if found else ""
    trial = banks[0].trial
    chapters = {chapter_of(requirement, register) for requirement in trial.breaks}
    return Told(
        faults=trial.faults,
        causes=len(found),
        first=first,
        right=bool(found) and (first in trial.breaks or chapter_of(first, register) in chapters),
    )


def _tells(played: Played, honest: Mapping[str, Outcome]) -> bool:
    return played.outcome is not Outcome.WARNED or _turned(played, honest)


def _alarms(results: Iterable[Result]) -> Iterable[Alarm]:
    for result in results:
        if not result.trial.faults:
            for one in result.played:
                if one.outcome not in FINE:
                    yield Alarm(variation=result.trial.name or "the honest bank", played=one)
