"""The nouns of this room: a property, a case it is tried on, and the ground that its cases grow from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date
from typing import Any

from hypothesis.strategies import SearchStrategy

from conformance.frozen import dataclass
from conformance.model import EMPTY, JSON, Verdict
from conformance.specs import Cast, Persona
from conformance.target.target import Target

StepData = Mapping[str, JSON]
"""One step as a scenario file writes it."""


def _nothing() -> Mapping[str, Any]:
    return EMPTY


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One generated scenario: what it is given, and its steps with what the model expects of each."""

    steps: tuple[StepData, ...]
    given: Mapping[str, JSON] = field(default_factory=_nothing)
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What cases may build on: the persona, the day, the target, and a way to look at what is there."""

    persona: Persona
    cast: Cast
    target: Target
    today: date
    look: Callable[[Case], Verdict]
    """Plays a case that must hold, and brings back its verdict; where it does not, it is the counter-example."""

    def pages(self, case: Case) -> list[JSON]:
        """The bodies that the first step of such a case brings back."""
        return [page.data for page in self.look(case).asked_by(0)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One sentence that holds for every case: its name, whom it is tried on, and where its cases come from."""

    name: str
    title: str
    covers: tuple[str, ...]
    persona: str
    cases: Callable[[Ground], SearchStrategy[Case]]
    needs: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()
