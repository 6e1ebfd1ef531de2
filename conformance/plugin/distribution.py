"""How workers of xdist share a run: a persona's scenarios are played by one worker, and what is shared comes last.

A worker keeps the tokens of the customers it plays, and knows what they had consented to; the bank knows one customer
of that name only. So all scenarios of one persona alone go to one worker. What several personas act in, and what holds
the whole bank, is played by one worker after all others have ended: they have put back what they found by then.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped] # it has no types

from conformance.plugin.shares import LAST, MARK, is_ours

if TYPE_CHECKING:
    from xdist.workermanage import WorkerController  # type: ignore[import-untyped] # as above

_AHEAD: Final = 2
"""So many items a worker has before it runs out: it begins one only when it knows the next."""


class ByPersona(LoadScopeScheduling):  # type: ignore[misc] # as above
    """Shares out scenarios by persona, and the tests of others as the user has said (`--dist`)."""

    def __init__(self, config: Any, log: Any) -> None:
        super().__init__(config, log)
        self._how = config.getoption("dist")
        self.collection: list[str] | None = None
        self._last: dict[str, bool] = {}
        """What is played when all else has been, until a worker has it."""

    def _split_scope(self, nodeid: str) -> str:
        if is_ours(nodeid):
            return MARK + nodeid.rpartition(MARK)[2]
        if self._how == "loadscope":
            return nodeid.rsplit("::", 1)[0]
        if self._how == "loadfile":
            return nodeid.split("::", 1)[0]
        if self._how == "loadgroup" and nodeid.rfind("@") > nodeid.rfind("]"):
            return nodeid.rpartition("@")[2]
        return nodeid

    @property
    def tests_finished(self) -> bool:
        """Whether all has been shared out, and nearly all been played."""
        return not self._last and bool(super().tests_finished)

    @property
    def has_pending(self) -> bool:
        """Whether something is still to be played."""
        return bool(self._last) or bool(super().has_pending)

    def schedule(self) -> None:
        """Share out what has been collected, or what a worker that died has left."""
        assert self.collection_is_completed
        if self.collection is None and self._check_nodes_have_same_collection():
            self.collection = collected = list(next(iter(self.registered_collections.values())))
            units: dict[str, dict[str, bool]] = {}
            for nodeid in collected:
                units.setdefault(self._split_scope(nodeid), {})[nodeid] = False
            self._last = units.pop(LAST, {})
            for scope, unit in _largest_first(units.items()):
                self.workqueue[scope] = unit
        if self.collection:
            for _ in range(_AHEAD):
                for node in self.nodes:
                    self._reschedule(node)

    def remove_node(self, node: WorkerController) -> str | None:
        """A worker has ended; where it died, the item that it was at. What came last may have waited for it."""
        crashed: str | None = super().remove_node(node)
        if not self._open():
            self._last = {}  # nobody is left who could play it, which the run tells
        for other in self.nodes:
            self._reschedule(other)
        return crashed

    def _reschedule(self, node: WorkerController) -> None:
        if node.shutting_down or self.collection is None:
            return
        if self.workqueue:
            if self._pending_of(self.assigned_work[node]) <= _AHEAD:
                self._assign_work_unit(node)
            return
        if self._last and self._is_closing(node):
            if self.nodes != [node]:
                return  # until the others have ended
            self.workqueue[LAST], self._last = self._last, {}
            self._assign_work_unit(node)
        node.shutdown()

    def _is_closing(self, node: WorkerController) -> bool:
        """Whether a worker plays what comes last: the one that has most to do, since it ends last."""
        most = max(self._open(), key=lambda one: self._pending_of(self.assigned_work[one]))
        return bool(most is node)

    def _open(self) -> list[WorkerController]:
        return [node for node in self.nodes if not node.shutting_down]


def _largest_first(units: Iterable[tuple[str, dict[str, bool]]]) -> list[tuple[str, dict[str, bool]]]:
    return sorted(units, key=lambda unit: -len(unit[1]))
