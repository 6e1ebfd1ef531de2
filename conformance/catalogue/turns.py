"""Whose turn it is: what a scenario holds while it is played, and how soon a run can end where others play beside it.

A scenario holds all of its personas: whoever acts in it, and whose consent or tokens it sets. What belongs to the whole
bank, its clock and its counters of batch accesses, is played alone, after all others. What takes batch accesses, and
leaves it to others to count them, needs its personas only; it is played last, when those that count have had theirs.
Pure.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import IntEnum
from heapq import heappop, heappush
from http import HTTPStatus
from typing import Final

from conformance.frozen import dataclass, replace
from conformance.model import JSON, Authorize, Follow, LogIn, Request, Scenario, Walk

MOST_IN_FLIGHT: Final = 16
"""So many scenarios at most are played at once: more personas than any cast has, and fewer than a bank minds."""
_SCREENS: Final = 5
"""About so many requests a login takes."""
_PAGES: Final = 3
"""About so many requests a walk takes."""
_WORTH: Final = 0.05
"""One more at once is worth a twentieth of the time."""


class Phase(IntEnum):
    """The parts of a run, one after the other."""

    CONNECTED = 0
    """Beside each other: whatever has nothing to do with batch accesses or the clock."""
    WHOLE_BANK = 1
    """Each alone: what moves the bank's clock, or has the counters of batch accesses set back for everybody."""
    BATCH = 2
    """Beside each other: what takes batch accesses of its own personas."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one scenario holds while it is played, and how much there is to do in it."""

    personas: frozenset[str]
    phase: Phase = Phase.CONNECTED
    weight: float = 1
    """Requests, or the time that it took, where that is known."""

    @property
    def is_shared(self) -> bool:
        """Whether processes that have tokens of their own play it one at a time, after all else."""
        return self.phase is not Phase.CONNECTED or len(self.personas) > 1

    def weighing(self, weight: float) -> Turn:
        """The same turn, with what it took."""
        return replace(self, weight=weight)


def turn_of(scenario: Scenario) -> Turn:
    """What a scenario holds; its weight is about the number of its requests."""
    actors = {step.actor for step in scenario.answered if step.actor}
    others = {step.meanwhile for step in scenario.answered if isinstance(step, Authorize) and step.meanwhile}
    return Turn(
        personas=frozenset({scenario.persona, *actors, *others}),
        phase=_phase(scenario),
        weight=(scenario.given.consent is not None) + sum(map(_requests, scenario.steps)),
    )


def _phase(scenario: Scenario) -> Phase:
    if "clock" in scenario.needs or _counts(scenario):
        return Phase.WHOLE_BANK
    return Phase.BATCH if _uses_batch(scenario) else Phase.CONNECTED


def position(scenario: Scenario) -> int:
    """When it is a scenario's turn within its phase: 0 for first.

    What the bank grants once a day is used after all that needs none of it; first of that come those that count, which
    need it whole.
    """
    return 1 if _counts(scenario) else 2 if _uses_batch(scenario) else 0


def _counts(scenario: Scenario) -> bool:
    """Whether it counts the accesses of a day: it wants them fresh, or is about the refusal of one too many.

    Given back meanwhile, for somebody else, they would be others.
    """
    claims = (claim for step in scenario.answered for claim in step.claims if claim.word == "status")
    return "quotas" in scenario.needs or (_uses_batch(scenario) and any(_is_too_many(one.wanted) for one in claims))


def _is_too_many(status: JSON) -> bool:
    wanted = status if isinstance(status, list) else [status]
    return HTTPStatus.TOO_MANY_REQUESTS in wanted and min(wanted) >= HTTPStatus.BAD_REQUEST


def _uses_batch(scenario: Scenario) -> bool:
    return scenario.takes_batch_accesses or "batch" in scenario.needs


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
class Busiest:
    """Who has most to do in a phase."""

    persona: str
    """'' where nobody has anything."""
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """How soon a run can end at best, however many play at once.

    Each phase takes as long as its busiest persona; that of the whole bank as long as all of it.
    """

    connected: Busiest
    whole_bank: float
    batch: Busiest
    total: float

    @property
    def share(self) -> float:
        """Of a run in which one scenario is played after the other; 1 where nothing was asked."""
        together = self.connected.weight + self.whole_bank + self.batch.weight
        return together / self.total if self.total else 1.0


def bound(turns: Iterable[Turn]) -> Bound:
    """The bound of a run with these turns, each with what it weighs."""
    several = list(turns)
    return Bound(
        connected=_busiest(one for one in several if one.phase is Phase.CONNECTED),
        whole_bank=sum(one.weight for one in several if one.phase is Phase.WHOLE_BANK),
        batch=_busiest(one for one in several if one.phase is Phase.BATCH),
        total=sum(one.weight for one in several),
    )


def _busiest(turns: Iterable[Turn]) -> Busiest:
    persona, weight = max(_work(turns).items(), key=lambda one: (one[1], one[0]), default=("", 0.0))
    return Busiest(persona=persona, weight=weight)


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
        self._phases = deque(_Queues(turns, phase) for phase in Phase)

    def __len__(self) -> int:
        return sum(map(len, self._phases))

    def next(self, playing: Collection[Turn]) -> tuple[int, Turn] | None:
        """Whose turn it is beside those who are playing, now taken from those who wait; None where all have to wait.

        The busiest persona's comes first; the whole bank's only when nobody plays, and what is of a later phase only
        when nobody plays or waits who is of an earlier one.
        """
        while self._phases and not self._phases[0]:
            self._phases.popleft()
        if not self._phases or any(turn.phase is not self._phases[0].phase for turn in playing):
            return None
        return self._phases[0].next(playing)


class _Queues:
    """The turns of one phase that nobody has had yet, those that hold the same together."""

    def __init__(self, turns: Mapping[int, Turn], phase: Phase) -> None:
        self.phase = phase
        mine = {place: turn for place, turn in sorted(turns.items()) if turn.phase is phase}
        self._work = _work(mine.values())
        self._queues: dict[frozenset[str], deque[tuple[int, Turn]]] = {}
        for place, turn in mine.items():
            self._queues.setdefault(self._held(turn), deque()).append((place, turn))

    def __len__(self) -> int:
        return sum(map(len, self._queues.values()))

    def _held(self, turn: Turn) -> frozenset[str]:
        """What a turn keeps from others: its personas; with the whole bank everybody."""
        return frozenset(self._work) if self.phase is Phase.WHOLE_BANK else turn.personas

    def next(self, playing: Collection[Turn]) -> tuple[int, Turn] | None:
        """As that of `Waiting`; those who play are of this phase."""
        held = {persona for turn in playing for persona in self._held(turn)}
        free = [personas for personas, queue in self._queues.items() if queue and not personas & held]
        personas = min(free, key=self._urgency, default=None)
        if personas is None:
            return None
        place, turn = self._queues[personas].popleft()
        for persona in turn.personas:
            self._work[persona] -= turn.weight
        return place, turn

    def _urgency(self, personas: frozenset[str]) -> tuple[float, int, int]:
        place, _ = self._queues[personas][0]
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
