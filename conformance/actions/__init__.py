"""The verbs: what a step sends, and the answers it brings back."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.actions.asking import requested
from conformance.actions.authorizing import authorized
from conformance.actions.filling import filled
from conformance.actions.following import followed
from conformance.actions.scene import Brought, Scene, Turn
from conformance.actions.walking import walked
from conformance.model import Authorize, Follow, Request, SetClock, Walk
from conformance.stage import moment
from conformance.words import fill

__all__ = ["Brought", "Scene", "perform"]


def perform(index: int, scene: Scene) -> Iterator[Brought]:
    """Do what a step of the scene's scenario (index from 0) says; usually one answer, for a `follow` one per link.

    Raises UnknownWord where a word cannot be filled in, Blocked and Unreachable where the step cannot be played.
    """
    step = scene.scenario.steps[index]
    if isinstance(step, SetClock):
        scene.world.controls.set_clock(moment(_span(step.to, scene), scene.world.clock.now()))
        scene.moved = True
        return
    actor, asker = scene.actor(step), scene.asker(index)
    match filled(step, scene.vocabulary(actor)):
        case Authorize() as login:
            yield authorized(Turn(step=login, actor=actor, scene=scene, asker=asker))
        case Follow() as follow:
            yield from followed(Turn(step=follow, actor=actor, scene=scene, asker=asker))
        case Walk() as walk:
            yield from walked(Turn(step=walk, actor=actor, scene=scene, asker=asker))
        case Request() as request:
            yield requested(Turn(step=request, actor=actor, scene=scene, asker=asker))


def _span(text: str, scene: Scene) -> str:
    """A clock step's text; a kept number is one of seconds."""
    found = str(fill(text, scene.vocabulary(scene.persona)))
    return f"{found}s" if "$" in text else found
