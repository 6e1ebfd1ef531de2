"""One defect, one cause: the findings of a run, grouped by what is wrong with the bank. Pure.

A defect shows in many scenarios, and more goes wrong behind it in each of them. So of a scenario only what *leads* is
looked at (report/sightings). Findings that look alike (conformance/symptoms) or lead in one answer are one cause, but
never over two chapters of the documentation; then the fewest causes are taken that explain every scenario, those that
explain most of them first. What a rule has found is a cause in any case, and explains what scenarios find in its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from conformance.report.answers import Answers
from conformance.report.explaining import fewest
from conformance.report.grouping import Group, alike, answered_well, chapter_of, forgotten_tokens, is_forgotten
from conformance.report.phrase import Phrase
from conformance.report.refreshed import is_refreshed, told_apart
from conformance.report.sentences import sentence
from conformance.report.sightings import REFRESH, RULES, Sighting, Sightings
from conformance.specs import Requirement
from conformance.symptoms import FOREIGN, OUTSIDE, Symptom

Register = Mapping[str, Requirement]
_FAILURE: Final = 500
_MOSTLY: Final = 3 / 4
_BESIDE: Final = 2
"""Two addresses may be both meant; what goes wrong at more is a matter of none."""
_MAINLY: Final = 2 / 3
"""Of a promise that more than a third of the scenarios about it hold it is hardly said that it is broken."""
_SEVERAL: Final = 5
_METHOD: Final = re.compile(r"\((?:GET|PUT) (/\S*)\)")
"""How the title of a chapter about a method of the API names it."""
_NONE: Final = re.compile(r"an(?:other)? answer$|^5\d\d$")
"""How it is told that what was due did not come."""
_STATUS: Final = re.compile(r"\b[1-5]\d\d\b")
_LOGINS: Final = "Obtaining a token"
_REFRESHES: Final = "Refreshing a token"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One defect, as far as a run can tell."""

    number: int
    """Its place among the causes of the run, from 1: the gravest first."""
    told: Phrase
    """What is wrong, where."""
    general: Phrase
    """The same without numbers, dates and ids: it reads alike for another bank or day."""
    condition: Phrase
    """Which answers it hits, of those that were held to the same; empty where nobody can say."""
    promise: str
    """The requirement that it breaks; '' where nobody can say."""
    level: str
    """`must` or `should`: whether it counts against the bank."""
    of: str
    """Whose text says so: `bank`, `stet` or ''."""
    source: str
    """Where that text says it: `lines 1410`."""
    says: str
    """What is promised."""
    answers: int
    """In how many answers it was seen."""
    out_of: int
    """How many answers were held to the same claim."""
    intermittent: bool
    """Whether the very same request was answered well at another time."""
    addresses: tuple[str, ...]
    """What was asked for where it was seen."""
    personas: tuple[str, ...]
    first: int
    """The number of the first exchange that shows it; 0 where none does."""
    request_id: str
    """The bank's own name for that exchange; '' where it gave none."""
    scenarios: tuple[str, ...]
    """Those that it touches, by name; some may have passed all the same."""
    explains: frozenset[str]
    """The scenarios and rules that failed, or warned, by it."""
    rules: tuple[str, ...]
    """The rules that found it."""
    sightings: tuple[Sighting, ...]
    """What was seen of it; what follows from it in the same scenarios is not among them."""

    @property
    def sentence(self) -> str:
        """What is wrong, where, in English."""
        return str(self.told)

    @property
    def sometimes(self) -> bool:
        """Whether it comes and goes: some answers to the claim are right, and one to the very same request was."""
        return self.intermittent and self.answers < self.out_of

    @property
    def must(self) -> bool:
        """Whether it counts against the bank."""
        return self.level == "must"


