"""Scenarios of one name: copies are one scenario, others a mistake, for they would be one row of every report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from conformance.errors import Mistake
from conformance.model import Scenario

_MOST: Final = 3
"""More of them than so many are no slips of the pen but two copies of one folder."""


def distinct(scenarios: Iterable[Scenario]) -> tuple[tuple[Scenario, ...], tuple[Mistake, ...]]:
    """The scenarios without copies of earlier ones; a mistake for each that has the name of another, one for many."""
    kept: dict[str, Scenario] = {}
    namesakes: list[tuple[Scenario, Scenario]] = []
    for one in scenarios:
        first = kept.setdefault(one.name, one)
        if first is not one and not _same_text(first, one):
            namesakes.append((first, one))
    return tuple(kept.values()), tuple(_mistakes(namesakes))


def _same_text(one: Scenario, other: Scenario) -> bool:
    return one.place.file == other.place.file or _text(one) == _text(other)


def _text(scenario: Scenario) -> bytes:
    try:
        return Path(scenario.place.file).read_bytes().replace(b"\r\n", b"\n")
    except OSError:
        return scenario.place.file.encode()


def _mistakes(namesakes: Sequence[tuple[Scenario, Scenario]]) -> Iterable[Mistake]:
    if len(namesakes) > _MOST:
        first, second = namesakes[0]
        says = f"{len(namesakes)} scenarios have the names of others: {second.place.file} is not as {first.place.file}"
        yield Mistake(place=None, says=says, hint="two versions of one folder? name the one that is meant")
        return
    for first, second in namesakes:
        says = f"a scenario `{second.name}` is already defined in {first.place.file}"
        yield Mistake(place=second.place, says=says, hint="give the file another name")
