"""Which promise a cause breaks: of those that its findings name the one that is broken most plainly. Pure.

What is to be explained is told by the findings that count, and where a rule is broken by that alone: it speaks of every
answer, a scenario of its own. A promise may be broken if a finding is about it. Of these the one is told that

1. fits: its chapter is about what was asked for, or about what had been changed before (`_fits`), and it is not one
   that holds elsewhere;
2. says no more than that an answer is due, where the bank fails or gives another one: what is in it did not show;
3. does not hold anywhere: every step of the run that was about it found it broken;
4. shows at most addresses;
5. is of the chapter whose scenarios give most evidence; a scenario that had changed much before gives less;
6. breaks under the plainest circumstances: nothing set, changed or asked for out of the ordinary. What is broken
   already there needs no change of the clock, no refusal and no unknown account to explain it;
7. breaks in most scenarios;
8. is an acceptance test.

Where all of them mostly hold elsewhere, what the scenarios are about as a whole may be broken, too; and where nothing
came that was due, what the scenarios would have asked for that it has blocked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.report.asking import REFRESH
from conformance.report.circumstances import CONSENTS
from conformance.report.consented import ends_with_a_refresh, is_closed, kept_otherwise
from conformance.report.grouping import (
    OF_VALUES,
    Group,
    answered_well,
    chapter_of,
    forgotten_tokens,
    is_forgotten,
    refused_whatever_was_due,
)
from conformance.report.refreshed import is_refreshed
from conformance.report.sightings import Sighting, Sightings
from conformance.specs import Requirement
from conformance.symptoms import FOREIGN, OUTSIDE, Symptom

Register = Mapping[str, Requirement]
_MOSTLY: Final = 3 / 4
_BESIDE: Final = 2
"""Two addresses may be both meant; what goes wrong at more is a matter of none."""
_MAINLY: Final = 2 / 3
"""Of a promise that more than a third of the scenarios about it hold it is hardly said that it is broken."""
_HARDLY: Final = 1 / 3
"""Of a promise that more than two thirds of the scenarios about it hold another is rather broken."""
_SEVERAL: Final = 5
_METHOD: Final = pattern(r"\((?:GET|PUT) (/\S*)\)")
"""How the title of a chapter about a method of the API names it."""
_NONE: Final = pattern(r"an(?:other)? answer$|^5\d\d$")
"""How it is told that what was due did not come."""
_FAILS: Final = pattern(r"another answer$|^5\d\d$")
"""How it is told that the bank failed, or gave another answer than was due: it refused nothing."""
_STATUS: Final = pattern(r"\b[1-5]\d\d\b")
_OF_THE_MATTER: Final = OF_VALUES | {"count", "latest", "distinct", "values", "rows", "selects", "unique", "pages"}
"""Words of claims that only the promise itself can have made: an answer or a member is claimed on the way to many."""
_LOGINS: Final = "Obtaining a token"
_REFRESHES: Final = "Refreshing a token"
_TEST: Final = "AT-"
"""How the name of an acceptance test begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the promises of a run stand, whichever cause may break them."""

    shares: Mapping[str, float]
    """For each requirement, which part of the scenarios that were about it found it broken."""
    steps: Mapping[str, float]
    """The same of the single steps."""
    doubted: Mapping[str, tuple[str, ...]]
    """Of each scenario that failed or warned the requirements which no scenario holds that covers them."""
    barred: Mapping[tuple[str, str], tuple[Sighting, ...]]
    """By address and what came there: what blocked scenarios wanted of it."""
    asking: Mapping[str, Counter[str]]
    """By status: of which chapters the scenarios are that ask for it."""
    forgotten: frozenset[str]
    """Whose tokens the bank forgets."""
    ended: bool
    """Whether consents end with a refresh."""
    bare: frozenset[str]
    """The steps that claim no more of their answers than a status."""
    narrowed: frozenset[Symptom]
    """What shows that the bank keeps less of consents than it is told."""

    @classmethod
    def of(cls, verdicts: Sequence[Sightings], register: Register) -> Standing:
        """What these verdicts say of it."""
        barred: dict[tuple[str, str], list[Sighting]] = {}
        asking: dict[str, Counter[str]] = {}
        held = {promise for verdict in verdicts if not verdict.found and verdict.judged for promise in verdict.covers}
        for verdict in verdicts:
            for one in verdict.barred:
                barred.setdefault((one.symptom.address, one.symptom.likeness), []).append(one)
            wanted = (one.claim for one in verdict.tried if one.claim.startswith("status "))
            chapters = {chapter_of(promise, register) for promise in verdict.covers}
            for status in {code for claim in wanted for code in _STATUS.findall(claim)}:
                asking.setdefault(status, Counter()).update(chapters)
        return cls(
            shares=_broken(pair for verdict in verdicts for pair in _as_a_whole(verdict)),
            steps=_broken(pair for verdict in verdicts for pair in verdict.judged),
            doubted={
                one.scenario: tuple(promise for promise in one.covers if promise not in held)
                for one in verdicts
                if one.found
            },
            barred={key: tuple(those) for key, those in barred.items()},
            asking=asking,
            forgotten=frozenset(forgotten_tokens(verdicts, answered_well(verdicts))),
            ended=ends_with_a_refresh(verdicts),
            bare=frozenset(_bare(verdicts)),
            narrowed=frozenset(kept_otherwise(verdicts)),
        )

    def share(self, promise: str) -> float:
        """Which part of the scenarios about it found it broken; all where there was none."""
        return self.shares.get(promise, 1.0)


def _bare(verdicts: Iterable[Sightings]) -> Iterator[str]:
    """The steps of which nothing is claimed but a status."""
    claims: dict[str, set[str]] = {}
    for verdict in verdicts:
        for one in verdict.tried:
            claims.setdefault(one.step, set()).add(one.claim.partition(" ")[0])
    return (step for step, words in claims.items() if words == {"status"})


def _as_a_whole(verdict: Sightings) -> Iterator[tuple[str, bool]]:
    """Each requirement that a scenario was about, and whether every step of it held."""
    wrong = {promise for promise, held in verdict.judged if not held}
    return ((promise, promise not in wrong) for promise in {promise for promise, _ in verdict.judged})


def _broken(judged: Iterable[tuple[str, bool]]) -> dict[str, float]:
    """For each requirement, which part of what was judged of it found it broken."""
    number: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    for promise, held in judged:
        number[promise] += 1
        broken[promise] += not held
    return {promise: broken[promise] / times for promise, times in number.items()}


def broken_promise(group: Group, standing: Standing, register: Register) -> str:
    """The requirement that a cause breaks; '' where nobody can say."""
    named, doubted = _named(group, standing)
    scenarios = Counter(promise for promise, _ in {(promise, one.scenario) for promise, one in named})
    spread = Counter(promise for promise, _ in {(promise, one.symptom.address) for promise, one in named})
    order = {promise: at for at, promise in enumerate(register)}
    plain: dict[str, int] = {}
    evidence: dict[str, dict[str, float]] = {}
    for promise, one in named:
        plain[promise] = min(plain.get(promise, one.unusual), one.unusual)
        those = evidence.setdefault(chapter_of(promise, register), {})
        those[one.scenario] = max(those.get(one.scenario, 0.0), 1 / (1 + one.unusual))
    bare = _of_statuses(group, named, standing)
    home = _home(group, standing)
    fits = _fits(group, home, standing)

    def weight(promise: str) -> tuple[int, bool, bool, bool, int, float, int, bool, float, int, str]:
        chapter, share = chapter_of(promise, register), 1.0 if promise in doubted else standing.share(promise)
        return (
            fits(promise, chapter) * (bool(home) or share >= _MAINLY),
            promise in register and register[promise].level == "must",
            promise in bare,
            share == 1.0,
            spread[promise],
            sum(evidence[chapter].values()),
            -plain[promise],
            promise.startswith(_TEST),
            scenarios[promise] * standing.steps.get(promise, 1.0),
            -order.get(promise, len(order)),
            promise,
        )

    return max(plain, key=weight, default="")


def _of_statuses(group: Group, named: Iterable[tuple[str, Sighting]], standing: Standing) -> set[str]:
    """Where the bank fails, or gives another answer than is due, the promises that say no more than that one is due.

    What a member is like did not show. An acceptance test says all of an answer.
    """
    if not all(_FAILS.search(one.symptom.likeness) for one in group.sightings):
        return set()
    return {
        promise
        for promise, one in named
        if promise.startswith(_TEST) or (one.tried is not None and one.tried.step in standing.bare)
    }


def _named(group: Group, standing: Standing) -> tuple[list[tuple[str, Sighting]], set[str]]:
    """The promises that may be broken, each with the findings that say so; and which of them no finding names."""
    by_rule = [one for one in group.sightings if one.by_rule]
    found = by_rule or group.sightings
    musts = [one for one in found if one.finding.must] or found
    named = [(promise, one) for one in musts for promise in one.about]
    doubted: list[tuple[str, Sighting]] = []
    if named and found is not by_rule and all(standing.share(promise) < _HARDLY for promise, _ in named):
        doubted = [(promise, one) for one in musts for promise in standing.doubted.get(one.scenario, ())]
    if _gives_nothing(group):
        came = {(one.symptom.address, one.symptom.likeness) for one in group.sightings}
        named += [(promise, one) for key in came for one in standing.barred.get(key, ()) for promise in one.about]
    return named + doubted, {promise for promise, _ in doubted}


def _fits(group: Group, home: str, standing: Standing) -> Callable[[str, str], int]:
    """How likely it is that a chapter is meant: 2, 1, or 0.

    What only logins or refreshed tokens show is about those; a status that hardly any chapter but one asks for is of
    that one.

    What goes wrong mostly at one address is rather about that, or about what the scenarios had changed before; where
    what was due did not come, about that alone, unless each scenario had changed something. What goes wrong at several
    is rather about none of them, or about what was changed. Where nobody asked in the usual way, nobody can say, unless
    nothing came at all.

    What is refused in the same words whatever is due is a matter of all requests, and of none of the methods. Where
    consents end with a refresh, it is about refreshing, or about what a scenario shows that refreshes itself; where the
    bank keeps less of them than it is told, it is about consents.
    """
    if home:
        return lambda _, chapter: 2 if chapter == home else 0
    if standing.ended and any(map(is_closed, group.sightings)):
        meant = {promise for one in group.sightings if one.refreshed for promise in one.about}
        return lambda promise, chapter: 2 if chapter == _REFRESHES else int(promise in meant)
    if not group.symptoms.isdisjoint(standing.narrowed):
        return lambda _, chapter: 2 if f"({CONSENTS})" in chapter else 0
    unusual = all(one.symptom.manner for one in group.sightings)
    if any(one.by_rule for one in group.sightings) or (unusual and not _gives_nothing(group)):
        return lambda _, __: 0
    asked = Counter(_path(address) for _, address in {(one.scenario, one.symptom.address) for one in group.sightings})
    ((most, times),) = asked.most_common(1)
    one_address = times >= _MOSTLY * asked.total() and not any(
        one.symptom.essence in (OUTSIDE, FOREIGN) for one in group.sightings
    )
    own = {promise for one in group.sightings if _says_what(one) for promise in one.about}
    refuses = all(_gives_less(one.symptom) for one in group.sightings)
    after = {one.scenario: {_path(address) for address in one.after} for one in group.sightings}
    changed: set[str] = set.union(*after.values())
    if one_address:
        near = {most, *(set.intersection(*after.values()) if refuses else changed)}
    else:
        near = changed if len(asked) > _BESIDE else {*changed, *asked}
    if refused_whatever_was_due(group.sightings):
        return lambda _, chapter: 0 if _METHOD.search(chapter) or chapter in (_LOGINS, _REFRESHES) else 2

    def fits(promise: str, chapter: str) -> int:
        method = _METHOD.search(chapter)
        if promise.startswith(_TEST) and len(asked) > _BESIDE:
            return 2
        if method is None:
            return 1 if one_address else 2
        return 2 if method[1] in near or promise in own else 0

    return fits


def _says_what(one: Sighting) -> bool:
    """Whether it is about the very thing that one promise says, and not that an answer came, or in which form."""
    return len(one.about) == 1 and one.symptom.word in _OF_THE_MATTER


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


def _home(group: Group, standing: Standing) -> str:
    """The chapter that alone can be meant; '' where there are several."""
    if all(is_refreshed(one.symptom.manner) or _gives_none(one, REFRESH) for one in group.sightings):
        return _REFRESHES
    if all(one.enters for one in group.sightings):
        return _LOGINS
    if all(is_forgotten(one, standing.forgotten) for one in group.sightings) and any(
        one.symptom.likeness.endswith("an answer") for one in group.sightings
    ):
        return _REFRESHES
    (status, *others) = {one.finding.got if one.symptom.word == "status" else None for one in group.sightings}
    asking = standing.asking.get(str(status), Counter()) if not others else Counter()
    ((chapter, times),) = asking.most_common(1) or (("", 0),)
    return chapter if times >= max(_SEVERAL, _MOSTLY * asking.total()) else ""
