"""Findings that are one defect, and the fewest such groups that explain all that a run has found. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from conformance.report.refreshed import KEPT, is_refreshed
from conformance.report.sightings import RULES, Sighting, Sightings
from conformance.specs import Requirement
from conformance.symptoms import CODED, FOREIGN, LOGIN, OUTSIDE, Symptom

_NO_NEXT: Final = "_links.next is missing"
_CONSENTS: Final = "PUT /consents"
_REFUSAL: Final = 400
_UNKNOWN: Final = 401
_OF_TOKENS: Final = frozenset({"access_token", "expires_in", "token_type"})
_LONG: Final = 12
"""A value as long as that is hardly met by chance."""
_OF_VALUES: Final = frozenset({"balances", "equals", "amount", "matches", "unlike", "only", "none", "between"})
"""Words that say what a member should be: what is wrong with it in one place is likely so in another."""
_PAGES: Final = ("first", "last", "next", "prev")
Register = Mapping[str, Requirement]

_Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Findings that are one defect, if it is one of this chapter."""

    symptoms: frozenset[Symptom]
    sightings: tuple[Sighting, ...]

    @property
    def by_rule(self) -> bool:
        """Whether a rule has found any of it."""
        return any(one.by_rule for one in self.sightings)


def alike(verdicts: Sequence[Sightings], register: Register) -> list[Group]:
    """The findings that lead, grouped.

    A promise that stands at the constraint itself holds its chapter apart; one that a finding has by its step or
    scenario does not: what looks alike at one address, asked in one manner, cannot be told apart from outside.
    """
    joined = _Joined()
    together: dict[str, list[Sighting]] = {}
    leading = [one for verdict in verdicts for one in verdict.found if one.leads]
    usual = {_anonymous(one.symptom) for one in leading if not one.symptom.manner}
    places = _failing_together(verdicts)
    for one in leading:
        for key in (*_looks(one, register, usual), *_of_status(one.symptom, usual, places)):
            joined.join(one.symptom, key)
        if not one.by_rule:
            for other in together.setdefault(one.scenario, []):
                if not (one.named or other.named) and _likely_one(one.symptom, other.symptom):
                    joined.join(one.symptom, ("together", one.scenario, other.symptom.path))
                    joined.join(other.symptom, ("together", one.scenario, other.symptom.path))
            together[one.scenario].append(one)
    groups: dict[Symptom, list[Sighting]] = {}
    for one in leading:
        groups.setdefault(joined.root(one.symptom), []).append(one)
    return [
        Group(symptoms=frozenset(one.symptom for one in group), sightings=tuple(group)) for group in groups.values()
    ]


def _looks(one: Sighting, register: Register, usual: set[_Key]) -> Iterator[_Key]:
    """What a finding has in common with others of its defect, as far as that does not hang on its status."""
    looks, chapter = one.symptom, chapter_of(one.symptom.promise, register)
    apart = chapter if one.by_rule or looks.word == "schema" else ""
    manner = _manner(looks, usual)
    yield "here", apart, manner, *_anonymous(looks)
    if manner:
        yield "asked so", manner, looks.word, looks.wording
    if looks.essence:
        yield "essence", *_scope(looks, chapter), looks.essence
    if " holds " in looks.essence and one.tried is not None:
        yield "list", looks.essence, one.tried.request.partition("?")[0]
    if looks.word == "error" and one.finding.got is not None:
        yield "code", str(one.status), str(one.finding.wanted), str(one.finding.got)
    if one.enters and one.status >= _REFUSAL and (looks.word == "status" or looks.essence.startswith(LOGIN)):
        yield "entrance", looks.address, str(one.status)
    if looks.word in CODED and is_refreshed(manner):
        yield "refreshed", str(one.status)
    if looks.promise:
        yield "promise", looks.promise, looks.word, looks.member, looks.wording
        if one.named:
            yield "kind", looks.promise, looks.word, looks.wording, str(one.finding.wanted)
    if one.by_rule and one.finding.seen is not None:  # always seen together
        seen = one.finding.seen
        yield "rule", looks.promise, str(one.number), str(seen.answers), *seen.addresses
    if not one.by_rule and looks.word in _OF_VALUES:
        yield "value", looks.word, looks.member, looks.wording, str(one.finding.wanted)
    if chapter and (looks.word != "status" or looks.likeness.endswith("another refusal")):
        yield "chapter", chapter, looks.word, looks.member, looks.likeness
    if chapter and looks.likeness.isdigit():
        yield "fails", chapter, looks.likeness


