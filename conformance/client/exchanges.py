"""The exchanges of a run, numbered in their order and told to whoever listens: a verdict, a ledger."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol

from conformance.model import Exchange


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

    def take(self) -> tuple[Exchange, ...]:
        """All that was not taken yet; it is let go of."""
        taken, self._exchanges = self.exchanges, {}
        return taken

    def hear(self, exchange: Exchange) -> None:
        """Remember an exchange."""
        self._exchanges[exchange.number] = exchange

    def amend(self, exchange: Exchange) -> None:
        """Remember it as it is told now, where it was not taken yet."""
        if exchange.number in self._exchanges:
            self._exchanges[exchange.number] = exchange


class Exchanges:
    """Numbers the exchanges of a run, whichever connection they went over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0
        self._listeners: list[Listener] = []

    def listen(self) -> Heard:
        """All that is exchanged from now on."""
        heard = Heard()
        self.tell(heard)
        return heard

    def tell(self, listener: Listener) -> None:
        """Tell somebody of all that is exchanged from now on."""
        with self._lock:
            self._listeners.append(listener)

    @contextmanager
    def heard(self) -> Iterator[Heard]:
        """All that is exchanged meanwhile."""
        heard = self.listen()
        try:
            yield heard
        finally:
            with self._lock:
                self._listeners.remove(heard)

    def add(self, exchange: Exchange) -> Exchange:
        """Tell of an exchange; it is returned with its number."""
        with self._lock:
            self._last += 1
            numbered = replace(exchange, number=self._last)
            for listener in self._listeners:
                listener.hear(numbered)
        return numbered

    def amend(self, exchange: Exchange) -> None:
        """Tell of an exchange once more: only now it is known how it is to be told."""
        with self._lock:
            for listener in self._listeners:
                listener.amend(exchange)
