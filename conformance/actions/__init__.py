"""The verbs: what a step sends, and the answers it brings back."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.actions.asking import requested
from conformance.actions.authorizing import authorized, logged_in
from conformance.actions.filling import filled
from conformance.actions.following import followed
from conformance.actions.scene import Brought, Scene, Turn
from conformance.actions.walking import walked
from conformance.frozen import replace
from conformance.model import AnsweredStep, Asker, Authorize, Follow, LogIn, Request, SetClock, Walk
from conformance.specs import Persona
from conformance.stage import moment
from conformance.words import fill

__all__ = ["Brought", "Scene", "perform"]


def perform(index: int, scene: Scene) -> Iterator[Brought]:
    """Do what a step of the scene's scenario (index from 0) says; one answer per request, link or walk.

    Raises UnknownWord where a word cannot be filled in, Blocked and Unreachable where the step cannot be played.
    """
    step = scene.scenario.steps[index]
    if isinstance(step, SetClock):
        scene.world.controls.set_clock(moment(_span(step.to, scene), scene.world.clock.now()))
        scene.moved = True
        return
    if step.optional and step.actor is not None and step.actor not in scene.world.cast.personas:
        return  # it is about one more customer, whom this target does not have
    actor = scene.actor(step)
    # Words are filled in anew each time: an X-Request-ID of $uuid is another one, as in steps written out.
    for one in _one_by_one(step):
        yield from _played(filled(one, scene.vocabulary(actor)), actor, scene, scene.asker(index))


def _one_by_one(step: AnsweredStep) -> Iterator[AnsweredStep]:
    """What is done several times, or asked of several addresses, as so many steps."""
    match step:
        case Request(addresses=[_], times=1):
            yield step
        case Request():
            for address in step.addresses:
                yield from [replace(step, addresses=(address,), times=1)] * step.times
        case Follow() | Walk():
            yield from [replace(step, times=1)] * step.times
        case _:
            yield step


def _played(step: AnsweredStep, actor: Persona, scene: Scene, asker: Asker) -> Iterator[Brought]:
    match step:
        case Authorize() as screens:
            yield authorized(Turn(step=screens, actor=actor, scene=scene, asker=asker))
        case LogIn() as login:
            yield logged_in(Turn(step=login, actor=actor, scene=scene, asker=asker))
        case Follow() as follow:
            yield from followed(Turn(step=follow, actor=actor, scene=scene, asker=asker))
        case Walk() as walk:
            yield from walked(Turn(step=walk, actor=actor, scene=scene, asker=asker))
        case Request() as request:
            yield requested(Turn(step=request, actor=actor, scene=scene, asker=asker))


def _span(text: str, scene: Scene) -> str:
    """A clock step's text; a kept number is one of seconds, of which `/2` takes a half."""
    word, _, parts = text.partition("/")
    found = str(fill(word, scene.vocabulary(scene.persona)))
    if parts and found[1:].isdecimal():
        found = f"+{int(found[1:]) // int(parts)}"
    return f"{found}s" if "$" in text else found
