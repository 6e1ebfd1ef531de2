"""One defect of a bank, as far as a run can tell: what every report draws. It is worked out in `causes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conformance.frozen import dataclass
from conformance.report.phrase import Phrase

if TYPE_CHECKING:  # what is seen of a cause is imported where one is seen, which is in few runs
    from conformance.report.sightings import Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One defect, as far as a run can tell."""

    number: int
    """Its place among the causes of the run, from 1: the gravest first."""
    told: Phrase
    """What is wrong, where."""
    general: Phrase
    """The same without numbers, dates and ids: it reads alike for another bank or day."""
    condition: Phrase
    """Which answers it hits, of those that were checked for this; empty where nobody can say."""
    promise: str
    """The requirement that it breaks; '' where nobody can say."""
    level: str
    """`must` or `should`: whether it counts against the bank."""
    of: str
    """Whose text says so: `bank`, `stet` or ''."""
    source: str
    """Where that text says it: `lines 1410`."""
    says: str
    """What is promised."""
    answers: int
    """In how many answers it was seen."""
    out_of: int
    """How many answers were held to the same claim."""
    intermittent: bool
    """Whether the very same request was answered well at another time."""
    addresses: tuple[str, ...]
    """What was asked for where it was seen."""
    personas: tuple[str, ...]
    first: int
    """The number of the first exchange that shows the promise broken; 0 where none does."""
    request_id: str
    """The bank's own name for that exchange; '' where it gave none."""
    scenarios: tuple[str, ...]
    """Those that it touches, by name; some may have passed all the same."""
    explains: frozenset[str]
    """The scenarios and rules that failed, or warned, by it."""
    rules: tuple[str, ...]
    """The rules that found it."""
    sightings: tuple[Sighting, ...]
    """What was seen of it; what follows from it in the same scenarios is not among them."""

    @property
    def sentence(self) -> str:
        """What is wrong, where, in English."""
        return str(self.told)

    @property
    def sometimes(self) -> bool:
        """Whether it comes and goes: some answers to the claim are right, and one to the very same request was."""
        return self.intermittent and self.answers < self.out_of

    @property
    def must(self) -> bool:
        """Whether it counts against the bank."""
        return self.level == "must"
