"""What a scenario came to: as it was played, and as it is recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from conformance.catalogue.shipped import Origin
from conformance.frozen import dataclass
from conformance.ledger.ledger import Batch, Entry
from conformance.model import Verdict
from conformance.report.finished import result_of
from conformance.report.tally import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A verdict as reports draw it, what is counted of it, and what the ledger is to tell of it."""

    entry: Entry
    result: Result
    batch: Batch

    @classmethod
    def of(cls, batch: Batch) -> Recorded:
        """What is told of a scenario; the batch has a verdict."""
        return cls(entry=batch.entry, result=result_of(batch.record), batch=batch)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A verdict before it is masked, and what is told beside it."""

    verdict: Verdict
    origin: Origin
    lacking: Sequence[str] = ()
    """What a skipped scenario needs and the target does not offer."""
    sources: Mapping[int, str] | None = None
    """The lines that findings point at; None where they stand in the scenario's file."""
