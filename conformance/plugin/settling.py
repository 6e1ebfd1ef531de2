"""Before a session begins: what is run, against whom, where its reports go. What is wrong with that ends it here."""
# ruff: noqa: PLC0415 - what only some runs need is imported where they need it

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conformance import catalogue, specs
from conformance.catalogue.selection import unmatched
from conformance.errors import Mistake, Mistakes, Unreachable
from conformance.model import Scenario
from conformance.plugin import options, writers

if TYPE_CHECKING:
    from conformance.plugin.session import Door


def folders() -> list[Path]:
    """The shipped scenarios, and the user's own beside them."""
    found = dict.fromkeys((specs.scenarios_folder().resolve(), Path("scenarios").resolve()))
    return [folder for folder in found if folder.is_dir()]


def settle(door: Door) -> None:
    """Check all that can be checked before anything is sent, then whether the bank answers at all."""
    # A traceback of ours would show the local variables of what sends requests: tokens, codes, passwords.
    door.config.option.showlocals = False
    try:
        _ = door.bench.now, door.bench.target, door.bench.deviations, _budget(door.config)
        door.loaded = _loaded(door.config)
        door.book.whole = _whole(door)
        _selectable(door)
        _writable(door.book.folder)
        writers.register(door)
        if door.loaded and door.bench.target is not None and not door.config.option.collectonly:
            _answers(door)
    except Mistakes as error:
        door.halt(2, error)
        raise pytest.UsageError(str(error)) from None
    except Unreachable as error:
        door.halt(3, error)
        pytest.exit(str(error), returncode=3)


def _budget(config: pytest.Config) -> int:
    """How many cases are tried on each property; 0 without --examples. Raises Mistakes."""
    asked = config.getoption("stet_examples")
    if not asked:
        return 0
    from conformance.properties import budget

    return budget(asked)


def _properties(config: pytest.Config) -> list[Scenario]:
    """What the properties are called, where they are asked for."""
    if not config.getoption("stet_examples"):
        return []
    from conformance.properties import PROPERTIES, scenario

    return [scenario(prop) for prop in PROPERTIES]


def _loaded(config: pytest.Config) -> dict[Path, Scenario]:
    """The scenarios of the files and scenarios folders to be collected. Raises Mistakes, all mistakes of all files.

    So that mistakes are told before a session has begun, and by the controller where there are workers. Other folders
    are left to pytest, which knows what in them to pass over.
    """
    where = [Path(arg.partition("::")[0]).absolute() for arg in config.args]
    sure = [path for path in where if options.may_be_scenario(path) or (path.is_dir() and "scenarios" in path.parts)]
    found = catalogue.load(sure, specs.load())
    mistakes = list(twins(found))
    if mistakes:
        raise Mistakes(mistakes)
    return {Path(one.place.file).absolute(): one for one in found}


def twins(scenarios: Iterable[Scenario]) -> Iterator[Mistake]:
    """A mistake for every scenario whose name another one has: they would be one row of every report."""
    seen: dict[str, Scenario] = {}
    for one in scenarios:
        first = seen.setdefault(one.name, one)
        if first is not one:
            says = f"a scenario `{one.name}` stands in {first.place.file} already"
            yield Mistake(place=one.place, says=says, hint="name the file differently")


def _whole(door: Door) -> set[str]:
    """The names of all scenarios there are, where all are collected: a deviation of another one is stale."""
    collected = {Path(arg).resolve() for arg in door.config.args}
    return {one.name for one in door.loaded.values()} if collected >= set(folders()) else set()


def _selectable(door: Door) -> None:
    """What `--only` names is there."""
    found = [*door.loaded.values(), *_properties(door.config)]
    if found:
        mistakes = list(lost(found, door.config.getoption("stet_only")))
        if mistakes:
            raise Mistakes(mistakes)


def lost(scenarios: list[Scenario], wanted: list[str]) -> Iterator[Mistake]:
    """A mistake for every word that means no scenario."""
    for word, hint in unmatched(scenarios, wanted):
        yield Mistake(place=None, says=f"nothing is called `{word}`", hint=hint)


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        says = f"the reports folder {folder} cannot be written: {error.strerror}"
        raise Unreachable(says, hint="give another one with --reports") from None


def _answers(door: Door) -> None:
    """The world of this run; where workers do the playing it was only a try."""
    door.bench.world()
    if getattr(door.config.option, "numprocesses", None):
        door.bench.close()
