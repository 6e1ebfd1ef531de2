"""The files of `specs/rules` into rules; every mistake of every file at its place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from conformance import specs
from conformance.catalogue.reading import claims
from conformance.errors import Mistake, Mistakes
from conformance.grammar import Grammar, did_you_mean
from conformance.model import JSON, Purpose, Scenario
from conformance.rules.rule import Rule, When
from conformance.specs import Specs, compiled
from conformance.yamlfile import Document, KeyPath

_TOP: Final[KeyPath] = ()
_OF_SCENARIOS: Final = "scenario.schema.json#"


@cache
def load() -> tuple[Rule, ...]:
    """The shipped rules. Raises Mistakes where one of their files is wrong."""
    return read(specs.specs_folder() / "rules", specs.load())


def read(folder: Path, known: Specs) -> tuple[Rule, ...]:
    """The rules of a folder, in the order of their names. Raises Mistakes, all there are."""
    found: list[Rule] = []
    mistakes: list[Mistake] = []
    for path in sorted(folder.glob("*.yaml")):
        document = compiled.read(path, f"specs/rules/{path.name}")
        wrong = _grammar().mistakes(document) or [*_unknown(document, known), *_not_of_all(document)]
        mistakes += wrong
        if not wrong:
            found.append(_rule(document, f"rules/{path.stem}"))
    if mistakes:
        raise Mistakes(mistakes)
    return tuple(found)


@cache
def _grammar() -> Grammar:
    """That of rules, with the words of scenarios in it."""
    schema = specs.grammar("rule")
    words = specs.grammar("scenario")["definitions"]
    return Grammar(_inside({**schema, "definitions": {**words, **schema["definitions"]}}))


def _inside(node: JSON) -> JSON:
    """A schema whose references to that of scenarios lead into itself."""
    if isinstance(node, dict):
        return {key: _inside(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_inside(value) for value in node]
    return node.replace(_OF_SCENARIOS, "#") if isinstance(node, str) else node


def _unknown(document: Document, known: Specs) -> Iterator[Mistake]:
    """Ids that nothing has."""
    for key, those, what in (("covers", known.register, "requirement"), ("reading", known.ambiguities, "ambiguity")):
        for index, one in enumerate(document.data.get(key, ())):
            if one not in those:
                says, path = f"`{one}` is not a known {what}", (key, index)
                yield Mistake(place=document.place(path), says=says, hint=did_you_mean(one, those))


def _not_of_all(document: Document) -> Iterator[Mistake]:
    """What cannot be said of all answers together: nothing can but how many different values there are at least."""
    if "together" not in document.data:
        return
    for level in ("expect", "should"):
        for word, wanted in document.data.get(level, {}).items():
            if word != "distinct":
                says = f"`{word}` is about each answer by itself, and the rule about all of them together"
                hint = "leave out `together`, or claim `distinct`"
                yield Mistake(place=document.place((level, word)), says=says, hint=hint)
                continue
            for path, number in wanted.items():
                if not (isinstance(number, dict) and {"least"} <= set(number) <= {"least", "form"}):
                    says = "of all answers together it can only be said how many different values there are at least"
                    yield Mistake(place=document.place((level, word, path)), says=says, hint="write {least: 2}")


def _rule(document: Document, name: str) -> Rule:
    data = document.data
    return Rule(
        scenario=Scenario(
            name=name,
            title=data["title"],
            place=document.place(("title",)),
            covers=tuple(data["covers"]),
            persona="",
            reading=tuple(data.get("reading", ())),
        ),
        when=_when(data["when"]),
        claims=(*claims(document, _TOP, "expect", data), *claims(document, _TOP, "should", data)),
        together=data.get("together", 0),
    )


def _when(written: dict[str, Any]) -> When:
    return When(
        methods=frozenset(_several(written["method"])),
        addresses=frozenset(_several(written["address"])),
        statuses=frozenset(_several(written["status"])),
        purposes=frozenset(Purpose(one) for one in written.get("asked_by", Purpose)),
        sends=written.get("sends", "").lower(),
        body="body" in written,
        document=written.get("body") == "json",
        lists=written.get("lists", ""),
    )


def _several(written: Any) -> list[Any]:
    return written if isinstance(written, list) else [written]
