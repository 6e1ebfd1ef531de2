"""What must not be left half done: an interruption that comes meanwhile is raised at its end."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found] # `signal` makes enums of handlers, which takes ten times as long
import signal
import threading
from types import FrameType
from typing import Final

_INTERRUPTING: Final = (int(signal.SIGINT), int(signal.SIGTERM))


class undisturbed:  # noqa: N801 - it is called as a function would be
    """Ctrl-C, and whatever else raises KeyboardInterrupt as it does, is heard when this is left.

    For what is taken out of one place and written into another: an exchange that was taken and never written would be
    missing in the ledger, whose verdicts tell of it. Only the main thread is ever interrupted.
    """

    __slots__ = ("_before", "_came")

    def __enter__(self) -> None:
        """Nothing is heard from here on."""
        self._came = False
        self._before: list[int] = []
        if threading.current_thread() is threading.main_thread():
            for number in _INTERRUPTING:
                if _signal.getsignal(number) is signal.default_int_handler:
                    self._before.append(number)
                    _signal.signal(number, self._hear)

    def __exit__(self, *_: object) -> None:
        """Raises KeyboardInterrupt where one came."""
        for number in self._before:
            _signal.signal(number, signal.default_int_handler)
        if self._came:
            raise KeyboardInterrupt

    def _hear(self, _number: int, _frame: FrameType | None) -> None:
        self._came = True
