"""What a run came to: counts, the exit code and the one word of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from conformance.errors import ExitCode, weightiest
from conformance.model import Outcome

MEANINGS: Final[Mapping[int, tuple[str, str]]] = {
    ExitCode.CONFORM: ("CONFORM", "every check that was made held"),
    ExitCode.NOT_CONFORM: ("NOT CONFORM", "a must did not hold"),
    ExitCode.MISTAKE: ("NOT RUN", "an option, the target file or a scenario file is wrong"),
    ExitCode.COULD_NOT_RUN: ("COULD NOT RUN", "something could not be tried, or no check was made"),
    ExitCode.BROKEN: ("BROKEN", "the harness itself is at fault"),
    ExitCode.STALE: ("STALE", "a deviation is stale or expired"),
    ExitCode.INTERRUPTED: ("INTERRUPTED", "the run did not come to its end"),
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


def exit_code(counts: Mapping[Outcome, int], *, wrong_files: bool = False, stale: bool = False) -> ExitCode:
    """The exit code of a run that came to its end; one without any check is 3."""
    checked = any(counts.get(outcome) for outcome in CHECKED)
    applies = {
        ExitCode.BROKEN: bool(counts.get(Outcome.BROKEN)),
        ExitCode.MISTAKE: wrong_files,
        ExitCode.NOT_CONFORM: bool(counts.get(Outcome.FAILED)),
        ExitCode.COULD_NOT_RUN: bool(counts.get(Outcome.BLOCKED)) or not checked,
        ExitCode.STALE: stale,
    }
    return weightiest(code for code, true in applies.items() if true)


def worst(outcomes: Iterable[Outcome]) -> Outcome | None:
    """The word for several scenarios together, None for none; what was checked outweighs what was skipped."""
    found = set(outcomes)
    return next((outcome for outcome in _WORST_FIRST if outcome in found), None)
