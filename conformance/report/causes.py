"""One defect, one cause: the findings of a run, grouped by what is wrong with the bank. Pure.

A defect shows in many scenarios, and more goes wrong behind it in each of them. So of a scenario only what *leads* is
looked at (report/sightings). Findings that look alike (conformance/symptoms) or lead in one answer are one cause, but
never over two chapters of the documentation; then the fewest causes are taken that explain every scenario, those that
explain most of them first. What a rule has found is a cause in any case, and explains what scenarios find in its place.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from conformance.frozen import dataclass
from conformance.report.answers import Answers
from conformance.report.asking import RULES
from conformance.report.cause import Cause
from conformance.report.circumstances import Circumstances
from conformance.report.explaining import Chosen, fewest
from conformance.report.grouping import alike
from conformance.report.promises import Standing, broken_promise
from conformance.report.refreshed import told_apart
from conformance.report.sentences import sentence
from conformance.report.sightings import Sighting, Sightings
from conformance.specs import Requirement
from conformance.symptoms import Symptom

Register = Mapping[str, Requirement]
_FAILURE: Final = 500
_ACTS: Final = frozenset({"customer", "changes", "consent", "identity", "beneficiaries", "refreshed"})
"""The circumstances that an act of the harness brings about."""


def causes(found: Iterable[Sightings], register: Register) -> tuple[Cause, ...]:
    """The causes of what a run has found, the gravest first; the same in whatever order it was found."""
    found = tuple(found)
    if not any(one.found for one in found):
        return ()
    verdicts = tuple(sorted((_in_order(one) for one in found), key=lambda one: (_is_rule(one), one.scenario)))
    verdicts = tuple(told_apart(verdicts))
    groups = alike(verdicts, register)
    held, standing = _Held.of(verdicts), Standing.of(verdicts, register)
    chosen = fewest(groups, verdicts)
    return tuple(_drawn(number, one, held, standing, register) for number, one in enumerate(chosen, 1))


def _in_order(one: Sightings) -> Sightings:
    """What a rule finds comes in the order of the answers, which is another one with several scenarios in flight."""
    return replace(one, found=tuple(sorted(one.found, key=lambda seen: _place(seen.symptom)))) if _is_rule(one) else one


def _is_rule(one: Sightings) -> bool:
    return one.scenario.startswith(RULES)


def _place(looks: Symptom) -> tuple[str, ...]:
    return looks.address, looks.path, looks.word, looks.wording


# ----------------------------------------------------------------------------------------------------- how it is told


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """Which answers the claims of a run were held to, and what came of that."""

    tried: Mapping[tuple[str, str], frozenset[int]]
    """By claim and address: the exchanges."""
    requests: Mapping[tuple[str, str, str], frozenset[int]]
    """By claim, request, and step; '' for all steps together."""
    failed: Mapping[str, frozenset[int]]
    """By claim: the exchanges that broke it."""
    sightings: Mapping[Symptom, tuple[Sighting, ...]]
    """All that look alike, whether they lead or not."""
    hit: Mapping[str, tuple[Sightings, ...]]
    """By rule: what scenarios got an answer that broke it."""
    answers: Answers
    """How they came about."""

    @classmethod
    def of(cls, verdicts: Sequence[Sightings]) -> _Held:
        """What these verdicts say of it."""
        tried: dict[tuple[str, str], set[int]] = {}
        requests: dict[tuple[str, str, str], set[int]] = {}
        failed: dict[str, set[int]] = {}
        alike: dict[Symptom, list[Sighting]] = {}
        hit: dict[str, list[Sightings]] = {}
        for verdict in verdicts:
            for one in verdict.tried:
                tried.setdefault((one.claim, one.address), set()).add(one.number)
                for step in ("", one.step):
                    requests.setdefault((one.claim, one.request, step), set()).add(one.number)
            for other in verdict.found:
                alike.setdefault(other.symptom, []).append(other)
                if other.tried is not None:
                    failed.setdefault(other.tried.claim, set()).add(other.number)
            for rule in verdict.hit:
                hit.setdefault(rule, []).append(verdict)
        return cls(
            tried={key: frozenset(numbers) for key, numbers in tried.items()},
            requests={key: frozenset(numbers) for key, numbers in requests.items()},
            failed={key: frozenset(numbers) for key, numbers in failed.items()},
            hit={rule: tuple(those) for rule, those in hit.items()},
            answers=Answers(verdicts),
            sightings={looks: tuple(group) for looks, group in alike.items()},
        )


def _drawn(number: int, chosen: Chosen, held: _Held, standing: Standing, register: Register) -> Cause:
    group, touched = chosen
    promise = broken_promise(group, standing, register)
    shown = [one for one in group.sightings if promise in one.about] or list(group.sightings)
    shown.sort(key=lambda one: (not one.finding.must, not one.by_rule, one.number or sys.maxsize))
    first = shown[0]
    every = [one for looks in dict.fromkeys(one.symptom for one in group.sightings) for one in held.sightings[looks]]
    requirement = register.get(promise)
    answers, out_of = _answers(every, held)
    rules = tuple(name for name in touched if name.startswith(RULES))
    together = [one for one in every if one.number == first.number]
    addresses = tuple(dict.fromkeys(address for one in every for address in _addresses(one) if address))
    return Cause(
        number=number,
        told=sentence(first, addresses, together),
        general=sentence(first, addresses, together, general=True),
        condition=held.answers.condition(every, addresses, (answers, out_of)),
        promise=promise,
        level="must" if any(one.finding.must for one in every) else "should",
        of=first.finding.of or _whose(requirement),
        source=first.finding.source or _lines(requirement),
        says=requirement.says if requirement is not None else "",
        answers=answers,
        out_of=out_of,
        intermittent=any(_answered_well_too(one, held) for one in every),
        addresses=addresses,
        personas=tuple(dict.fromkeys(persona for one in every for persona in _personas(one) if persona)),
        first=first.number,
        request_id=first.request_id,
        scenarios=tuple(
            dict.fromkeys((*(name for name in touched if name not in rules), *_hit(rules, addresses, held)))
        ),
        explains=frozenset(touched),
        rules=rules,
        sightings=tuple(dict.fromkeys((*shown, *every))),
    )


def _hit(rules: Iterable[str], addresses: Sequence[str], held: _Held) -> Iterator[str]:
    """The scenarios that asked for what broke these rules: they may have passed, and their answers are broken."""
    for rule in rules:
        yield from (one.scenario for one in held.hit.get(rule, ()) if not one.asked.isdisjoint(addresses))


def _answers(every: Sequence[Sighting], held: _Held) -> tuple[int, int]:
    """In how many answers it was seen, of how many that were held to the same: a rule has counted them itself."""
    seen = [one.finding.seen for one in every if one.finding.seen is not None]
    if seen:
        return sum(one.answers for one in seen), max(sum(one.answers for one in seen), *(one.of for one in seen))
    hit = held.answers.hit(every)
    return len(hit), len(hit | held.answers.right(every))


def _answered_well_too(one: Sighting, held: _Held) -> bool:
    """Whether the very same request was held to the same claim at another time, and kept it.

    In another scenario only where the bank failed altogether: else what it holds may have been another there. Not where
    the clock was set otherwise, or the consent was changed or a token refreshed in between: that may be the reason.
    """
    if one.tried is None:
        return False
    step = "" if one.status >= _FAILURE else one.tried.step
    asked = held.requests.get((one.tried.claim, one.tried.request, step), frozenset())
    right = asked - held.failed.get(one.tried.claim, frozenset())
    return any(_nothing_between(one.tried.circumstances, held.answers.how(number)) for number in right)


def _nothing_between(one: Circumstances, other: Circumstances) -> bool:
    """Whether two answers came about under the same clock and, as far as is known, the same consent and token."""
    known = one.keys() & other.keys() & _ACTS
    return one.get("clock", "") == other.get("clock", "") and all(one[name] == other[name] for name in known)


def _addresses(one: Sighting) -> Iterator[str]:
    seen = one.finding.seen
    yield one.symptom.address
    if seen is not None:
        method = one.symptom.address.partition(" ")[0]
        yield from (f"{method} {address}" for address in sorted(seen.addresses) if address.startswith("/"))


def _personas(one: Sighting) -> Iterator[str]:
    seen = one.finding.seen
    yield from seen.personas if seen is not None and seen.personas else (one.persona,)


def _whose(requirement: Requirement | None) -> str:
    return "" if requirement is None else requirement.of


def _lines(requirement: Requirement | None) -> str:
    if requirement is None:
        return ""
    return f"lines {', '.join(requirement.lines)}" if requirement.lines else requirement.stet
