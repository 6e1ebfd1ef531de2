"""What can be tried, for the terminal and as one JSON document: faults by the chapter they break, variations. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from conformance.specs import Requirement
from conformance.wording import plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A fault: its name, what it does in a sentence, the promises it breaks, and where it can be planted alone."""

    name: str
    says: str
    breaks: tuple[str, ...]
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmless:
    """A variation: its name, what it does, and the text, or its gap, that allows it."""

    name: str
    says: str
    allowed: str


def render(faults: Sequence[Known], variations: Sequence[Harmless], register: Mapping[str, Requirement]) -> list[str]:
    """A line for each: name, whether it breaks a must or a should, what it does, which promises; under chapters."""
    return [*_faults(faults, register), *_variations(variations), _counted(faults, variations)]


def document(
    faults: Sequence[Known], variations: Sequence[Harmless], register: Mapping[str, Requirement]
) -> dict[str, Any]:
    """The same as JSON, for programs, in the same order."""
    return {
        "faults": [
            {
                "name": one.name,
                "chapter": _chapter(one, register),
                "level": _level(one, register),
                "says": one.says,
                "breaks": list(one.breaks),
                "places": list(one.places),
            }
            for one in _by_chapter(faults, register)
        ],
        "variations": [{"name": one.name, "says": one.says, "allowed": one.allowed} for one in variations],
    }


def _faults(faults: Sequence[Known], register: Mapping[str, Requirement]) -> Iterator[str]:
    width = max((len(one.name) for one in faults), default=0)
    for chapter, found in groupby(_by_chapter(faults, register), lambda one: _chapter(one, register)):
        yield chapter
        for one in found:
            level = _level(one, register).ljust(len("should"))
            places = f" · alone at: {', '.join(one.places)}" if one.places else ""
            yield f"  {one.name.ljust(width)}  {level}  {one.says} [{', '.join(one.breaks)}]{places}"


def _variations(variations: Sequence[Harmless]) -> Iterator[str]:
    width = max((len(one.name) for one in variations), default=0)
    if variations:
        yield "Harmless variations"
    for one in variations:
        yield f"  {one.name.ljust(width)}  {one.says} [{one.allowed}]"


def _counted(faults: Sequence[Known], variations: Sequence[Harmless]) -> str:
    return f"{plural(len(faults), 'fault')}, {plural(len(variations), 'harmless variation')}"


def _by_chapter(faults: Sequence[Known], register: Mapping[str, Requirement]) -> list[Known]:
    """In the order of the register's chapters; within one as they were given."""
    order = {chapter: number for number, chapter in enumerate(dict.fromkeys(one.chapter for one in register.values()))}
    return sorted(faults, key=lambda one: order[_chapter(one, register)])


def _chapter(fault: Known, register: Mapping[str, Requirement]) -> str:
    """The chapter of the first promise that it breaks: that is what it is about."""
    return register[fault.breaks[0]].chapter


def _level(fault: Known, register: Mapping[str, Requirement]) -> str:
    """`must` where it breaks one: only a failure catches it then."""
    return "must" if any(register[one].level == "must" for one in fault.breaks) else "should"
