"""Which answers a defect hits, of those that were checked for it: what they have in common, and no other has. Pure.

The answers that broke a claim and those that kept it are laid side by side in a few plain respects
(report/circumstances). A respect in which all that are hit agree, and none of the others does, is the condition; where
none does, two together may; else one that holds for nearly all that are hit and for nearly none of the others, which
can hardly be chance, is told with both numbers. What holds for many of the others too would be taken for the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from math import comb
from typing import Final

from conformance.report.circumstances import Circumstances
from conformance.report.phrase import Phrase, phrase

_MOST: Final = 3
"""So many values of a respect can be told one by one."""
_NEARLY_ALL: Final = 0.85
"""Of those that are hit what is told as their condition has to be true of so many at least,"""
_NEARLY_NONE: Final = 0.1
"""and of the others of so many at most."""
_SIMPLER: Final = 0.05
"""By so much two respects have to tell more than one does."""
_CHANCE: Final = 0.001
"""So seldom may as many of those hit have in common what others have: dozens of respects are looked at, and of two or
three answers some always have something in common."""

_HAS, _VALUE, _MEMBER = "has ", "query ", "member "
"""How the respects are called that a parameter is there, that it has a value, and what a member of the body sent is."""

_PHRASES: Final[Mapping[str, Mapping[str, str]]] = {
    "reply": {
        "other": "under another X-Request-ID than was sent, as an answer to another request would be",
    },
    "whose": {
        "another's": "for another customer's account",
        "nobody's": "for an account that nobody has",
        "": "for the customer's own accounts",
    },
    "token": {
        "none": "without a token",
        "kept": "with a token had in the scenario itself",
        "": "with the usual token",
    },
    "customer": {
        "present": "while the customer is present",
        "absent": "while the customer is absent (no PSU-IP-Address)",
    },
    "amounts": {
        "zero": "where all amounts are zero",
        "other": "where amounts are not zero",
        "": "where there is no amount",
    },
    "rows": {
        "none": "where the list is empty",
        "some": "where the list holds something",
    },
    "next": {
        "none": "where no further page follows",
        "there": "where further pages follow",
    },
    "again": {
        "answered": "where the scenario had made the same request before, and it was answered",
        "refused": "where the scenario had made the same request before, and it was refused",
        "": "at the first such request of a scenario",
    },
    "refreshed": {
        "yes": "after a token was refreshed",
        "": "where no token was refreshed before",
    },
    "changes": {
        "0": "where the consent of the beginning still stands",
        "1": "after one change of the consent",
        "2": "after several changes of the consent",
    },
    "body": {
        "broken": "with a body that is no JSON",
        "": "with a body that is JSON",
    },
    "ibans": {
        "own": "naming only accounts of the customer's own",
        "other": "naming an IBAN that is no account of the customer's",
        "": "naming no account",
    },
    "page": {
        "past": "with a `page` past the end",
    },
    "filtered": {
        "yes": "with a filter",
        "": "without a filter",
    },
    "consent": {
        "none": "where the consent names no account",
        "some": "where the consent names accounts",
    },
    "identity": {
        "true": "where the consent shares the identity",
        "false": "where the consent does not share the identity",
    },
    "beneficiaries": {
        "true": "where the consent shares the trusted beneficiaries",
        "false": "where the consent does not share the trusted beneficiaries",
    },
    "kind": {
        "card": "for cards",
        "account": "for payment accounts",
    },
}
_VALUED: Final[Mapping[str, str]] = {
    "scope": "with a token of the scope {values}",
    "query": "with the parameters {values}",
    "form": "with the form {values}",
    "order": "with the parameters in the order {values}",
    "headers": "with the header {values}",
    "signature": "with a signature that is {values}",
    "certificate": "with the certificate {values}",
    "followed": "by the link {values}",
    "clock": "with the clock set to {values}",
    "after": "after {values}",
    "status": "answered {values}",
    "persona": "as {values}",
    "account": "for {values}",
}
"""Respects whose values are told as they are; in the order of how much they say."""
_BUT: Final[Mapping[str, str]] = {
    "persona": "as everybody but {values}",
    "account": "for all accounts but {values}",
    "query": "with any parameters but {values}",
    "headers": "without the header {values}",
    "followed": "other than by the link {values}",
    "signature": "with a signature that is not {values}",
    "certificate": "with another certificate than {values}",
    "scope": "with a token of another scope than {values}",
}
_ORDER: Final = (
    "reply", "token", "scope", "whose", "kind", "signature", "certificate", "ibans", "body", "customer", "filtered",
    "page", "query", "order", "form", "headers", "amounts", "rows", "next", "again", "refreshed", "followed", "clock",
    "consent", "identity", "beneficiaries", "changes", "after", "persona", "account", "status",
)  # fmt: skip
_OF_ANSWERS: Final = frozenset({"amounts", "rows", "next", "status"})
"""What an answer holds says nothing where those hit have another status than all others."""
Held = Sequence[Circumstances]
Respect = tuple[str, frozenset[str], bool]
"""Name, the values that are hit (or, where it is turned round, those that are not), and whether it is turned round."""


def condition(hit: Held, others: Held, *, all_known: bool = True) -> Phrase:
    """Which are hit and which are not; '' where nothing tells them apart, or no answer was checked.

    `all_known`: whether these are all answers that were checked, so that their numbers mean something.
    """
    n, m = len(hit), len(others)
    if not m:
        return Phrase("every answer that was checked for this") if n > 1 else Phrase("")
    what = _only(hit, others) if n else None
    if not n or not all_known:
        return phrase("only {what}, as far as can be seen", what=what) if what else Phrase("")
    if what:
        return phrase("only {what}; the {m} other answers checked for this were right", what=what, m=m)
    return _among_alike(hit, others) or _mostly(hit, others)


def _among_alike(hit: Held, others: Held) -> Phrase | None:
    """What tells them from those others that have the same status."""
    statuses = {one.get("status", "") for one in hit}
    alike = [one for one in others if one.get("status", "") in statuses]
    what = _only(hit, alike) if 0 < len(alike) < len(others) else None
    if what is None:
        return None
    return phrase(
        "of those answered {values} only {what}; the others of them were right", values=_codes(statuses), what=what
    )


def _mostly(hit: Held, others: Held) -> Phrase:
    """What nearly tells them from the others, with its numbers; '' where nothing does."""
    n, m = len(hit), len(others)
    best = max((*_partly(hit, others), *_partly_pairs(hit, others)), key=lambda one: one[0], default=None)
    if best is None:
        return Phrase("")
    _, inside, outside, what = best
    return phrase(
        "{what}: {inside} of the {n} that are wrong, and {outside} of the {m} that are right",
        what=what, inside=inside, n=n, outside=outside, m=m,
    )  # fmt: skip


def _only(hit: Held, others: Held) -> Phrase | None:
    """The respect, or the two of them, that tells all that are hit from all others."""
    if whole := next(_whole(hit, others), None):
        return _told(whole)
    pair = next(_pairs(hit, others), None)
    return _both(*pair) if pair else None


def _both(one: Respect, other: Respect) -> Phrase:
    return phrase("{one} and {other}", one=_told(one), other=_told(other))


def _respects(hit: Held, others: Held) -> list[str]:
    """By what they may be told apart: those of ours, and each parameter of a query by its being there and its value."""
    queries = sorted({name for one in (*hit, *others) for name in one if name.startswith((_HAS, _VALUE, _MEMBER))})
    forms = [{one.get("form", "") for one in several} for several in (hit, others)]
    statuses = [{one.get("status", "") for one in several} for several in (hit, others)]
    left_out = {"order"} if not forms[0] <= forms[1] else set()
    left_out |= _OF_ANSWERS if statuses[0].isdisjoint(statuses[1]) else set()
    ours = [name for name in _ORDER if name not in left_out]
    at = ours.index("query")
    return [*ours[:at], *queries, *ours[at:]]


def _whole(hit: Held, others: Held) -> Iterator[Respect]:
    """Each respect that alone tells all that are hit from all others, those that say it in fewest values first."""
    found: list[tuple[int, int, Respect]] = []
    for at, name in enumerate(_respects(hit, others)):
        mine, theirs = (frozenset(one.get(name, "") for one in several) for several in (hit, others))
        if mine & theirs:
            continue
        if len(mine) <= _MOST and _sayable(name, mine):
            found.append((len(mine), at, (name, mine, False)))
        elif len(theirs) <= _MOST and name in _BUT and all(theirs):
            found.append((len(theirs) + 1, at, (name, theirs, True)))
    yield from (respect for _, _, respect in sorted(found, key=lambda one: one[:2]))


def _pairs(hit: Held, others: Held) -> Iterator[tuple[Respect, Respect]]:
    """Two respects in which all that are hit agree, and no other agrees with them in both."""
    common = []
    for name in _respects(hit, others):
        values = frozenset(one.get(name, "") for one in hit)
        if len(values) == 1 and _sayable(name, values) and not all(one.get(name, "") in values for one in others):
            common.append((name, values, False))
    for one, other in combinations(common, 2):
        if not any(_fits(one, each) and _fits(other, each) for each in others):
            yield one, other


def _fits(respect: Respect, one: Circumstances) -> bool:
    name, values, turned = respect
    return (one.get(name, "") in values) is not turned


Partly = tuple[float, int, int, Phrase]
"""By how much the share of those hit is larger, how many of them and of the others it is true of, and what it is."""


def _partly(hit: Held, others: Held) -> Iterator[Partly]:
    for name in _respects(hit, others):
        for value in sorted({one.get(name, "") for one in hit}):
            respect = name, frozenset({value}), False
            if _sayable(name, respect[1]):
                inside, outside = (sum(_fits(respect, one) for one in several) for several in (hit, others))
                yield from _ahead(inside, outside, hit, others, _told(respect))


def _partly_pairs(hit: Held, others: Held) -> Iterator[Partly]:
    """Two respects in which all that are hit agree: two that nearly do are mostly chance."""
    common: list[Respect] = []
    for name in _respects(hit, others):
        for value in sorted({one.get(name, "") for one in hit}):
            respect = name, frozenset({value}), False
            inside, outside = (sum(_fits(respect, one) for one in several) for several in (hit, others))
            if inside == len(hit) and outside < len(others) and _sayable(name, respect[1]):
                common.append(respect)
    for one, other in combinations(common, 2):
        inside, outside = (sum(_fits(one, each) and _fits(other, each) for each in some) for some in (hit, others))
        for ahead, *_ in _ahead(inside, outside, hit, others, Phrase("")):
            yield ahead - _SIMPLER, inside, outside, _both(one, other)


def _ahead(inside: int, outside: int, hit: Held, others: Held, what: Phrase) -> Iterator[Partly]:
    """Told where it is true of nearly all of those hit and of nearly none of the others, and that is hardly chance."""
    usual = (outside + 1) / (len(others) + 2)  # none of the few others says little of what is usual
    chance = comb(len(hit), inside) * usual**inside
    if inside >= _NEARLY_ALL * len(hit) and outside <= _NEARLY_NONE * len(others) and chance < _CHANCE:
        yield inside / len(hit) - outside / len(others), inside, outside, what


def _sayable(name: str, values: frozenset[str]) -> bool:
    if name.startswith((_HAS, _VALUE, _MEMBER)):
        return True
    if name in _VALUED:
        return all(values)
    return len(values) == 1 and values <= _PHRASES[name].keys()


def _told(respect: Respect) -> Phrase:
    name, values, turned = respect
    if name.startswith(_HAS):
        return phrase(
            "with the parameter {name}" if all(values) else "without the parameter {name}", name=_named(name, _HAS)
        )
    if name.startswith(_VALUE):
        return _parameter(_named(name, _VALUE), values)
    if name.startswith(_MEMBER):
        there = "with {name} in the body sent as {values}" if all(values) else "without {name} in the body sent"
        return phrase(there, name=_named(name, _MEMBER), values=tuple(sorted(filter(None, values))))
    if turned:
        return phrase(_BUT[name], values=_codes(values))
    if name in _VALUED:
        return phrase(_VALUED[name], values=_codes(values))
    (value,) = values
    return Phrase(_PHRASES[name][value])


def _parameter(name: str, values: frozenset[str]) -> Phrase:
    if "" in values:
        others = _codes(value for value in values if value)
        return (
            phrase("without {name}, or as {values}", name=name, values=others)
            if others
            else phrase("without the parameter {name}", name=name)
        )
    return phrase("with {name} as {values}", name=name, values=_codes(values))


def _named(respect: str, prefix: str) -> str:
    return f"`{respect.removeprefix(prefix)}`"


def _codes(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"`{value}`" for value in sorted(values))
