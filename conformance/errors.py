"""What can go wrong, named by who is at fault.

    Trouble
    ├── Mistakes        the user's files or options: scenario, target, cast, command line   exit 2
    ├── Unreachable     the world: no answer, no TLS, no name, a folder that cannot be written   exit 3
    ├── Blocked         one stage that cannot be set: no token, consent refused               verdict blocked
    └── Broken          our own fault                                                        exit 4

Every message says the place or cause, what is wrong in the reader's words, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from conformance.model import Place


class Trouble(Exception):  # noqa: N818 - its children are named by who is at fault
    """Anything the harness tells its user instead of a traceback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """One thing to mend in a file of the user's."""

    place: Place | None
    says: str
    hint: str = ""

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.says}" + (f" ({self.hint})" if self.hint else "")


class Mistakes(Trouble):
    """Everything wrong in the user's files, all at once."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


def mistake(says: str, *, place: Place | None = None, hint: str = "") -> Mistakes:
    """A single mistake, ready to be raised."""
    return Mistakes([Mistake(place=place, says=says, hint=hint)])


class Unreachable(Trouble):
    """The run cannot start or go on, through no fault of the bank's behaviour or ours."""

    def __init__(self, says: str, hint: str = "") -> None:
        self.says, self.hint = says, hint
        super().__init__(says + (f" ({hint})" if hint else ""))


class Blocked(Trouble):
    """One scenario's stage cannot be set; the message is the reason in its verdict."""


class Broken(Trouble):
    """The harness itself is wrong; the message is for its maintainers."""