def causes(found: Iterable[Sightings], register: Register) -> tuple[Cause, ...]:
    """The causes of what a run has found, the gravest first; the same in whatever order it was found."""
    found = tuple(found)
    if not any(one.found for one in found):
        return ()
    verdicts = tuple(sorted((_in_order(one) for one in found), key=lambda one: (_is_rule(one), one.scenario)))
    verdicts = tuple(told_apart(verdicts))
    groups = alike(verdicts, register)
    held = _Held.of(verdicts, register)
    chosen = fewest(groups, verdicts)
    return tuple(_drawn(number, *one, held, register) for number, one in enumerate(chosen, 1))


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
    shares: Mapping[str, float]
    """For each requirement, which part of its scenarios failed."""
    sightings: Mapping[Symptom, tuple[Sighting, ...]]
    """All that look alike, whether they lead or not."""
    asking: Mapping[str, Counter[str]]
    """By status: of which chapters the scenarios are that ask for it."""
    forgotten: frozenset[str]
    """Whose tokens the bank forgets."""
    hit: Mapping[str, tuple[Sightings, ...]]
    """By rule: what scenarios got an answer that broke it."""
    answers: Answers
    """How they came about."""

    @classmethod
    def of(cls, verdicts: Sequence[Sightings], register: Register) -> _Held:
        """What these verdicts say of it."""
        tried: dict[tuple[str, str], set[int]] = {}
        requests: dict[tuple[str, str, str], set[int]] = {}
        failed: dict[str, set[int]] = {}
        judged: Counter[str] = Counter()
        broken: Counter[str] = Counter()
        alike: dict[Symptom, list[Sighting]] = {}
        hit: dict[str, list[Sightings]] = {}
        asking: dict[str, Counter[str]] = {}
        for verdict in verdicts:
            for one in verdict.tried:
                tried.setdefault((one.claim, one.address), set()).add(one.number)
                for step in ("", one.step):
                    requests.setdefault((one.claim, one.request, step), set()).add(one.number)
            chapters = {chapter_of(promise, register) for promise in verdict.covers}
            for status in {
                code for one in verdict.tried if one.claim.startswith("status ") for code in _STATUS.findall(one.claim)
            }:
                asking.setdefault(status, Counter()).update(chapters)
            for other in verdict.found:
                alike.setdefault(other.symptom, []).append(other)
                if other.tried is not None:
                    failed.setdefault(other.tried.claim, set()).add(other.number)
            for rule in verdict.hit:
                hit.setdefault(rule, []).append(verdict)
            judged.update(verdict.covers)
            broken.update(verdict.covers if any(one.leads for one in verdict.found) else ())
        return cls(
            tried={key: frozenset(numbers) for key, numbers in tried.items()},
            requests={key: frozenset(numbers) for key, numbers in requests.items()},
            failed={key: frozenset(numbers) for key, numbers in failed.items()},
            shares={key: broken[key] / number for key, number in judged.items()},
            hit={rule: tuple(those) for rule, those in hit.items()},
            asking=asking,
            answers=Answers(verdicts),
            forgotten=frozenset(forgotten_tokens(verdicts, answered_well(verdicts))),
            sightings={looks: tuple(group) for looks, group in alike.items()},
        )


def _drawn(number: int, group: Group, touched: tuple[str, ...], held: _Held, register: Register) -> Cause:
    promise = _promise(group, held, register)
    shown = [one for one in group.sightings if promise in one.about] or list(group.sightings)
    shown.sort(key=lambda one: (not one.finding.must, not one.by_rule))
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
        first=min((one.number for one in every if one.number), default=0),
        request_id=min(((one.number, one.request_id) for one in every if one.number), default=(0, ""))[1],
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


def _promise(group: Group, held: _Held, register: Register) -> str:
    """What is broken: what a rule says; else a promise none of whose scenarios holds, of the chapter most speak of.

    Rather one of a chapter that is about what was asked for than one of what holds of all answers.
    """
    found = [one for one in group.sightings if one.by_rule] or group.sightings
    musts = [one for one in found if one.finding.must] or found
    votes = Counter(promise for _, promise in {(one.scenario, promise) for one in musts for promise in one.about})
    order = {key: at for at, key in enumerate(dict.fromkeys(key for one in musts for key in one.about))}
    chapters = Counter(
        chapter for _, chapter in {(one.scenario, chapter_of(key, register)) for one in musts for key in one.about}
    )
    spread = Counter(key for key, _ in {(key, one.symptom.address) for one in musts for key in one.about})
    home = _home(group, held)
    fits = _fits(group, home)

    def weight(key: str) -> tuple[int, bool, int, int, float, int]:
        chapter, share = chapter_of(key, register), held.shares.get(key, 1.0)
        return (
            fits(chapter) * (bool(home) or share >= _MAINLY),
            share == 1.0,
            spread[key],
            chapters[chapter],
            votes[key] * share,
            -order[key],
        )

    return max(votes, key=weight, default="")


