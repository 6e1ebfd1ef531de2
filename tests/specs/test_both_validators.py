"""jsonschema and jsonschema-rs say the same of any body: the same verdict, and refusals at the same places."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from tests.support.constraints import GONE, LAYERS, WHOLE, Place, changed
from tests.support.validators import refusals

# The two differ in what their languages hold for a blank and for the end of a line: `$` of Python also stands before a
# last line feed, `\s` of Python has the separators U+001C to U+001F. No control characters, then.
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=8) | st.sampled_from(
    ["EUR", "USD", "FR", "BOOK", "PDNG", "CARD", "CACC", "OTHR", "ITAV", "MIST", "Bearer", "2020-06-05", "2020-13-05"]
)
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False, width=32)
ANYTHING = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)


def places(node: Any, above: Place = ()) -> list[Place]:
    """Every place of a body, the body itself included."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [above, *(place for key, value in inner for place in places(value, (*above, key)))]


@st.composite
def bodies(draw: st.DrawFn, name: str) -> Any:
    """A good body in which up to four places are changed or taken out."""
    body = WHOLE[name]
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.sampled_from(places(body)))
        value = draw(ANYTHING | (st.just(GONE) if place else st.nothing()))
        body = changed(body, place, value)
    return body


@pytest.mark.parametrize("name", LAYERS)
@settings(max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_they_agree(name: str, data: st.DataObject) -> None:
    """`refusals` asks both and compares."""
    found = refusals(name, data.draw(bodies(name.partition(".")[0])))
    event("refused" if found else "accepted")
