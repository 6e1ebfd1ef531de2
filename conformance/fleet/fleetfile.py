"""Reading a fleet file: a target template, and what each establishment makes of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from conformance import specs, yamlfile
from conformance.errors import Mistake, Mistakes
from conformance.grammar import Grammar
from conformance.model import JSON
from conformance.target.load import target_of
from conformance.target.target import Target
from conformance.yamlfile import Document, KeyPath

_WORD: Final = re.compile(r"\$(HOST|CODE)\b")
_ORIGINS = dict[KeyPath, KeyPath]
"""Of each value of a target, where the fleet file says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Establishment:
    """One bank of a group."""

    code: str
    short: str
    """The name of its folder; no other has it."""
    name: str
    """Its whole name; '' where nobody says."""
    host: str
    target: Target
    described: Mapping[str, Any] = field(repr=False)
    """What a target file of its own would say; its variables are not filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """A group of banks."""

    name: str
    folder: Path
    """That its paths count from."""
    establishments: tuple[Establishment, ...]


def read(path: Path, environ: Mapping[str, str]) -> Fleet:
    """The fleet that a file describes. Raises Mistakes that name all that is wrong with it, each with its place."""
    document = yamlfile.read(path)
    mistakes = Grammar(specs.grammar("fleet")).mistakes(document)
    if mistakes:
        raise Mistakes(mistakes)
    told = document.data["establishments"]
    mistakes = list(_same_names(document, told))
    personas = tuple(specs.load().cast.personas)
    found = []
    for number in range(len(told)):
        try:
            found.append(_establishment(document, number, path, environ, personas))
        except Mistakes as wrong:  # what is wrong with the template is wrong of each; it is said once
            mistakes += [one for one in wrong.mistakes if one not in mistakes]
    if mistakes:
        raise Mistakes(mistakes)
    name = document.data.get("name", path.stem)
    return Fleet(name=name, folder=path.resolve().parent, establishments=tuple(found))


def _same_names(document: Document, told: list[dict[str, JSON]]) -> Iterator[Mistake]:
    """Folders are told apart by their names, on some systems whatever their case."""
    seen: set[str] = set()
    for number, one in enumerate(told):
        name = str(one["short"])
        if name.lower() in seen or name.lower() == "targets":
            says = f"`short: {name}` is there already" if name.lower() in seen else f"`short: {name}` is another folder"
            hint = "it names the folder of the establishment's reports"
            yield Mistake(place=document.place(("establishments", number, "short")), says=says, hint=hint)
        seen.add(name.lower())


def _establishment(
    document: Document, number: int, path: Path, environ: Mapping[str, str], personas: Collection[str]
) -> Establishment:
    told = document.data["establishments"][number]
    at: KeyPath = ("establishments", number)
    origins: _ORIGINS = {}
    words = {"HOST": told["host"], "CODE": told["code"]}
    data = _merged(document.data["target"], ("target",), told.get("differs", {}), (*at, "differs"), (), origins)
    described = _filled({"name": told.get("name") or told["short"], **data}, words)
    if "name" not in data:
        origins["name",] = (*at, "name" if "name" in told else "short")
    own = Document(
        file=document.file,
        data=described,
        places={one: document.place(origin) for one, origin in origins.items()},
        keys={one: document.key_place(origin) for one, origin in origins.items() if origin in document.keys},
    )
    target = target_of(own, path, environ, personas)
    return Establishment(
        code=told["code"],
        short=told["short"],
        name=told.get("name", ""),
        host=told["host"],
        target=target,
        described=described,
    )


def _merged(  # noqa: PLR0913, PLR0917 - two values, where each stands, and where they come together
    base: JSON, base_at: KeyPath, over: JSON, over_at: KeyPath, at: KeyPath, origins: _ORIGINS
) -> Any:
    """What two mappings say together, the second before the first; where each value stands is noted."""
    if not isinstance(base, dict) or not isinstance(over, dict):
        _note(over, over_at, at, origins)
        return over
    origins[at] = base_at
    found: dict[str, Any] = {}
    for key in dict.fromkeys((*base, *over)):
        below = (*at, key)
        if key in base and key in over:
            found[key] = _merged(base[key], (*base_at, key), over[key], (*over_at, key), below, origins)
        elif key in base:
            found[key] = base[key]
            _note(base[key], (*base_at, key), below, origins)
        else:
            found[key] = over[key]
            _note(over[key], (*over_at, key), below, origins)
    return found


def _note(value: JSON, origin: KeyPath, at: KeyPath, origins: _ORIGINS) -> None:
    origins[at] = origin
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        _note(item, (*origin, key), (*at, key), origins)


def _filled(value: JSON, words: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _WORD.sub(lambda found: words[found[1]], value)
    if isinstance(value, dict):
        return {key: _filled(item, words) for key, item in value.items()}
    return [_filled(item, words) for item in value] if isinstance(value, list) else value
