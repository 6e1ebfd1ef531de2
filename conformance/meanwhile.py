"""What can wait until a bank is waited for: done little by little, while nothing else could be done."""

from __future__ import annotations

import threading
from collections.abc import Callable

Work = Callable[[], bool]
"""Does a little of what waits to be done, well under a millisecond if it can; False where nothing waits."""


class Meanwhile:
    """Whoever has work that can wait leaves it here, and does himself what is left of it when he needs it done."""

    def __init__(self) -> None:
        self._works: list[Work] = []
        self._busy = threading.Lock()
        """Of several who wait for the bank one does it, and the others wait."""

    def add(self, work: Work) -> None:
        """Ask for a little of it to be done at each occasion, behind what others have left."""
        self._works.append(work)

    def do_a_little(self) -> bool:
        """Whether anything was done."""
        if not self._busy.acquire(blocking=False):
            return False
        try:
            return any(work() for work in self._works)
        finally:
            self._busy.release()
