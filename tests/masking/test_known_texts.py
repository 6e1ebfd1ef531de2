"""What is known is found wherever it stands; nothing else is looked at."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from conformance.masking.known_texts import KnownTexts


@given(st.binary(min_size=1, max_size=40), st.binary(max_size=30), st.binary(max_size=30))
def test_a_known_text_is_found_at_every_offset(known: bytes, before: bytes, after: bytes) -> None:
    """Of whatever length."""
    texts: KnownTexts[str] = KnownTexts()
    texts.add(known, "it")
    found = texts.found_in(before + known + after)
    assert list(found) == ["it"]
    assert any(len(before + known) in run.ends for run in found["it"])


@given(st.lists(st.binary(min_size=7, max_size=40), min_size=20, max_size=60, unique=True), st.binary(max_size=99))
def test_of_many_those_that_stand_there_are_found(known: list[bytes], text: bytes) -> None:
    """And where they end."""
    texts: KnownTexts[bytes] = KnownTexts()
    for one in known:
        texts.add(one, one)
    text += known[0] + known[1]
    found = texts.found_in(text)
    assert set(found) == {one for one in known if one in text}
    assert all(text[:end].endswith(one) for one, runs in found.items() for run in runs for end in run.ends)
    assert not texts.found_in(b"")


def test_thousands_of_texts_cost_little() -> None:
    """However many a bank has told, and of whatever length: in proportion to the text."""
    texts: KnownTexts[bytes] = KnownTexts()
    known = [f"{number:05}{'x' * (number % 40)}".encode() + b"1234567" for number in range(5_000)]
    for one in known:
        texts.add(one, one)
    text = b"\n".join(known)
    started = time.process_time()
    assert len(texts.found_in(text)) == len(known)
    assert time.process_time() - started < 5