def _fits(group: Group, home: str) -> Callable[[str], int]:
    """How likely it is that a chapter is meant: 2, 1, or 0.

    What only logins or refreshed tokens show is about those; a status that hardly any chapter but one asks for is of
    that one.

    What goes wrong mostly at one address is rather about that, or about what the scenarios had changed before; where
    what was due did not come, about that alone, unless each scenario had changed something. What goes wrong at several
    is rather about none of them, or about what was changed. Where nobody asked in the usual way, nobody can say, unless
    nothing came at all.
    """
    if home:
        return lambda chapter: 2 if chapter == home else 0
    unusual = all(one.symptom.manner for one in group.sightings)
    if any(one.by_rule for one in group.sightings) or (unusual and not _gives_nothing(group)):
        return lambda _: 0
    asked = Counter(_path(address) for _, address in {(one.scenario, one.symptom.address) for one in group.sightings})
    ((most, times),) = asked.most_common(1)
    one_address = times >= _MOSTLY * asked.total() and not any(
        one.symptom.essence in (OUTSIDE, FOREIGN) for one in group.sightings
    )
    refuses = all(_gives_less(one.symptom) for one in group.sightings)
    after = {one.scenario: {_path(address) for address in one.after} for one in group.sightings}
    changed: set[str] = set.union(*after.values())
    if one_address:
        near = {most, *(set.intersection(*after.values()) if refuses else changed)}
    else:
        near = changed if len(asked) > _BESIDE else {*changed, *asked}

    def fits(chapter: str) -> int:
        method = _METHOD.search(chapter)
        if method is None:
            return 1 if one_address else 2
        return 2 if method[1] in near else 0

    return fits


def _gives_nothing(group: Group) -> bool:
    """Whether what was due did not come."""
    return all(_NONE.search(one.symptom.likeness) for one in group.sightings)


def _gives_less(looks: Symptom) -> bool:
    """Whether an answer that was due did not come, or a part of it."""
    return looks.likeness.endswith("an answer") or looks.essence.endswith("is missing")


def _path(address: str) -> str:
    """What was asked for, by whichever method."""
    return address.partition(" ")[2]


def _gives_none(one: Sighting, grant: str) -> bool:
    """Whether a token is refused to whom it is due."""
    return one.grant == grant and bool(_NONE.search(one.symptom.likeness))


def _home(group: Group, held: _Held) -> str:
    """The chapter that alone can be meant; '' where there are several."""
    if all(is_refreshed(one.symptom.manner) or _gives_none(one, REFRESH) for one in group.sightings):
        return _REFRESHES
    if all(one.enters for one in group.sightings):
        return _LOGINS
    if all(is_forgotten(one, held.forgotten) for one in group.sightings) and any(
        one.symptom.likeness.endswith("an answer") for one in group.sightings
    ):
        return _REFRESHES
    (status, *others) = {one.finding.got if one.symptom.word == "status" else None for one in group.sightings}
    asking = held.asking.get(str(status), Counter()) if not others else Counter()
    ((chapter, times),) = asking.most_common(1) or (("", 0),)
    return chapter if times >= max(_SEVERAL, _MOSTLY * asking.total()) else ""


def _answers(every: Sequence[Sighting], held: _Held) -> tuple[int, int]:
    """In how many answers it was seen, of how many that were held to the same: a rule has counted them itself."""
    seen = [one.finding.seen for one in every if one.finding.seen is not None]
    if seen:
        return sum(one.answers for one in seen), max(sum(one.answers for one in seen), *(one.of for one in seen))
    hit = held.answers.hit(every)
    return len(hit), len(hit | held.answers.right(every))


def _answered_well_too(one: Sighting, held: _Held) -> bool:
    """Whether the very same request was held to the same claim at another time, and kept it.

    In another scenario only where the bank failed altogether: else what it holds may have been another there.
    """
    if one.tried is None:
        return False
    step = "" if one.status >= _FAILURE else one.tried.step
    asked = held.requests.get((one.tried.claim, one.tried.request, step), frozenset())
    return bool(asked - held.failed.get(one.tried.claim, frozenset()))


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
