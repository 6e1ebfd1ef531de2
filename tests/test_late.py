"""What nobody asks for is not made; what is asked for is made once, and is as if it had been there all along."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from typing import Any

import pytest

from conformance.late import LateMapping, pattern


def test_a_value_is_made_once_when_it_is_asked_for() -> None:
    """Not for its key, nor for how many there are."""
    made: list[str] = []

    def make(key: str) -> str:
        made.append(key)
        return key.upper()

    late = LateMapping(["b", "a"], make)
    assert (list(late), len(late), "a" in late, "c" in late) == (["b", "a"], 2, True, False)
    assert late.get("c") is None
    assert made == []
    assert [late["a"], late["a"], dict(late)] == ["A", "A", {"b": "B", "a": "A"}]
    assert made == ["a", "b"]
    with pytest.raises(KeyError):
        late["c"]


def test_a_pattern_does_what_a_compiled_one_does() -> None:
    """With its flags, for texts and bytes."""
    late = pattern(r"(?P<name>[a-z]+)=(\d)", re.IGNORECASE)
    found = late.search("so A=1, b=2")
    assert found is not None
    assert (found["name"], late.sub(r"\2", "A=1, b=2"), late.pattern) == ("A", "1, 2", r"(?P<name>[a-z]+)=(\d)")
    assert (late.fullmatch("A=x"), late.groups, pattern(rb"\d").findall(b"1a2")) == (None, 2, [b"1", b"2"])


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_a_pattern_is_copied_and_sent_whether_it_was_used_or_not(again: Callable[[Any], Any]) -> None:
    """To a worker, say."""
    late = pattern("a+", re.IGNORECASE)
    assert again(late).sub("", "bAa") == late.sub("", "bAa") == again(late).sub("", "bAa") == "b"


def test_a_pattern_is_compiled_when_it_is_first_used() -> None:
    """One that is wrong is refused there."""
    wrong = pattern("(")
    with pytest.raises(re.error):
        wrong.search("")
