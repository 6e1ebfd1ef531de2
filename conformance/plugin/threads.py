"""Several scenarios in flight at once, in threads: whoever's turn it is plays, and what has ended waits to be told.

What is exchanged is told in the order of the answers, and masked by all that is known when its scenario has ended. So
what has ended may be told once nobody plays any more who began before its last answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import Final, Generic, TypeVar

from conformance.catalogue.turns import Turn, Waiting
from conformance.errors import Halted
from conformance.frozen import dataclass

Played = TypeVar("Played")

_BREATH_S: Final = 0.2
"""So long the main thread waits without looking whether it was interrupted; on Windows it would not be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Generic[Played]):
    """One scenario to be played: what it holds, and how it is done."""

    turn: Turn
    play: Callable[[], Played]


@dataclass(slots=True)
class _Ended(Generic[Played]):
    """What a task came to, and after how many answers."""

    played: Played
    last: int


@dataclass(slots=True)
class _State(Generic[Played]):
    """What the threads share, under one lock."""

    waiting: Waiting
    playing: dict[int, tuple[Turn, int]] = field(default_factory=dict)
    """By place: the turn, and how many answers there were when it began."""
    ended: dict[int, _Ended[Played]] = field(default_factory=dict)
    """What is not told yet."""
    fault: BaseException | None = None
    stopped: bool = False


class Threads(Generic[Played]):
    """Plays tasks, so many at once as it is told to; `answers` says how many there were so far."""

    def __init__(self, tasks: Mapping[int, Task[Played]], at_once: int, answers: Callable[[], int]) -> None:
        """Tasks by their place in the order; they begin at once."""
        self._tasks, self._answers = dict(tasks), answers
        self._changed = threading.Condition()
        self._state: _State[Played] = _State(Waiting({place: task.turn for place, task in tasks.items()}))
        self._threads = [
            threading.Thread(target=self._work, name=f"in-flight-{number}", daemon=True)
            for number in range(min(at_once, len(tasks)))
        ]
        for thread in self._threads:
            thread.start()

    def _work(self) -> None:
        while (place := self._next()) is not None:
            try:
                played = self._tasks.pop(place).play()
            except Halted:
                self._end(place)
                return
            except BaseException as fault:  # our own; whoever collects is told of it
                self._end(place, fault=fault)
                return
            self._end(place, played)

    def _next(self) -> int | None:
        """The place of what is played next; None where there is nothing left."""
        state = self._state
        with self._changed:
            while state.waiting and not state.stopped:
                found = state.waiting.next([turn for turn, _ in state.playing.values()])
                if found is not None:
                    place, turn = found
                    state.playing[place] = turn, self._answers()
                    return place
                self._changed.wait()
        return None

    def _end(self, place: int, played: Played | None = None, *, fault: BaseException | None = None) -> None:
        with self._changed:
            del self._state.playing[place]
            if played is not None:
                self._state.ended[place] = _Ended(played, self._answers())
            if fault is not None:
                self._state.fault, self._state.stopped = fault, True
            self._changed.notify_all()

    def tellable(self) -> Iterator[tuple[int, Played, int]]:
        """What has ended and may be told now: its place, what it came to, and how many answers there were by then."""
        with self._changed:
            begun = min((answers for _, answers in self._state.playing.values()), default=None)
            ended = sorted(self._state.ended.items(), key=lambda one: one[1].last)
            ready = [(place, one) for place, one in ended if begun is None or one.last <= begun]
        for place, one in ready:
            with self._changed:  # one by one: whoever is interrupted in telling one has not lost the others
                del self._state.ended[place]
            yield place, one.played, one.last

    def wait(self) -> None:
        """Until something has ended, or for a moment. Raises what went wrong in a thread through our own fault."""
        with self._changed:
            if self._state.fault is not None:
                raise self._state.fault
            self._changed.wait(_BREATH_S)

    def begin_no_more(self) -> None:
        """Nothing else is played from now on."""
        with self._changed:
            self._state.stopped = True
            self._changed.notify_all()

    def stop(self) -> None:
        """Begin nothing more, and wait for the end of what is being played."""
        self.begin_no_more()
        for thread in self._threads:
            while thread.is_alive():
                thread.join(_BREATH_S)
