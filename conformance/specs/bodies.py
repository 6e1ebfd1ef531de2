"""The bodies of STET 1.4.2 as compiled JSON Schemas (2020-12), each of whose constraints names its promise.

Three layers for each body: `accounts` is what STET 1.4.2 demands, `accounts.bank` what the bank's documentation adds,
`accounts.advice` what should be. The member `promise` of a schema is the requirement that a breach of its constraints
breaks: one id for all of them, or by keyword (`required/name` for one member of it, `*` for those not named). Where
none is named, that of the schema around it counts; what stands beside a `$ref` comes before what that leads to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import orjson

from conformance.frozen import dataclass
from conformance.late import LateMapping
from conformance.model import JSON
from conformance.specs.pieces import breaches
from conformance.specs.register import Requirement

BANK: Final = "bank"
STET: Final = "stet"
LAYERS: Final = (STET, BANK)
"""Whose text a constraint may be of."""
_Level = tuple[Mapping[str, Any], ...]
"""A schema, and what its `$ref` leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What a broken constraint breaks; each '' where nobody has said."""

    promise: str = ""
    """The id of a requirement."""
    of: str = ""
    """`bank` or `stet`."""
    source: str = ""
    """Lines of the bank's documentation, or a part of STET."""


@dataclass(frozen=True, kw_only=True)
class Schema:
    """One layer of a body."""

    name: str
    validator: jsonschema_rs.Draft202012Validator
    documents: Mapping[str, Mapping[str, Any]]
    """All schemas, by the names of their files."""
    register: Mapping[str, Requirement]
    layers: tuple[str, ...] = LAYERS
    """Whose constraints count."""
    _known: dict[tuple[str | int, ...], Promised] = field(default_factory=dict, compare=False, repr=False)

    def is_valid(self, instance: Any) -> bool:
        """Whether a body keeps to it."""
        return self.validator.is_valid(instance)

    def iter_errors(self, instance: Any) -> Iterator[Any]:
        """Every breach that counts, as jsonschema-rs describes one; of a body of any size (see `pieces`)."""
        for error in breaches(self.validator, instance):
            if len(self.layers) == len(LAYERS) or self.promised(error).of in ("", *self.layers):
                yield error

    def promised(self, error: Any) -> Promised:
        """What a breach breaks, whose text says so and where."""
        member = [error.kind.property] if error.kind.name == "required" else []
        path = (*error.evaluation_path, *member)
        found = self._known.get(path)
        if found is None:
            found = self._known[path] = self._said_of(self._promise(error.evaluation_path, *member))
        return found

    def _promise(self, path: Sequence[str | int], member: str = "") -> str:
        keyword = str(path[-1])
        for level in reversed(list(self._levels(path[:-1]))):
            for schema in level:
                found = _named(schema.get("x-promise"), keyword, member)
                if found:
                    return found
        return ""

    def _levels(self, path: Iterable[str | int]) -> Iterator[_Level]:
        """The schemas on the way to a constraint, from the outermost."""
        file = self.name
        here: JSON = self.documents[self.name]
        level: _Level = (here,)
        for part in path:
            if part == "$ref":
                to, _, pointer = here["$ref"].partition("#")
                file = to.removesuffix(".json") or file
                here = self.documents[file]
                for name in pointer.split("/")[1:]:
                    here = here[name]
                level = (*level, here)
                continue
            yield level
            here = here[part]
            level = (here,) if isinstance(here, dict) else ()
        yield level

    def _said_of(self, promise: str) -> Promised:
        if not promise:
            return Promised()
        known = self.register[promise]
        if self.name.endswith(f".{BANK}"):
            of = BANK
        elif self.name.endswith(".advice"):
            of = known.of
        else:
            of = STET if known.stet else known.of
        return Promised(promise=promise, of=of, source=known.source(of))


def _named(said: str | Mapping[str, str] | None, keyword: str, member: str) -> str:
    """The promise of a keyword, or of one member that it demands."""
    if said is None or isinstance(said, str):
        return said or ""
    return said.get(f"{keyword}/{member}") or said.get(keyword) or said.get("*") or ""


def read_documents(folder: Path) -> dict[str, dict[str, Any]]:
    """All schemas of a folder, by the names of their files. Raises ValueError where one is no JSON."""
    return {path.stem: orjson.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))}


def bodies_of(documents: Mapping[str, dict[str, Any]], register: Mapping[str, Requirement]) -> Mapping[str, Schema]:
    """Every layer of every body: `accounts`, `accounts.bank`, `accounts.advice`.

    Each is compiled when it is asked for, which raises ValueError where it is no JSON Schema.
    """
    registry = jsonschema_rs.Registry([(document["$id"], document) for document in documents.values()])

    def compiled(name: str) -> Schema:
        validator = jsonschema_rs.Draft202012Validator(documents[name], registry=registry, validate_formats=True)
        return Schema(name=name, validator=validator, documents=documents, register=register)

    return LateMapping(documents, compiled)


def limited(bodies: Mapping[str, Schema], layers: Sequence[str]) -> Mapping[str, Schema]:
    """Bodies that are held to some layers only: `stet` alone asks nothing that only the bank's documentation says."""
    kept = [name for name in bodies if BANK in layers or not name.endswith(f".{BANK}")]
    return LateMapping(kept, lambda name: replace(bodies[name], layers=tuple(layers), _known={}))
