"""The nouns of what needs memory: a rule about several answers, and what it came to. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import field

from conformance.audit.visits import Visit
from conformance.frozen import dataclass
from conformance.har.reading import Recorded
from conformance.target.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """What a bank says that contradicts what it has said or promised."""

    promise: str
    """The requirement."""
    says: str
    exchange: int
    """The number of the one that shows it."""
    earlier: int = 0
    """That of the one that it contradicts; 0 where there is none."""
    must: bool = True


@dataclass(slots=True)
class Judgement:
    """What a rule came to."""

    judged: int = 0
    """How many answers it had something to say of."""
    found: list[Contradiction] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """All that memory may look at."""

    visits: Sequence[Visit]
    recorded: Sequence[Recorded]
    """With the token endpoint."""
    bank: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRule:
    """What is true of several answers together."""

    name: str
    title: str
    judge: Callable[[Memory], Judgement]
