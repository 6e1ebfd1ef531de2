"""One verdict as the ledger tells it; what every report draws from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from conformance.frozen import dataclass
from conformance.ledger.record import from_record
from conformance.model import Exchange, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One verdict as the ledger tells it, secrets masked."""

    verdict: Verdict
    levels: Mapping[str, str]
    sources: Mapping[int, str]
    """The lines of the scenario file that its findings point at, as they stood when it was played."""

    @classmethod
    def of(cls, record: Mapping[str, Any], exchanges: Mapping[int, Exchange]) -> Entry:
        """The entry that a verdict line tells. Raises KeyError where it refers to what is not there."""
        sources = {int(line): text for line, text in record["sources"].items()}
        return cls(verdict=from_record(record, exchanges), levels=record["levels"], sources=sources)
