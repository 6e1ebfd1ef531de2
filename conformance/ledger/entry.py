"""One verdict as the ledger tells it; what every report draws from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
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
    base_url: str = field(default="", compare=False)
    """The bank's, where a ledger that was read tells it: no credential is to go elsewhere. What a run sends itself
    takes none there."""

    @classmethod
    def of(cls, record: Mapping[str, Any], exchanges: Mapping[int, Exchange], base_url: str = "") -> Entry:
        """The entry that a verdict line tells. Raises KeyError where it refers to what is not there."""
        sources = {int(line): text for line, text in record["sources"].items()}
        verdict = from_record(record, exchanges)
        return cls(verdict=verdict, levels=record["levels"], sources=sources, base_url=base_url)
