"""Checks our own YAML files against their JSON Schema and says each breach at its place, in the reader's words.

jsonschema-rs answers the usual question (is it right?) in microseconds; only a file that is wrong is read again by
jsonschema, whose errors carry what a good message needs.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from conformance.errors import Mistake
from conformance.model import JSON
from conformance.paths import kind
from conformance.yamlfile import Document, KeyPath

if TYPE_CHECKING:
    from jsonschema import ValidationError


class Grammar:
    """The JSON Schema (draft-07) of one kind of file."""

    def __init__(self, schema: JSON) -> None:
        self._schema = schema
        self._fast = jsonschema_rs.Draft7Validator(schema)

    def mistakes(self, document: Document) -> list[Mistake]:
        """Every breach of the grammar in a document; empty where it is right."""
        if self._fast.is_valid(document.data):
            return []
        import jsonschema  # noqa: PLC0415 - slow to import, and only a wrong file needs it

        errors = jsonschema.Draft7Validator(self._schema).iter_errors(document.data)
        found = [mistake for error in _leaves(errors) for mistake in _told(error, document)]
        return sorted(dict.fromkeys(found), key=_position)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known words; '' where none is near."""
    folded: dict[str, str] = {}
    for one in known:
        folded.setdefault(one.lower(), one)
    close = [folded[one] for one in difflib.get_close_matches(word.lower(), folded, n=2, cutoff=0.6)]
    return "did you mean " + " or ".join(f"`{one}`" for one in close) + "?" if close else ""


def _position(mistake: Mistake) -> tuple[int, int]:
    return (mistake.place.line, mistake.place.column) if mistake.place else (0, 0)


def _leaves(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """Where several forms are allowed, the form that came nearest tells what is wrong."""
    for error in errors:
        inner = list(error.context or ())
        if error.validator == "oneOf" and all(e.validator == "required" for e in inner):
            yield error
        elif near := [e for e in inner if _near(e, error)]:
            yield from _leaves(_nearest(inner, near))
        else:
            yield error


def _near(inner: ValidationError, error: ValidationError) -> bool:
    """Whether a form fits but for something within it."""
    deeper = len(inner.absolute_path) > len(error.absolute_path)
    return deeper or inner.validator in ("additionalProperties", "required")


def _nearest(inner: list[ValidationError], near: list[ValidationError]) -> list[ValidationError]:
    best = max(near, key=lambda e: len(e.absolute_path)).schema_path[0]
    return [e for e in inner if e.schema_path[0] == best]


def _told(error: ValidationError, document: Document) -> Iterator[Mistake]:
    path: KeyPath = tuple(error.absolute_path)
    wanted: Any = error.validator_value
    match error.validator:
        case "additionalProperties":
            yield from _unknown(error, path, document)
        case "required":
            there: Any = error.instance
            for name in wanted:
                if name not in there:
                    yield Mistake(place=document.key_place(path), says=f"`{name}` is missing here")
        case "oneOf" if all(set(form) == {"required"} for form in wanted):
            if isinstance(error.instance, dict):  # what it is instead is told already
                yield _one_of(error, [form["required"][0] for form in wanted], path, document)
        case "enum" | "const":
            allowed = [str(one) for one in (wanted if error.validator == "enum" else [wanted])]
            says = f"`{error.instance}` is none of {', '.join(allowed)}"
            hint = did_you_mean(str(error.instance), allowed)
            yield Mistake(place=document.place(path), says=says, hint=hint)
        case "type":
            types = wanted if isinstance(wanted, str) else " or ".join(wanted)
            says = f"{_name(path)} is {kind(error.instance)}, wanted: {types}"
            yield Mistake(place=document.place(path), says=says)
        case _ if "propertyNames" in error.schema_path:
            says = f"`{error.instance}` may not stand here: {error.message[:160]}"
            yield Mistake(place=document.key_place((*path, str(error.instance))), says=says)
        case _:
            explained = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
            forms = error.validator in ("anyOf", "oneOf")
            why = f"{error.instance!r:.80} has none of the allowed forms" if forms else error.message[:160]
            says = f"{_name(path)} does not fit: {why}"
            yield Mistake(place=document.place(path), says=says, hint=explained)


def _unknown(error: ValidationError, path: KeyPath, document: Document) -> Iterator[Mistake]:
    """Every unknown word of an object, with the nearest known one."""
    schema = error.schema if isinstance(error.schema, dict) else {}
    known = list(schema.get("properties", {}))
    patterns = list(schema.get("patternProperties", {}))
    instance: Any = error.instance
    for name in instance:
        if name not in known and not any(re.search(pattern, name) for pattern in patterns):
            hint = did_you_mean(name, known) or (f"known here: {', '.join(known)}" if known else "")
            yield Mistake(place=document.key_place((*path, name)), says=f"`{name}` is not known here", hint=hint)


def _one_of(error: ValidationError, names: list[str], path: KeyPath, document: Document) -> Mistake:
    """Of some words exactly one must stand in an object."""
    instance: Any = error.instance
    there = [name for name in instance if name in names]
    if not there:
        says = f"one of {', '.join(names)} is missing here"
        return Mistake(place=document.key_place(path), says=says)
    says = f"`{there[1]}` cannot stand beside `{there[0]}`"
    return Mistake(place=document.key_place((*path, there[1])), says=says, hint=f"one of {', '.join(names)}")


def _name(path: KeyPath) -> str:
    return f"`{'.'.join(map(str, path))}`" if path else "the document"
