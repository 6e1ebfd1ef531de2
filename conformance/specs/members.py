"""Which members the documented bodies have, level by level: what a path into a body may name (STET 1.4.2, part 2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any

from conformance.frozen import dataclass
from conformance.late import LateMapping
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


def members_of(documents: Mapping[str, Any]) -> Mapping[str, Members]:
    """The members of each body, by the name of its schema."""
    names = [name for name in documents if not name.endswith(".advice") and name != "types"]
    return LateMapping(names, lambda name: _members(documents[name], name, documents, 0))


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
        file = file.removesuffix(".json") or home
        target = documents[file]
        for step in pointer.strip("/").split("/"):
            target = target[step] if step else target
        yield from _parts(target, file, documents, depth + 1)
    for one in (schema.get("items"), *(part for kind in ("allOf", "anyOf", "oneOf") for part in schema.get(kind, ()))):
        yield from _parts(one, home, documents, depth + 1)
