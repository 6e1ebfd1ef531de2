"""Scenario files into `Scenario`s; every mistake of every file is found before anything is sent.

A scenario is a YAML file whose first line names our schema. What the schema cannot know is found in `meaning`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from conformance import words, yamlfile
from conformance.catalogue import namesakes
from conformance.catalogue.compiled import Compiled
from conformance.catalogue.files import yaml_files
from conformance.catalogue.own_register import own_register
from conformance.catalogue.steps import OF_CLAIMS, beside, stage, step, target, verb_of
from conformance.errors import Mistake, Mistakes
from conformance.grammar import Grammar
from conformance.late import pattern
from conformance.model import (
    EMPTY,
    AnsweredStep,
    AskingStep,
    Authorize,
    Claim,
    LogIn,
    Place,
    Scenario,
    SetClock,
    Stage,
    Step,
)
from conformance.ownfiles import look_at
from conformance.specs import Requirement, Specs, grammar
from conformance.yamlfile import Document, KeyPath

_HEADER = pattern(rb"(?:\xef\xbb\xbf)?#.*\$schema=\S*scenario\.schema\.json")
_ENDINGS = (".yaml", ".yml")
_FIRST_LINE = 4_096
"""So much of it is looked at."""


def is_scenario(path: Path) -> bool:
    """Whether a file is a scenario: YAML whose first line carries our schema header."""
    if path.suffix not in _ENDINGS:
        return False
    try:
        look_at(path)
        with path.open("rb") as file:
            return _names_our_schema(file.read(_FIRST_LINE))
    except OSError:
        return False


def _names_our_schema(content: bytes) -> bool:
    return any(map(_HEADER.match, content[:_FIRST_LINE].splitlines()[:1]))


def _content(path: Path) -> bytes | Mistakes | None:
    """What a scenario's file holds, or why it cannot be read; None where it is none. It is opened once."""
    try:
        content = yamlfile.content(path, _shown(path))
    except Mistakes as error:
        return error if is_scenario(path) else None
    return content if path.suffix in _ENDINGS and _names_our_schema(content) else None


def load(folders: Sequence[Path], specs: Specs, compiled: Compiled | None = None) -> tuple[Scenario, ...]:
    """All scenarios below some folders (or of some files), in the order of their names, copies of one only once.

    `compiled`: what is known of the same files from before; without it all of them are read.
    Raises Mistakes with every mistake of every file; two scenarios of one name are one, and beside scenarios a YAML
    file that is none is one, lest a scenario that lacks its header, or cannot be read, is left out in silence. So is a
    link that leads out of a folder.
    """
    found: list[Scenario] = []
    mistakes: list[Mistake] = []
    for folder in folders:
        paths, leading_out = ([folder], []) if folder.is_file() else yaml_files(folder)
        mistakes += leading_out
        root = folder if folder.is_dir() else None
        contents = [_content(path) for path in paths]
        beside = {_folder(path) for path, content in zip(paths, contents, strict=True) if content is not None}
        for path, content in zip(paths, contents, strict=True):
            if content is None and path != folder:
                mistakes.extend(_stray(path) if _folder(path) in beside else ())
                continue
            try:
                found.append(_loaded(path, content, specs, root, compiled))
            except Mistakes as error:
                mistakes.extend(error.mistakes)
    distinct, wrong = namesakes.distinct(found)
    if mistakes or wrong:
        raise Mistakes([*mistakes, *wrong])
    return distinct


def _stray(path: Path) -> Sequence[Mistake]:
    """What is wrong with a YAML file beside scenarios that is none; nothing where it is a file of another schema."""
    try:
        yamlfile.read(path, _shown(path))
        first = path.read_text(encoding="utf-8-sig").partition("\n")[0]
    except Mistakes as error:
        return error.mistakes
    if "$schema=" in first:
        return ()
    says = "the first line does not name the schema of scenarios, so this file would not be played"
    hint = "add the line `# yaml-language-server: $schema=…/scenario.schema.json`, or move the file elsewhere"
    return (Mistake(place=Place(file=_shown(path), line=1, column=1), says=says, hint=hint),)


