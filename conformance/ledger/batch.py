"""What is written into a ledger at once, and sent there by a worker of xdist."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from conformance.frozen import dataclass
from conformance.ledger import exchange_record
from conformance.ledger.entry import Entry
from conformance.ledger.lines import dumps, loads
from conformance.ledger.masks import Masks
from conformance.model import Exchange

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Exchanges, masked, and the verdict that they led to."""

    exchanges: tuple[Exchange, ...]
    verdict: Record | None = None
    earlier: tuple[Exchange, ...] = ()
    """Exchanges of earlier batches that the verdict refers to: what blocks one scenario may block the next."""
    source: str = ""
    """The worker of xdist that it comes from: each counts its exchanges for itself."""
    numbered: bool = False
    """Whether the verdict's exchanges have the numbers that they have in the ledger."""

    @classmethod
    def of(
        cls,
        exchanges: Iterable[Exchange],
        masks: Masks,
        verdict: Record | None = None,
        earlier: Iterable[Exchange] = (),
        source: str = "",
    ) -> Batch:
        """Exchanges as they came, and the record of a verdict that may be told."""
        return cls(
            exchanges=tuple(masks.exchange(exchange) for exchange in exchanges),
            verdict=verdict,
            earlier=tuple(masks.exchange(exchange) for exchange in earlier),
            source=source,
        )

    @property
    def record(self) -> Record:
        """The record of its verdict; there must be one."""
        assert self.verdict is not None
        return self.verdict

    @property
    def entry(self) -> Entry:
        """The verdict as reports draw it; there must be one."""
        return Entry.of(self.record, {one.number: one for one in (*self.earlier, *self.exchanges)})

    def packed(self) -> tuple[bytes, dict[str, bytes]]:
        """The batch as plain data, to be sent from one process to another."""
        bodies: dict[str, bytes] = {}

        def keep(content: bytes) -> str:
            digest = exchange_record.digest(content)
            bodies[digest] = content
            return digest

        told = {
            "exchanges": [exchange_record.written(exchange, keep) for exchange in self.exchanges],
            "earlier": [exchange_record.written(exchange, keep) for exchange in self.earlier],
            "verdict": self.verdict,
            "source": self.source,
        }
        return dumps(told), bodies

    @classmethod
    def unpacked(cls, lines: bytes, bodies: Mapping[str, bytes]) -> Batch:
        """The batch that was packed so."""
        found = loads(lines)
        exchanges, earlier = (
            tuple(exchange_record.read(record, bodies) for record in found[name]) for name in ("exchanges", "earlier")
        )
        return cls(exchanges=exchanges, verdict=found["verdict"], earlier=earlier, source=found["source"])
