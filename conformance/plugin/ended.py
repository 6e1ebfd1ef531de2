"""How a run ends, where something else than its verdicts decides, and what whoever started the session learns of it."""

from __future__ import annotations

from conformance.errors import ExitCode
from conformance.frozen import dataclass
from conformance.report.statement import End


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a run came to, for whoever started the session."""

    code: ExitCode
    lines: tuple[str, ...]
    """The verdict line, the causes, and what keeps the word from being more than it is."""
    reason: str = ""
    """Why there are no verdicts; '' where there are some."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """What ended a run, where something else than the verdicts decides."""

    end: End
    reason: str
