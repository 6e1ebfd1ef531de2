r"""matches: {path: \S.*}: every value at a path is a text of this form."""

from typing import Any

import pytest

from tests.support.answers import answer, lines


@pytest.mark.parametrize("text", ["FR76", "FR00"])
def test_texts_of_the_form_hold(text: str) -> None:
    """From the first character to the last."""
    assert lines("matches", {"r[*].id": "FR[0-9]{2}"}, answer({"r": [{"id": "FR11"}, {"id": text}]})) == []


@pytest.mark.parametrize(
    ("value", "says"),
    [
        *((text, "the form is wrong") for text in ("FR761", " FR76", "FR76\n", "")),
        (None, "r[1].id is null, not a string"),
        (76, "r[1].id is a number, not a string"),
        (["FR76"], "r[1].id is a list, not a string"),
        ({}, "r[1].id is an object, not a string"),
    ],
)
def test_another_text_or_none_is_a_mismatch(value: Any, says: str) -> None:
    """The whole text counts, and only a text."""
    told = f"r[1].id: {says} (wanted the form FR[0-9]{{2}}, got {value})"
    assert lines("matches", {"r[*].id": "FR[0-9]{2}"}, answer({"r": [{"id": "FR11"}, {"id": value}]})) == [told]


@pytest.mark.parametrize("body", [{}, {"r": []}, {"r": [{}]}, [], None])
def test_a_path_that_leads_nowhere_is_a_fault(body: Any) -> None:
    """Of an empty list nothing is true."""
    assert len(lines("matches", {"r[*].id": ".*"}, answer(body))) == 1
