"""What is wrong with a scenario that its grammar cannot know.

Unknown personas, requirements, ambiguities, error codes; paths, moments and forms that are none; `$words` that nothing
has filled.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from conformance import paths, words
from conformance.catalogue.casting import ANYONE
from conformance.catalogue.members import Answered, answered
from conformance.catalogue.slips import lone_dollars, slips
from conformance.catalogue.steps import REQUESTS, verb_of
from conformance.checks import CHECKS, Word
from conformance.clock import FIRST, LAST, is_within_reach
from conformance.errors import Mistake
from conformance.grammar import did_you_mean
from conformance.model import JSON, LIKENESSES, Place
from conformance.specs import Cast, Persona, Requirement, Specs
from conformance.yamlfile import Document, KeyPath

_TOKENS = ("none", "garbled", *LIKENESSES)


def mistakes_of_meaning(document: Document, specs: Specs, own: Mapping[str, Requirement]) -> list[Mistake]:
    """Every mistake in a scenario that keeps to the grammar, in the order of the file; `own` is the user's register."""
    return sorted(dict.fromkeys(_meaning(document, specs, own)), key=_position)


def _position(mistake: Mistake) -> tuple[int, int]:
    return (mistake.place.line, mistake.place.column) if mistake.place else (0, 0)


def _meaning(document: Document, specs: Specs, own: Mapping[str, Requirement]) -> Iterator[Mistake]:
    data, cast = document.data, specs.cast.personas
    # Whether one of the others has what the scenario names is asked of the target's cast: he is passed over if not.
    first = data["as"] if isinstance(data["as"], str) else data["as"][0]
    yield from _unknown(document, ("covers",), {**specs.register, **own}, "requirement")
    yield from _unknown(document, ("reading",), specs.ambiguities, "ambiguity")
    yield from _unknown_persona(document, ("as",), specs.cast)
    if first in cast:
        yield from _stage(document, cast[first])
    yield from _no_moment(document, ("given", "clock"))
    kept: set[str] = set()
    before: Answered | None = None
    for index, step in enumerate(data["steps"]):
        path: KeyPath = ("steps", index)
        yield from _unknown_persona(document, (*path, "as"), specs.cast)
        yield from _unknown_persona(document, (*path, "meanwhile"), specs.cast)
        yield from _step_mistakes(document, path)
        yield from _about(document, path)
        actor = cast.get(step.get("as", first))
        if actor is not None:
            yield from _words(document, path, actor, specs.cast, {*kept, "it"} if "follow" in step else kept)
        body = answered(step, specs.members, before)
        yield from _no_members(document, path, body, before)
        before = None if step.get("optional") or "clock" in step else body
        for block in ("expect", "should"):
            yield from _unknown(document, (*path, block, "error"), specs.codes, "error code of the bank")
        kept |= set(step.get("keep", {}))
    yield from _all_left_out(document)


def _unknown(document: Document, path: KeyPath, known: Mapping[str, object], what: str) -> Iterator[Mistake]:
    """Each id at a path, or in the list or the values at a path, that is not known."""
    found = document.at(path)
    if isinstance(found, dict):
        for key in found:
            yield from _unknown(document, (*path, key), known, what)
        return
    ids = [(path, found)] if isinstance(found, str) else [((*path, i), one) for i, one in enumerate(found or ())]
    for where, one in ids:
        if one not in known:
            yield Mistake(
                place=document.place(where), says=f"`{one}` is not a known {what}", hint=did_you_mean(one, known)
            )


def _unknown_persona(document: Document, path: KeyPath, cast: Cast) -> Iterator[Mistake]:
    listed = document.at(path)
    last = isinstance(listed, list) and listed[-1] == ANYONE
    for mistake in _unknown(document, path, {**cast.personas, **({ANYONE: None} if last else {})}, "persona"):
        there = f"there are {', '.join(cast.personas)}"
        hint = "it stands at the end: `as: [marc, anyone]`" if f"`{ANYONE}`" in mistake.says else mistake.hint or there
        yield replace(mistake, hint=hint)


