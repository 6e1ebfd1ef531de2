"""Scenario files into `Scenario`s; every mistake of every file is found before anything is sent.

A scenario is a YAML file whose first line names our schema. What the schema cannot know is checked here: unknown personas,
requirements, ambiguities, error codes, paths that are none, and `$words` that nothing has filled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from conformance import paths, words, yamlfile
from conformance.errors import Mistake, Mistakes
from conformance.grammar import Grammar, did_you_mean
from conformance.model import JSON, Claim, Place, Scenario, Stage, Step
from conformance.specs import Persona, Specs, grammar
from conformance.yamlfile import Document, KeyPath

VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE", "follow", "walk", "authorize", "clock")
_HEADER = re.compile(r"#.*\$schema=\S*scenario\.schema\.json")
_PATH_WORDS = ("count", "equals", "amount", "values", "only", "none", "distinct", "matches", "between", "link", "rows", "selects", "balances")
_PATH_LISTS = ("has", "lacks", "unique")


def is_scenario(path: Path) -> bool:
    """Whether a file is a scenario: YAML whose first line carries our schema header."""
    if path.suffix not in (".yaml", ".yml"):
        return False
    try:
        with path.open(encoding="utf-8") as file:
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
        mistakes = list(_meaning(document, specs))
    if mistakes:
        raise Mistakes(mistakes)
    return _scenario(document, name)


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
        "clock": "clock" in given or any("clock" in step for step in steps),
        "quotas": "quotas" in given,
        "oauth": any("authorize" in step for step in steps) or any(name == "oauth" for name, _, _ in words.used(steps)),
        "refusal": any(step.get("press") == "cancel" for step in steps),
    }
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
    data = document.data
    yield from _unknown(document, "covers", data["covers"], specs.register, "requirement")
    if specs.ambiguities:
        yield from _unknown(document, "reading", data.get("reading", ()), specs.ambiguities, "ambiguity")
    persona = specs.cast.personas.get(data["as"])
    if persona is None:
        hint = did_you_mean(data["as"], specs.cast.personas) or f"there are {', '.join(specs.cast.personas)}"
        yield Mistake(place=document.place(("as",)), says=f"`{data['as']}` is no persona", hint=hint)
        return
    yield from _stage(document, persona)
    kept: set[str] = set()
    for index, step in enumerate(data["steps"]):
        actor = specs.cast.personas.get(step.get("as", data["as"]))
        if actor is None:
            yield Mistake(place=document.place(("steps", index, "as")), says=f"`{step['as']}` is no persona")
            continue
        yield from _step_mistakes(document, ("steps", index), step, specs, actor, kept)
        kept |= set(step.get("keep", {}))


def _unknown(
    document: Document, key: str, ids: Iterable[str], known: Mapping[str, object], what: str
) -> Iterator[Mistake]:
    for index, one in enumerate(ids):
        if one not in known:
            place = document.place((key, index))
            yield Mistake(place=place, says=f"`{one}` is no {what}", hint=did_you_mean(one, known))


def _stage(document: Document, persona: Persona) -> Iterator[Mistake]:
    consent = document.data.get("given", {}).get("consent")
    if not isinstance(consent, dict):
        return
    nicknames = [account.nickname for account in persona.accounts]
    for kind in ("balances", "transactions"):
        for index, nickname in enumerate(consent.get(kind, ())):
            if nickname not in nicknames:
                place = document.place(("given", "consent", kind, index))
                hint = did_you_mean(nickname, nicknames) or f"there are {', '.join(nicknames)}"
                yield Mistake(place=place, says=f"{persona.id} has no account `{nickname}`", hint=hint)


def _step_mistakes(  # noqa: PLR0913 - one walk over one step
    document: Document, path: KeyPath, step: Mapping[str, Any], specs: Specs, actor: Persona, kept: set[str]
) -> Iterator[Mistake]:
    verb = next(key for key in step if key in VERBS)
    if verb not in ("clock", "authorize") and not {"expect", "should", "keep"} & set(step):
        yield Mistake(place=document.key_place((*path, verb)), says="this step expects nothing", hint="add `expect:` or `should:`")
    for key, place in _texts(document, path):
        for word in words.used(key):
            wrong = words.explain_unknown(word, actor, specs.cast, {*kept, "it"} if verb == "follow" else kept)
            if wrong is not None:
                yield Mistake(place=place, says=str(wrong), hint=wrong.hint)
    yield from _paths(document, path, step, verb)
    yield from _codes(document, path, step, specs)


def _texts(document: Document, path: KeyPath) -> Iterator[tuple[str, Place]]:
    """Every text of a step, keys included, with its place."""
    depth = len(path)
    for key, place in document.places.items():
        if key[:depth] == path:
            value = _at(document.data, key)
            if isinstance(value, str):
                yield value, place
            last = key[-1]
            if isinstance(last, str) and "$" in last:
                yield last, document.key_place(key)


def _at(data: JSON, path: KeyPath) -> JSON:
    for part in path:
        data = data[part]
    return data


def _paths(document: Document, path: KeyPath, step: Mapping[str, Any], verb: str) -> Iterator[Mistake]:
    places: list[tuple[KeyPath, str]] = [((*path, "keep", name), text) for name, text in step.get("keep", {}).items()]
    if verb == "follow" or (verb == "walk" and isinstance(step["walk"], str) and step["walk"][0] not in "/$"):
        places.append(((*path, verb), step[verb]))
    for block in ("expect", "should"):
        for word, wanted in step.get(block, {}).items():
            if word in _PATH_WORDS and isinstance(wanted, dict):
                places += [((*path, block, word, key), key) for key in wanted]
            elif word in _PATH_LISTS:
                places += [((*path, block, word, index), item) for index, item in enumerate(wanted)]
    for where, text in places:
        try:
            paths.parse(text)
        except paths.PathError as error:
            yield Mistake(place=document.key_place(where), says=str(error))


def _codes(document: Document, path: KeyPath, step: Mapping[str, Any], specs: Specs) -> Iterator[Mistake]:
    for block in ("expect", "should"):
        wanted = step.get(block, {}).get("error", ())
        for code in [wanted] if isinstance(wanted, str) else wanted:
            if specs.codes and code not in specs.codes:
                place = document.place((*path, block, "error"))
                hint = did_you_mean(code, specs.codes)
                yield Mistake(place=place, says=f"`{code}` is no error code of the bank", hint=hint)
