"""How far a run is, in words. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from conformance.model import Outcome

_MINUTE_S: Final = 60
_ENOUGH: Final = 10
"""After so many scenarios it can be said how long the others take."""


def chapter_of(name: str) -> str:
    """The chapter of a scenario: the first folder of its name."""
    return name.partition("/")[0]


def chapter_line(chapter: str, counts: Mapping[str, int], total: int) -> str:
    """`transactions      45 passed, 1 failed`; where not all have been told, of how many."""
    told = sum(counts.values())
    words = ", ".join(f"{counts[word]} {word}" for word in map(str, Outcome) if counts.get(word))
    return f"{chapter:16}  {words}" + (f" (of {total})" if told < total else "")


def line_now(chapter: str, number: int, total: int, left_s: float, failed: int) -> str:
    """`transactions  312 of 505, 2 failed, about 40 s left`."""
    parts = [f"{number} of {total}"] + ([f"{failed} failed"] if failed else [])
    if number >= _ENOUGH and left_s >= 1:
        minutes = left_s >= 2 * _MINUTE_S
        parts.append(f"about {left_s / _MINUTE_S:.0f} min left" if minutes else f"about {left_s:.0f} s left")
    return f"{chapter}  {', '.join(parts)}"
