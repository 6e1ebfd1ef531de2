"""Checks our own YAML files against their JSON Schema and says each breach at its place, in the reader's words.

jsonschema-rs answers the usual question (is it right?) in microseconds; only a file that is wrong is read again by
jsonschema, whose errors carry what a good message needs.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

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
        import jsonschema  # slow to import, and only a wrong file needs it

        errors = jsonschema.Draft7Validator(self._schema).iter_errors(document.data)
        return [mistake for error in _leaves(errors) for mistake in _told(error, document)]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known words; '' where none is near."""
    close = difflib.get_close_matches(word, list(known), n=2, cutoff=0.6)
    return "did you mean " + " or ".join(f"`{one}`" for one in close) + "?" if close else ""


def _leaves(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """Where several forms are allowed, the form that came nearest tells what is wrong."""
    for error in errors:
        deeper = [e for e in error.context or () if len(e.absolute_path) > len(error.absolute_path)]
        unknown = [e for e in error.context or () if e.validator in ("additionalProperties", "required")]
        if deeper or unknown:
            yield from _leaves(_nearest(error, deeper or unknown))
        else:
            yield error


def _nearest(error: ValidationError, candidates: list[ValidationError]) -> list[ValidationError]:
    best = max(candidates, key=lambda e: len(e.absolute_path)).schema_path[0]
    return [e for e in error.context or () if e.schema_path[0] == best]


def _told(error: ValidationError, document: Document) -> Iterator[Mistake]:
    path: KeyPath = tuple(error.absolute_path)
    wanted = error.validator_value
    match error.validator:
        case "propertyNames":
            yield Mistake(place=document.place(path), says=f"`{error.instance}` may not stand here")
        case "additionalProperties":
            yield from _unknown(error, path, document)
        case "required":
            missing = error.message.split("'")[1]
            yield Mistake(place=document.key_place(path), says=f"`{missing}` is missing here")
        case "enum" | "const":
            allowed = [str(one) for one in (wanted if error.validator == "enum" else [wanted])]
            says = f"`{error.instance}` is none of {', '.join(allowed)}"
            yield Mistake(place=document.place(path), says=says, hint=did_you_mean(str(error.instance), allowed))
        case "type":
            types = wanted if isinstance(wanted, str) else " or ".join(wanted)
            says = f"{_name(path)} is {kind(error.instance)}, wanted: {types}"
            yield Mistake(place=document.place(path), says=says)
        case _:
            explained = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
            says = f"{_name(path)} does not fit: {error.message[:160]}"
            yield Mistake(place=document.place(path), says=says, hint=explained)


def _unknown(error: ValidationError, path: KeyPath, document: Document) -> Iterator[Mistake]:
    """Every unknown word, with the nearest known one."""
    schema = error.schema if isinstance(error.schema, dict) else {}
    known = list(schema.get("properties", {}))
    patterns = list(schema.get("patternProperties", {}))
    for name in error.instance:
        if name not in known and not any(re.search(pattern, name) for pattern in patterns):
            hint = did_you_mean(name, known) or (f"known here: {', '.join(known)}" if known else "")
            yield Mistake(place=document.key_place((*path, name)), says=f"`{name}` is not known here", hint=hint)


def _name(path: KeyPath) -> str:
    return f"`{'.'.join(map(str, path))}`" if path else "the document"
