"""Whose turn it is: what a scenario holds while it is played, and how soon a run can end where others play beside it.

A scenario holds all of its personas: whoever acts in it, and whose consent or tokens it sets. What belongs to the whole
bank, its clock and its counters of batch accesses, is played alone, after all others. Pure.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Final

from conformance.model import Authorize, Follow, LogIn, Request, Scenario, Walk

MOST_IN_FLIGHT: Final = 16
"""So many scenarios at most are played at once: more personas than any cast has, and fewer than a bank minds."""
_SCREENS: Final = 5
"""About so many requests a login takes."""
_PAGES: Final = 3
"""About so many requests a walk takes."""
_WORTH: Final = 0.05
"""One more at once is worth a twentieth of the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one scenario holds while it is played, and how much there is to do in it."""

    personas: frozenset[str]
    whole_bank: bool = False
    """It is played alone."""
    weight: float = 1
    """Requests, or the time that it took, where that is known."""

    def weighing(self, weight: float) -> Turn:
        """The same turn, with what it took."""
        return Turn(personas=self.personas, whole_bank=self.whole_bank, weight=weight)


def turn_of(scenario: Scenario) -> Turn:
    """What a scenario holds; its weight is about the number of its requests."""
    actors = {step.actor for step in scenario.answered if step.actor}
    others = {step.meanwhile for step in scenario.answered if isinstance(step, Authorize) and step.meanwhile}
    return Turn(
        personas=frozenset({scenario.persona, *actors, *others}),
        whole_bank=takes_whole_bank(scenario),
        weight=(scenario.given.consent is not None) + sum(map(_requests, scenario.steps)),
    )


def takes_whole_bank(scenario: Scenario) -> bool:
    """Whether a scenario moves the bank's clock, or uses what the bank counts a day and gives back for everybody."""
    return "clock" in scenario.needs or position(scenario) > 0


def position(scenario: Scenario) -> int:
    """When it is a scenario's turn among those of the whole bank: 0 for first.

    What the bank grants once a day is used after all that needs none of it; first of that come those that count, which
    need it whole.
    """
    if "quotas" in scenario.needs:
        return 1
    return 2 if scenario.takes_batch_accesses or "batch" in scenario.needs else 0


def logs_in_twice(scenario: Scenario) -> bool:
    """Whether it is about two logins at once: no other one may come between them."""
    logins = [step for step in scenario.steps if isinstance(step, Authorize | LogIn)]
    return len(logins) > 1 or any(isinstance(step, Authorize) and step.meanwhile for step in logins)


def _requests(step: object) -> int:
    match step:
        case Request(addresses=several):
            return len(several) * step.times
        case Walk(starts=several):
            return _PAGES * len(several) * step.times
        case Follow():
            return step.times
        case Authorize() | LogIn():
            return _SCREENS
    return 1


# ----------------------------------------------------------------------------------------------------------- how soon


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """How soon a run can end at best, however many play at once: the busiest persona, then the whole bank's."""

    persona: str
    """The busiest; '' where no scenario has one."""
    busiest: float
    whole_bank: float
    total: float

    @property
    def share(self) -> float:
        """Of a run in which one scenario is played after the other; 1 where nothing was asked."""
        return (self.busiest + self.whole_bank) / self.total if self.total else 1.0


def bound(turns: Iterable[Turn]) -> Bound:
    """The bound of a run with these turns, each with what it weighs."""
    several = list(turns)
    beside = [one for one in several if not one.whole_bank]
    persona, busiest = max(_work(beside).items(), key=lambda one: (one[1], one[0]), default=("", 0.0))
    total = sum(one.weight for one in several)
    whole = sum(one.weight for one in several if one.whole_bank)
    return Bound(persona=persona, busiest=busiest, whole_bank=whole, total=total)


def _work(turns: Iterable[Turn]) -> dict[str, float]:
    """How much there is to do for each persona."""
    found: dict[str, float] = {}
    for one in turns:
        for persona in one.personas:
            found[persona] = found.get(persona, 0.0) + one.weight
    return found


class Waiting:
    """The turns that nobody has had yet, and whose is next."""

    def __init__(self, turns: Mapping[int, Turn]) -> None:
        """By their place in the order."""
        self._work = _work(one for one in turns.values() if not one.whole_bank)
        self._beside: dict[frozenset[str], deque[tuple[int, Turn]]] = {}
        self._whole_bank: deque[tuple[int, Turn]] = deque()
        for place, turn in sorted(turns.items()):
            queue = self._whole_bank if turn.whole_bank else self._beside.setdefault(turn.personas, deque())
            queue.append((place, turn))

    def __len__(self) -> int:
        return len(self._whole_bank) + sum(map(len, self._beside.values()))

    def next(self, playing: Collection[Turn]) -> tuple[int, Turn] | None:
        """Whose turn it is beside those who are playing, now taken from those who wait; None where all have to wait.

        The busiest persona's comes first; the whole bank's only when nobody plays and nobody else waits.
        """
        if any(turn.whole_bank for turn in playing):
            return None
        if not any(self._beside.values()):
            return self._whole_bank.popleft() if self._whole_bank and not playing else None
        held = {persona for turn in playing for persona in turn.personas}
        free = [personas for personas, queue in self._beside.items() if queue and not personas & held]
        personas = min(free, key=self._urgency, default=None)
        if personas is None:
            return None
        place, turn = self._beside[personas].popleft()
        for persona in personas:
            self._work[persona] -= turn.weight
        return place, turn

    def _urgency(self, personas: frozenset[str]) -> tuple[float, int, int]:
        place, _ = self._beside[personas][0]
        return -max(self._work[persona] for persona in personas), len(personas), place


def takes(turns: Sequence[Turn], in_flight: int) -> float:
    """How long these turns take with so many at once, by their weights."""
    waiting, now = Waiting(dict(enumerate(turns))), 0.0
    playing: list[tuple[float, int, Turn]] = []
    while waiting or playing:
        found = waiting.next([turn for _, _, turn in playing]) if len(playing) < in_flight else None
        if found is not None:
            place, turn = found
            heappush(playing, (now + turn.weight, place, turn))
        else:
            now, _, _ = heappop(playing)
    return now


def recommended(turns: Sequence[Turn]) -> int:
    """How many at once are worth it: one more that saves less than a twentieth of the whole is not."""
    whole = sum(one.weight for one in turns)
    took, number = whole, 1
    for more in range(2, MOST_IN_FLIGHT + 1):
        faster = takes(turns, more)
        if faster < took and took - faster >= _WORTH * whole:
            took, number = faster, more
    return number
