"""Scenarios in flight, ahead of the session: it asks for each in its own order, and finds it played or waits for it.

So the session stays on one thread, with its order, its reports and its `-x`. What has ended is in the ledger before the
session asks for it: a run that is killed has lost no verdict that it had.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from conformance.errors import Unreachable
from conformance.plugin.played import Played, Recorded
from conformance.plugin.player import Player
from conformance.plugin.threads import Task, Threads
from conformance.undisturbed import undisturbed


class Ahead:
    """All that is played in a session, in several threads."""

    def __init__(
        self, player: Player, tasks: Mapping[str, Task[Played]], at_once: int, write: Callable[[Recorded], None]
    ) -> None:
        """Tasks by the names of their scenarios, in the order of the session; they begin at once."""
        self._player, self._write = player, write
        self._names = list(tasks)
        self._told: dict[str, Recorded] = {}
        """What is not collected yet."""
        self._written: set[str] = set()
        self._failed: OSError | Unreachable | None = None
        """Why nothing more is written."""
        self._threads = Threads(dict(enumerate(tasks.values())), at_once, lambda: player.answers)

    def collect(self, name: str) -> Recorded:
        """The verdict on one of the scenarios, waited for where it is still played."""
        while name not in self._told:
            self._threads.wait()
            self._tell()
        return self._told.pop(name)

    def wrote(self, name: str) -> bool:
        """Whether the verdict on a scenario is in the ledger. Raises what kept it out, OSError or Unreachable."""
        if name not in self._written and self._failed is not None:
            raise self._failed
        return name in self._written

    def end(self, *, interrupted: bool) -> list[Recorded]:
        """Begin nothing more; what was played that nobody has collected. `interrupted` cuts off what is in flight."""
        if interrupted:
            self._player.halt()
        self._threads.stop()
        self._tell()
        left, self._told = list(self._told.values()), {}
        return left

    def _tell(self) -> None:
        with undisturbed():
            for place, played, last in self._threads.tellable():
                name = self._names[place]
                recorded = self._told[name] = self._player.recorded(played, last)
                if self._failed is None:
                    try:
                        self._write(recorded)
                        self._written.add(name)
                    except (OSError, Unreachable) as error:
                        self._failed = error
                self._player.let_go()
