"""How the answers have become others, in words: what is the same change at many places is told once. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from conformance.comparison.changes import MISSING, THERE, Shift
from conformance.comparison.comparison import Drift
from conformance.comparison.observing import Observed
from conformance.comparison.requests import Otherwise
from conformance.comparison.traits import Aspect, Distribution, Place

_ORDER: Final = tuple(Aspect)
_MOST: Final = 4
_PRESENCE: Final = (Aspect.MEMBER, Aspect.HEADER)
_BY_PATH: Final = (Aspect.MEMBER, Aspect.TYPE, Aspect.FORM, Aspect.VALUE, Aspect.SEQUENCE)
"""What is told by the last name of its path: the same member stands in many objects."""
_TOGETHER: Final = {
    Aspect.LINK: "links",
    Aspect.LINK_TARGET: "links",
    Aspect.LINK_PARAMETERS: "links",
    Aspect.PARAMETER_ORDER: "links",
    Aspect.MEMBER_ORDER: "members",
}
"""What is told of all of its kind at once."""
_Key = tuple[Aspect, str, str]


def drift(shifts: Iterable[Shift], requests: Iterable[Otherwise], before: Observed, after: Observed) -> list[Drift]:
    """All that differs, the gravest first."""
    found = [*_of_requests(requests), *_of_shifts(shifts), *_of_the_run(before, after)]
    return sorted(found, key=lambda one: (_ORDER.index(one.aspect), one.what, -len(one.places)))


def _of_requests(requests: Iterable[Otherwise]) -> Iterator[Drift]:
    for one in requests:
        yield Drift(
            aspect=one.subject.aspect, what="", says=f"{one.before} -> {one.after}", where=(), places=one.places,
            requests=one.requests, scenarios=one.scenarios,
        )  # fmt: skip


def _of_shifts(shifts: Iterable[Shift]) -> Iterator[Drift]:
    groups: dict[_Key, list[Shift]] = {}
    for one in shifts:
        groups.setdefault((one.subject.aspect, _what(one), _says(one)), []).append(one)
    for (aspect, what, says), group in groups.items():
        yield Drift(
            aspect=aspect,
            what=what,
            says=says,
            where=tuple(dict.fromkeys(_where(one) for one in group)),
            places=tuple(dict.fromkeys(place for one in group for place in one.places)),
        )


def _of_the_run(before: Observed, after: Observed) -> Iterator[Drift]:
    """What a server says that fails, and which addresses only one of the runs has asked for."""
    for which, only in (
        ("never before", after.server_errors - before.server_errors),
        ("not any more", before.server_errors - after.server_errors),
    ):
        for status in sorted(only):
            yield Drift(aspect=Aspect.SERVER_ERROR, what=str(status), says=f"came {which}", where=(), places=())
    ones, others = ({place.asked for place in run.profiles} for run in (before, after))
    for which, run, those in (("second", after, others - ones), ("first", before, ones - others)):
        for asked in sorted(those):
            places = tuple(place for place in run.profiles if place.asked == asked)
            yield Drift(
                aspect=Aspect.ADDRESS, what=asked, says=f"asked for in the {which} run only", where=(), places=places
            )


def _what(shift: Shift) -> str:
    subject = shift.subject
    if subject.aspect in _TOGETHER:
        return _TOGETHER[subject.aspect]
    return subject.where.rpartition(".")[2] if subject.aspect in _BY_PATH else subject.where


def _where(shift: Shift) -> str:
    subject = shift.subject
    if subject.aspect is Aspect.ORDER:
        return f"by {subject.of}"
    return subject.where


def _says(shift: Shift) -> str:
    aspect, before, after = shift.subject.aspect, shift.before, shift.after
    if aspect in _PRESENCE:
        return _presence(before, after)
    if aspect is Aspect.MEMBER_ORDER:
        return "in another order"
    if aspect is Aspect.AMOUNT:
        return "several in one run" if len(after) > len(before) else "another one"
    if aspect is Aspect.ROWS:
        return f"{_few(list(before))} different ones -> {_few(list(after))}"
    if not before.keys() & after.keys():
        return f"{_few(_most(before))} -> {_few(_most(after))}"
    parts = []
    if shift.new:
        parts.append(f"also {_few(_most(after, shift.new))}")
    if shift.gone:
        parts.append(f"no longer {_few(_most(before, shift.gone))}")
    parts += [f"{one} {_share(before, one)} -> {_share(after, one)}" for one in _most(after, shift.moved)[:_MOST]]
    return ", ".join(parts)


def _presence(before: Distribution, after: Distribution) -> str:
    if not before[THERE]:
        return "new" if not after[MISSING] else f"new, in {_share(after, THERE)}"
    if not after[THERE]:
        return "no longer there" if not before[MISSING] else f"no longer there, was in {_share(before, THERE)}"
    return f"there in {_share(before, THERE)} -> {_share(after, THERE)}"


def _share(found: Distribution, one: str) -> str:
    percent = 100 * found[one] / found.total()
    if 0 < percent < 1:
        return "below 1 %"
    return "almost all" if 99 < percent < 100 else f"{percent:.0f} %"


def _most(found: Distribution, among: Iterable[str] | None = None) -> list[str]:
    """What came most often first; what came as often in the order of its letters."""
    chosen = found if among is None else set(among)
    return sorted(chosen, key=lambda one: (-found[one], one))


def _few(values: Sequence[str]) -> str:
    more = f" and {len(values) - _MOST} more" if len(values) > _MOST else ""
    return ", ".join(one or "an empty text" for one in values[:_MOST]) + more


def addresses(places: Iterable[Place]) -> list[str]:
    """What was asked for at some places, with the statuses: `GET /accounts 200, 401`."""
    found: dict[str, list[int]] = {}
    for place in places:
        statuses = found.setdefault(place.asked, [])
        if place.status not in statuses:
            statuses.append(place.status)
    return [f"{asked} {', '.join(map(str, sorted(statuses)))}" for asked, statuses in found.items()]


def personas(places: Iterable[Place]) -> list[str]:
    """Whose tokens were carried at some places."""
    return list(dict.fromkeys(place.persona for place in places if place.persona))
