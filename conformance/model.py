"""The nouns of the house: frozen values that travel from the scenario file to the report.

A `Scenario` is played as `Exchange`s, checked into `Finding`s and judged into one `Verdict`. Nothing here does
anything; everything else takes these apart and builds new ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

JSON = Any
"""A JSON value as the parser gives it: the only raw dicts and lists that travel inside."""

NOT_JSON: Final = object()
"""Stands for the body of an answer that is no JSON document."""

EMPTY: Final[Mapping[str, Any]] = MappingProxyType({})


def _empty() -> Mapping[str, Any]:
    return EMPTY


class Outcome(StrEnum):
    """The seven verdict words; their meaning is fixed (ARCHITECTURE.md, verdicts)."""

    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"
    DEVIANT = "deviant"
    BLOCKED = "blocked"
    SKIPPED = "skipped"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


# ---------------------------------------------------------------------------------------------------- what is asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One expectation word of a step: `count: {accounts: 3}` is the word `count`, wanted `{accounts: 3}`."""

    word: str
    wanted: JSON
    must: bool
    place: Place
    places: Mapping[str, Place] = field(default_factory=_empty)
    """The place of each key (or list item, by its text) inside `wanted`."""

    def at(self, key: str) -> Place:
        """The place of one entry of the claim; of the whole claim where it has no such entry."""
        return self.places.get(key, self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One verb, what to send with it, what to expect of the answer and what to keep of it."""

    verb: str
    target: JSON
    place: Place
    send: Mapping[str, JSON] = field(default_factory=_empty)
    """query, headers, body, raw, form, token, by: as written in the scenario, words not yet filled in."""
    claims: tuple[Claim, ...] = ()
    keep: Mapping[str, str] = field(default_factory=_empty)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What is put in place before the first step."""

    consent: JSON = None
    clock: str | None = None
    token: str | None = None
    quotas: str | None = None
    rows: Mapping[str, int] | None = None
    """How many transactions the accounts of these nicknames must have for the scenario to mean anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One claim about the bank, as one YAML file states it."""

    name: str
    """The path of the file below its scenarios folder, without the ending: `transactions/two-pages`."""
    title: str
    place: Place
    covers: tuple[str, ...]
    persona: str
    scope: str = "aisp"
    given: Stage = Stage()
    needs: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


# ---------------------------------------------------------------------------------------------------- what happened


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and what came back, attempts that failed on the wire included."""

    call: Call
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = b""
    data: JSON = NOT_JSON
    """The parsed body; NOT_JSON where there is none or it is no JSON."""
    elapsed_ms: float = 0.0
    at: datetime = field(kw_only=True)
    """When the answer came, in Europe/Paris, by the clock of the run (or the one the scenario set)."""
    note: str = ""
    """A remark of the sender: a retry, a link of a foreign host followed on the target's own."""

    def header(self, name: str) -> str | None:
        """The value of a response header, whatever its case; None where it is absent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """What a check found wrong, before it is known which claim of which step asked."""

    says: str
    wanted: JSON = None
    got: JSON = None
    where: str = ""
    """The path in the body, or the name of the header, or '' for the answer as a whole."""
    key: str = ""
    """The entry of the claim that was not met, as written there."""
    advice: bool = False
    """True where only a should, or the strict reading of a tolerated point, did not hold."""
    exchange: int = 0
    """Which exchange of the answer shows it (index from 0); -1 for the last one before the step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a step brought back: one exchange, or all pages of a walk, with the body the checks look at."""

    exchanges: tuple[Exchange, ...]
    body: JSON
    """The JSON body; for a walk the first page with its lists joined over all pages; NOT_JSON where there is none."""
    query: Mapping[str, JSON] = field(default_factory=_empty)
    walked: bool = False
    below: Callable[[str, str], str | None] = field(default=lambda href, _asked: href)
    """Where a link leads: its path below the API root, from the href and the URL that was asked; None if outside."""

    @property
    def last(self) -> Exchange:
        """The exchange that ended the step."""
        return self.exchanges[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One claim that did not hold, ready to be told."""

    word: str
    key: str
    where: str
    says: str
    wanted: JSON
    got: JSON
    must: bool
    place: Place
    step: int
    """Which step of the scenario (index from 0)."""
    exchange: int
    """Which exchange of the verdict shows it (index from 0), -1 for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one scenario came to on one run."""

    scenario: Scenario
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    steps: tuple[int, ...] = ()
    """For each exchange the index of the step that sent it; -1 while the stage was set."""
    reason: str = ""
    """Why it was blocked, skipped, broken or deviant; '' otherwise."""
    started: datetime = field(kw_only=True)
    elapsed_ms: float = 0.0
