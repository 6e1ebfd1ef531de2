"""Hosts that do not answer: gave up after a few calls, and taken back with the first good answer.

What a given-up host is still asked costs at most a tenth of the time: one call may try it again after ten times as long
as the last try took. So one that refuses connections is tried often, and one that is silent seldom.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

from conformance.errors import Unreachable
from conformance.frozen import dataclass

_GIVE_UP_AFTER: Final = 3
_SHARE: Final = 10
"""A try may take this part of the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _GivenUp:
    why: Unreachable
    next_try: float


class Outages:
    """The silence of each host; `now` tells seconds that only grow."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._unanswered: Counter[str] = Counter()
        self._counted: dict[str, float] = {}
        """When the last silence of a host was counted."""
        self._given_up: dict[str, _GivenUp] = {}

    def given_up(self, host: str) -> bool:
        """Whether a host is given up: what is sent to it now is a try, made once and without patience."""
        return host in self._given_up

    def why(self, host: str) -> Unreachable | None:
        """Why a host is given up; None where it is not."""
        mark = self._given_up.get(host)
        return None if mark is None else Unreachable(mark.why.says, mark.why.hint)

    def begin(self, host: str) -> float:
        """The moment at which a call begins. Raises Unreachable where the host is given up and was tried just now."""
        now = self._now()
        with self._lock:
            mark = self._given_up.get(host)
            if mark is not None and now < mark.next_try:
                raise Unreachable(mark.why.says, mark.why.hint)
        return now

    def answered(self, host: str) -> None:
        """A good answer: whatever was wrong is over."""
        with self._lock:
            self._unanswered.pop(host, None)
            self._given_up.pop(host, None)

    def unanswered(self, host: str, error: Unreachable, begun: float) -> Unreachable:
        """What to raise for a call that got no answer; after three of them in a row the host is given up.

        `begun` is the moment at which the call began. Calls that were on their way together have met one silence: three
        of them are not three in a row.
        """
        now = self._now()
        with self._lock:
            if begun >= self._counted.get(host, begun):
                self._unanswered[host] += 1
                self._counted[host] = now
            if self._unanswered[host] < _GIVE_UP_AFTER:
                return error
            a_try = host in self._given_up
            since = f"gave up after {_GIVE_UP_AFTER} calls without an answer; the last: {error.says}"
            next_try = now + (_SHARE * (now - begun) if a_try else 0.0)
            self._given_up[host] = _GivenUp(why=Unreachable(since, error.hint), next_try=next_try)
            return self._given_up[host].why if a_try else error
