"""Where a scenario stands while it is played, and what a step brings back."""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.errors import Blocked
from conformance.model import JSON, Answer, Mismatch, Scenario, Step
from conformance.specs import Persona
from conformance.words import Vocabulary
from conformance.world import World


@dataclass(slots=True, kw_only=True)
class Scene:
    """Where a scenario stands while it is played: what it kept and what it got last."""

    scenario: Scenario
    persona: Persona
    world: World
    kept: dict[str, JSON] = field(default_factory=dict)
    last: Answer | None = None
    moved: bool = False

    def actor(self, step: Step) -> Persona:
        """Who acts in a step. Raises Blocked where the target's cast lacks him."""
        actor = self.world.cast.personas.get(step.send.get("as", self.persona.id))
        if actor is None:
            raise Blocked(f"the target's cast has no persona {step.send['as']}")
        return actor

    def vocabulary(self, actor: Persona) -> Vocabulary:
        """What words mean now, to the one who acts."""
        world = self.world
        return Vocabulary(persona=actor, cast=world.cast, today=world.clock.today, oauth=world.oauth, kept=self.kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One answer of a step, the object that held the followed link (as `$it`), and mismatches of the way there."""

    answer: Answer | None
    it: JSON = None
    mismatches: tuple[Mismatch, ...] = ()
