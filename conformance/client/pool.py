"""Connections that stay open from one request to the next: an idle one is used again, and opened where there is none.

httpcore opens and speaks over them. Its own pool is made for requests that wait for a connection: it looks through all
of them before and after each request, which takes a tenth of the request. Here none ever waits; there are as many
connections as requests at once.
"""

from __future__ import annotations

import threading

import httpcore


class Pool:
    """The connections of one kind, to whichever hosts; for any thread."""

    def __init__(self, opening: httpcore.ConnectionPool, most_idle: int) -> None:
        """`opening` says how they are opened; `most_idle` of them stay open while nobody uses them."""
        self._opening, self._most_idle = opening, most_idle
        self._lock = threading.Lock()
        self._open: dict[httpcore.ConnectionInterface, bool] = {}
        """Each that is open, the oldest first, and whether nobody uses it."""

    def take(self, origin: httpcore.Origin) -> httpcore.ConnectionInterface:
        """A connection to a host, for one request: whoever takes it gives it back."""
        while (one := self._taken(origin)) is not None:
            if not one.has_expired():
                return one
            self._let_go(one)
        one = self._opening.create_connection(origin)
        with self._lock:
            self._open[one] = False
        return one

    def give_back(self, one: httpcore.ConnectionInterface) -> None:
        """A request has been answered, or was given up."""
        usable = one.is_idle() and not one.is_closed()
        with self._lock:
            if usable and sum(self._open.values()) < self._most_idle and one in self._open:
                self._open[one] = True
                return
        self._let_go(one)

    def close(self) -> None:
        """Let go of all of them, those in use too."""
        for one in tuple(self._open):
            self._let_go(one)

    def _taken(self, origin: httpcore.Origin) -> httpcore.ConnectionInterface | None:
        with self._lock:
            for one, idle in self._open.items():
                if idle and one.can_handle_request(origin):
                    self._open[one] = False
                    return one
        return None

    def _let_go(self, one: httpcore.ConnectionInterface) -> None:
        with self._lock:
            self._open.pop(one, None)
        one.close()
