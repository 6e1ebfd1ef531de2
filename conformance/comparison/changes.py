"""Which of what was noted has become another, by more than chance. Pure.

A subject is looked at over all personas first, then persona by persona for what only one of them shows. What was
never there before counts where it would have been expected so often in the other run that its absence is no chance;
where nothing of what came before comes any more, however little there is of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from math import sqrt
from typing import Final

from conformance.comparison.observing import Observed, Profile
from conformance.comparison.traits import Aspect, Distribution, Place, Subject
from conformance.frozen import dataclass
from conformance.masking import personal

_EXPECTED: Final = 6.0
"""So often must a trait have been expected that never came: by chance it stays away once in 400 times."""
_SHARE: Final = 0.25
_SIGMAS: Final = 5.0
"""So far must a share have moved, and so many standard errors."""
_FEW: Final[Mapping[Aspect, int]] = {Aspect.VALUE: 40, Aspect.HEADER_VALUE: 12, Aspect.PAGE_SIZE: 12}
_USUAL: Final = 40
_ROWS_SHARE: Final = 0.1
_ROWS: Final = 5
_SETTLED_ROWS: Final = 3
"""So many more or fewer are no chance in an account that does not live."""
THERE: Final = "there"
MISSING: Final = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """What a subject was in the one run, and in the other, at some places."""

    subject: Subject
    before: Distribution
    after: Distribution
    gone: frozenset[str]
    """What it was and never is any more."""
    new: frozenset[str]
    moved: frozenset[str]
    """What it is at another rate."""
    places: tuple[Place, ...]


def shifts(before: Observed, after: Observed, *, settled: bool, texts: bool) -> Iterator[Shift]:
    """All that has shifted; `settled`: accounts stay as they are between the runs; `texts`: none of them is masked."""
    common = [place for place in before.profiles if place in after.profiles]
    kinds: dict[tuple[str, int], list[Place]] = {}
    for place in common:
        kinds.setdefault((place.asked, place.status), []).append(place)
    for places in kinds.values():
        yield from _of_kind(places, before.profiles, after.profiles, settled=settled, texts=texts)


_Found = Mapping[Subject, tuple[Distribution, Distribution]]


def _of_kind(
    places: list[Place], before: Mapping[Place, Profile], after: Mapping[Place, Profile], *, settled: bool, texts: bool
) -> Iterator[Shift]:
    each: dict[Place, _Found] = {place: _both(before[place], after[place]) for place in places}
    together: dict[Subject, tuple[Distribution, Distribution]] = {}
    for found in each.values():
        for subject, (one, other) in found.items():
            sums = together.setdefault(subject, (Counter(), Counter()))
            sums[0].update(one)
            sums[1].update(other)
    told: set[Subject] = set()
    for subject, (one, other) in together.items():
        shift = _shift(subject, one, other, settled=settled, texts=texts)
        if shift is not None:
            told.add(subject)
            yield _at(shift, [place for place in places if _shows(shift, each[place].get(subject))] or places)
    for place, found in each.items():
        for subject, (one, other) in found.items():
            if subject not in told:
                shift = _shift(subject, one, other, settled=settled, texts=texts)
                if shift is not None:
                    yield _at(shift, [place])
        yield from _rows(place, before[place], after[place], settled=settled)


def _at(shift: Shift, places: Iterable[Place]) -> Shift:
    return Shift(
        subject=shift.subject, before=shift.before, after=shift.after, gone=shift.gone, new=shift.new,
        moved=shift.moved, places=tuple(places),
    )  # fmt: skip


def _shows(shift: Shift, found: tuple[Distribution, Distribution] | None) -> bool:
    if found is None:
        return False
    before, after = found
    return bool(shift.moved) or any(before[one] for one in shift.gone) or any(after[one] for one in shift.new)


def _both(before: Profile, after: Profile) -> _Found:
    """What both runs have noted, and the members and headers that only one of them has."""
    ones, others = dict(before.distributions()), dict(after.distributions())
    found = {subject: (one, others[subject]) for subject, one in ones.items() if subject in others}
    for path, number in before.bodies.objects.items():
        many = after.bodies.objects[path]
        if many:
            for name in _names(before, path) | _names(after, path):
                where = f"{path}.{name}" if path else name
                found[Subject(Aspect.MEMBER, where)] = (
                    _presence(before.bodies.members[path, name], number),
                    _presence(after.bodies.members[path, name], many),
                )
    for name in before.headers.keys() | after.headers.keys():
        found[Subject(Aspect.HEADER, name)] = (
            _presence(before.headers[name], before.answers),
            _presence(after.headers[name], after.answers),
        )
    return found


def _names(profile: Profile, path: str) -> set[str]:
    return {name for holder, name in profile.bodies.members if holder == path}


def _presence(number: int, of: int) -> Distribution:
    return Counter({one: many for one, many in ((THERE, number), (MISSING, of - number)) if many > 0})


def _shift(subject: Subject, before: Distribution, after: Distribution, *, settled: bool, texts: bool) -> Shift | None:
    if not before or not after or (before.keys() == after.keys() and len(before) == 1):
        return None
    if max(len(before), len(after)) > _FEW.get(subject.aspect, _USUAL):
        return None
    common = before.keys() & after.keys()
    if (subject.aspect is Aspect.AMOUNT and not settled) or (
        subject.aspect is Aspect.VALUE and not common and not texts
    ):
        return None
    if subject.aspect is Aspect.ORDER and not texts and personal.stands_at(subject.of):
        return None  # look-alikes come in another order than what they stand for
    many, most = before.total(), after.total()
    gone = {one for one in before.keys() - common if not common or most * before[one] / many >= _EXPECTED}
    new = {one for one in after.keys() - common if not common or many * after[one] / most >= _EXPECTED}
    moved = {one for one in common if _moved(before[one], many, after[one], most)}
    if not gone and not new and not moved:
        return None
    return Shift(
        subject=subject, before=before, after=after, gone=frozenset(gone), new=frozenset(new), moved=frozenset(moved),
        places=(),
    )  # fmt: skip


def _moved(number: int, of: int, other: int, many: int) -> bool:
    one, two, both = number / of, other / many, (number + other) / (of + many)
    error = sqrt(both * (1 - both) * (1 / of + 1 / many))
    return abs(one - two) >= _SHARE and error > 0 and abs(one - two) >= _SIGMAS * error


def _rows(place: Place, before: Profile, after: Profile, *, settled: bool) -> Iterator[Shift]:
    """How many different rows a customer has, where that is another number by more than an account lives."""
    for name in before.bodies.rows.keys() | after.bodies.rows.keys():
        one, other = before.bodies.rows[name], after.bodies.rows[name]
        if abs(one - other) >= (_SETTLED_ROWS if settled else max(_ROWS, _ROWS_SHARE * max(one, other))):
            was, now = str(one), str(other)
            yield Shift(
                subject=Subject(Aspect.ROWS, name), before=Counter([was]), after=Counter([now]),
                gone=frozenset([was]), new=frozenset([now]), moved=frozenset(), places=(place,),
            )  # fmt: skip
