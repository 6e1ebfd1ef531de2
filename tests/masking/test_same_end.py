"""Texts that end alike, and texts that repeat themselves, are told apart without looking at each in each place."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.masking.known_texts import KnownTexts
from conformance.masking.secrets import Secrets

TAIL = "x" * 48


def knowing(*values: str) -> Secrets:
    secrets = Secrets(bytes(32))
    secrets.learn(*values)
    return secrets


@given(
    st.lists(st.text("abx", max_size=60), min_size=10, max_size=40, unique=True),
    st.sampled_from([TAIL, "ab" * 24, "abx" * 16, "xxxaabbx1-" * 5]),
    st.data(),
)
def test_each_of_those_that_end_alike_is_found_where_it_stands(
    heads: list[str], tail: str, data: st.DataObject
) -> None:
    """And no other; also where what is before the end repeats the end, once or throughout."""
    known = [f"{head}{tail}" for head in heads]
    texts: KnownTexts[str] = KnownTexts()
    for one in known:
        texts.add(one[-48:].encode(), one, whole=one.encode)
    parts = st.sampled_from([*known, tail, tail[:2] * 40, "-", "x", "ab"])
    text = "".join(data.draw(st.lists(parts, min_size=1, max_size=8)))
    ends = {one: {end for run in runs for end in run.ends} for one, runs in texts.found_in(text.encode()).items()}
    for one in known:
        standing = {end for end in range(len(text) + 1) if text[:end].endswith(one)}
        assert standing <= ends.get(one, set())


@given(
    st.lists(st.text("abxc", max_size=50).map(lambda head: f"{head}{TAIL}"), min_size=1, max_size=30, unique=True),
    st.lists(st.sampled_from(["x" * 20, "x" * 400, "-", "a", "cb"]), max_size=4),
    st.data(),
)
def test_nothing_of_one_is_left_and_nothing_else_is_hidden(
    known: list[str], between: list[str], data: st.DataObject
) -> None:
    """Just the letters that belong to one of them, wherever they overlap."""
    text = "".join(data.draw(st.permutations([*between, *data.draw(st.lists(st.sampled_from(known), max_size=4))])))
    text += " of more than an excerpt" * 45
    covered = bytearray(len(text))
    for one in known:
        for start in range(len(text)):
            if text.startswith(one, start):
                covered[start : start + len(one)] = b"1" * len(one)
    masked = knowing(*known).mask(text)
    shown = "".join(sign if not hidden else "\0" for sign, hidden in zip(text, covered, strict=True))
    pieces = [piece for piece in shown.split("\0") if piece]
    for piece in pieces:
        before, found, masked = masked.partition(piece)
        assert found
        assert before.strip("*0123456789") == ""
    assert masked.strip("*0123456789") == ""


def test_the_longest_of_those_that_repeat_themselves_is_told() -> None:
    """Whichever was learnt first."""
    secrets = knowing("x" * 60, "x" * 90, "x" * 75)
    assert secrets.mask("x" * 90) == secrets.label("x" * 90)
    assert secrets.mask(f"{'x' * 89}.") == f"{secrets.label('x' * 75)}."
    assert secrets.mask("x" * 59 + " is shorter than each" * 60).startswith("x" * 59)


@pytest.mark.parametrize(
    "known",
    [
        [f"{number:012}{TAIL}" for number in range(5_000)],
        [f"{number:06}-{'the-same-' * 40}" for number in range(2_000)],
        ["x" * (60 + number) for number in range(1_500)],
        [f"1{'x' * (60 + number)}" for number in range(400)],
        [f"1{'0123456789abcdef-' * 100}"[-60 - number :] for number in range(1_500)],
        [
            "".join(sign.upper() if number >> at & 1 else sign for at, sign in enumerate("a" * 14))
            for number in range(5_000)
        ],
        [
            "".join(sign.upper() if number >> at & 1 else sign for at, sign in enumerate("a1" * 28))
            for number in range(5_000)
        ],
    ],
    ids=["ends", "long ends", "repeated", "one sign before", "in one another", "cases of a word", "cases"],
)
def test_a_bank_that_chooses_its_tokens_chooses_no_cost(known: list[str]) -> None:
    """Thousands that are alike in one way or another: in proportion to the text."""
    secrets = knowing(*known)
    text = " ".join(known)
    started = time.process_time()
    masked = secrets.mask(text)
    assert time.process_time() - started < 8
    assert not masked.replace("***", "").strip("0123456789 ")


@pytest.mark.parametrize("sign", ["x", "ab", "a+b/"])
def test_a_token_of_megabytes_that_repeats_itself_is_found_in_one_go(sign: str) -> None:
    """Among others, also where it is masked again and again, and where it stands beside itself."""
    token = sign * (10**7 // len(sign))
    secrets = knowing(*(f"another-token-{number:012}-of-the-bank" for number in range(30)), token)
    started = time.process_time()
    for name in ("access_token", "a", "b"):
        assert secrets.mask(f'{{"{name}": "{token}"}}') == f'{{"{name}": "{secrets.label(token)}"}}'
    assert secrets.mask(f"{token}-{sign * 50}") == f"{secrets.label(token)}-{sign * 50}"
    assert time.process_time() - started < 8
