"""What is known is found wherever it stands; nothing else is looked at."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from conformance.masking.known_texts import KnownTexts


@given(st.binary(min_size=1, max_size=40), st.binary(max_size=30), st.binary(max_size=30))
def test_a_known_text_is_found_at_every_offset(known: bytes, before: bytes, after: bytes) -> None:
    """Of whatever length."""
    texts: KnownTexts[str] = KnownTexts()
    texts.add(known, "it")
    assert texts.found_in(before + known + after) == ["it"]


@given(st.lists(st.binary(min_size=7, max_size=40), min_size=20, max_size=60, unique=True), st.binary(max_size=99))
def test_of_many_those_that_stand_there_are_found(known: list[bytes], text: bytes) -> None:
    """Once each; the long ones may be named where only their ends stand."""
    texts: KnownTexts[bytes] = KnownTexts()
    for one in known:
        texts.add(one, one)
    text += known[0] + known[1]
    found = texts.found_in(text)
    assert {one for one in known if one in text} <= set(found)
    assert len(found) == len(set(found))
    assert all(one in text for one in found if len(one) < 15)
    assert not texts.found_in(b"")
