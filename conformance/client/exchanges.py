"""The exchanges of a run, numbered in the order of their answers and told to whoever listens: a verdict, a ledger."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from conformance.frozen import replace
from conformance.model import Exchange, Purpose
from conformance.undisturbed import undisturbed


class Listener(Protocol):
    """Who is told of what is exchanged."""

    def hear(self, exchange: Exchange) -> None:
        """An exchange."""

    def amend(self, exchange: Exchange) -> None:
        """The same one, with a remark that was not known before."""


class Heard:
    """What was exchanged since somebody began to listen, in its order, until it is taken."""

    def __init__(self) -> None:
        self._exchanges: dict[int, Exchange] = {}

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """All that was not taken yet."""
        return tuple(self._exchanges.values())

    def after(self, number: int) -> Exchange | None:
        """The next one behind this number, where it was exchanged and not taken yet."""
        return self._exchanges.get(number + 1)

    def take(self, upto: int | None = None) -> tuple[Exchange, ...]:
        """All that was not taken yet, or those of it with these numbers; it is let go of."""
        numbers = [one for one in tuple(self._exchanges) if upto is None or one <= upto]
        return tuple(self._exchanges.pop(number) for number in numbers)

    def hear(self, exchange: Exchange) -> None:
        """Remember an exchange."""
        self._exchanges[exchange.number] = exchange

    def amend(self, exchange: Exchange) -> None:
        """Remember it as it is told now, where it was not taken yet."""
        if exchange.number in self._exchanges:
            self._exchanges[exchange.number] = exchange


class _OwnListeners(threading.local):
    """Who listens to one thread only."""

    def __init__(self) -> None:
        self.listeners: list[Listener] = []
        self.scenario = ""
        """Which one the thread plays, where others play at the same time."""


class Exchanges:
    """Numbers the exchanges of a run, whichever connection they went over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0
        self._listeners: list[Listener] = []
        self._own = _OwnListeners()

    def listen(self) -> Heard:
        """All that is exchanged from now on."""
        heard = Heard()
        self.tell(heard)
        return heard

    def tell(self, listener: Listener) -> None:
        """Tell somebody of all that is exchanged from now on."""
        with self._lock:
            self._listeners.append(listener)

    @property
    def last(self) -> int:
        """The number of the last exchange so far; 0 before the first."""
        return self._last

    @contextmanager
    def heard(self) -> Iterator[Heard]:
        """All that this thread exchanges meanwhile."""
        heard = Heard()
        self._own.listeners.append(heard)
        try:
            yield heard
        finally:
            self._own.listeners.remove(heard)

    @contextmanager
    def for_scenario(self, name: str) -> Iterator[None]:
        """Logins of this thread meanwhile are told to be for this scenario: others have theirs at the same time."""
        self._own.scenario = name
        try:
            yield
        finally:
            self._own.scenario = ""

    def add(self, exchange: Exchange, now: Callable[[], datetime] | None = None) -> Exchange:
        """Tell of an exchange; it is returned with its number.

        `now` tells the moment of its answer: it is looked at together with the number, so that of two answers to two
        threads the later one never bears the smaller number.
        """
        if self._own.scenario and exchange.asker.purpose is Purpose.LOGIN:
            exchange = replace(exchange, asker=replace(exchange.asker, scenario=self._own.scenario))
        with undisturbed(), self._lock:  # whatever one who listens was told of, all have heard
            self._last += 1
            numbered = replace(exchange, number=self._last, at=exchange.at if now is None else now())
            for listener in (*self._listeners, *self._own.listeners):
                listener.hear(numbered)
        return numbered

    def amend(self, exchange: Exchange) -> None:
        """Tell of an exchange once more: only now it is known how it is to be told."""
        with self._lock:
            for listener in (*self._listeners, *self._own.listeners):
                listener.amend(exchange)
