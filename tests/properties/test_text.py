"""A case is written as a scenario that reads back as what it was."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from conformance import specs, words, yamlfile
from conformance.properties import PROPERTIES
from conformance.properties.property import Case
from conformance.properties.text import dump, literal, read, written
from conformance.words import Vocabulary

TEXTS = st.text(string.printable.replace("\x0b", "").replace("\x0c", "") + "éß€٣", max_size=20) | st.sampled_from(
    ["no", "12:30", "2026-01-01", "1e3", "~", "null", "*", "&x", "- a", "0x1", "1_000", ""]
)
SCALARS = TEXTS | st.integers(-(10**9), 10**9) | st.booleans() | st.none()


@given(st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)))
def test_what_is_dumped_reads_back_as_it_was(data: object) -> None:
    assert yamlfile.parse(dump({"data": data}), "a file").data == {"data": data}


def test_what_stands_twice_is_written_twice() -> None:
    shared = {"iban": "$main.iban"}
    assert yamlfile.parse(dump({"a": [shared, shared]}), "a file").data == {"a": [shared, shared]}


def test_a_literal_means_itself() -> None:
    cast = specs.load().cast
    persona = cast.personas["alix"]
    vocabulary = Vocabulary(persona=persona, cast=cast, today=None, oauth={}, memory={})  # type: ignore[arg-type]
    assert words.fill(literal("$main.iban $$"), vocabulary) == "$main.iban $$"


def test_every_property_states_a_scenario() -> None:
    case = Case(steps=({"keep": {"a": "accounts"}, "GET": "/accounts", "expect": {"status": 200}},))
    for prop in PROPERTIES:
        text = written(prop, case)
        scenario = read(text, prop, specs.load())
        assert (scenario.title, scenario.covers) == (prop.title, prop.covers)
        assert scenario.place.file == f"properties/{prop.name}.yaml"
        assert text.index("GET") < text.index("expect") < text.index("keep")
