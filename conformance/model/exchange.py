"""What goes over the wire, and who asked for it."""

from __future__ import annotations

from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Final

from conformance.frozen import dataclass
from conformance.model.values import JSON, NOT_JSON


class Purpose(StrEnum):
    """What a request is sent for."""

    REACHING = "reaching"
    """Does the bank answer at all?"""
    PREFLIGHT = "pre-flight"
    LOGIN = "login"
    """An access token is had or refreshed."""
    STAGE = "stage"
    CONTROL = "control"
    """The bank's clock is set, its quotas are reset."""
    STEP = "step"
    RESTORING = "restoring"
    """What was found before the run is put back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asked for an exchange: a scenario's step or its stage, or the run itself (no scenario)."""

    purpose: Purpose
    scenario: str = ""
    step: int | None = None
    """Which step of the scenario (index from 0); None for all other purposes."""


NOBODY = Asker(purpose=Purpose.REACHING)
NO_ANSWER: Final = 0
"""Stands for the status where no answer came."""
OWN_CERTIFICATE: Final = "own"
"""The client certificate of the target, where a call tells which one it shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One HTTP request as it is to be sent; header names keep the case they were given."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes | None = None
    without: tuple[str, ...] = ()
    """Usual headers that this request leaves out, in lower case."""
    persona: str = ""
    """Whose token it carries ('' for none): names the variable in the replay line, never the token itself."""
    scope: str = ""
    certificate: str = ""
    """The client certificate that its connection shows: OWN_CERTIFICATE, one of `tls.bad`, or '' for none."""
    masked: bool = False
    """Whether it is told otherwise than it was sent, beside its credentials: another value stands in URL, header or
    body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How it was that no answer came."""

    hint: str = ""
    """What to mend, for whoever reads the reason."""
    connected: bool = True
    """Whether the request may have reached the bank."""
    died_idle: bool = False
    """Whether a connection of an earlier request was closed before this one reached the bank."""
    ours: bool = False
    """Whether it was given up on our side: the body is longer than the target allows, no client could send the call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and what came back; the note tells of a request that nothing came back for."""

    call: Call
    status: int
    """The HTTP status; NO_ANSWER where none came."""
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = b""
    data: JSON = NOT_JSON
    """The parsed body; NOT_JSON where there is none or it is no JSON."""
    elapsed_ms: float = 0.0
    at: datetime = field(kw_only=True)
    """When the answer came, in Europe/Paris, by the clock of the run (or the one the scenario set)."""
    note: str = ""
    """A remark of the sender: a retry, a link of a foreign host followed on the target's own."""
    asker: Asker = NOBODY
    silence: Silence | None = None
    """How no answer came; None where one did, and where nobody has noted it."""
    number: int = 0
    """Its place in the order of the run, from 1; 0 where nobody counts."""

    @property
    def answered(self) -> bool:
        """Whether an answer came."""
        return self.status != NO_ANSWER

    def header(self, name: str) -> str | None:
        """The value of a response header, whatever its case; None where it is absent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)
