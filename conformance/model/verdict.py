"""What a scenario came to: its answers, what was wrong with them, the verdict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from datetime import datetime
from enum import StrEnum
from typing import Final

from conformance.frozen import dataclass
from conformance.model.exchange import Exchange
from conformance.model.scenario import Scenario
from conformance.model.values import JSON, Fields, Place, nothing

ANOTHER_CONSENT: Final = "read back is another than the one just set"
"""Stands in the reason of a verdict whose stage had set a consent that the bank does not have any more."""


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
    exchange: Exchange | None = None
    """Which exchange shows it; None for the first of the answer, where there is one."""
    promise: str = ""
    """The requirement that is broken, where the broken constraint names it; '' where the claim or scenario does."""
    of: str = ""
    """Whose text the constraint is of: `bank` for its documentation, `stet`, or '' where nobody has said."""
    source: str = ""
    """Where that text says it: `lines 1410`, `STET part 2, Transaction`."""
    undecided: bool = False
    """True where there was nothing that the claim could be held to: that is not as wanted, but breaks no promise."""
    reading: str = ""
    """The ambiguity whose tolerant reading makes it advice (specs/ambiguities); '' where the check knows of none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a step brought back: one exchange, or all pages of a walk, with the body the checks look at."""

    exchanges: tuple[Exchange, ...]
    body: JSON
    """The JSON body; for a walk the first page with its lists joined over all pages; NOT_JSON where there is none."""
    query: Fields = field(default_factory=nothing)
    walked: bool = False
    """Whether the exchanges are the pages of a walk."""
    below: Callable[[str, str], str | None] = field(default=lambda href, _asked: href)
    """Where a link leads: its path below the API root, from the href and the URL that was asked; None if outside."""

    @property
    def last(self) -> Exchange:
        """The exchange that ended the step."""
        return self.exchanges[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Where a rule was found broken in the same way."""

    answers: int
    """In how many answers."""
    of: int
    """How many answers the rule has looked at."""
    addresses: tuple[str, ...] = ()
    """What was asked for there, as templates below the API root (conformance/addresses)."""
    personas: tuple[str, ...] = ()
    """Whose tokens were carried there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """In how many answers a rule held, and in how many it was broken."""

    held: int
    broken: int

    @property
    def answers(self) -> int:
        """How many answers the rule has looked at."""
        return self.held + self.broken


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
    exchange: Exchange | None = None
    """The exchange of the verdict that shows it; None where no answer does."""
    promise: str = ""
    """The requirement that is broken; '' where the claim only prepares, or nobody can say."""
    towards: str = ""
    """The requirements that a claim is on the way to that only prepares, or had nothing to be held to; else ''."""
    of: str = ""
    """Whose text says so: `bank` for its documentation, `stet`, or '' where nobody has said."""
    source: str = ""
    """Where that text says it: `lines 1410`, `STET part 2, Transaction`."""
    tolerance: str = ""
    """Why a claim that must hold only warns: the reading or tolerance that makes it so; '' for all others."""
    seen: Seen | None = None
    """Where a rule was broken in this way; None for a finding of a scenario."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongValue:
    """Stands for a value too long to be told twice: rows of an answer that stands in the ledger as it came."""

    sha256: str
    """Of its JSON text, as it may be told."""
    length: int
    """The bytes of that text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedStep:
    """A step as it was played: when, and with which words filled in."""

    step: int
    """Which step of the scenario (index from 0)."""
    at: datetime
    """The moment at which it began, in Europe/Paris, by the clock of the run: what `$today` was taken from."""
    words: tuple[tuple[str, JSON | LongValue], ...] = ()
    """Each word and what it stood for, in the order in which they were filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """How a property was tried."""

    budget: int
    """How many cases were asked for."""
    seed: int
    cases: int
    """How many different ones were played; shrinking makes some of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one scenario came to on one run."""

    scenario: Scenario
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    """All that was exchanged while it was played, in its order: logins and clocks that it needed, stage and steps."""
    played: tuple[PlayedStep, ...] = ()
    reason: str = ""
    """Why it was blocked, skipped, broken or deviant; '' otherwise."""
    started: datetime = field(kw_only=True)
    elapsed_ms: float = 0.0
    counterexample: str | None = None
    """The smallest generated case that breaks a property, as the text of a scenario file; None for a scenario."""
    examples: Examples | None = None
    """Of a property: how it was tried; None for a scenario."""
    tally: Tally | None = None
    """Of a rule: what the answers of the run came to; None for a scenario."""
    hit: tuple[str, ...] = ()
    """The rules that an answer to one of its own steps broke, of those whose breach counts against the bank."""

    def asked_by(self, step: int | None) -> tuple[Exchange, ...]:
        """The exchanges of a step (index from 0), or those that set the stage (None)."""
        return tuple(exchange for exchange in self.exchanges if exchange.asker.step == step)