def _stage(document: Document, persona: Persona) -> Iterator[Mistake]:
    """Each account of the stage that the persona does not have."""
    consent = document.at(("given", "consent"))
    named: list[tuple[KeyPath, str]] = []
    for kind in ("balances", "transactions"):
        here: KeyPath = ("given", "consent", kind)
        named += [((*here, i), one) for i, one in enumerate(consent.get(kind, ()) if isinstance(consent, dict) else ())]
    named += [(("given", "rows", one), one) for one in document.at(("given", "rows")) or ()]
    nicknames = [one for account in persona.accounts for one in (account.nickname, account.also) if one]
    for path, nickname in named:
        if nickname not in nicknames:
            hint = did_you_mean(nickname, nicknames) or f"there are {', '.join(nicknames)}"
            says = f"{persona.id} has no account `{nickname}`"
            yield Mistake(place=document.key_place(path), says=says, hint=hint)


def _about(document: Document, path: KeyPath) -> Iterator[Mistake]:
    """A step that is about what the scenario does not cover, or about nothing at all."""
    covers = document.at(("covers",)) or ()
    about = document.at((*path, "covers"))
    named = about.items() if isinstance(about, dict) else [("", about)] if about else []
    for word, one in named:
        where = (*path, "covers", word) if word else (*path, "covers")
        if one not in covers:
            says = f"the scenario does not cover `{one}`"
            yield Mistake(
                place=document.place(where), says=says, hint=did_you_mean(one, covers) or "add it to `covers`"
            )
    step = document.at(path)
    claimed = {"", verb_of(step), *step.get("expect", {}), *step.get("should", {})}
    for word, _ in named:
        if word.partition(" ")[0] not in claimed:
            hint = did_you_mean(word.partition(" ")[0], claimed - {""}) or "a word, or a word and its entry"
            place = document.key_place((*path, "covers", word))
            yield Mistake(place=place, says=f"this step does not claim `{word}`", hint=hint)
    if about and document.at((*path, "prepares")):
        says = "a step that only prepares is about no requirement"
        yield Mistake(place=document.key_place((*path, "prepares")), says=says, hint="leave one of the two out")


def _step_mistakes(document: Document, path: KeyPath) -> Iterator[Mistake]:
    """What is wrong with one step, whoever acts."""
    step = document.at(path)
    verb = verb_of(step)
    if verb not in ("clock", "authorize", "login") and not {"expect", "should", "keep"} & set(step):
        hint = "add `expect:` or `should:`"
        yield Mistake(place=document.key_place((*path, verb)), says="this step claims nothing", hint=hint)
    if verb in REQUESTS and isinstance(step[verb], list) and "keep" in step:
        says = "`keep` cannot stand beside several addresses: it is unclear which answer is meant"
        yield Mistake(place=document.key_place((*path, "keep")), says=says, hint="keep it in a step of its own")
    token = step.get("token", "none")
    if token not in _TOKENS and "$" not in token:
        hint = did_you_mean(token, _TOKENS) or "or a word that an earlier step keeps, such as $access"
        says = f"`{token}` is not one of {', '.join(_TOKENS)}"
        yield Mistake(place=document.place((*path, "token")), says=says, hint=hint)
    for name in step.get("keep", {}):
        if name in words.RESERVED:
            yield Mistake(place=document.key_place((*path, "keep", name)), says=f"`${name}` already has a meaning")
    if verb == "clock":
        yield from _no_moment(document, (*path, verb))
    yield from _no_paths(document, path)
    yield from _no_forms(document, path)


def _no_moment(document: Document, path: KeyPath) -> Iterator[Mistake]:
    """A clock that is set to a moment which no calendar has."""
    text = document.at(path)
    if isinstance(text, str) and not text.startswith(("+", "$")):
        try:
            found = datetime.fromisoformat(text if "T" in text else f"2000-01-01T{text}")
        except ValueError as error:
            yield Mistake(place=document.place(path), says=f"`{text}` is not a valid moment: {error}")
            return
        if not is_within_reach(found.date()):
            says = f"`{text}` is out of reach: a clock goes from {FIRST} to {LAST}"
            yield Mistake(place=document.place(path), says=says)


def _words(document: Document, path: KeyPath, actor: Persona, cast: Cast, kept: Collection[str]) -> Iterator[Mistake]:
    known = words.meanings(actor, cast, kept)
    for text, key, place in _texts(document, path):
        for word in words.used(text):
            wrong = words.explain_unknown(word, actor, cast, kept)
            if wrong is not None:
                yield Mistake(place=place, says=str(wrong), hint=wrong.hint)
        for says, hint in _slips(text, key, known):
            yield Mistake(place=place, says=says, hint=hint)


