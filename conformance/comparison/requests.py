"""The same request of two runs, answered otherwise: with another status, or another error code. Pure.

A request is the same where the same step of the same scenario sent it, and it was the same in the row of that step's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from conformance.comparison.observing import failed
from conformance.comparison.traits import Aspect, Place, Subject
from conformance.frozen import dataclass
from conformance.model import Exchange, Purpose
from conformance.symptoms import asked_for

_REFUSED: Final = 400
_MEMBERS: Final = ("message", "error", "code", "error_description")
"""Where a refusal may name its code (ambiguity C11)."""
_Key = tuple[str, int | None, str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """Requests of one kind that are answered otherwise, in the same way."""

    subject: Subject
    before: str
    after: str
    requests: int
    scenarios: tuple[str, ...]
    places: tuple[Place, ...]
    """With the status of before."""


def otherwise(before: Iterable[Exchange], after: Iterable[Exchange], codes: Iterable[str]) -> Iterator[Otherwise]:
    """The requests of both runs that were answered otherwise; `codes` are those of the bank's tables."""
    known = frozenset(codes)
    ones, others = _numbered(before), _numbered(after)
    found: dict[tuple[Subject, str, str], list[tuple[str, Place]]] = {}
    for key, one in ones.items():
        other = others.get(key)
        if other is None:
            continue
        place = Place(one.call.persona, asked_for(one.call), one.status)
        for aspect, was, now in _differing(one, other, known):
            found.setdefault((Subject(aspect, ""), was, now), []).append((one.asker.scenario, place))
    for (subject, was, now), those in found.items():
        yield Otherwise(
            subject=subject,
            before=was,
            after=now,
            requests=len(those),
            scenarios=tuple(dict.fromkeys(scenario for scenario, _ in those)),
            places=tuple(dict.fromkeys(place for _, place in those)),
        )


def _numbered(exchanges: Iterable[Exchange]) -> Mapping[_Key, Exchange]:
    """The requests of steps by what makes them the same; one that a failing server answered is sent again."""
    numbers: Counter[tuple[str, int | None, str, str]] = Counter()
    found: dict[_Key, Exchange] = {}
    for one in exchanges:
        if one.asker.purpose is Purpose.STEP and one.answered and not failed(one):
            kind = one.asker.scenario, one.asker.step, asked_for(one.call), one.call.persona
            numbers[kind] += 1
            found[*kind, numbers[kind]] = one
    return found


def _differing(one: Exchange, other: Exchange, known: frozenset[str]) -> Iterator[tuple[Aspect, str, str]]:
    if one.status != other.status:
        yield Aspect.STATUS, str(one.status), str(other.status)
    elif one.status >= _REFUSED:
        was, now = _code(one, known), _code(other, known)
        if was != now:
            yield Aspect.CODE, was, now


def _code(exchange: Exchange, known: frozenset[str]) -> str:
    """The code that a refusal names, and where it does so beside `message`; `no code` where there is none."""
    if not isinstance(exchange.data, dict):
        return "no code"
    for name in _MEMBERS:
        text = exchange.data.get(name)
        if isinstance(text, str):
            found = next((word for word in re.findall(r"\w+", text) if word in known), "")
            if found:
                return found if name == "message" else f"{found} in `{name}`"
    return "no code"
