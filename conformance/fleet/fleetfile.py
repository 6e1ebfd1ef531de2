"""Reading a fleet file: a target template, and what each establishment makes of it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from conformance import specs, yamlfile
from conformance.errors import Mistake, Mistakes, mistake
from conformance.frozen import dataclass
from conformance.grammar import Grammar
from conformance.late import pattern
from conformance.model import JSON
from conformance.target.load import target_of
from conformance.target.target import Target
from conformance.visible import on_one_line
from conformance.yamlfile import Document, KeyPath

TARGETS: Final = "targets"
"""The folder of the target files, beside those of the establishments."""
_WORD: Final = pattern(r"\$(HOST|CODE)\b")
_NEARLY_A_WORD: Final = pattern(r"\$(?!ENV\{|HOST\b|CODE\b)(\w+)")
_HOST: Final = pattern(r"(?:[\w.:\[\]-]|\$ENV\{\w+\})+")
_DEVICE: Final = pattern(r"con|prn|aux|nul|(?:com|lpt)[0-9]", re.IGNORECASE)
"""What no folder may be called on Windows."""
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
    banks = _readable(document)
    mistakes += [*_wrong_names(document, banks), *_wrong_hosts(document, banks), *_misspelt(document)]
    personas = tuple(specs.load().cast.personas)
    found = []
    for number, one in banks.items():
        if not _HOST.fullmatch(one["host"]):
            continue  # whatever is made of it is wrong as well
        try:
            found.append(_establishment(document, number, path, environ, personas))
        except Mistakes as wrong:  # what is wrong with the template is wrong of each; it is said once
            mistakes += [one for one in wrong.mistakes if one not in mistakes]
    if mistakes:
        raise Mistakes(sorted(mistakes, key=_position))
    name = document.data.get("name", path.stem)
    return Fleet(name=name, folder=path.resolve().parent, establishments=tuple(found))


def _position(one: Mistake) -> tuple[int, int]:
    return (one.place.line, one.place.column) if one.place else (0, 0)


def _readable(document: Document) -> dict[int, dict[str, Any]]:
    """The establishments of which a target can be made, by their numbers, whatever else is wrong with the file."""
    data = document.data if isinstance(document.data, dict) else {}
    told = data.get("establishments")
    if not isinstance(data.get("target"), dict) or not isinstance(told, list):
        return {}
    return {number: one for number, one in enumerate(told) if isinstance(one, dict) and _is_whole(one)}


def _is_whole(one: dict[str, JSON]) -> bool:
    texts = all(isinstance(one.get(name), str) and one[name] for name in ("short", "host"))
    return (
        texts
        and isinstance(one.get("code"), str | int)
        and isinstance(one.get("differs", {}), dict)
        and isinstance(one.get("name", ""), str)
    )


def _wrong_names(document: Document, told: Mapping[int, Mapping[str, JSON]]) -> Iterator[Mistake]:
    """Folders are told apart by their names, on some systems whatever their case."""
    seen: set[str] = set()
    for number, one in told.items():
        name = str(one["short"])
        if name.lower() in seen:
            wrong = "is there already"
        elif name.lower() == TARGETS:
            wrong = "is another folder"
        else:
            wrong = "cannot name a folder on Windows" if _DEVICE.fullmatch(name) else ""
        if wrong:
            hint = "it names the folder of the establishment's reports"
            place = document.place(("establishments", number, "short"))
            yield Mistake(place=place, says=f"`short: {name}` {wrong}", hint=hint)
        seen.add(name.lower())


def _wrong_hosts(document: Document, told: Mapping[int, Mapping[str, str]]) -> Iterator[Mistake]:
    for number, one in told.items():
        if not _HOST.fullmatch(one["host"]):
            place, says = document.place(("establishments", number, "host")), f"`host` {on_one_line(one['host'])}"
            hint = "api.bank.example, or api.bank.example:8443"
            yield Mistake(place=place, says=f"{says} names no host", hint=hint)


def _misspelt(document: Document) -> Iterator[Mistake]:
    """`$HOTS` in a text would be sent to nobody."""
    for at, text in _texts(document.data, ()):
        for found in _NEARLY_A_WORD.finditer(text):
            near = difflib.get_close_matches(found[1].upper(), ("HOST", "CODE"), n=1)
            if near:
                says, hint = f"`${found[1]}` is not known here", f"did you mean `${near[0]}`?"
                yield Mistake(place=document.place(at), says=says, hint=hint)


def _texts(value: JSON, at: KeyPath) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(value, str):
        yield at, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _texts(item, (*at, key))


def _establishment(
    document: Document, number: int, path: Path, environ: Mapping[str, str], personas: Collection[str]
) -> Establishment:
    told = document.data["establishments"][number]
    at: KeyPath = ("establishments", number)
    origins: _ORIGINS = {}
    words = {"HOST": told["host"], "CODE": str(told["code"])}
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
    host = urlsplit(target.base_url).netloc
    if "$" not in told["host"] + host and host.lower() != told["host"].lower():
        says = f"`base_url` of {told['short']} is {target.base_url}, and not at its host {told['host']}"
        raise mistake(says, place=own.place(("base_url",)), hint="write $HOST for it")
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
