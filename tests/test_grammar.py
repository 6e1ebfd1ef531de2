"""Our own YAML files against their JSON Schema: each breach at its place, in the reader's words."""

from __future__ import annotations

from typing import Any

import pytest

from conformance.grammar import Grammar, did_you_mean
from conformance.yamlfile import parse

SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["name", "kind"],
    "additionalProperties": False,
    "patternProperties": {"^x-": {}},
    "properties": {
        "name": {"type": "string", "minLength": 2, "description": "What it is called."},
        "kind": {"enum": ["mock", "bank"]},
        "on": {"const": True},
        "limit": {
            "anyOf": [{"type": "integer"}, {"type": "object", "additionalProperties": False, "properties": {"s": {}}}]
        },
        "many": {"type": "array", "items": {"type": ["integer", "null"]}},
        "free": {"type": "object", "propertyNames": {"pattern": "^[a-z]+$"}},
        "one": {"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    },
}
GRAMMAR = Grammar(SCHEMA)
RIGHT = "name: ab\nkind: bank\n"


@pytest.mark.parametrize(
    "more", ["", "x-note: 1\n", "limit: 3\n", "limit: {s: 1}\n", "many: [1, ~]\n", "one: {a: 1}\n"]
)
def test_a_right_file_has_no_mistakes(more: str) -> None:
    """Whatever form it takes."""
    assert GRAMMAR.mistakes(parse(RIGHT + more, "f.yaml")) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", ["f.yaml:1:1: `name` is missing here", "f.yaml:1:1: `kind` is missing here"]),
        ("[]", ["f.yaml:1:1: the document is a list, wanted: object"]),
        (
            RIGHT + "nmae: x\nqqq: y\n",
            [
                "f.yaml:3:1: `nmae` is not known here (did you mean `name`?)",
                "f.yaml:4:1: `qqq` is not known here (known here: name, kind, on, limit, many, free, one)",
            ],
        ),
        ("name: ab\nkind: mokc\n", ["f.yaml:2:7: `mokc` is none of mock, bank (did you mean `mock`?)"]),
        ("name: 5\nkind: bank\n", ["f.yaml:1:7: `name` is a number, wanted: string"]),
        ("name: a\nkind: bank\n", ["f.yaml:1:7: `name` does not fit: 'a' is too short (What it is called.)"]),
        (RIGHT + "on: false\n", ["f.yaml:3:5: `False` is none of True"]),
        (RIGHT + "limit: x\n", ["f.yaml:3:8: `limit` does not fit: 'x' has none of the allowed forms"]),
        (RIGHT + "limit: {t: 1}\n", ["f.yaml:3:9: `t` is not known here (known here: s)"]),
        (RIGHT + "many: [1, x]\n", ["f.yaml:3:11: `many.1` is a string, wanted: integer or null"]),
        (RIGHT + "free: {A: 1}\n", ["f.yaml:3:8: `A` may not stand here: 'A' does not match '^[a-z]+$'"]),
        (RIGHT + "one: {}\n", ["f.yaml:3:1: one of a, b is missing here"]),
        (RIGHT + "one: {a: 1, b: 2}\n", ["f.yaml:3:13: `b` cannot stand beside `a` (one of a, b)"]),
        (RIGHT + "one: x\n", ["f.yaml:3:6: `one` is a string, wanted: object"]),
    ],
)
def test_a_breach_is_told_at_its_place(text: str, told: list[str]) -> None:
    """All of them, in the order of the file, with what was perhaps meant."""
    assert [str(mistake) for mistake in GRAMMAR.mistakes(parse(text, "f.yaml"))] == told


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("acounts", "did you mean `accounts`?"),
        ("get", "did you mean `GET`?"),
        ("balance", "did you mean `balances` or `balanced`?"),
        ("xyz", ""),
        ("", ""),
    ],
)
def test_the_nearest_words_are_offered(word: str, hint: str) -> None:
    """Two at most, whatever their case; none where none is near."""
    assert did_you_mean(word, ["accounts", "balances", "balanced", "GET"]) == hint
