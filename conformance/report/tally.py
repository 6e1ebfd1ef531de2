"""What a run came to: counts, the exit code and the one word of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from conformance.model import Outcome

CONFORM: Final = 0
NOT_CONFORM: Final = 1
USAGE: Final = 2
COULD_NOT_RUN: Final = 3
BROKEN: Final = 4
STALE: Final = 5
INTERRUPTED: Final = 130

MEANINGS: Final[Mapping[int, tuple[str, str]]] = {
    CONFORM: ("CONFORM", "every check that was made held"),
    NOT_CONFORM: ("NOT CONFORM", "a must did not hold"),
    USAGE: ("NOT RUN", "an option, the target file or a scenario file is wrong"),
    COULD_NOT_RUN: ("COULD NOT RUN", "something could not be tried, or no check was made"),
    BROKEN: ("BROKEN", "the harness itself is at fault"),
    STALE: ("STALE", "a deviation is stale or expired"),
    INTERRUPTED: ("INTERRUPTED", "the run did not come to its end"),
}
"""Exit code: the word of the verdict line, and what it means (fixed, ARCHITECTURE.md)."""

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


def count(results: Iterable[Result]) -> dict[Outcome, int]:
    """How many verdicts there are of each word."""
    counts = dict.fromkeys(Outcome, 0)
    for result in results:
        counts[result.outcome] += 1
    return counts


def exit_code(counts: Mapping[Outcome, int], *, wrong_files: bool = False, stale: bool = False) -> int:
    """The exit code; where several apply the first of 4, 2, 1, 3, 5 wins, and a run without any check is 3."""
    if counts.get(Outcome.BROKEN):
        return BROKEN
    if wrong_files:
        return USAGE
    if counts.get(Outcome.FAILED):
        return NOT_CONFORM
    if counts.get(Outcome.BLOCKED) or not any(counts.get(outcome) for outcome in CHECKED):
        return COULD_NOT_RUN
    return STALE if stale else CONFORM


def worst(outcomes: Iterable[Outcome]) -> Outcome | None:
    """The word for several scenarios together, None for none; what was checked outweighs what was skipped."""
    found = set(outcomes)
    return next((outcome for outcome in _WORST_FIRST if outcome in found), None)
