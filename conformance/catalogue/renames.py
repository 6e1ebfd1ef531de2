"""Scenarios that were renamed: lists of known deviations and `--only` understand an old name for one release. Pure.

The table is `specs/renamed.yaml`. What an old name stands for is always said, so that lists and scripts can follow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from conformance import specs
from conformance.catalogue.selection import means, named
from conformance.deviations import Deviation
from conformance.errors import Mistakes
from conformance.frozen import dataclass
from conformance.grammar import Grammar
from conformance.model import Scenario
from conformance.specs import compiled


@dataclass(frozen=True, slots=True, kw_only=True)
class Renames:
    """The table of old names."""

    ends: str
    """The release that no longer understands them."""
    names: Mapping[str, str]
    """Old name to new name."""


@cache
def load() -> Renames:
    """The shipped table."""
    return read(specs.specs_folder() / "renamed.yaml")


def read(path: Path) -> Renames:
    """The table of a file. Raises Mistakes with every mistake at its place."""
    document = compiled.read(path)
    mistakes = Grammar(specs.grammar("renamed")).mistakes(document)
    if mistakes:
        raise Mistakes(mistakes)
    return Renames(ends=document.data["ends"], names=document.data["renamed"])


def selected(wanted: Sequence[str], scenarios: Sequence[Scenario], table: Renames) -> tuple[list[str], list[str]]:
    """The words of `--only`, each old name replaced by the present ones, and a warning for each word replaced.

    An old folder or pattern stands for all scenarios that it used to name. A word that means a scenario of today means
    nothing else; one that never meant any is left as it is.
    """
    there = {scenario.name for scenario in scenarios}
    words: list[str] = []
    warnings: list[str] = []
    for word in wanted:
        today = any(means(word, scenario) for scenario in scenarios)
        now = [] if today else [new for old, new in table.names.items() if new in there and named(word, old)]
        words += now or [word]
        if now:
            warnings.append(f"--only {word}: {_moved(now)}; the old name works until release {table.ends}")
    return words, warnings


def _moved(now: Sequence[str]) -> str:
    if len(now) == 1:
        return f"the scenario is now called {now[0]}"
    folders = Counter(name.partition("/")[0] for name in now)
    return "its scenarios are now in " + ", ".join(f"{folder} ({number})" for folder, number in sorted(folders.items()))


def deviating(listed: Sequence[Deviation], table: Renames) -> tuple[tuple[Deviation, ...], list[str]]:
    """Known deviations under the present names of their scenarios, and a warning for each that has an old one."""
    found = tuple(replace(one, scenario=table.names.get(one.scenario, one.scenario)) for one in listed)
    warnings = [
        f"{old.place}: {old.scenario} is now called {new.scenario}; the old name works until release {table.ends}"
        for old, new in zip(listed, found, strict=True)
        if old.scenario != new.scenario
    ]
    return found, warnings
