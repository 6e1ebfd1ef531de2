"""Many trials at once: one process per core, each with the specs and the scenarios read once, each bank its own."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from conformance import catalogue, specs
from conformance.frozen import dataclass
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
    """The result of each trial, as they come in.

    The workers end where nobody waits for their results any more: the caller lets go, is interrupted, or is killed.
    """
    count = min(workers or os.cpu_count() or 1, len(trials)) or 1
    context = get_context("spawn")
    watched, held = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(
        count, mp_context=context, initializer=_prepare, initargs=(tuple(folders), opener, watched)
    )
    try:
        for done in as_completed([pool.submit(_conduct, trial) for trial in trials]):
            yield done.result()
    finally:
        held.close()  # first: what they are at is wanted by nobody
        pool.shutdown(cancel_futures=True)
        watched.close()


def _prepare(folders: tuple[Path, ...], opener: Opener, parent: Connection) -> None:
    """Watch the other end of a pipe that only the parent holds, by whatever end it comes to; read what is judged by."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent says what becomes of it
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    promised = specs.load()
    found = {scenario.name: scenario for scenario in catalogue.load(folders, promised)}
    _materials.append(_Materials(promised, found, opener))


def _end_with(parent: Connection) -> None:
    with suppress(EOFError, OSError):
        parent.recv_bytes()  # nothing is ever sent
    os._exit(1)  # also while a trial is played


def _conduct(trial: Trial) -> Result:
    materials = _materials[-1]
    return conduct(trial, [materials.scenarios[name] for name in trial.scenarios], materials.specs, materials.opener)
