"""The ambiguities: where the documentation contradicts itself or STET or is silent, and the reading taken."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.frozen import dataclass
from conformance.late import LateMapping
from conformance.specs import compiled


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity:
    """One point that the documentation leaves open; every text of it is one line."""

    id: str
    chapter: str
    """The subject, or the chapter of the documentation."""
    lines: tuple[str, ...]
    """Where the documentation says so: `12` or `12-14`; for a gap, where one would look for it."""
    kind: str
    """documentation against itself, documentation against STET, or gap."""
    wrong: str
    reading: str


def read_ambiguities(path: Path) -> Mapping[str, Ambiguity]:
    """The ambiguities of a file, by id. Raises Mistakes where it is no YAML."""
    said = compiled.read(path).data["ambiguities"]
    return LateMapping(said, lambda key: _ambiguity(key, said[key]))


def _ambiguity(key: str, data: dict[str, Any]) -> Ambiguity:
    return Ambiguity(
        id=key,
        chapter=_line(data["chapter"]),
        lines=tuple(map(str, data["lines"])),
        kind=data["kind"],
        wrong=_line(data["wrong"]),
        reading=_line(data["reading"]),
    )


def _line(text: str) -> str:
    return " ".join(text.split())
