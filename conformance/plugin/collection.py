"""Which scenarios a run is about: read before the session where that is possible, then narrowed and put in order."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from conformance import catalogue, specs
from conformance.catalogue import renames
from conformance.catalogue.compiled import Compiled
from conformance.catalogue.files import behind_a_link
from conformance.catalogue.selection import unmatched
from conformance.errors import Mistake, Mistakes
from conformance.model import Scenario
from conformance.plugin.announcement import may_be_scenario


def load(args: Iterable[str], *, every: bool) -> Mapping[Path, Scenario]:
    """The scenarios of the files and scenarios folders to be collected. Raises Mistakes, all mistakes of all files.

    So that mistakes are told before a session has begun, and by the controller where there are workers. `every`: all
    that is named is for us; else other folders are left to pytest, which knows what in them to pass over.
    """
    where = [_path(arg) for arg in args]
    ours = [one for one in where if every or may_be_scenario(one) or (one.is_dir() and "scenarios" in one.parts)]
    with Compiled(ours) as compiled:
        found = catalogue.load(ours, specs.load(), compiled)
    working = "" if all(os.path.isabs(one.place.file) for one in found) else os.getcwd()  # noqa: PTH109, PTH117 - as below
    return {Path(os.path.join(working, one.place.file)): one for one in found}  # noqa: PTH118 - hundreds to a run


def is_followed(path: Path, args: Iterable[str]) -> bool:
    """Whether a file is found below what was named without going through a link."""
    above = [one for one in map(_path, args) if path.is_relative_to(one)]
    return not above or any(one == path or not behind_a_link(path, one) for one in above)


def _path(arg: str) -> Path:
    return Path(arg.partition("::")[0]).absolute()


def whole(args: Iterable[str], loaded: Iterable[Scenario]) -> frozenset[str]:
    """The names of all scenarios there are, where all are collected: a deviation of another one is stale."""
    collected = {Path(arg).resolve() for arg in args}
    return frozenset(one.name for one in loaded) if collected >= set(specs.scenarios_folders()) else frozenset()


def named(scenarios: Sequence[Scenario], wanted: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words of `--only`, old names replaced by the present ones, and what is to be said of that.

    Raises Mistakes with every word that means no scenario.
    """
    if not scenarios:
        return list(wanted), []
    words, warnings = renames.selected(wanted, scenarios, renames.load())
    mistakes = [
        Mistake(place=None, says=f"no scenario, folder or requirement is called `{word}`", hint=hint)
        for word, hint in unmatched(scenarios, words)
    ]
    if mistakes:
        raise Mistakes(mistakes)
    return words, warnings
