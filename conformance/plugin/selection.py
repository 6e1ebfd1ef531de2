"""Which of the items that were collected are going to be played: those that are meant, each once, and of this share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from conformance.catalogue.namesakes import distinct
from conformance.catalogue.selection import chosen
from conformance.catalogue.sharding import Shard, share
from conformance.model import Scenario
from conformance.plugin import collection
from conformance.plugin.items import ScenarioItem, ours
from conformance.plugin.run import Run


def select(run: Run, config: pytest.Config, items: list[pytest.Item]) -> dict[str, Path]:
    """Leave those; the files of the set that a share is of, none where all of it is played.

    Mistakes are noted. Raises Mistakes where what is selected cannot be split into so many shares.
    """
    scenarios, mistakes = distinct([item.scenario for item in ours(items)])
    run.note(mistakes)
    items[:] = _without_copies(items, scenarios)
    words, _ = collection.named(scenarios, run.settings.only)
    if words and scenarios:
        _keep(chosen(scenarios, words), config, items)
    if run.settings.shard is None or run.story is not None:
        return {}
    return _keep_share(run.settings.shard, run.settings.seed, config, items)


def files(items: Iterable[ScenarioItem]) -> dict[str, Path]:
    """The file of each that has one, by its name."""
    return {item.name: item.path for item in items if item.path.is_file()}


def _keep_share(shard: Shard, seed: int, config: pytest.Config, items: list[pytest.Item]) -> dict[str, Path]:
    found = ours(items)
    _keep(share({item.name: item.turn for item in found}, shard, seed), config, items)
    return files(found)


def _keep(names: Iterable[str], config: pytest.Config, items: list[pytest.Item]) -> None:
    """Our items of these names, and those that are not ours."""
    kept = set(names)
    out = [item for item in ours(items) if item.name not in kept]
    items[:] = [item for item in items if not isinstance(item, ScenarioItem) or item.name in kept]
    config.hook.pytest_deselected(items=[item for item in out if item.path.is_file()])


def _without_copies(items: list[pytest.Item], scenarios: Iterable[Scenario]) -> list[pytest.Item]:
    """Each scenario once: a folder may have been named, and one inside it or a copy of it too."""
    left = {id(one) for one in scenarios}
    found: list[pytest.Item] = []
    for item in items:
        if isinstance(item, ScenarioItem):
            if id(item.scenario) not in left:
                continue
            left.remove(id(item.scenario))
        found.append(item)
    return found
