"""Every constraint of a schema at every place of a body where it holds, and a way to break it there and only there."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.validators import SCHEMAS, python, registry

WHOLE = {
    path.stem: json.loads(path.read_bytes())
    for path in sorted((Path(__file__).parents[1] / "specs" / "whole").glob("*.json"))
}
"""Bodies with every member that the schemas know, each with a value that core and advice accept."""
LAYERS = [name for name in SCHEMAS if not name.startswith("types")]
"""The schemas of whole bodies, core and advice."""
Place = tuple[str | int, ...]
GUARDS = {"type", "enum", "const", "not", "required", "pattern", "minLength", "maxLength", "minItems"}
GUARDS |= {"minimum", "maximum", "exclusiveMinimum"}
"""The keywords that refuse; the others lead to them (properties, items, allOf, if and then, $ref) or only tell."""
TELLS = {"x-promise", "$schema", "$id", "$defs", "$comment", "title", "description"}
LEADS = {"properties", "items", "allOf", "if", "then", "$ref"}
_STRANGERS: tuple[Any, ...] = (None, True, 7, 7.5, "x", [], {})
_TEXTS = ("", " ", "?", "€", "-1", "0000-00-00", "a b", "\\", "x" * 200)
GONE = object()


@dataclass(frozen=True, slots=True)
class Constraint:
    """One keyword of a schema, for `required` one of its members, where it holds in a body."""

    where: str
    """The file, the place in it and the keyword: `types#/$defs/Iban/pattern`; for a member `…/required/iban`."""
    keyword: str
    schema: dict[str, Any]
    """The schema that has the keyword: the same object as in SCHEMAS."""
    member: str
    place: Place

    def broken(self, body: Any) -> Iterator[Any]:
        """Bodies like this one that break the constraint."""
        if self.keyword == "required":
            yield changed(body, (*self.place, self.member), GONE)
            return
        for value in _wrong(self.keyword, self.schema[self.keyword]):
            yield changed(body, self.place, value)


def _wrong(keyword: str, wanted: Any) -> tuple[Any, ...]:
    """Values that break a keyword, the likeliest to break nothing else first."""
    match keyword:
        case "minLength" | "minItems":
            return ("",) if keyword == "minLength" else ([],)
        case "maxLength":
            return ("x" * (wanted + 1),)
        case "minimum" | "maximum" | "exclusiveMinimum":
            return wanted - 1, wanted, wanted + 1
        case "pattern":
            return tuple(text for text in _TEXTS if not re.search(wanted, text))
        case _:
            return (*_STRANGERS, "VALU", "USD")


def changed(body: Any, place: Place, value: Any) -> Any:
    """The body with one place set, or taken out where the value is GONE."""
    if not place:
        return value
    body = copy.deepcopy(body)
    target = body
    for part in place[:-1]:
        target = target[part]
    if value is GONE:
        del target[place[-1]]
    else:
        target[place[-1]] = value
    return body


def written() -> Iterator[str]:
    """Every constraint of every file, as Constraint.where has it; what an `if` asks is no constraint."""
    for name, schema in SCHEMAS.items():
        for where, node in schemas(f"{name}#", schema):
            yield from _named(where, node)


def schemas(where: str, node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """A schema and all that it holds, each with its place in the file."""
    if not isinstance(node, dict):
        return
    yield where, node
    for keyword in ("properties", "$defs"):
        for key, inner in node.get(keyword, {}).items():
            yield from schemas(f"{where}/{keyword}/{key}", inner)
    for index, inner in enumerate(node.get("allOf", ())):
        yield from schemas(f"{where}/allOf/{index}", inner)
    for keyword in ("items", "then"):
        yield from schemas(f"{where}/{keyword}", node.get(keyword))


def _named(where: str, node: dict[str, Any]) -> Iterator[str]:
    for keyword in sorted(GUARDS & node.keys()):
        if keyword == "required":
            yield from (f"{where}/required/{member}" for member in node["required"])
        else:
            yield f"{where}/{keyword}"


def constraints(name: str, body: Any) -> Iterator[Constraint]:
    """Every constraint that holds somewhere in this body, which the schema accepts."""
    yield from _walk(f"{name}#", SCHEMAS[name], body, (), SCHEMAS[name]["$id"])


def _walk(where: str, node: dict[str, Any], value: Any, place: Place, base: str) -> Iterator[Constraint]:
    yield from _here(where, node, value, place)
    if "$ref" in node:
        file, _, pointer = node["$ref"].partition("#")
        found = registry().resolver(base).lookup(node["$ref"])
        name = file.removesuffix(".json") or where.partition("#")[0]
        yield from _walk(f"{name}#{pointer}", found.contents, value, place, SCHEMAS[name]["$id"])
    for index, inner in enumerate(node.get("allOf", ())):
        yield from _walk(f"{where}/allOf/{index}", inner, value, place, base)
    if "then" in node and _accepts(node["if"], value, base):
        yield from _walk(f"{where}/then", node["then"], value, place, base)
    if isinstance(value, dict):
        for key, inner in node.get("properties", {}).items():
            if key in value or "not" in inner:
                yield from _walk(f"{where}/properties/{key}", inner, value.get(key), (*place, key), base)
    if isinstance(value, list) and "items" in node:
        for index, item in enumerate(value):
            yield from _walk(f"{where}/items", node["items"], item, (*place, index), base)


def _here(where: str, node: dict[str, Any], value: Any, place: Place) -> Iterator[Constraint]:
    for name in _named(where, node):
        keyword, _, member = name.removeprefix(f"{where}/").partition("/")
        if keyword != "required" or isinstance(value, dict):
            yield Constraint(name, keyword, node, member, place)


def _accepts(condition: dict[str, Any], value: Any, base: str) -> bool:
    name = base.rpartition("/")[2].removesuffix(".json")
    return python(name).evolve(schema=condition).is_valid(value)
