"""Which members the documented bodies have, level by level: what a path into a body may name (STET 1.4.2, part 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any

import orjson

from conformance.frozen import dataclass
from conformance.model import EMPTY

_DEEPEST = 12
"""No body nests deeper; a schema may refer to itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """The members of an object, or of the items of a list, by name."""

    below: Mapping[str, Members] = field(default_factory=lambda: EMPTY)

    def at(self, names: tuple[str, ...]) -> Members | None:
        """What is below these names; None where one of them is not documented."""
        found: Members | None = self
        for name in names:
            found = found.below.get(name) if found is not None else None
        return found


def read_members(folder: Path) -> dict[str, Members]:
    """The members of each body, by the name of its schema."""
    documents = {path.name: orjson.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))}
    names = [name for name in documents if not name.endswith(".advice.json") and name != "types.json"]
    return {name.removesuffix(".json"): _members(documents[name], name, documents, 0) for name in names}


def _members(schema: Mapping[str, Any], home: str, documents: Mapping[str, Any], depth: int) -> Members:
    found: dict[str, Members] = {}
    for part, where in _parts(schema, home, documents, 0):
        for name, below in part.get("properties", {}).items():
            if depth < _DEEPEST:
                found[name] = _members(below, where, documents, depth + 1)
    return Members(below=found)


def _parts(schema: Any, home: str, documents: Mapping[str, Any], depth: int) -> Iterator[tuple[Mapping[str, Any], str]]:
    """The schema and those that it refers to or is made of, a list's items too, each with the file it stands in."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return
    yield schema, home
    if "$ref" in schema:
        file, _, pointer = schema["$ref"].partition("#")
        target = documents[file or home]
        for step in pointer.strip("/").split("/"):
            target = target[step] if step else target
        yield from _parts(target, file or home, documents, depth + 1)
    for one in (schema.get("items"), *(part for kind in ("allOf", "anyOf", "oneOf") for part in schema.get(kind, ()))):
        yield from _parts(one, home, documents, depth + 1)
