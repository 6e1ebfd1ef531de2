"""What is asked of a bank: a scenario, its stage and its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from conformance.frozen import dataclass
from conformance.model.step import AnsweredStep, AskingStep, Step
from conformance.model.values import Place, nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """A consent spelled out, by the nicknames of accounts; what is not named is not consented."""

    balances: tuple[str, ...] = ()
    transactions: tuple[str, ...] = ()
    identity: bool | None = None
    """None where the file does not say, which means no."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What is put in place before the first step; None for what is left as it is."""

    consent: str | Consent | None = None
    """`documented`, `everything`, `nothing`, or one spelled out."""
    clock: str | None = None
    token: str | None = None
    quotas: str | None = None
    rows: Mapping[str, int] = field(default_factory=nothing)
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
    """Who plays it."""
    personas: tuple[str, ...] = ()
    """Who may play it where there is a choice, in this order; the last may be `anyone`."""
    scope: str = "aisp"
    given: Stage = Stage()
    needs: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()
    steps: Sequence[Step] = ()

    @property
    def played_by(self) -> str:
        """Who may play it, as lists show it: `marie, anyone`."""
        return ", ".join(self.personas or (self.persona,))

    @property
    def takes_batch_accesses(self) -> bool:
        """Whether a step asks as if no customer were there, which the bank grants so often a day."""
        asking = [one.envelope for one in self.steps if isinstance(one, AskingStep)]
        without = [[name.lower() for name, value in one.headers.items() if value is None] for one in asking]
        return any(one.batch for one in asking) or any("psu-ip-address" in names for names in without)

    @property
    def answered(self) -> tuple[AnsweredStep, ...]:
        """The steps that bring back an answer."""
        return tuple(step for step in self.steps if isinstance(step, AnsweredStep))
