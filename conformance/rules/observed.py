"""What the answers of a run came to by a rule: counted where they are heard, added up, told as a verdict. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.model import Finding, Outcome, Seen, Tally, Verdict
from conformance.rules.gathering import Gathered, joined, says
from conformance.rules.rule import Rule
from conformance.symptoms import CODED

NOT_MET: Final = "no answer of this kind was met"
TOO_FEW: Final = "too few of such values were met to say anything of all of them"
_ANY_INDEX: Final = pattern(r"\[\d+\]")
_NUMBERS: Final = pattern(r"\d+")


def any_index(where: str) -> str:
    """A path with `[*]` for every index in a list."""
    return _ANY_INDEX.sub("[*]", where)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way in which a rule was broken: the first finding of it, and where it was seen."""

    finding: Finding
    """Its `seen` tells the rest."""

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two findings the same one: all but the answer, the index in a list, and numbers.

        Another status, or another code, is another way: who accepts the one has not accepted the other.
        """
        one = self.finding
        addresses = one.seen.addresses if one.seen is not None else ()
        where, says = any_index(one.where), _NUMBERS.sub("0", one.says.partition(" (and ")[0])
        status = one.exchange.status if one.exchange is not None else None
        came = str(one.got) if one.word in CODED else ""
        return one.word, one.promise, one.must, where, says, addresses, status, came


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What answers came to by one rule."""

    rule: str
    """Its name."""
    held: int = 0
    broken: int = 0
    """A must did not hold, or a should."""
    ways: tuple[Way, ...] = ()
    """Of a rule about all answers together: in which it would be broken, were those of this worker all."""
    gathered: tuple[Gathered, ...] = ()
    """Of a rule about all answers together: what they hold."""
    fault: str = ""
    """Why the rule could not be judged, which is our own fault; '' where it could."""


def added(several: Iterable[Observed]) -> dict[str, Observed]:
    """Observations of several workers or moments added up, by the name of the rule; what came first is told first."""
    found: dict[str, Observed] = {}
    for one in several:
        other = found.get(one.rule, Observed(rule=one.rule))
        found[one.rule] = Observed(
            rule=one.rule,
            held=other.held + one.held,
            broken=other.broken + one.broken,
            ways=_merged((*other.ways, *one.ways)),
            gathered=joined(other.gathered, one.gathered),
            fault=other.fault or one.fault,
        )
    return {name: _of_all(one) for name, one in found.items()}


def _of_all(observed: Observed) -> Observed:
    """What a rule about all answers together came to, now that they are: it holds in all of them, or in none.

    Where they are too few to say anything it has met none.
    """
    gathered = {one.path: one for one in observed.gathered if one.enough}
    if not observed.gathered:
        return observed
    if not gathered:
        return replace(observed, held=0, broken=0, ways=())
    broken = tuple(
        _told_of_all(way, gathered[way.finding.key])
        for way in observed.ways
        if way.finding.key in gathered and not gathered[way.finding.key].holds
    )
    answers = observed.held + observed.broken
    return replace(observed, held=0 if broken else answers, broken=answers if broken else 0, ways=broken)


def _told_of_all(way: Way, gathered: Gathered) -> Way:
    return Way(finding=replace(way.finding, says=says(gathered), got=len(gathered.different)))


def _merged(ways: Iterable[Way]) -> tuple[Way, ...]:
    found: dict[tuple[object, ...], Way] = {}
    for way in ways:
        first = found.setdefault(way.key, way)
        if first is not way:
            seen = _seen(first.finding.seen, way.finding.seen)
            found[way.key] = Way(finding=replace(first.finding, seen=seen))
    return tuple(found.values())


def _seen(one: Seen | None, other: Seen | None) -> Seen | None:
    if one is None or other is None:
        return one or other
    personas = tuple(sorted({*one.personas, *other.personas}))
    return replace(one, answers=one.answers + other.answers, of=one.of + other.of, personas=personas)


def verdicts(rules: Iterable[Rule], found: Iterable[Observed], started: datetime) -> tuple[Verdict, ...]:
    """What each rule came to on a run that began then."""
    several = added(found)
    return tuple(verdict(rule, several.get(rule.name), started) for rule in rules)


def verdict(rule: Rule, found: Observed | None, started: datetime) -> Verdict:
    """What a rule came to on a run: broken where a must did not hold in some answer, skipped where it met none."""
    observed = found or Observed(rule=rule.name)
    findings = tuple(sorted((way.finding for way in observed.ways), key=lambda one: not one.must))
    outcome, reason = Outcome.PASSED, ""
    if observed.fault:
        outcome, reason = Outcome.BROKEN, observed.fault
    elif not observed.held + observed.broken:
        outcome, reason = Outcome.SKIPPED, TOO_FEW if observed.gathered else NOT_MET
    elif findings:
        outcome = Outcome.FAILED if findings[0].must else Outcome.WARNED
    shown = {one.exchange.number: one.exchange for one in findings if one.exchange is not None}
    return Verdict(
        scenario=rule.scenario,
        outcome=outcome,
        reason=reason,
        findings=findings,
        exchanges=tuple(shown[number] for number in sorted(shown)),
        started=started,
        tally=Tally(held=observed.held, broken=observed.broken),
    )