def _of_status(looks: Symptom, usual: set[_Key], places: Mapping[tuple[str, str], _Key]) -> Iterator[_Key]:
    """Of a wrong status: what came in this manner, wherever it comes together."""
    if looks.word == "status":
        yield "status", _manner(looks, usual), looks.turn, *places.get((looks.turn, looks.address), (looks.address,))


def _manner(looks: Symptom, usual: set[_Key]) -> str:
    """How was asked; nothing where the same comes in the usual manner too, and that is no wonder.

    An answer that is refused to one who asks as usual is refused to all; a token that a step has kept is one as others.
    """
    alike = looks.likeness.endswith("an answer") or looks.manner == KEPT
    return "" if alike and _anonymous(looks) in usual else looks.manner


def _failing_together(verdicts: Iterable[Sightings]) -> dict[tuple[str, str], _Key]:
    """By status and address: the addresses that the same status comes from in the same scenarios.

    Those are one defect, unless the one address fails more often without the other, where both were asked.
    """
    both: Counter[tuple[str, str, str]] = Counter()
    alone: Counter[tuple[str, str, str]] = Counter()
    seen: dict[str, set[str]] = {}
    for verdict in verdicts:
        wrong: dict[str, set[str]] = {}
        for one in verdict.found:
            if one.symptom.word == "status" and one.symptom.address and one.finding.must:
                wrong.setdefault(one.symptom.turn, set()).add(one.symptom.address)
        asked = {one.address for one in verdict.tried if one.claim.startswith("status ")}
        for looks, there in wrong.items():
            seen.setdefault(looks, set()).update(there)
            for here in there:
                both.update((looks, here, other) for other in there - {here})
                alone.update((looks, here, other) for other in asked - there)
    joined = {(looks, here): {here} for looks, there in seen.items() for here in there}
    for (looks, here, other), times in both.items():
        if times >= max(alone[looks, here, other], alone[looks, other, here]):
            together = joined[looks, here] | joined[looks, other]
            for each in together:
                joined[looks, each] = together
    return {key: tuple(sorted(there)) for key, there in joined.items()}


def _likely_one(one: Symptom, other: Symptom) -> bool:
    """Whether two things that are wrong with one answer are likely one: in the same place, or in the same way."""
    return _same_place(one.place, other.place) or (one.word, one.wording) == (other.word, other.wording)


def _scope(looks: Symptom, chapter: str) -> _Key:
    """Within what the same essence is one defect: where nothing but rows are, only within a chapter."""
    if looks.essence in (OUTSIDE, FOREIGN) or looks.essence.startswith(LOGIN):
        return ()
    return (looks.address,) if looks.essence.endswith("missing") else (looks.address, chapter)


def chapter_of(promise: str, register: Register) -> str:
    """The chapter of a promise; the promise itself where the register does not know it."""
    return register[promise].chapter if promise in register else promise


class _Joined:
    """Symptoms that are joined by having a key in common."""

    def __init__(self) -> None:
        self._above: dict[Symptom, Symptom] = {}
        self._holders: dict[_Key, Symptom] = {}

    def join(self, looks: Symptom, key: _Key) -> None:
        """A symptom has a key, and is joined with all others that have it."""
        self._above.setdefault(looks, looks)
        holder = self.root(self._holders.setdefault(key, looks))
        self._above[self.root(looks)] = holder

    def root(self, looks: Symptom) -> Symptom:
        """The one that stands for all that it is joined with."""
        while self._above[looks] is not looks:
            looks = self._above[looks]
        return looks


# ---------------------------------------------------------------------------------------------- what explains the rest

_Unit = tuple[str, Symptom | None]
"""What wants an explanation: a scenario, or a finding of a rule."""
Chosen = tuple[Group, tuple[str, ...]]
"""A group and the scenarios that it explains."""


def fewest(groups: Sequence[Group], verdicts: Sequence[Sightings]) -> list[Chosen]:
    """The groups that explain all there is, as few as may be: musts first, then those that explain most."""
    explains = _explanations(groups, verdicts)
    every = {unit for units in explains for unit in units}
    musts = {unit for units in explains for unit, must in units.items() if must}
    chosen: dict[int, Chosen] = {}
    for wanted in (musts, every):
        left = wanted - {unit for at in chosen for unit in explains[at]}
        while left:
            at = max(range(len(groups)), key=lambda one: _weight(groups[one], explains[one], left))
            left.difference_update(explains[at])
            chosen[at] = (groups[at], tuple(dict.fromkeys(name for name, _ in explains[at])))
    return list(chosen.values())


