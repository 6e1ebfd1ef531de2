"""The exchanges of a run, handed out again to whoever asked for them.

They are looked up by who asked: a step or the stage of a scenario, the pre-flight of a persona, and for logins and the
bank's clock by the scenario that needed them. So it does not matter in which order scenarios were in flight.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import Final

from conformance.client.fields import excerpt
from conformance.model import Asker, Call, Exchange, Purpose
from conformance.verification.requests import Labels, differs

_OF_THE_RUN: Final = (Purpose.LOGIN, Purpose.CONTROL)
"""What is asked for in nobody's name, whichever scenario needed it."""
Key = tuple[str, ...]


class Departure(Exception):  # noqa: N818 - reads as what it is
    """What is asked for is not what the ledger has; the message is for whoever reads the verification."""


class Recording:
    """All that a ledger has of what was exchanged; each exchange is handed out once."""

    def __init__(self, exchanges: Iterable[Exchange], owners: Mapping[int, str], *, masked: bool = False) -> None:
        """`owners`: the scenario that needed an exchange, by number, where several could have.

        `masked`: personal data goes by look-alikes there.
        """
        self._owners = owners
        self._queues: dict[Key, deque[Exchange]] = {}
        self._of_run: dict[str, dict[Key, None]] = {purpose: {} for purpose in _OF_THE_RUN}
        """The keys of what is asked for in nobody's name, by purpose."""
        self._of_scenario: dict[str, dict[Key, None]] = {}
        """Those of what a scenario asks for."""
        self._labels = Labels(masked=masked)
        self.scenario = ""
        """Which one is being played."""
        self.names_logins = False
        """Whether logins name the scenario that they are for: several were in flight."""
        for one in exchanges:
            owner = owners.get(one.number) or one.asker.scenario
            key = self._key(one.asker, one.call, owner)
            self._queues.setdefault(key, deque()).append(one)
            of_run = one.asker.purpose in _OF_THE_RUN
            keys = self._of_run[one.asker.purpose] if of_run else self._of_scenario.setdefault(key[1], {})
            keys[key] = None
            if one.asker.purpose is Purpose.LOGIN and one.asker.scenario:
                self.names_logins = True

    def take(self, asker: Asker, call: Call) -> Exchange:
        """The exchange that a request led to. Raises Departure where the ledger has another one there, or none."""
        first: tuple[Exchange, str] | None = None
        for queue in self._where(asker, call):
            for one in list(queue) if asker.purpose in _OF_THE_RUN else list(queue)[:1]:
                wrong = differs(call, one.call, self._labels)
                if not wrong:
                    queue.remove(one)
                    return one
                first = first or (one, wrong)
        raise Departure(_departs(call, *(first or (None, ""))))

    def pages(self) -> Iterator[Exchange]:
        """The pages of a login that a browser was shown, one after the other; each is handed out."""
        while (page := self.upcoming(Purpose.LOGIN, lambda one: one.call.content is None)) is not None:
            for queue in self._queues.values():
                if page in queue:
                    queue.remove(page)
            yield page

    def has(self, asker: Asker, call: Call) -> bool:
        """Whether anything is left that this request may have led to."""
        return any(self._where(asker, call))

    def upcoming(self, purpose: Purpose, fits: Callable[[Exchange], bool] = lambda _: True) -> Exchange | None:
        """The next exchange of the run itself for a purpose; None where none is left."""
        asker, nothing = Asker(purpose=purpose), Call(method="", url="")
        return next((one for queue in self._where(asker, nothing) for one in queue if fits(one)), None)

    def of_step(self, scenario: str, step: int) -> Exchange | None:
        """The next exchange that a step of a scenario asked for; None where none is left."""
        queue = self._queues.get((Purpose.STEP, scenario, str(step)))
        return queue[0] if queue else None

    def drop(self, scenario: str, kept: Collection[int]) -> None:
        """Nobody is going to ask for what a scenario had asked for, but for the exchanges of these numbers."""
        for key in self._of_scenario.get(scenario, ()):
            self._queues[key] = deque(one for one in self._queues[key] if one.number in kept)

    def left_of(self, scenario: str) -> tuple[Exchange, ...]:
        """What a scenario had asked for and nobody has asked for again, in order."""
        return self._left(self._of_scenario.get(scenario, ()))

    def left(self) -> tuple[Exchange, ...]:
        """All that nobody has asked for again, in order."""
        return self._left(self._queues)

    def _left(self, keys: Iterable[Key]) -> tuple[Exchange, ...]:
        found = [one for key in keys for one in self._queues[key]]
        return tuple(sorted(found, key=lambda one: one.number))

    def _where(self, asker: Asker, call: Call) -> Iterator[deque[Exchange]]:
        """Where it may stand, the likeliest place first."""
        if asker.purpose not in _OF_THE_RUN:
            queue = self._queues.get(self._key(asker, call, ""))
            if queue:
                yield queue
            return
        own = [(asker.purpose, self.scenario), (asker.purpose, "")]
        others = (key for key in self._of_run[asker.purpose] if key not in own)
        yield from (queue for key in chain(own, others) if (queue := self._queues.get(key)))

    @staticmethod
    def _key(asker: Asker, call: Call, owner: str) -> Key:
        match asker.purpose:
            case Purpose.LOGIN | Purpose.CONTROL:
                return asker.purpose, owner
            case Purpose.STEP | Purpose.STAGE:
                return asker.purpose, asker.scenario, "" if asker.step is None else str(asker.step)
        return asker.purpose, "", call.persona


def _departs(call: Call, told: Exchange | None, wrong: str) -> str:
    asked = f"{call.method} {excerpt(call.url, 160)} is asked for"
    if told is None:
        return f"{asked}, and the ledger has nothing of it"
    return f"{asked}, and the ledger has exchange {told.number} there: {wrong}"
