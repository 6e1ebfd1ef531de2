"""What no verdict of a scenario tells of: the last exchanges of a run, and what its answers came to by rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from conformance import rules
from conformance.ledger.ledger import Batch, Ledger
from conformance.ledger.observations import Packed, Sightings
from conformance.plugin.played import Recorded
from conformance.plugin.player import Player


class Untold:
    """It is gathered from the workers of xdist, where those do the playing, or from the player of this process."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._rests: list[Batch] = []
        self._sightings = Sightings()

    def rest(self) -> tuple[bytes, dict[str, bytes]]:
        """What was exchanged here and no verdict tells of, for the process that writes."""
        return self._player.rest().packed()

    def take_rest(self, packed: tuple[bytes, dict[str, bytes]]) -> None:
        """What a worker has exchanged and no verdict tells of."""
        self._rests.append(Batch.unpacked(*packed))

    def observed(self) -> Packed:
        """What answers have come to by rules here since this was last asked, for the process that writes."""
        return self._player.observed()

    def observe(self, packed: Packed, worker: str = "") -> None:
        """What answers have come to by rules on a worker; '' for this process."""
        self._sightings.add(worker, packed)

    def write(self, ledger: Ledger) -> None:
        """Write the exchanges. Raises Unreachable."""
        for batch in (self._player.rest(), *self._rests):
            ledger.write(batch)
        self._rests.clear()

    def of_rules(self, ledger: Ledger, started: datetime) -> Iterable[Recorded]:
        """What each rule came to; its exchanges are written first. Raises Unreachable."""
        self.write(ledger)
        observed = self._sightings.observed(ledger.number)
        return [self._player.of_rule(one) for one in rules.verdicts(rules.load(), observed, started)]
