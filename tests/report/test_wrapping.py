"""Lines for a terminal of eighty columns."""

from __future__ import annotations

import shlex

from hypothesis import given
from hypothesis import strategies as st

from conformance.report.wrapping import folded

WIDTH = 40


def test_what_has_a_column_of_its_own_stays_in_it() -> None:
    """The label is told once; a line that is short enough stays as it is."""
    assert list(folded(["    wanted   45", "  scenarios         37 passed, 1 failed, 4 skipped"], WIDTH)) == [
        "    wanted   45",
        "  scenarios         37 passed, 1 failed,",
        "                    4 skipped",
    ]


def test_source_is_quoted_as_it_stands() -> None:
    """Its blanks mean something."""
    line = "    15 |         balances[*].balanceAmount.amount: 0 and more"
    assert list(folded([line], WIDTH)) == [line]


def test_a_curl_line_can_be_pasted_as_it_was_folded() -> None:
    """To a shell it is the same line."""
    line = "curl -sS -i -H \"Authorization: Bearer ${STET_TOKEN_ADAM_AISP:?}\" -H 'X: a  b' 'https://b/?a=1&b=2'"
    told = list(folded([f"    replay   {line}"], WIDTH))
    assert len(told) > 3
    assert all(piece.endswith(" \\") for piece in told[:-1])
    pasted = "\n".join(told).replace("    replay   ", "", 1)
    assert shlex.split(pasted.replace("\\\n", "")) == shlex.split(line)


@given(st.lists(st.text("abc,.", min_size=1, max_size=30), min_size=1, max_size=20))
def test_no_word_is_cut_and_none_is_lost(words: list[str]) -> None:
    """Only a word that is longer than the width goes beyond it."""
    told = list(folded([" ".join(words)], WIDTH))
    assert " ".join(piece.strip() for piece in told).split() == words
    assert all(len(piece) <= WIDTH or " " not in piece.strip() for piece in told)
