"""What the scenarios of a run took, each with what it held: how soon the run could have ended, and what would help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from conformance.catalogue.turns import Bound, Turn, bound, recommended, takes
from conformance.plugin.played import Recorded
from conformance.wording import plural

_LONG_S: Final = 20.0
"""From so many seconds on it is worth knowing how a run ends sooner."""


class Took:
    """The turns that were played, and what each has cost."""

    def __init__(self) -> None:
        self._requests: list[Turn] = []
        self._seconds: list[Turn] = []

    def note(self, recorded: Recorded, turn: Turn) -> None:
        """A scenario was played."""
        record = recorded.batch.record
        self._requests.append(turn.weighing(len(record["exchanges"])))
        self._seconds.append(turn.weighing(record["elapsed_ms"] / 1000))

    def lines(self, in_flight: int, workers: int) -> Iterator[str]:
        """How the run was played, and the number that would have been worth it, where it was not."""
        found = bound(self._requests)
        if len(self._requests) < 2 or not found.total:
            return
        how = f"{in_flight} in flight" if workers <= 1 else plural(workers, "worker")
        yield (
            f"played with {how}; at best in {found.share:.2f} of the time of one after the other: "
            f"{', then '.join(_parts(found))}, of {found.total:g} requests"
        )
        one_by_one = sum(turn.weight for turn in self._seconds)
        if in_flight > 1 or workers > 1 or one_by_one < _LONG_S:
            return
        number = recommended(self._seconds)
        if number > 1:
            sooner = takes(self._seconds, number)
            what = f"--in-flight {number} (limits.in_flight in the target file)"
            yield f"{what} would take about {sooner:.0f} s instead of {one_by_one:.0f} s"


def _parts(found: Bound) -> Iterator[str]:
    """What no number in flight plays at the same time."""
    if found.connected.weight:
        yield f"{found.connected.weight:g} of {found.connected.persona}"
    if found.whole_bank:
        yield f"{found.whole_bank:g} of the whole bank's"
    if found.batch.weight:
        yield f"{found.batch.weight:g} of {found.batch.persona} with batch accesses"
