"""Many trials at once: one process per core, each with the specs and the scenarios read once, each bank its own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from conformance import catalogue, specs
from conformance.model import Scenario
from conformance.proof.trial import Opener, Result, Trial, conduct
from conformance.specs import Specs


@dataclass(frozen=True, slots=True)
class _Materials:
    """What a worker keeps from trial to trial."""

    specs: Specs
    scenarios: dict[str, Scenario]
    opener: Opener


_materials: list[_Materials] = []


def conducted(
    trials: Sequence[Trial], folders: Sequence[Path], opener: Opener, workers: int | None
) -> Iterator[Result]:
    """The result of each trial, as they come in."""
    count = min(workers or os.cpu_count() or 1, len(trials)) or 1
    context = get_context("spawn")
    with ProcessPoolExecutor(
        count, mp_context=context, initializer=_prepare, initargs=(tuple(folders), opener)
    ) as pool:
        for done in as_completed([pool.submit(_conduct, trial) for trial in trials]):
            yield done.result()


def _prepare(folders: tuple[Path, ...], opener: Opener) -> None:
    promised = specs.load()
    found = {scenario.name: scenario for scenario in catalogue.load(folders, promised)}
    _materials.append(_Materials(promised, found, opener))


def _conduct(trial: Trial) -> Result:
    materials = _materials[-1]
    return conduct(trial, [materials.scenarios[name] for name in trial.scenarios], materials.specs, materials.opener)
