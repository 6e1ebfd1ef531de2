"""Where a scenario stands while it is played, whose turn it is, and what a step brings back."""

from __future__ import annotations

from collections import Counter
from dataclasses import field
from typing import Generic, TypeVar

from conformance.client.sender import Sender
from conformance.errors import Blocked
from conformance.frozen import dataclass
from conformance.model import JSON, Answer, AnsweredStep, Asker, Mismatch, Purpose, Scenario
from conformance.specs import Persona
from conformance.words import Vocabulary
from conformance.world import Access, World

StepT = TypeVar("StepT", bound=AnsweredStep)
StepT_co = TypeVar("StepT_co", bound=AnsweredStep, covariant=True)


@dataclass(slots=True, kw_only=True)
class Scene:
    """Where a scenario stands while it is played: what it kept and what it got last."""

    scenario: Scenario
    persona: Persona
    world: World
    memory: dict[str, JSON] = field(default_factory=dict)
    """What steps have kept, by name."""
    last: Answer | None = None
    moved: bool = False
    """Whether a step has moved the clocks."""
    filled: list[tuple[str, JSON]] = field(default_factory=list)
    """The words that were filled in, and what they stood for, since the present step began."""
    accesses: list[Access] = field(default_factory=list)
    """The batch accesses that it has taken, in their order."""
    repeated: set[Access] = field(default_factory=set)
    """Those of them that were sent more than once, since no answer came or the bank had no time."""

    def actor(self, step: AnsweredStep) -> Persona:
        """Who acts in a step. Raises Blocked where the target's cast lacks him."""
        actor = self.world.cast.personas.get(step.actor or self.persona.id)
        if actor is None:
            raise Blocked(f"the target's cast has no persona {step.actor}")
        return actor

    def accesses_to(self, access: Access) -> Counter[str]:
        """How often it has taken one of the accesses that are counted together, under its name."""
        return Counter({self.scenario.name: self.accesses.count(access)})

    def vocabulary(self, actor: Persona) -> Vocabulary:
        """What words mean now, to the one who acts."""
        world = self.world
        today = world.clock.today
        return Vocabulary(
            persona=actor,
            cast=world.cast,
            today=today,
            oauth=world.oauth,
            memory=self.memory,
            draw=world.chance.uuid,
            filled=self.filled,
        )

    def asker(self, index: int) -> Asker:
        """The name in which a step (index from 0) asks."""
        return Asker(purpose=Purpose.STEP, scenario=self.scenario.name, step=index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn(Generic[StepT_co]):
    """A step's turn: its words filled in, who acts, and the name in which it asks."""

    step: StepT_co
    actor: Persona
    scene: Scene
    asker: Asker

    @property
    def world(self) -> World:
        """The world it is played in."""
        return self.scene.world

    @property
    def sender(self) -> Sender:
        """What sends in the name of this step."""
        return self.world.sender.asked_by(self.asker)

    def doing(self, step: StepT) -> Turn[StepT]:
        """The same turn, in which something else is done."""
        return Turn(step=step, actor=self.actor, scene=self.scene, asker=self.asker)


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One answer of a step, the object that held the followed link (as `$it`), and mismatches of the way there."""

    answer: Answer | None
    it: JSON = None
    mismatches: tuple[Mismatch, ...] = ()
