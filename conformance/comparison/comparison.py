"""What comes of comparing two runs: the nouns that are told. Pure."""

from __future__ import annotations

from conformance.comparison.traits import Aspect, Place
from conformance.errors import ExitCode, weightiest
from conformance.frozen import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two runs."""

    name: str
    """Of the target."""
    base_url: str
    started: str
    word: str
    """What the run said of itself; `INCOMPLETE` where it has no end."""
    run: str
    """Its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Scenarios and rules that turned by one cause."""

    sentence: str
    """What is wrong; '' where no cause explains it."""
    promise: str
    must: bool
    """Whether it counts against the bank; else it should be better."""
    known: bool
    """Whether the other run has found the same wrong, elsewhere."""
    names: tuple[str, ...]
    """Of the scenarios and rules that turned; '' none where they had failed before, by something else."""
    exchange: int = 0
    """The first of its run that shows it; 0 where none does."""
    request_id: str = ""
    """The bank's own name for that exchange."""
    accepted: bool = False
    """Whether the list of known deviations of the second run has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One way in which answers have become others."""

    aspect: Aspect
    what: str
    """The member, link or header that it is about; '' for the answer as a whole."""
    says: str
    """What it was and what it is."""
    where: tuple[str, ...]
    """Paths, relations or names that it shows at, where there are several."""
    places: tuple[Place, ...]
    """Which answers: persona, address, status."""
    requests: int = 0
    """How many requests were answered otherwise, where requests are compared one by one."""
    scenarios: tuple[str, ...] = ()
    """Those that sent them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two runs beside each other."""

    before: Side
    after: Side
    failing: tuple[Failure, ...]
    """What fails in the second run and did not in the first, by cause."""
    warned: tuple[Failure, ...]
    """What only should be better, and was."""
    gone: tuple[Failure, ...]
    """What failed, or warned, in the first run and does not any more."""
    vanished: tuple[str, ...]
    """The scenarios that the first run has judged and the second does not have."""
    remarks: tuple[str, ...]
    """What is to be known about the comparison, and keeps nothing from being compared."""
    missing: tuple[str, ...]
    """What cannot be compared, and why."""
    drift: tuple[Drift, ...]
    compared: int
    """How many scenarios and rules both runs have judged."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (
            self.failing or self.warned or self.gone or self.vanished or self.remarks or self.missing or self.drift
        )

    @property
    def drifts(self) -> bool:
        """Whether anything is another than it was, failing or not."""
        return bool(self.drift or self.warned or self.gone or any(one.accepted for one in self.failing))

    def code(self, *, drift_fails: bool) -> ExitCode:
        """0 where nothing is new, 1 where something fails newly or has vanished, 3 where something is not comparable.

        `drift_fails`: 1 also where answers have become others.
        """
        red = bool(self.vanished) or any(not one.accepted for one in self.failing)
        applies = {
            ExitCode.NOT_CONFORM: red or (drift_fails and self.drifts),
            ExitCode.COULD_NOT_RUN: bool(self.missing),
        }
        return weightiest(code for code, true in applies.items() if true)
