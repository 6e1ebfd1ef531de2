"""What judging a run again came to. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from conformance.errors import ExitCode
from conformance.frozen import dataclass


class Standing(StrEnum):
    """What became of one verdict, or one finding of it."""

    SAME = "same"
    DIFFERS = "differs"
    CANNOT = "cannot be judged again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """One verdict, judged again."""

    name: str
    """Of the scenario or the rule; of what stands beside them in plain words."""
    standing: Standing
    findings: int = 0
    """How many findings are the same."""
    why: tuple[str, ...] = ()
    """What differs, finding by finding, or why it cannot be judged again."""


def came_to(name: str, differs: Iterable[str], cannot: Iterable[str] = (), *, findings: int = 0) -> Again:
    """What a verdict came to of which this differs, and that cannot be judged again."""
    wrong, unknown = tuple(differs), tuple(cannot)
    standing = Standing.DIFFERS if wrong else Standing.CANNOT if unknown else Standing.SAME
    return Again(name=name, standing=standing, findings=findings, why=wrong or unknown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What became of a ledger that was judged again."""

    run: str = ""
    """The id of the run."""
    statement: str = ""
    """What the run says: its word and how much it speaks of."""
    verdicts: tuple[Again, ...] = ()
    altered: tuple[str, ...] = ()
    """Where the ledger, or a file beside it, is not as the run wrote it."""
    texts: tuple[str, ...] = ()
    """What it was judged by, and whether that is installed here."""
    today: bool = False
    """Whether it was judged by the texts of this installation instead of those of the run."""
    seconds: float = 0.0
    """How long it took."""

    def of(self, standing: Standing) -> tuple[Again, ...]:
        """The verdicts of a standing."""
        return tuple(one for one in self.verdicts if one.standing is standing)

    @property
    def code(self) -> ExitCode:
        """0 all the same, 1 something differs or was altered, 3 nothing differs but something cannot be judged."""
        if self.altered or self.of(Standing.DIFFERS):
            return ExitCode.NOT_CONFORM
        if self.of(Standing.CANNOT) or not self.verdicts:
            return ExitCode.COULD_NOT_RUN
        return ExitCode.CONFORM