def _weight(group: Group, units: Mapping[_Unit, bool], left: set[_Unit]) -> tuple[int, int, bool]:
    words = {one.symptom.word for one in group.sightings}
    gravity = 2 if "status" in words else 0 if words == {"headers"} else 1
    return len({unit[0] for unit in units if unit in left}), gravity, not group.by_rule


def _explanations(groups: Sequence[Group], verdicts: Sequence[Sightings]) -> list[dict[_Unit, bool]]:
    """What each group explains, and whether that counts against the bank."""
    holder = {looks: at for at, group in enumerate(groups) for looks in group.symptoms}
    unknown: dict[_Key, list[int]] = {}
    for looks, at in holder.items():
        unknown.setdefault(_anonymous(looks), []).append(at)
    links = [looks for looks in holder if looks.word == "link"]
    refusals = [looks for looks in holder if looks.likeness.endswith("another refusal")]
    ends = [looks for looks in holder if looks.essence == _NO_NEXT and not looks.manner]
    consents = {at for at, group in enumerate(groups) if any(_CONSENTS in one.after for one in group.sightings)}
    amounts = [looks for group in groups for looks in {one.symptom for one in group.sightings if not one.compares}]
    tokens = {at for looks, at in holder.items() if looks.word == "schema" and looks.place in _OF_TOKENS}
    values = _values(groups)
    rules, refused = _rules(verdicts), _wrong_statuses(verdicts)
    spoilt = _spoilt_rules(verdicts, holder)
    explains: list[dict[_Unit, bool]] = [{} for _ in groups]
    for verdict in verdicts:
        for one in verdict.found:
            if not one.leads:
                continue
            by = {holder[one.symptom]}
            if not one.named:
                by |= set(unknown[_anonymous(one.symptom)])
            by |= {
                holder[other.symptom]
                for name in verdict.hit
                for other in rules.get(name, ())
                if _in_its_place(one, other)
            }
            by |= {holder[other] for other in _spoiling(one, refused) if other in holder}
            if one.by_rule and one.finding.seen is not None:
                asked = set(one.finding.seen.addresses)
                by |= {each for each, there in spoilt.get(verdict.scenario, {}).items() if asked <= there}
            by |= {holder[other] for other in links if _led_there(other, one)}
            by |= {holder[other] for other in refusals if _of_its_status(one, other)}
            by |= {holder[other] for other in ends if _cut_short(one, other)}
            by |= {holder[other] for other in amounts if _compared_with(one, other) or _too_many(one, other)}
            by |= {at for value, at in values if one.tried is not None and value in one.tried.request}
            if one.finding.got == _UNKNOWN:  # what the bank said of its token is not so
                by |= tokens
            if verdict.restaged and not one.by_rule:
                by |= consents
            unit: _Unit = (verdict.scenario, one.symptom if one.by_rule else None)
            for at in by:
                explains[at][unit] = explains[at].get(unit, False) or one.finding.must
    return explains


def _values(groups: Sequence[Group]) -> list[tuple[str, int]]:
    """What came where another value was due, and may be what was then asked for: an id, the address of a link."""
    return [
        (came, at)
        for at, group in enumerate(groups)
        for came in {str(one.finding.got) for one in group.sightings if isinstance(one.finding.got, str)}
        if len(came) >= _LONG and " " not in came
    ]


def _compared_with(one: Sighting, other: Symptom) -> bool:
    """Whether it is held against a list of the same address that is itself known to be wrong.

    A list that lacks rows makes another seem to hold too many, not too few; one that repeats some may do either.
    """
    if not one.compares or other.address != one.symptom.address or _list(one.symptom) != _list(other):
        return False
    mine, theirs = (looks.essence.partition(" holds ")[2] for looks in (one.symptom, other))
    return mine != theirs if theirs else other.word == "unique"


def _list(looks: Symptom) -> str:
    """The list that something is wrong with, or with an item of it: `transactions`."""
    return looks.path.partition("[")[0].replace("?", "")


def _of_its_status(one: Sighting, refusal: Symptom) -> bool:
    """Whether it is about the code of a refusal whose status is known to be wrong at that address: it goes with it."""
    came = refusal.likeness.partition(" ")[0]
    return one.symptom.word == "error" and str(one.status) == came and one.symptom.address == refusal.address