def load_file(path: Path, specs: Specs, root: Path | None = None, compiled: Compiled | None = None) -> Scenario:
    """One scenario; `root` is the folder that was named, if one was.

    Raises Mistakes, all there are in the file and in the user's own register beside its folder.
    """
    return _loaded(path, None, specs, root, compiled)


def _loaded(
    path: Path, content: bytes | Mistakes | None, specs: Specs, root: Path | None, compiled: Compiled | None
) -> Scenario:
    """As `load_file`; `content` is what was read of it, or why that could not be."""
    if isinstance(content, Mistakes):
        raise content
    home, shown = _home(_folder(path), None if root is None else str(root)), _shown(path)
    name, own = _named(path, home), own_register(home)
    said = yamlfile.content(path, shown) if content is None else content

    def read() -> Scenario:
        return parse(yamlfile.decoded(said, shown), name, specs, own)

    return read() if compiled is None else compiled.scenario(said, shown, name, own, read)


def own_requirements(scenarios: Iterable[Scenario]) -> Mapping[str, Requirement]:
    """The user's requirements beside the folders of some scenarios. Raises Mistakes where a file of them is wrong."""
    folders = {os.path.dirname(one.place.file) for one in scenarios}  # noqa: PTH120 - a hundred files to a folder
    homes = {_home(folder, None) for folder in folders}
    return {key: one for home in sorted(homes) for key, one in own_register(home).items()}


def _folder(path: Path) -> str:
    """The folder of a file: as text, which is compared and looked up in no time."""
    return os.path.dirname(path)  # noqa: PTH120 - asked for with every file


def _shown(path: Path) -> str:
    whole = path.resolve() if path.is_symlink() else path
    inside = _inside(_folder(whole), _here())
    return str(path) if inside is None else f"{inside}{whole.name}"


def _here() -> str:
    """The working folder; '' where it is gone."""
    try:
        return os.getcwd()  # noqa: PTH109 - asked for with every file
    except OSError:
        return ""


@lru_cache(maxsize=256)
def _inside(folder: str, working: str) -> str | None:
    """Where a folder truly lies in the working folder, an ending behind it; asked for with every file in it."""
    here, found = Path(working), Path(folder).absolute().resolve()
    if not working or not found.is_relative_to(here):
        return None
    return "" if found == here else f"{found.relative_to(here)}{os.sep}"


def _home(folder: str, root: str | None) -> Path:
    """The folder that the names of a folder's scenarios are counted from, whatever was typed to get there.

    It is called `scenarios`; else it is the one in the working folder that holds the file. Only outside the working
    folder it is the one that was typed.
    """
    return _home_of(folder, root, _here())


@lru_cache(maxsize=256)
def _home_of(parent: str, typed: str | None, working: str) -> Path:
    """That of a folder's files, where `typed` was typed in the working folder; asked for with every file."""
    folder, here = Path(parent).absolute(), Path(working)
    root = Path(typed).absolute() if typed is not None else folder
    found = next((one for one in (folder, *folder.parents) if one.name == "scenarios"), None)
    if found is not None:
        return found
    if not working or not folder.is_relative_to(here):
        return root
    inside = folder.relative_to(here).parts
    return here / inside[0] if inside else folder


def _named(path: Path, home: Path) -> str:
    # Whatever the locale of this process makes of the bytes of a file's name, they are UTF-8.
    return os.fsencode(f"{_prefix(_folder(path), home)}{path.stem}").decode("utf-8", "replace")


@lru_cache(maxsize=256)
def _prefix(folder: str, home: Path) -> str:
    """What the names of a folder's scenarios begin with."""
    inside = Path(folder).absolute().relative_to(home)
    return f"{inside.as_posix()}/" if inside.parts else ""


@cache
def _grammar() -> Grammar:
    return Grammar(grammar("scenario"))


