"""The grammar of the target file: JSON Schema errors as mistakes with a place and a way out."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, cast

import jsonschema
from jsonschema.exceptions import ValidationError

from conformance.errors import Mistake
from conformance.model import JSON
from conformance.yamlfile import Document, KeyPath

_KINDS = {
    "object": "keys with values",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}
_WRONG: Mapping[str, Callable[[Any], str]] = {
    "type": lambda wanted: "must be " + " or ".join(_KINDS[kind] for kind in _listed(wanted)),
    "enum": lambda wanted: "must be one of: " + ", ".join(str(value) for value in wanted),
    "minimum": lambda wanted: f"must be at least {wanted}",
    "maximum": lambda wanted: f"must be at most {wanted}",
    "exclusiveMinimum": lambda wanted: f"must be more than {wanted}",
    "minLength": lambda _: "is empty",
    "minItems": lambda _: "is empty",
    "minProperties": lambda _: "is empty",
}


def check(document: Document, data: JSON, grammar: Mapping[str, JSON]) -> Iterator[Mistake]:
    """Everything in `data` that the grammar does not allow, at its place in the document."""
    for error in jsonschema.Draft7Validator(grammar).iter_errors(data):
        yield from _mistakes(document, error)


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """The hint for a word nobody knows: the nearest one, or all of them."""
    known = sorted(words)
    near = difflib.get_close_matches(word.lower(), known, n=1)
    return f"did you mean `{near[0]}`?" if near else f"one of: {', '.join(known)}"


def _mistakes(document: Document, error: ValidationError) -> Iterator[Mistake]:
    path: KeyPath = tuple(error.absolute_path)
    shown = f"`{'.'.join(map(str, path))}`" if path else "a target file"
    wanted = cast(Any, error.validator_value)
    rules = cast(Any, error.schema)
    got = cast(Any, error.instance)
    if error.validator == "additionalProperties":
        known = rules.get("properties", {})
        for key in [key for key in got if key not in known]:
            says = f"`{key}` is no key of {shown}"
            yield Mistake(place=document.key_place((*path, key)), says=says, hint=did_you_mean(key, known))
        return
    place = document.place(path)
    if error.validator == "required":
        missing = next(key for key in wanted if key not in got and f"'{key}'" in error.message)
        yield Mistake(place=place, says=f"{shown} lacks `{missing}`")
        return
    describe = _WRONG.get(str(error.validator))
    says = describe(wanted) if describe else error.message
    if error.validator == "pattern":
        says = f"is not as expected: {rules.get('description', wanted)}"
    yield Mistake(place=place, says=f"{shown} {says}", hint=_hint(error, wanted))


def _hint(error: ValidationError, wanted: Any) -> str:
    if error.validator == "enum" and isinstance(error.instance, str):
        near = difflib.get_close_matches(error.instance, [str(value) for value in wanted], n=1)
        return f"did you mean `{near[0]}`?" if near else ""
    if error.validator == "type" and wanted == "string" and isinstance(error.instance, int | float):
        return "quote it"
    return ""


def _listed(kinds: str | list[str]) -> list[str]:
    return [kinds] if isinstance(kinds, str) else kinds
