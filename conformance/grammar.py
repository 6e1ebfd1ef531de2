"""Checks our own YAML files against their JSON Schema and says each breach at its place, in the reader's words.

jsonschema-rs answers the usual question (is it right?) in microseconds; only a file that is wrong is read again by
jsonschema, whose errors carry what a good message needs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import jsonschema_rs

from conformance.errors import Mistake
from conformance.model import JSON
from conformance.paths import kind
from conformance.wording import as_json, either, plain, plural
from conformance.yamlfile import Document, KeyPath, named

if TYPE_CHECKING:
    from jsonschema import ValidationError


_LONG: Final = 60
"""Texts of so many signs are not repeated in advice."""
_MEANS_SOMETHING_IN_A_LIST: Final = re.compile(r"[\[\]{},#&*!|>'\"%@`:?]")
"""What YAML may take for more than a sign of a text between brackets."""
_TYPES: Final = {
    "object": "a mapping (`key: value`)",
    "array": "a list",
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
}
"""The types of JSON Schema as a reader of YAML knows them."""
_KIND_NAMES: Final = {"a string": "a text", "an object": "a mapping", "a boolean": "true or false", "null": "empty"}
_KINDS: Final[dict[type, tuple[str, ...]]] = {
    dict: ("object",),
    list: ("array",),
    str: ("string",),
    bool: ("boolean",),
    int: ("integer", "number"),
    float: ("number",),
    type(None): ("null",),
}
"""The types of JSON Schema that a value has."""
_LIMITS: Final[dict[str, Callable[[Any], str]]] = {
    "minItems": lambda least: f"needs at least {plural(least, 'entry', 'entries')}",
    "maxItems": lambda most: f"may have at most {plural(most, 'entry', 'entries')}",
    "minProperties": lambda least: f"needs at least {plural(least, 'entry', 'entries')}",
    "minLength": lambda least: f"needs at least {plural(least, 'character')}",
    "maxLength": lambda most: f"may have at most {plural(most, 'character')}",
    "minimum": lambda least: f"must be at least {plain(least)}",
    "maximum": lambda most: f"must be at most {plain(most)}",
    "exclusiveMinimum": lambda bound: f"must be more than {plain(bound)}",
    "uniqueItems": lambda _: "has the same entry twice",
    "not": lambda _: "is not allowed here",
}
"""How the breach of a limit reads after the name of what breaks it."""
_YES: Final = ("yes", "on", "true")
_NO: Final = ("no", "off", "false")
"""What looks like a switch, and is a text in YAML 1.2 unless it is `true` or `false`."""


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
        leaves = list(_leaves(errors))
        found = [
            mistake for error in leaves if not _is_about_neighbours(error) for mistake in _explained(error, document)
        ]
        # Of a key that is no word at all, and of two that each name another kind of object, nothing else can be said.
        known = {mistake.place for mistake in found}
        both = {tuple(error.absolute_path) for error in leaves if error.validator == "oneOf"}
        beside = [error for error in leaves if _is_about_neighbours(error) and tuple(error.absolute_path) not in both]
        found += [one for error in beside for one in _misplaced(error, document) if one.place not in known]
        return sorted(dict.fromkeys(found), key=_position)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known words; '' where none is near."""
    folded: dict[str, str] = {}
    for one in known:
        folded.setdefault(one.lower(), one)
    import difflib  # noqa: PLC0415 - only a mistake needs it

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


def _explained(error: ValidationError, document: Document) -> Iterator[Mistake]:
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
            yield _choice(error, wanted if error.validator == "enum" else [wanted], path, document)
        case "type":
            yield _type(error, [wanted] if isinstance(wanted, str) else wanted, path, document)
        case "anyOf" | "oneOf":
            yield _type(error, list(_types(wanted)), path, document)
        case _ if "propertyNames" in error.schema_path:
            says = f"{named(str(error.instance))} is not allowed as a name here"
            yield Mistake(place=document.key_place((*path, str(error.instance))), says=says, hint=_form(error))
        case "pattern":
            says = f"`{error.instance!s:.80}` is not a valid value for {_name(path)}"
            yield Mistake(place=document.place(path), says=says, hint=_description(error) or _form(error))
        case limit:
            limit_says = _LIMITS.get(str(limit), lambda _: f"is not allowed: {error.message[:160]}")(wanted)
            yield Mistake(place=document.place(path), says=f"{_name(path)} {limit_says}", hint=_description(error))


def _choice(error: ValidationError, allowed: list[JSON], path: KeyPath, document: Document) -> Mistake:
    """A value that is none of those allowed."""
    got, names = error.instance, [plain(one) for one in allowed]
    says = f"`{plain(got)[:80]}` is not allowed here, only {either(names)}"
    hint = _advice(got, [kind_of for one in allowed for kind_of in _KINDS.get(type(one), ())])
    if allowed == [True] and str(got).lower() in _NO:
        hint = "leave it out"
    return Mistake(place=document.place(path), says=says, hint=hint or did_you_mean(str(got), names))


def _type(error: ValidationError, types: list[str], path: KeyPath, document: Document) -> Mistake:
    """A value of another kind than those allowed, or of one but none of its forms."""
    got, names = error.instance, list(dict.fromkeys(types))
    if any(name in names for name in _KINDS.get(type(got), ())):
        says = f"`{plain(got)[:80]}` is not allowed for {_name(path)}"
        return Mistake(place=document.place(path), says=says, hint=_description(error))
    there = _KIND_NAMES.get(kind(got), kind(got))
    says = f"{_name(path)} is {there}, but must be {either([_TYPES[one] for one in names])}"
    return Mistake(place=document.place(path), says=says, hint=_advice(got, names) or _description(error))


