"""What reports are still to be told of verdicts that stand in the ledger, while the bank is waited for or at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from conformance.undisturbed import undisturbed


class Telling:
    """All that is told, in its order. A verdict is written before it is told: no report is ahead of the ledger."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], object]] = deque()
        self._fault: BaseException | None = None
        """What went wrong where it could not be raised; nothing more is told then."""

    def later(self, tell: Callable[[], object]) -> None:
        """Tell something behind all that is not told yet."""
        self._waiting.append(tell)

    def tell_one(self) -> bool:
        """Tell what has waited longest; False where nothing waits. What goes wrong is raised by `tell_all`."""
        if self._fault is not None or not self._waiting:
            return False
        with undisturbed():
            try:
                self._waiting.popleft()()
            except BaseException as fault:  # where the bank is waited for it would be taken for the bank's
                self._fault = fault
        return True

    def tell_all(self) -> None:
        """Tell all that waits. Raises what went wrong in telling, also before this was called."""
        while self.tell_one():
            pass
        if self._fault is not None:
            self._waiting.clear()
            fault, self._fault = self._fault, None
            raise fault