def _cut_short(one: Sighting, end: Symptom) -> bool:
    """Whether it is about what a list holds of which there is no next page where there is one due."""
    return end.address == one.symptom.address and (" holds " in one.symptom.essence or one.compares)


def _too_many(one: Sighting, other: Symptom) -> bool:
    """Whether one item of a list is wrong that is known to hold too many: what is not to be there is not as is due.

    What a document demands of every item is another matter.
    """
    if one.by_rule or one.symptom.word == "schema":
        return False
    return bool(one.alone) and other.address == one.symptom.address and other.essence == f"{one.alone} holds too much"


def _anonymous(looks: Symptom) -> _Key:
    return looks.word, looks.path, looks.likeness, looks.address


def _rules(verdicts: Iterable[Sightings]) -> dict[str, tuple[Sighting, ...]]:
    """The musts that each rule found broken."""
    return {
        verdict.scenario: tuple(one for one in verdict.found if one.finding.must)
        for verdict in verdicts
        if verdict.scenario.startswith(RULES)
    }


def _wrong_statuses(verdicts: Iterable[Sightings]) -> dict[str, dict[int, Symptom]]:
    """By address: the exchanges whose status scenarios found wrong."""
    found: dict[str, dict[int, Symptom]] = {}
    for verdict in verdicts:
        for one in verdict.found:
            if one.symptom.word == "status" and one.finding.must:
                found.setdefault(one.symptom.address, {})[one.number] = one.symptom
    return found


def _spoilt_rules(verdicts: Iterable[Sightings], holder: Mapping[Symptom, int]) -> dict[str, dict[int, set[str]]]:
    """By rule: the groups of which each scenario that met a breach of it has a wrong status, and at which addresses."""
    found: dict[str, dict[int, set[str]]] = {}
    for verdict in verdicts:
        mine: dict[int, set[str]] = {}
        for one in verdict.found:
            if one.leads and one.symptom.word == "status":
                mine.setdefault(holder[one.symptom], set()).add(one.symptom.address.partition(" ")[2])
        for name in verdict.hit:
            before = found.get(name)
            found[name] = {
                at: there | (before or {}).get(at, set())
                for at, there in mine.items()
                if before is None or at in before
            }
    return found


def _spoiling(rule: Sighting, refused: Mapping[str, Mapping[int, Symptom]]) -> set[Symptom]:
    """The wrong statuses that a finding of a rule follows from: every answer that shows it has one."""
    wrong = refused.get(rule.symptom.address, {})
    seen = rule.finding.seen
    alone = seen is None or (len(seen.addresses) <= 1 and seen.answers <= len(wrong))
    return {wrong[rule.number]} if rule.by_rule and rule.number in wrong and alone else set()


def _in_its_place(one: Sighting, rule: Sighting) -> bool:
    """Whether a finding is about what a rule found broken: at the same address, and the same part of the answer."""
    if _leads_there(rule.symptom, one):
        return True
    seen = rule.finding.seen
    asked = one.symptom.address.partition(" ")[2]
    addresses = {rule.symptom.address.partition(" ")[2], *(seen.addresses if seen is not None else ())}
    if asked not in addresses or one.symptom.word == "status":
        return False
    mine, theirs = one.symptom.place, rule.symptom.place
    if rule.symptom.word == "pages" and _of_pages(one.symptom):
        return True
    if not theirs or mine == theirs or mine.startswith((f"{theirs}.", f"{theirs}[")):
        return True
    return bool(mine) and one.symptom.member == rule.symptom.member


def _of_pages(looks: Symptom) -> bool:
    """Whether it is about how a list is cut into pages."""
    return looks.word in ("pages", "count") or (looks.place.startswith("_links.") and looks.member in _PAGES)


def _leads_there(link: Symptom, one: Sighting) -> bool:
    """Whether a link that is wrong has the name of one that led to an answer."""
    return any(f"_links.{name}." in f"{link.path}." for name in one.followed)


def _led_there(link: Symptom, one: Sighting) -> bool:
    """The same of a link that another scenario found wrong; a page link leads from a page to another of its kind."""
    return _leads_there(link, one) and (link.address == one.symptom.address or link.member not in _PAGES)


def _same_place(one: str, other: str) -> bool:
    """Whether two paths are the same, or one leads through the other."""
    return one == other or one.startswith((f"{other}.", f"{other}[")) or other.startswith((f"{one}.", f"{one}["))