def _types(forms: list[Any]) -> Iterator[str]:
    """The types that some forms allow."""
    for form in forms:
        named = form.get("type", [])
        yield from [named] if isinstance(named, str) else named
        for value in (*form.get("enum", ()), *([form["const"]] if "const" in form else ())):
            yield from _KINDS.get(type(value), ())[:1]


def _advice(got: JSON, types: Collection[str]) -> str:
    """What a newcomer to YAML has to change, where it is a habit of YAML that made the value what it is."""
    if got is None:
        return "nothing follows its colon"
    if isinstance(got, str):
        return _advice_on_text(got, types)
    if "string" in types and not isinstance(got, dict | list):
        return f'put it in quotes: "{plain(got)}"'
    return ""


def _advice_on_text(got: str, types: Collection[str]) -> str:
    missing = re.match(r"\s*(-)?(?=[^\s-])([\w$-]+:(?=\S)(?!//))?", got)
    if missing and missing[2] and "object" in types:
        return "a space is missing after the colon"
    if missing and missing[1] and "array" in types:
        return "a space is missing after the dash"
    if {"integer", "number"} & {*types} and re.fullmatch(r"-?[0-9]+", got):
        return f"write it without quotes: {got}"
    if "boolean" in types and got.lower() in (*_YES, *_NO):
        right = "true" if got.lower() in _YES else "false"
        return f"write {right}" + (" without quotes" if got.lower() in ("true", "false") else f"; `{got}` is a text")
    if "array" not in types or "\n" in got or len(got) >= _LONG:
        return ""
    return f"write it as a list: [{as_json(got) if _MEANS_SOMETHING_IN_A_LIST.search(got) else plain(got)}]"


def _form(error: ValidationError) -> str:
    wanted: Any = error.validator_value
    return f"it must match the regular expression {wanted}" if error.validator == "pattern" else ""


def _description(error: ValidationError) -> str:
    explained = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
    return str(explained)


def _is_about_neighbours(error: ValidationError) -> bool:
    """Whether it is about keys that mean nothing beside others, or without them."""
    path = list(error.schema_path)
    return path[-2:] == ["propertyNames", "enum"] or "dependencies" in path


def _misplaced(error: ValidationError, document: Document) -> Iterator[Mistake]:
    """Each key that is known, but has no meaning beside its neighbours.

    The names that may stand in an object begin with that which says what kind of object it is.
    """
    path: KeyPath = tuple(error.absolute_path)
    wanted: Any = error.validator_value
    there: Any = document.at(path)
    if error.validator == "enum":
        kind_of = next(name for name in wanted if name in there)
        beside = [name for name in wanted if name not in there and not name.isupper()]
        says = f"`{error.instance}` has no meaning beside `{kind_of}`"
        place = document.key_place((*path, str(error.instance)))
        yield Mistake(place=place, says=says, hint=f"allowed beside it: {', '.join(beside)}")
    elif error.validator == "not":
        for name in (form["required"][0] for form in wanted["anyOf"]):
            if name in there:
                says = f"`{error.schema_path[-2]}` and `{name}` exclude each other"
                yield Mistake(place=document.key_place((*path, name)), says=says)
    else:
        for name, others in wanted.items():
            if name in there and others[0] not in there:
                says = f"`{name}` has no meaning without `{others[0]}`"
                yield Mistake(place=document.key_place((*path, name)), says=says)


def _unknown(error: ValidationError, path: KeyPath, document: Document) -> Iterator[Mistake]:
    """Every unknown word of an object, with the nearest known one."""
    schema = error.schema if isinstance(error.schema, dict) else {}
    known = list(schema.get("properties", {}))
    patterns = list(schema.get("patternProperties", {}))
    instance: Any = error.instance
    for name in instance:
        if name not in known and not any(re.search(pattern, name) for pattern in patterns):
            hint = did_you_mean(name, known) or (f"known here: {', '.join(known)}" if known else "")
            shown = named(name)
            if instance[name] is None and re.match(r"[\w$-]+:\S", name):
                hint, word = "a space is missing after the colon", name.partition(":")[0]
                shown = f"`{name}`" if word in known or did_you_mean(word, known) else shown
            yield Mistake(place=document.key_place((*path, name)), says=f"{shown} is not known here", hint=hint)


def _one_of(error: ValidationError, names: list[str], path: KeyPath, document: Document) -> Mistake:
    """Of some words exactly one must stand in an object."""
    instance: Any = error.instance
    there = [name for name in instance if name in names]
    if not there:
        return Mistake(place=document.key_place(path), says=f"one of {either(names)} is missing here")
    says = f"`{there[0]}` and `{there[1]}` exclude each other"
    return Mistake(place=document.key_place((*path, there[1])), says=says, hint=f"only one of {either(names)}")


def _name(path: KeyPath) -> str:
    """What a value is called: by its key, as an entry of a list by its number, counted from 1."""
    if not path:
        return "the document"
    last = path[-1]
    if isinstance(last, str):
        return f"`{last}`"
    return f"entry {last + 1} of {_name(path[:-1])}"
