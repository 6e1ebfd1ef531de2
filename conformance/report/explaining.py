"""Which groups of findings explain all that a run has found: what is a defect, and what only follows from one. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from conformance.report.grouping import UNKNOWN, Group, Key, anonymous, answered_well, forgets_a_token
from conformance.report.refreshed import KEPT, REFRESHED
from conformance.report.sightings import RULES, Sighting, Sightings
from conformance.symptoms import Symptom

_CONSENTS: Final = "PUT /consents"
_NO_NEXT: Final = "_links.next is missing"
_LONG: Final = 12
"""A value as long as that is hardly met by chance."""
_OF_TOKENS: Final = frozenset({"access_token", "expires_in", "token_type"})
_READ: Final = ("Date", "Reference")
"""How the members are called by which is known whether a filter selects a row."""
_PAGES: Final = ("first", "last", "next", "prev")

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
    unknown: dict[Key, list[int]] = {}
    for looks, at in holder.items():
        unknown.setdefault(anonymous(looks), []).append(at)
    links = [looks for looks in holder if looks.word == "link"]
    refusals = [looks for looks in holder if looks.likeness.endswith("another refusal")]
    ends = [looks for looks in holder if looks.essence == _NO_NEXT and not looks.manner]
    consents = {at for at, group in enumerate(groups) if any(_CONSENTS in one.after for one in group.sightings)}
    amounts = [looks for group in groups for looks in {one.symptom for one in group.sightings if not one.compares}]
    tokens = {at for looks, at in holder.items() if looks.word == "schema" and looks.place in _OF_TOKENS}
    living, kept = {at for looks, at in holder.items() if _lives_too_long(looks)}, answered_well(verdicts)
    filtered = [looks for looks in holder if looks.word == "selects"]
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
                by |= set(unknown[anonymous(one.symptom)])
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
            if one.finding.got == UNKNOWN:  # what the bank said of its token is not so
                by |= tokens
            if forgets_a_token(one, kept):
                by |= living
            by |= {holder[other] for other in filtered if _is_filtered(one, other)}
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
    if one.symptom.word == "selects" and _list(one.symptom) == _list(rule.symptom):
        return rule.symptom.member.endswith(_READ)
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