def _slips(text: str, key: KeyPath, known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What looks like a word in a text of a step, and is none; regular expressions have dollars of their own."""
    _, _, *inside = key
    word = inside[1] if len(inside) > 1 and inside[0] in ("expect", "should") else ""
    if word in ("matches", "unlike"):
        return
    address = inside[0] in (*REQUESTS, "walk")
    yield from slips(text, known, address=address, placeholders=word == "link")
    if inside[0] != "raw":
        yield from lone_dollars(text)


def _texts(document: Document, path: KeyPath) -> Iterator[tuple[str, KeyPath, Place]]:
    """Every text of a step, keys included, with the path to it and its place."""
    inside: list[tuple[KeyPath, JSON]] = [(path, document.at(path))]
    while inside:
        where, value = inside.pop()
        last = where[-1]
        if len(where) > len(path) and isinstance(last, str) and not last.isidentifier():
            yield last, where, document.key_place(where)
        if isinstance(value, str):
            yield value, where, document.place(where)
        elif isinstance(value, dict):
            inside += [((*where, key), one) for key, one in value.items()]
        elif isinstance(value, list):
            inside += [((*where, index), one) for index, one in enumerate(value)]


def _no_paths(document: Document, path: KeyPath) -> Iterator[Mistake]:
    for where, text in (*_links(document, path), *_paths(document, path)):
        try:
            paths.parse(text)
        except paths.PathError as error:
            yield Mistake(place=_place_of(document, where, text), says=str(error))


def _no_members(document: Document, path: KeyPath, body: Answered | None, before: Answered | None) -> Iterator[Mistake]:
    """Each path that the body of this step, or of the one before whose link is followed, does not have."""
    found = [(before, where, text) for where, text in _links(document, path)]
    found += [(body, where, text) for where, text in _paths(document, path)]
    for one, where, text in found:
        try:
            wrong = list(one.unknown(text)) if one is not None and "lacks" not in where else []
        except paths.PathError:
            continue
        for says, hint in wrong:
            yield Mistake(place=_place_of(document, where, text), says=says, hint=hint)


def _all_left_out(document: Document) -> Iterator[Mistake]:
    """Claims that stand only where they may be left out: the scenario may come to nothing."""
    claiming = [index for index, step in enumerate(document.data["steps"]) if {"expect", "should"} & set(step)]
    if claiming and all(document.data["steps"][index].get("optional") for index in claiming):
        says = "every claim stands in a step that is optional, so that this may claim nothing"
        place = document.key_place(("steps", claiming[0], "optional"))
        yield Mistake(place=place, says=says, hint="claim something in a step that is always played")


def _place_of(document: Document, where: KeyPath, text: str) -> Place:
    return document.key_place(where) if where[-1] == text else document.place(where)


def _links(document: Document, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """The path of a link that a step begins with, in the body of the step before."""
    step = document.at(path)
    verb = verb_of(step)
    if verb == "follow" or (verb == "walk" and isinstance(step["walk"], str) and step["walk"][0] not in "/$"):
        yield (*path, verb), step[verb]


def _paths(document: Document, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    """Every path into the body of a step, with where it stands."""
    yield from (((*path, "keep", name), text) for name, text in (document.at((*path, "keep")) or {}).items())
    for where, word, wanted in _wishes(document, path):
        yield from (((*where, *part), text) for part, text in word.paths(wanted))


def _no_forms(document: Document, path: KeyPath) -> Iterator[Mistake]:
    """Each form that is not a valid regular expression."""
    for where, word, wanted in _wishes(document, path):
        for part, form in word.forms(wanted):
            try:
                re.compile(form)
            except re.error as error:
                place = document.place((*where, *part))
                yield Mistake(place=place, says=f"`{form}` is not a valid regular expression: {error}")


def _wishes(document: Document, path: KeyPath) -> Iterator[tuple[KeyPath, Word, JSON]]:
    """Every expectation of a step: where it stands, the entry of its word, and what is wanted."""
    for block in ("expect", "should"):
        for name, wanted in (document.at((*path, block)) or {}).items():
            yield (*path, block, name), CHECKS[name], wanted
