"""The verbs: what a step sends, and the answers it brings back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from conformance.actions.asking import asked_once, url_of
from conformance.actions.authorizing import authorized
from conformance.actions.following import followed
from conformance.actions.scene import Brought, Scene
from conformance.actions.walking import walked
from conformance.model import JSON, Step
from conformance.stage import moment
from conformance.words import fill, fill_text
from conformance.world import set_clock

__all__ = ["Brought", "Scene", "perform"]

_WORD, _DATE_TIME = re.compile(r"\$[a-z_][\w.]*", re.IGNORECASE), re.compile(r"\d{4}-\d\d-\d\dT")


def perform(step: Step, scene: Scene) -> Iterator[Brought]:
    """Do what a step says; usually one answer, for a `follow` one per link, for `clock` none."""
    actor = scene.actor(step)
    vocabulary = scene.vocabulary(actor)
    send = _days(step.send, fill({key: value for key, value in step.send.items() if key != "as"}, vocabulary))
    match step.verb:
        case "clock":
            set_clock(scene.world, moment(_span(step.target, scene), scene.world.clock.now()))
            scene.moved = True
        case "authorize":
            yield authorized(fill(step.target, vocabulary), send, scene, actor)
        case "follow":
            yield from followed(fill_text(step.target, vocabulary), send, scene, actor)
        case "walk":
            starts = step.target if isinstance(step.target, list) else [step.target]
            yield from walked([fill_text(start, vocabulary) for start in starts], send, scene, actor)
        case verb:
            url = url_of(fill_text(step.target, vocabulary), send, scene)
            yield asked_once(verb, url, send, scene, actor)


def _days(written: Mapping[str, JSON], send: dict[str, JSON]) -> dict[str, JSON]:
    """A day kept from a row that tells it as a date-time is asked for as a day (YYYY-MM-DD)."""
    words = {name for name, text in written.get("query", {}).items() if _WORD.fullmatch(str(text))}
    query = {
        name: value[:10] if name in words and isinstance(value, str) and _DATE_TIME.match(value) else value
        for name, value in send.get("query", {}).items()
    }
    return {**send, "query": query} if query else send


def _span(text: str, scene: Scene) -> str:
    """A clock step's text; a kept number is one of seconds."""
    filled = str(fill(text, scene.vocabulary(scene.persona)))
    return f"{filled}s" if "$" in text else filled
