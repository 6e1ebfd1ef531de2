"""The answers of a run, by persona, address and status: what was noted of each kind, and how often. Pure.

Answers without a run's chance in them only: what a server says that is overtaxed (5xx) is noted once for the whole run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from conformance.comparison import headers
from conformance.comparison.bodies import Bodies, amounts
from conformance.comparison.traits import Distribution, Place, Subject
from conformance.model import NOT_JSON, Exchange, Purpose
from conformance.symptoms import asked_for

_FAILURE: Final = 500
_NOT_IMPLEMENTED: Final = 501
_ASIDE: Final = (Purpose.CONTROL, Purpose.RESTORING, Purpose.STAGE)
"""What is asked beside the API, and what only has to be asked where the scenario before has left another stage."""
_MOST: Final = 60
"""A subject that was so many things is no choice among a few; more of them are not noted."""
ELSEWHERE: Final = Place("", "", 0)
"""Where what is true of the whole run stands."""


@dataclass(slots=True)
class Profile:
    """What was noted of the answers of one kind."""

    traits: dict[Subject, Distribution] = field(default_factory=dict)
    answers: int = 0
    headers: Counter[str] = field(default_factory=Counter)
    """In how many answers a header was there."""
    bodies: Bodies = field(init=False)
    _digests: set[bytes] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.bodies = Bodies(self.note)

    def note(self, subject: Subject, trait: str) -> None:
        """One trait, seen once."""
        found = self.traits.setdefault(subject, Counter())
        if trait in found or len(found) < _MOST:
            found[trait] += 1

    def take(self, exchange: Exchange, base_url: str) -> None:
        """One answer; of a body that was seen before only the amounts are noted again, which may move."""
        self.answers += 1
        self.headers.update({name.lower() for name, _ in exchange.headers})
        headers.take(exchange, base_url, self.note)
        if exchange.data is NOT_JSON:
            return
        call = exchange.call
        for subject, amount in amounts(exchange.data, call.url.partition("/accounts/")[2].partition("/")[0]):
            self.note(subject, amount)
        if exchange.content not in self._digests:
            self._digests.add(exchange.content)
            self.bodies.take(exchange.data, url=call.url, base_url=base_url, today=exchange.at.date())

    def distributions(self) -> Iterator[tuple[Subject, Distribution]]:
        """All that was noted."""
        yield from self.traits.items()
        orders: dict[Subject, Distribution] = {}
        for subject, first, number in self.bodies.order():
            orders.setdefault(subject, Counter())[first] += number
        yield from orders.items()


@dataclass(frozen=True, slots=True)
class Observed:
    """The answers of one run."""

    profiles: Mapping[Place, Profile]
    server_errors: frozenset[int]
    """The statuses of a server that failed, whatever was asked."""


def _none(_: Exchange) -> bool:
    return False


def observe(exchanges: Iterable[Exchange], base_url: str, left_out: Callable[[Exchange], bool] = _none) -> Observed:
    """What was noted of the answers of a run against the bank at this address; some are left out of it."""
    profiles: dict[Place, Profile] = {}
    errors: set[int] = set()
    for one in exchanges:
        if one.asker.purpose in _ASIDE or not one.answered:
            continue
        if failed(one):
            errors.add(one.status)
            continue
        place = Place(one.call.persona, asked_for(one.call), one.status)
        profile = profiles.setdefault(place, Profile())
        if not left_out(one):
            profile.take(one, base_url)
    return Observed(profiles, frozenset(errors))


def failed(exchange: Exchange) -> bool:
    """Whether the server failed, which it may by chance; 501 it says on purpose."""
    return exchange.status >= _FAILURE and exchange.status != _NOT_IMPLEMENTED
