"""What is told of everything that is wrong."""

from __future__ import annotations

from conformance.errors import Mistake, Mistakes
from conformance.model import Place


def wrong(count: int) -> Mistakes:
    """So many mistakes, in as many lines."""
    return Mistakes(Mistake(place=Place(file="f", line=line, column=1), says="no") for line in range(1, count + 1))


def test_all_mistakes_are_told_at_once() -> None:
    """Each with its place."""
    assert str(wrong(1_000)).splitlines() == [f"f:{line}:1: no" for line in range(1, 1_001)]


def test_of_a_file_that_is_none_of_ours_not_every_line_is_told() -> None:
    """How many more there are is said."""
    assert str(wrong(201_000)).splitlines()[998:] == ["f:999:1: no", "f:1000:1: no", "and 200,000 more"]
