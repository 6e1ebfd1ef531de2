"""The verdicts of a run, counted. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from conformance.catalogue.shipped import Origin
from conformance.frozen import dataclass
from conformance.model import Outcome

CHECKED: Final = (Outcome.PASSED, Outcome.WARNED, Outcome.FAILED, Outcome.DEVIANT)
_WORST_FIRST: Final = (
    Outcome.FAILED,
    Outcome.BROKEN,
    Outcome.BLOCKED,
    Outcome.DEVIANT,
    Outcome.WARNED,
    Outcome.PASSED,
    Outcome.SKIPPED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a report's overview needs of one verdict."""

    name: str
    outcome: Outcome
    covers: tuple[str, ...]
    origin: Origin
    """Whose scenario it is: only shipped ones prove what the documentation promises."""
    lacking: tuple[str, ...] = ()
    """What it needs and the target does not offer, where it was skipped."""
    answers: int = 0
    """Of a rule: how often it was held against an answer."""
    hit: bool = False
    """Whether an answer to one of its own steps broke a rule whose breach counts against the bank."""
    broken: frozenset[str] = frozenset()
    """The requirements that findings are about which count against the bank."""
    advised: frozenset[str] = frozenset()
    """The requirements that other findings are about."""

    @property
    def proves(self) -> bool:
        """Whether it says something of the shipped requirements."""
        return self.origin is not Origin.OWN


def count(results: Iterable[Result]) -> dict[Outcome, int]:
    """How many verdicts there are of each word."""
    counts = dict.fromkeys(Outcome, 0)
    for result in results:
        counts[result.outcome] += 1
    return counts


def worst(outcomes: Iterable[Outcome]) -> Outcome | None:
    """The word for several scenarios together, None for none; what was checked outweighs what was skipped."""
    found = set(outcomes)
    return next((outcome for outcome in _WORST_FIRST if outcome in found), None)
