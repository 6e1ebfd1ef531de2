"""What can go wrong, named by who is at fault, and the code that a run ends with.

    Trouble
    ├── Mistakes        the user's files or options: scenario, target, cast, command line   exit 2
    ├── Unreachable     the world: no answer, no TLS, no name, a folder that cannot be written   exit 3
    ├── Blocked         one stage that cannot be set: no token, consent refused               verdict blocked, or exit 3
    └── Broken          our own fault                                                        exit 4

Every message says the place or cause, what is wrong in the reader's words, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import ClassVar, Final

from conformance.frozen import dataclass
from conformance.model import Exchange, Place
from conformance.visible import visible


class ExitCode(IntEnum):
    """What `stet-conformance` ends with; the numbers are fixed (ARCHITECTURE.md, verdicts and exit codes)."""

    CONFORM = 0
    NOT_CONFORM = 1
    MISTAKE = 2
    """An option, the target file or a scenario file is wrong."""
    COULD_NOT_RUN = 3
    BROKEN = 4
    """Our own fault."""
    STALE = 5
    """A deviation is stale or expired."""
    INTERRUPTED = 130
    """Ctrl-C or SIGTERM: 128 and the number of SIGINT, as shells have it."""


_MOST: Final = 1_000
"""So many mistakes are told: a file that is none of ours may have one in each of its lines."""
_PRECEDENCE: Final = (
    ExitCode.BROKEN,
    ExitCode.MISTAKE,
    ExitCode.NOT_CONFORM,
    ExitCode.COULD_NOT_RUN,
    ExitCode.STALE,
    ExitCode.CONFORM,
)


def weightiest(codes: Iterable[ExitCode]) -> ExitCode:
    """The code that counts where several apply: the first of 4, 2, 1, 3, 5; CONFORM for none."""
    return min(codes, key=_PRECEDENCE.index, default=ExitCode.CONFORM)


class Trouble(Exception):  # noqa: N818 - its children are named by who is at fault
    """Anything the harness tells its user instead of a traceback."""

    exit_code: ClassVar[ExitCode] = ExitCode.COULD_NOT_RUN
    """What a run or a command ends with that this stops."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing to mend in a file of the user's."""

    place: Place | None
    says: str
    hint: str = ""

    def __str__(self) -> str:
        """In one piece, as it is told: a name or a value in it may come from anywhere, and no terminal obeys it."""
        where = f"{self.place}: " if self.place else ""
        return visible(f"{where}{self.says}" + (f" ({self.hint})" if self.hint else ""))


class Mistakes(Trouble):
    """Everything wrong in the user's files, all at once; of more than a reader mends at once the first."""

    exit_code = ExitCode.MISTAKE

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        found = tuple(mistakes)
        more = len(found) - _MOST
        self.mistakes = found if more <= 0 else (*found[:_MOST], Mistake(place=None, says=f"and {more:,} more"))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


def mistake(says: str, *, place: Place | None = None, hint: str = "") -> Mistakes:
    """A single mistake, ready to be raised."""
    return Mistakes([Mistake(place=place, says=says, hint=hint)])


class Unreachable(Trouble):
    """The run cannot start or go on, through no fault of the bank's behaviour or ours."""

    def __init__(self, says: str, hint: str = "") -> None:
        self.says, self.hint = says, hint
        super().__init__(says + (f" ({hint})" if hint else ""))


class Moved(Unreachable):
    """What was to be written stands elsewhere: its file was removed while the run went on, which ends here."""


class Blocked(Trouble):
    """One scenario's stage cannot be set; the message is the reason in its verdict, `exchanges` show it."""

    def __init__(self, says: str, exchanges: Iterable[Exchange] = ()) -> None:
        self.exchanges = tuple(exchanges)
        """What the bank was asked and answered where the stage was refused: evidence for the reason."""
        super().__init__(says)

    def again(self) -> Blocked:
        """The same to whoever asks again: an exception that is raised twice would grow its traceback."""
        return Blocked(str(self), self.exchanges)


class Halted(BaseException):
    """The run was interrupted, and a thread of it sends nothing more: like KeyboardInterrupt, it passes by all that
    makes verdicts of exceptions."""


class Broken(Trouble):
    """The harness itself is wrong; the message is for its maintainers."""

    exit_code = ExitCode.BROKEN