def parse(document: Document, name: str, specs: Specs, own: Mapping[str, Requirement] = EMPTY) -> Scenario:
    """The scenario that a document states; `own` is the user's register. Raises Mistakes, all there are in it."""
    from conformance.catalogue.meaning import mistakes_of_meaning  # noqa: PLC0415 - most runs know what they read

    mistakes = _grammar().mistakes(document) or mistakes_of_meaning(document, specs, own)
    if mistakes:
        raise Mistakes(mistakes)
    return _scenario(document, name)


def _scenario(document: Document, name: str) -> Scenario:
    data = document.data
    steps = tuple(_step(document, index, written) for index, written in enumerate(data["steps"]))
    who = tuple(data["as"]) if isinstance(data["as"], list) else (data["as"],)
    given, scope = stage(data.get("given", {})), data.get("scope", "aisp")
    said = tuple(data.get("needs", ()))
    return Scenario(
        name=name,
        title=data["title"],
        place=document.place(("title",)),
        covers=tuple(data.get("covers", ())),
        persona=who[0],
        personas=who if len(who) > 1 else (),
        scope=scope,
        given=given,
        needs=(*said, *(feature for feature in _implied(scope, given, steps) if feature not in said)),
        reading=tuple(data.get("reading", ())),
        steps=steps,
    )


def _implied(scope: str, given: Stage, steps: Sequence[Step]) -> Iterator[str]:
    """The features that a scenario needs by what it does."""
    screens = [one for one in steps if isinstance(one, Authorize)]
    envelopes = [one.envelope for one in steps if isinstance(one, AskingStep)]
    waits = [one for one in screens if one.after]
    said = [[target(one), beside(one), _of_answer(one)] for one in steps]
    shown = dict.fromkeys(one.certificate for one in envelopes if one.certificate not in ("", "none"))
    implied = {
        "piisp": "piisp" in (scope, *(one.scope for one in envelopes)),
        "clock": bool(given.clock or waits) or any(isinstance(one, SetClock) for one in steps),
        "quotas": given.quotas is not None,
        "oauth": any(isinstance(one, Authorize | LogIn) for one in steps) or _speaks_of_oauth(said),
        "robot": any(one.meanwhile or len(one.typed.identifier) > 1 or len(one.typed.sms_code) > 1 for one in screens),
        "refusal": any(one.press == "cancel" for one in screens),
        "signature": any(one.signature for one in envelopes),
        "mtls": any(one.certificate for one in envelopes),
    }
    yield from (feature for feature, needed in implied.items() if needed)
    yield from (f"tls.bad.{name}" for name in shown)


def _speaks_of_oauth(said: list[Any]) -> bool:
    return any(name == "oauth" for name, _, _ in words.used(said))


def _of_answer(one: Step) -> list[Any]:
    """What a step says of its answer."""
    return [[claim.wanted for claim in one.claims], one.keep] if isinstance(one, AnsweredStep) else []


def _step(document: Document, index: int, written: Mapping[str, Any]) -> Step:
    verb = verb_of(written)
    path: KeyPath = ("steps", index)
    made = (*claims(document, path, "expect", written), *claims(document, path, "should", written))
    return step(
        verb,
        written[verb],
        {key: value for key, value in written.items() if key not in (verb, *OF_CLAIMS)},
        place=document.key_place((*path, verb)),
        claims=made,
        keep=written.get("keep", {}),
    )


def claims(document: Document, path: KeyPath, block: str, written: Mapping[str, Any]) -> Iterator[Claim]:
    """The claims of the block `expect` or `should` of a step, or of a rule; `path` leads to what holds the block."""
    for word, wanted in written.get(block, {}).items():
        here: KeyPath = (*path, block, word)
        entries = wanted if isinstance(wanted, dict) else {}
        places = {str(key): document.place((*here, key)) for key in entries}
        if isinstance(wanted, list):
            places = {str(item): document.place((*here, i)) for i, item in enumerate(wanted)}
        yield Claim(word=word, wanted=wanted, must=block == "expect", place=document.place(here), places=places)
