"""Who asked for an exchange, in a comment and back."""

from __future__ import annotations

import pytest

from conformance.har.asker import asked_by, comment
from conformance.model import NOBODY, Asker, Purpose


@pytest.mark.parametrize(
    ("asker", "persona", "scope", "says"),
    [
        (Asker(purpose=Purpose.STEP, scenario="a/b-c", step=1), "marc", "aisp", "step 2 of a/b-c, as marc (aisp)"),
        (Asker(purpose=Purpose.STAGE, scenario="a/b"), "", "", "stage of a/b"),
        (Asker(purpose=Purpose.PREFLIGHT), "lea", "", "pre-flight, as lea ()"),
        (Asker(purpose=Purpose.CONTROL), "", "", "control"),
    ],
)
def test_who_asked_is_told_and_read_back(asker: Asker, persona: str, scope: str, says: str) -> None:
    """Steps count from 1."""
    assert comment(asker, persona, scope) == says
    assert asked_by(says) == (asker, persona, scope)


@pytest.mark.parametrize("text", ["", "loaded from cache", "step x of a"])
def test_a_comment_of_others_says_nothing(text: str) -> None:
    """Whatever it is."""
    assert asked_by(text) == (NOBODY, "", "")
