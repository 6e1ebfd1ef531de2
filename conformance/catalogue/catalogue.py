"""Scenario files into `Scenario`s; every mistake of every file is found before anything is sent.

A scenario is a YAML file whose first line names our schema. What the schema cannot know is checked here: unknown
personas, requirements, ambiguities, error codes, paths, moments and forms that are none, and `$words` that nothing has
filled.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from conformance import paths, words, yamlfile
from conformance.checks import CHECKS, Word
from conformance.errors import Mistake, Mistakes
from conformance.grammar import Grammar, did_you_mean
from conformance.model import JSON, Claim, Place, Scenario, Stage, Step
from conformance.specs import Cast, Persona, Specs, grammar
from conformance.yamlfile import Document, KeyPath

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "follow", "walk", "authorize", "clock")
_HEADER = re.compile(r"#.*\$schema=\S*scenario\.schema\.json")
_TOKENS = ("none", "garbled", "altered")


def is_scenario(path: Path) -> bool:
    """Whether a file is a scenario: YAML whose first line carries our schema header."""
    if path.suffix not in (".yaml", ".yml"):
        return False
    try:
        with path.open(encoding="utf-8-sig") as file:
            return bool(_HEADER.match(file.readline()))
    except (OSError, UnicodeDecodeError):
        return False


def load(folders: Sequence[Path], specs: Specs) -> tuple[Scenario, ...]:
    """All scenarios below some folders (or of some files), in the order of their names.

    Raises Mistakes with every mistake of every file.
    """
    found: list[Scenario] = []
    mistakes: list[Mistake] = []
    for folder in folders:
        for path in [folder] if folder.is_file() else sorted(folder.rglob("*.y*ml")):
            if path != folder and not is_scenario(path):
                continue
            try:
                found.append(load_file(path, specs, root=folder if folder.is_dir() else None))
            except Mistakes as error:
                mistakes.extend(error.mistakes)
    if mistakes:
        raise Mistakes(mistakes)
    return tuple(found)


def load_file(path: Path, specs: Specs, root: Path | None = None) -> Scenario:
    """One scenario. `root` is the scenarios folder that its name is counted from (found by itself unless given)."""
    return parse(yamlfile.read(path, _shown(path)), _named(path, root), specs)


def _shown(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def _named(path: Path, root: Path | None) -> str:
    if root is None:
        root = next((parent for parent in path.parents if parent.name == "scenarios"), path.parent)
    return path.with_suffix("").relative_to(root).as_posix()


@cache
def _grammar() -> Grammar:
    return Grammar(grammar("scenario"))


def parse(document: Document, name: str, specs: Specs) -> Scenario:
    """The scenario that a document states. Raises Mistakes."""
    mistakes = _grammar().mistakes(document)
    if not mistakes:
        mistakes = sorted(_meaning(document, specs), key=_position)
    if mistakes:
        raise Mistakes(mistakes)
    return _scenario(document, name)


def _position(mistake: Mistake) -> tuple[int, int]:
    return (mistake.place.line, mistake.place.column) if mistake.place else (0, 0)


def _scenario(document: Document, name: str) -> Scenario:
    data = document.data
    steps = tuple(_step(document, index, step) for index, step in enumerate(data["steps"]))
    return Scenario(
        name=name,
        title=data["title"],
        place=document.place(("title",)),
        covers=tuple(data["covers"]),
        persona=data["as"],
        scope=data.get("scope", "aisp"),
        given=Stage(**data.get("given", {})),
        needs=tuple(_needs(data)),
        reading=tuple(data.get("reading", ())),
        steps=steps,
    )


def _needs(data: Mapping[str, Any]) -> Iterator[str]:
    """The features a scenario needs: those it says, and those that follow from what it does."""
    said = data.get("needs", ())
    given = data.get("given", {})
    steps = data["steps"]
    implied = {
        "piisp": "piisp" in (data.get("scope"), *(step.get("scope") for step in steps)),
        "clock": "clock" in given or any("clock" in step or "after" in step for step in steps),
        "quotas": "quotas" in given,
        "oauth": any("authorize" in step for step in steps) or any(name == "oauth" for name, _, _ in words.used(steps)),
        "refusal": any(step.get("press") == "cancel" for step in steps),
        "signature": any("signature" in step for step in steps),
        "mtls": any("certificate" in step for step in steps),
    }
    shown = {step["certificate"]: True for step in steps if step.get("certificate", "none") != "none"}
    implied |= {f"tls.bad.{name}": True for name in shown}
    yield from said
    yield from (feature for feature, needed in implied.items() if needed and feature not in said)


def _step(document: Document, index: int, data: Mapping[str, Any]) -> Step:
    verb = next(key for key in data if key in VERBS)
    path: KeyPath = ("steps", index)
    claims = [*_claims(document, path, "expect", data), *_claims(document, path, "should", data)]
    return Step(
        verb=verb,
        target=data[verb],
        place=document.key_place((*path, verb)),
        send={key: data[key] for key in data if key not in (verb, "expect", "should", "keep")},
        claims=tuple(claims),
        keep=data.get("keep", {}),
    )


def _claims(document: Document, path: KeyPath, block: str, data: Mapping[str, Any]) -> Iterator[Claim]:
    for word, wanted in data.get(block, {}).items():
        here: KeyPath = (*path, block, word)
        entries = wanted if isinstance(wanted, dict) else {}
        places = {str(key): document.place((*here, key)) for key in entries}
        if isinstance(wanted, list):
            places = {str(item): document.place((*here, i)) for i, item in enumerate(wanted)}
        yield Claim(word=word, wanted=wanted, must=block == "expect", place=document.place(here), places=places)


# ---------------------------------------------------------------------------------------- what the grammar cannot know


def _meaning(document: Document, specs: Specs) -> Iterator[Mistake]:
    data, cast = document.data, specs.cast.personas
    yield from _unknown(document, ("covers",), specs.register, "requirement")
    yield from _unknown(document, ("reading",), specs.ambiguities, "ambiguity")
    yield from _unknown_persona(document, ("as",), specs.cast)
    if data["as"] in cast:
        yield from _stage(document, cast[data["as"]])
    yield from _no_moment(document, ("given", "clock"))
    kept: set[str] = set()
    for index, step in enumerate(data["steps"]):
        path: KeyPath = ("steps", index)
        yield from _unknown_persona(document, (*path, "as"), specs.cast)
        yield from _step_mistakes(document, path)
        actor = cast.get(step.get("as", data["as"]))
        if actor is not None:
            yield from _words(document, path, actor, specs.cast, {*kept, "it"} if "follow" in step else kept)
        for block in ("expect", "should"):
            yield from _unknown(document, (*path, block, "error"), specs.codes, "error code of the bank")
        kept |= set(step.get("keep", {}))


def _at(data: JSON, path: KeyPath) -> JSON:
    """What stands at a key path of a document; None where nothing does."""
    for part in path:
        if isinstance(data, dict):
            data = data.get(str(part))
        else:
            data = data[part] if isinstance(data, list) and isinstance(part, int) else None
    return data


def _unknown(document: Document, path: KeyPath, known: Mapping[str, object], what: str) -> Iterator[Mistake]:
    """Each id at a path, or in the list or the values at a path, that is not known."""
    found = _at(document.data, path)
    if isinstance(found, dict):
        for key in found:
            yield from _unknown(document, (*path, key), known, what)
        return
    ids = [(path, found)] if isinstance(found, str) else [((*path, i), one) for i, one in enumerate(found or ())]
    for where, one in ids:
        if one not in known:
            yield Mistake(place=document.place(where), says=f"`{one}` is no {what}", hint=did_you_mean(one, known))


def _unknown_persona(document: Document, path: KeyPath, cast: Cast) -> Iterator[Mistake]:
    for mistake in _unknown(document, path, cast.personas, "persona"):
        yield replace(mistake, hint=mistake.hint or f"there are {', '.join(cast.personas)}")


def _stage(document: Document, persona: Persona) -> Iterator[Mistake]:
    """Each account of the stage that the persona does not have."""
    consent = _at(document.data, ("given", "consent"))
    named: list[tuple[KeyPath, str]] = []
    for kind in ("balances", "transactions"):
        here: KeyPath = ("given", "consent", kind)
        named += [((*here, i), one) for i, one in enumerate(consent.get(kind, ()) if isinstance(consent, dict) else ())]
    named += [(("given", "rows", one), one) for one in _at(document.data, ("given", "rows")) or ()]
    nicknames = [account.nickname for account in persona.accounts]
    for path, nickname in named:
        if nickname not in nicknames:
            hint = did_you_mean(nickname, nicknames) or f"there are {', '.join(nicknames)}"
            says = f"{persona.id} has no account `{nickname}`"
            yield Mistake(place=document.key_place(path), says=says, hint=hint)


def _step_mistakes(document: Document, path: KeyPath) -> Iterator[Mistake]:
    """What is wrong with one step, whoever acts."""
    step = _at(document.data, path)
    verb = next(key for key in step if key in VERBS)
    if verb not in ("clock", "authorize") and not {"expect", "should", "keep"} & set(step):
        hint = "add `expect:` or `should:`"
        yield Mistake(place=document.key_place((*path, verb)), says="this step expects nothing", hint=hint)
    token = step.get("token", "none")
    if token not in _TOKENS and "$" not in token:
        hint = did_you_mean(token, _TOKENS) or "or a word that a step has kept, e.g. $access"
        says = f"`{token}` is none of {', '.join(_TOKENS)}"
        yield Mistake(place=document.place((*path, "token")), says=says, hint=hint)
    for name in step.get("keep", {}):
        if name in words.RESERVED:
            yield Mistake(place=document.key_place((*path, "keep", name)), says=f"`${name}` already has a meaning")
    if verb == "clock":
        yield from _no_moment(document, (*path, verb))
    yield from _no_paths(document, path, step, verb)
    yield from _no_forms(document, path)


def _no_moment(document: Document, path: KeyPath) -> Iterator[Mistake]:
    """A clock that is set to a moment which no calendar has."""
    text = _at(document.data, path)
    if isinstance(text, str) and not text.startswith(("+", "$")):
        try:
            datetime.fromisoformat(text if "T" in text else f"2000-01-01T{text}")
        except ValueError as error:
            yield Mistake(place=document.place(path), says=f"`{text}` is no moment: {error}")


def _words(document: Document, path: KeyPath, actor: Persona, cast: Cast, kept: Collection[str]) -> Iterator[Mistake]:
    for text, place in _texts(document, path):
        for word in words.used(text):
            wrong = words.explain_unknown(word, actor, cast, kept)
            if wrong is not None:
                yield Mistake(place=place, says=str(wrong), hint=wrong.hint)


def _texts(document: Document, path: KeyPath) -> Iterator[tuple[str, Place]]:
    """Every text of a step, keys included, with its place."""
    depth = len(path)
    for key, place in document.places.items():
        if key[:depth] == path:
            last = key[-1]
            if isinstance(last, str) and "$" in last:
                yield last, document.key_place(key)
            value = _at(document.data, key)
            if isinstance(value, str):
                yield value, place


def _no_paths(document: Document, path: KeyPath, step: Mapping[str, Any], verb: str) -> Iterator[Mistake]:
    found: list[tuple[KeyPath, str]] = [((*path, "keep", name), text) for name, text in step.get("keep", {}).items()]
    if verb == "follow" or (verb == "walk" and isinstance(step["walk"], str) and step["walk"][0] not in "/$"):
        found.append(((*path, verb), step[verb]))
    for where, word, wanted in _wishes(document, path):
        found += [((*where, *part), text) for part, text in word.paths(wanted)]
    for where, text in found:
        try:
            paths.parse(text)
        except paths.PathError as error:
            is_key = where[-1] == text
            yield Mistake(place=document.key_place(where) if is_key else document.place(where), says=str(error))


def _no_forms(document: Document, path: KeyPath) -> Iterator[Mistake]:
    """Each form that is no regular expression."""
    for where, word, wanted in _wishes(document, path):
        for part, form in word.forms(wanted):
            try:
                re.compile(form)
            except re.error as error:
                place = document.place((*where, *part))
                yield Mistake(place=place, says=f"`{form}` is no regular expression: {error}")


def _wishes(document: Document, path: KeyPath) -> Iterator[tuple[KeyPath, Word, JSON]]:
    """Every expectation of a step: where it stands, the entry of its word, and what is wanted."""
    for block in ("expect", "should"):
        for name, wanted in (_at(document.data, (*path, block)) or {}).items():
            yield (*path, block, name), CHECKS[name], wanted
