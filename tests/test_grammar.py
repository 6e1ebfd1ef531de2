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
        "day": {"type": "string", "pattern": "^[0-9]+$"},
        "size": {"type": "number", "minimum": 1, "maximum": 5},
        "some": {"type": "array", "maxItems": 2, "uniqueItems": True},
        "switch": {"type": "boolean"},
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
        ("[]", ["f.yaml:1:1: the document is a list, but must be a mapping (`key: value`)"]),
        (
            RIGHT + "nmae: x\nqqq: y\n",
            [
                "f.yaml:3:1: `nmae` is not known here (did you mean `name`?)",
                "f.yaml:4:1: `qqq` is not known here"
                " (known here: name, kind, on, limit, many, day, size, some, switch, free, one)",
            ],
        ),
        (
            "name: ab\nkind: mokc\n",
            ["f.yaml:2:7: `mokc` is not allowed here, only mock or bank (did you mean `mock`?)"],
        ),
        ("name: 5\nkind: bank\n", ['f.yaml:1:7: `name` is a number, but must be a text (put it in quotes: "5")']),
        ("name: a\nkind: bank\n", ["f.yaml:1:7: `name` needs at least 2 characters (What it is called.)"]),
        (RIGHT + "on: false\n", ["f.yaml:3:5: `false` is not allowed here, only true (leave it out)"]),
        (
            RIGHT + "limit: x\n",
            ["f.yaml:3:8: `limit` is a text, but must be a whole number or a mapping (`key: value`)"],
        ),
        (RIGHT + "limit: {t: 1}\n", ["f.yaml:3:9: `t` is not known here (known here: s)"]),
        (RIGHT + "many: [1, x]\n", ["f.yaml:3:11: entry 2 of `many` is a text, but must be a whole number or empty"]),
        (
            RIGHT + "free: {A: 1}\n",
            ["f.yaml:3:8: `A` is not allowed as a name here (it must match the regular expression ^[a-z]+$)"],
        ),
        (RIGHT + "one: {}\n", ["f.yaml:3:1: one of a or b is missing here"]),
        (RIGHT + "one: {a: 1, b: 2}\n", ["f.yaml:3:13: `a` and `b` exclude each other (only one of a or b)"]),
        (RIGHT + "one: x\n", ["f.yaml:3:6: `one` is a text, but must be a mapping (`key: value`)"]),
    ],
)
def test_a_breach_is_told_at_its_place(text: str, told: list[str]) -> None:
    """All of them, in the order of the file, with what was perhaps meant."""
    assert [str(mistake) for mistake in GRAMMAR.mistakes(parse(text, "f.yaml"))] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("switch: no", "3:9: `switch` is a text, but must be true or false (write false; `no` is a text)"),
        ("switch: On", "3:9: `switch` is a text, but must be true or false (write true; `On` is a text)"),
        ("switch: 'true'", "3:9: `switch` is a text, but must be true or false (write true without quotes)"),
        ("size: '2'", "3:7: `size` is a text, but must be a number (write it without quotes: 2)"),
        ("limit: '2'", "3:8: `limit` is a text, but must be a whole number or a mapping (`key: value`)"
         " (write it without quotes: 2)"),
        ("limit: 2.5", "3:8: `limit` is a number, but must be a whole number or a mapping (`key: value`)"),
        ("many: 7", "3:7: `many` is a number, but must be a list"),
        ("many: seven", "3:7: `many` is a text, but must be a list (write it as a list: [seven])"),
        ("many: a[*].b", '3:7: `many` is a text, but must be a list (write it as a list: ["a[*].b"])'),
        ("many: -7 -8", "3:7: `many` is a text, but must be a list (a space is missing after the dash)"),
        ("free: a:b", "3:7: `free` is a text, but must be a mapping (`key: value`)"
         " (a space is missing after the colon)"),
        ("on: off", "3:5: `off` is not allowed here, only true (leave it out)"),
        ("free:", "3:6: `free` is empty, but must be a mapping (`key: value`) (nothing follows its colon)"),
        ("day: 12", '3:6: `day` is a number, but must be a text (put it in quotes: "12")'),
        ("day: true", '3:6: `day` is true or false, but must be a text (put it in quotes: "true")'),
        ("day: x", "3:6: `x` is not a valid value for `day` (it must match the regular expression ^[0-9]+$)"),
        ("size: 0", "3:7: `size` must be at least 1"),
        ("size: 5.5", "3:7: `size` must be at most 5"),
        ("some: [1, 2, 3]", "3:7: `some` may have at most 2 entries"),
        ("some: [1, 1]", "3:7: `some` has the same entry twice"),
    ],
)  # fmt: skip
def test_the_habits_of_yaml_are_explained(text: str, told: str) -> None:
    """What a newcomer has to change, beside what is wrong."""
    assert [str(mistake) for mistake in GRAMMAR.mistakes(parse(f"{RIGHT}{text}\n", "f.yaml"))] == [f"f.yaml:{told}"]


def test_a_key_that_swallowed_its_value_is_explained() -> None:
    """Between braces `a:b` is a key without a value."""
    (mistake,) = GRAMMAR.mistakes(parse("{name: ab, kind: bank, 'switch:no': }", "f.yaml"))
    assert (mistake.says, mistake.hint) == ("`switch:no` is not known here", "a space is missing after the colon")


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
