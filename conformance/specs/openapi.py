"""The description of the API as one document, for tools that follow no reference from one file to another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

import orjson
import yaml

_OUTER: Final = frozenset({"$schema", "$id", "$defs"})
"""What of a file of schemas is about the file."""
_NARROWING: Final = frozenset({"type", "description", "x-promise"})
"""What may take the place of the same in the schema that is referred to: here it is at least as narrow as there."""
_OBJECT: Final[dict[str, Any]] = {"properties": {}}


def bundled(folder: Path) -> dict[str, Any]:
    """`openapi.yaml` of a folder with every schema that it refers to below `components.schemas`, each once.

    What stands beside a `$ref` is put into a simple schema itself, and beside an `allOf` where it leads to an object:
    older readers understand both as well. The first example of a successful answer stands at its schema too, for mocks
    that look nowhere else.
    """
    document = _Bundle(folder).document
    schemas = document["components"]["schemas"]
    examples = document["components"]["examples"]
    for item in document["paths"].values():
        for given in item.get("get", {}).get("responses", {}).get("200", {}).get("content", {}).values():
            first = next(iter(given["examples"].values()))
            schemas[_last(given["schema"])]["example"] = examples[_last(first)]["value"]
    while unused := schemas.keys() - set(_referred(document)):
        for name in unused:
            del schemas[name]
    return document


def _last(reference: dict[str, str]) -> str:
    """What a reference is to, by its name."""
    return reference["$ref"].rpartition("/")[2]


def _referred(node: Any) -> Iterator[str]:
    """The names of all schemas that are referred to."""
    if isinstance(node, dict):
        if str(node.get("$ref", "")).startswith("#/components/schemas/"):
            yield _last(node)
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _referred(one)


class _Bundle:
    """Puts schemas of other files in, as they are met."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files: dict[str, Any] = {}
        self._names: dict[tuple[str, str], str] = {}
        described = yaml.safe_load((folder / "openapi.yaml").read_text(encoding="utf-8"))
        self._schemas: dict[str, Any] = described["components"]["schemas"]
        own = dict(self._schemas)
        self.document: dict[str, Any] = self._put_in(described, "")
        self._schemas = self.document["components"]["schemas"] | {
            name: one for name, one in self._schemas.items() if name not in own
        }
        self.document["components"]["schemas"] = dict(sorted(self._schemas.items()))

    def _put_in(self, node: Any, file: str) -> Any:
        if isinstance(node, list):
            return [self._put_in(one, file) for one in node]
        if not isinstance(node, dict):
            return node
        if not isinstance(node.get("$ref"), str):
            return {key: self._put_in(one, file) for key, one in node.items()}
        reference = {"$ref": self._reference(node["$ref"], file)}
        beside = {key: self._put_in(one, file) for key, one in node.items() if key != "$ref"}
        if not beside:
            return reference
        simple = self._schemas.get(reference["$ref"].rpartition("/")[2], _OBJECT)
        if beside.keys() <= _NARROWING and "properties" not in simple:
            return _narrowed({**simple, **beside})
        return {**beside, "allOf": [reference, *beside.get("allOf", ())]}

    def _reference(self, written: str, file: str) -> str:
        named, _, pointer = written.partition("#")
        if not named and not file:
            return written
        where = str(PurePosixPath(file).parent / named) if named else file
        return f"#/components/schemas/{self._name(where, pointer)}"

    def _name(self, file: str, pointer: str) -> str:
        """The name below which a schema stands, and it stands there from now on."""
        if (file, pointer) in self._names:
            return self._names[file, pointer]
        *_, last = pointer.split("/")
        name = last or PurePosixPath(file).stem.title().replace("-", "")
        if name in self._schemas:
            raise ValueError(f"two schemas are called {name}: rename the one in {file}")
        self._names[file, pointer] = name
        if file not in self._files:
            self._files[file] = orjson.loads((self._folder / file).read_bytes())
        found = self._files[file]
        for part in filter(None, pointer.split("/")):
            found = found[part]
        self._schemas[name] = {}  # a schema may refer to itself
        self._schemas[name] = self._put_in({key: one for key, one in found.items() if key not in _OUTER}, file)
        return name


def _narrowed(schema: dict[str, Any]) -> dict[str, Any]:
    """Without the null among the values of a text that may not be null, which some readers take for a mistake."""
    if schema.get("type") != "string" or "enum" not in schema:
        return schema
    return {**schema, "enum": [one for one in schema["enum"] if one is not None]}
