"""Which groups of findings explain all that a run has found: what is a defect, and what only follows from one. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from conformance.late import pattern
from conformance.report.asking import RULES
from conformance.report.carried import Carried
from conformance.report.circumstances import CONSENTS
from conformance.report.consented import is_closed, is_opened
from conformance.report.grouping import (
    OF_VALUES,
    PAGES,
    REFUSAL,
    UNKNOWN,
    Group,
    Key,
    anonymous,
    answered_well,
    forgotten_tokens,
    is_forgotten,
)
from conformance.report.refreshed import KEPT, REFRESHED
from conformance.report.sightings import Sighting, Sightings
from conformance.symptoms import Symptom

_NO_NEXT: Final = "_links.next is missing"
_OF_TOKENS: Final = frozenset({"access_token", "expires_in", "token_type"})
_OF_ANSWERS: Final = frozenset({"headers", "error", "equals", "has", "schema"})
"""Words that say what an answer has, whatever was asked for."""
_NO_BODY: Final = "there is no body"
"""Whether a refusal has one is for scenarios: the rules are about those that have."""
_NOT_JSON: Final = ("the body is not ", _NO_BODY)
"""How it is told that a body is no JSON, or not compressed as it says, or that there is none."""
_MOSTLY: Final = 3 / 4
_READ: Final = ("Date", "Reference")
"""How the members are called by which is known whether a filter selects a row."""
_ANOTHER_TYPE: Final = "the type is wrong"
_KIND: Final = "balanceType"
"""By what the word `balances` knows one."""
_KNOWN_BY: Final = pattern(r"(?:\[|has no item with )(?:\w+\.)*(\w+)=")
"""The member by which a path chooses items: `linkedAccount` of `accounts[linkedAccount=038-CPT30019654081]`."""

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
    reasons = _Reasons(groups, verdicts)
    explains: list[dict[_Unit, bool]] = [{} for _ in groups]
    for verdict in verdicts:
        for one in verdict.found:
            if one.leads:
                unit: _Unit = (verdict.scenario, one.symptom if one.by_rule else None)
                for at in reasons.of(one, verdict):
                    explains[at][unit] = explains[at].get(unit, False) or one.finding.must
    return explains


class _Reasons:
    """Which groups a finding may follow from."""

    def __init__(self, groups: Sequence[Group], verdicts: Sequence[Sightings]) -> None:
        self._holder = holder = {looks: at for at, group in enumerate(groups) for looks in group.symptoms}
        self._unknown: dict[Key, set[int]] = {}
        for looks, at in holder.items():
            self._unknown.setdefault(anonymous(looks), set()).add(at)
        self._others = [(looks, at) for looks, at in holder.items() if _explains_others(looks)]
        self._amounts = [
            looks for group in groups for looks in {one.symptom for one in group.sightings if not one.compares}
        ]
        self._consents = {
            at for at, group in enumerate(groups) if any(CONSENTS in one.after for one in group.sightings)
        }
        self._tokens = {at for looks, at in holder.items() if looks.place in _OF_TOKENS}
        self._living = {at for looks, at in holder.items() if _lives_too_long(looks)}
        self._mixed = {at for at, group in enumerate(groups) if _is_mixed_up(group)}
        self._forgotten = forgotten_tokens(verdicts, answered_well(verdicts))
        self._carried, self._foreign = Carried(groups, verdicts), _foreign_bodies(groups)
        self._rules, self._refused = _rules(verdicts), _wrong_statuses(verdicts)
        self._follows = _following(verdicts, holder)
        self._spoilt = _spoilt_rules(verdicts, holder, self._follows)

    def of(self, one: Sighting, verdict: Sightings) -> set[int]:
        """The groups that a finding follows from, its own among them."""
        return self._by_rules(one, verdict) | self._by_others(one, verdict) | self._by_state(one, verdict)

    def _by_rules(self, one: Sighting, verdict: Sightings) -> set[int]:
        """What was found wrong with the very answers, by a rule or by their status."""
        asked = _asked_for(one)
        found = {
            other.symptom for name in verdict.hit for other in self._rules.get(name, ()) if _in_its_place(one, other)
        }
        by = {self._holder[looks] for looks in found | _spoiling(one, self._refused) if looks in self._holder}
        if one.by_rule:
            by |= {at for at, there in self._spoilt.get(verdict.scenario, {}).items() if asked <= there}
        if one.symptom.word in _OF_ANSWERS or one.symptom.wording.startswith(_NOT_JSON):
            by |= {at for at, refused, there in self._foreign if refused == (one.status >= REFUSAL) and asked <= there}
        return by | self._follows.get(_at_its_status(one), set())

    def _by_others(self, one: Sighting, verdict: Sightings) -> set[int]:
        """What other findings tell of the same address, or of what led to it."""
        before = {self._holder[looks] for looks in _before(one, verdict) if looks in self._holder}
        others = {at for looks, at in self._others if _explains(looks, one)}
        amounts = (looks for looks in self._amounts if _compared_with(one, looks) or _too_many(one, looks))
        return before | others | {self._holder[looks] for looks in amounts}

    def _by_state(self, one: Sighting, verdict: Sightings) -> set[int]:
        """What the bank remembers, or has told before, otherwise than it should."""
        by = {self._holder[one.symptom]}
        if not one.named:
            by |= self._unknown[anonymous(one.symptom)]
        by |= self._carried.into(one)
        if is_opened(one) or is_closed(one):
            by |= self._mixed
        if one.finding.got == UNKNOWN:  # what the bank said of its token is not so
            by |= self._tokens
        if is_forgotten(one, self._forgotten):
            by |= self._living
        if verdict.restaged and not one.by_rule:
            by |= self._consents
        return by


def _explains_others(looks: Symptom) -> bool:
    """Whether other findings may follow from what looks like this."""
    return looks.essence == _NO_NEXT or looks.word in OF_VALUES | {"status", "link", "selects", "schema"}


def _explains(looks: Symptom, one: Sighting) -> bool:
    """Whether a finding may follow from what another looks like."""
    return (
        (looks.word == "link" and _led_there(looks, one))
        or (looks.likeness.endswith("another refusal") and _of_its_status(one, looks))
        or (looks.essence == _NO_NEXT and not looks.manner and _cut_short(one, looks))
        or (looks.word == "selects" and _is_filtered(one, looks))
        or ((looks.word in OF_VALUES or looks.word == "schema") and _is_looked_for(one, looks))
        or (looks.word == "status" and _accuses_nobody(one) and looks.address in one.after)
        or (looks.word == "schema" and _is_of_another_type(one, looks))
    )


def _is_of_another_type(one: Sighting, looks: Symptom) -> bool:
    """Whether a value is not the one wanted at a place of which is known that what stands there is of another type."""
    return one.symptom.word in OF_VALUES and one.symptom.place == looks.place and looks.wording == _ANOTHER_TYPE


def _accuses_nobody(one: Sighting) -> bool:
    """Whether nothing was there that could be right or wrong: it follows from what the scenario had changed before."""
    return bool(one.finding.towards) and one.symptom.word != "status"


def _asked_for(one: Sighting) -> set[str]:
    """The addresses of the answers that show a finding, without the method."""
    seen = one.finding.seen
    below = {address for address in (seen.addresses if seen is not None else ()) if address.startswith("/")}
    return below or {one.symptom.address.partition(" ")[2]}


def _foreign_bodies(groups: Sequence[Group]) -> list[tuple[int, bool, set[str]]]:
    """The groups of bodies that are none of the API's: whether of refusals, and at which addresses.

    Whoever wrote such an answer knows neither the codes nor the headers of the API.
    """
    return [
        (at, refused, {address for one in those for address in _asked_for(one)})
        for at, group in enumerate(groups)
        for refused in (False, True)
        if (those := [one for one in group.sightings if _is_foreign(one) and refused == (one.status >= REFUSAL)])
    ]


def _is_foreign(one: Sighting) -> bool:
    says = one.symptom.wording
    return one.symptom.word == "schema" and says.startswith(_NOT_JSON) and (one.by_rule or says == _NO_BODY)


def _before(one: Sighting, verdict: Sightings) -> set[Symptom]:
    """The statuses that were wrong on the way to a finding, though no more than should be: what follows is of them."""
    if one.by_rule or one.symptom.word == "status":
        return set()
    return {
        other.symptom
        for other in verdict.found
        if other.symptom.word == "status" and not other.finding.must and other.finding.step < one.finding.step
    }


def _is_mixed_up(group: Group) -> bool:
    """Whether one answer shows what is not consented and hides what is: then the consent is another than was sent."""
    opened = {one.number for one in group.sightings if is_opened(one)}
    return any(one.number in opened for one in group.sightings if is_closed(one))


def _is_looked_for(one: Sighting, other: Symptom) -> bool:
    """Whether it is about items that are known by a member of which is known that it is wrong."""
    if other.address != one.symptom.address or one.by_rule:
        return False
    return other.member in _KNOWN_BY.findall(f"{one.finding.key} {one.finding.where} {one.finding.says}")


def _following(verdicts: Iterable[Sightings], holder: Mapping[Symptom, int]) -> dict[Key, set[int]]:
    """What answers lack whose status is wrong, and the groups of those: it follows where no status was claimed, too."""
    found: dict[Key, set[int]] = {}
    for verdict in verdicts:
        wrong = {one.number: holder[one.symptom] for one in verdict.found if one.leads and one.symptom.word == "status"}
        for one in verdict.found:
            if not one.leads and one.number in wrong:
                found.setdefault(_at_its_status(one), set()).add(wrong[one.number])
    return found


def _at_its_status(one: Sighting) -> Key:
    return str(one.status), *anonymous(one.symptom)


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


def _lives_too_long(looks: Symptom) -> bool:
    """Whether a token is known that should be no more."""
    had = {KEPT, REFRESHED}.intersection(looks.manner.split(", "))
    return bool(had) and looks.word == "status" and "instead of 401" in looks.wording


def _is_filtered(one: Sighting, selects: Symptom) -> bool:
    """Whether it is about an item of a filtered list, of which is known that it holds other rows than are due."""
    if one.by_rule or one.symptom.word == "schema" or selects.address != one.symptom.address:
        return False
    return one.tried is not None and "?" in one.tried.request and _list(one.symptom) == _list(selects)


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


def _spoilt_rules(
    verdicts: Sequence[Sightings], holder: Mapping[Symptom, int], follows: Mapping[Key, set[int]]
) -> dict[str, dict[int, set[str]]]:
    """By rule: the groups of whose statuses most are wrong that met a breach of it, and at which addresses.

    One in which nothing is wrong but what the rule says itself has met it where any status will do.
    """
    found: dict[str, dict[int, set[str]]] = {}
    met: Counter[str] = Counter()
    wrong: Counter[tuple[str, int]] = Counter()
    told = {one.scenario: {each.symptom.wording for each in one.found} for one in verdicts if one.scenario[:6] == RULES}
    for verdict in verdicts:
        mine: dict[int, set[str]] = {}
        for one in verdict.found:
            if one.leads:
                status = {holder[one.symptom]} if one.symptom.word == "status" else set()
                for at in status | follows.get(_at_its_status(one), set()):
                    mine.setdefault(at, set()).add(one.symptom.address.partition(" ")[2])
        leading = {one.symptom.wording for one in verdict.found if one.leads}
        says = {wording for name in verdict.hit for wording in told.get(name, ())}
        for name in verdict.hit:
            met[name] += not leading or not leading <= says
            wrong.update((name, at) for at in mine)
            for at, there in mine.items():
                found.setdefault(name, {}).setdefault(at, set()).update(there)
    return {
        name: {at: there for at, there in those.items() if wrong[name, at] >= _MOSTLY * met[name]}
        for name, those in found.items()
    }


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
    if theirs and one.symptom.word == "selects" and _list(one.symptom) == _list(rule.symptom):
        return rule.symptom.member.endswith(_READ)
    known_by = one.symptom.word == "balances" and rule.symptom.member == _KIND
    if not theirs or known_by or mine == theirs or mine.startswith((f"{theirs}.", f"{theirs}[")):
        return True
    return bool(mine) and one.symptom.member == rule.symptom.member


def _of_pages(looks: Symptom) -> bool:
    """Whether it is about how a list is cut into pages."""
    return looks.word in ("pages", "count") or (looks.place.startswith("_links.") and looks.member in PAGES)


def _leads_there(link: Symptom, one: Sighting) -> bool:
    """Whether a link that is wrong has the name of one that led to an answer."""
    return any(f"_links.{name}." in f"{link.path}." for name in one.followed)


def _led_there(link: Symptom, one: Sighting) -> bool:
    """The same of a link that another scenario found wrong; a page link leads from a page to another of its kind."""
    return _leads_there(link, one) and (link.address == one.symptom.address or link.member not in PAGES)
