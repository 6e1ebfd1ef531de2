"""How sharp and how quiet `diff` and `audit` are: runs of the reference bank, honest, faulty and harmlessly different.

python benchmarks/drift.py [FAULTS [VARIATIONS [HONEST]]]     60 faults, 40 variations, 5 honest runs unless said

Each run is compared with the first honest one, and audited. Nothing may be said of the honest ones; nothing may fail
newly, and something must have drifted, for a variation; a fault must fail newly or drift.
"""

from __future__ import annotations

import functools
import random
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from unittest import mock

from conformance import embedded, specs
from conformance.audit import audit, traffic
from conformance.catalogue import renames
from conformance.clock import PARIS
from conformance.commands.session import play
from conformance.comparison import Comparison, compare
from conformance.errors import ExitCode
from conformance.ledger.ledger import read
from conformance.ledger.reading import Story
from conformance.sandbox.faults import FAULTS
from conformance.sandbox.variations import VARIATIONS

SEED = 14
Different = tuple[str, str]
"""`faults`, `variations` or `honest`, and the name of it."""


def sample(faults: int, variations: int, honest: int) -> Iterator[Different]:
    """What is played: the same on every call."""
    chance = random.Random(SEED)
    yield from (("honest", str(number)) for number in range(honest))
    yield from (("faults", name) for name in chance.sample(list(FAULTS), faults))
    yield from (("variations", name) for name in chance.sample(list(VARIATIONS), variations))


def played(kind: str, name: str, folder: Path) -> Story:
    """A whole run against the bank that differs so."""
    given = {} if kind == "honest" else {kind: (name,)}
    start = functools.partial(embedded.start, **given)
    with mock.patch.object(embedded, "start", start):
        play([f"--reports={folder}", f"--now={_noon()}", *map(str, specs.scenarios_folders())], quiet=True)
    return read(folder / "ledger.jsonl")


def _noon() -> str:
    """Of today: far from the nightly batch, when balances are not compared."""
    return f"{datetime.now(PARIS):%Y-%m-%d}T12:00"


def right(kind: str, found: Comparison) -> bool:
    """Whether a comparison says what it ought to."""
    if kind == "honest":
        return found.empty
    failing = found.code(drift_fails=False) is ExitCode.NOT_CONFORM
    return (failing or found.drifts) if kind == "faults" else (not failing and found.drifts)


def main(faults: int = 60, variations: int = 40, honest: int = 5) -> None:
    """Play, compare, audit, count."""
    known, table = specs.load(), renames.load()
    first: Story | None = None
    counts: dict[str, list[bool]] = {}
    for kind, name in sample(faults, variations, honest):
        with tempfile.TemporaryDirectory() as folder:
            story = played(kind, name, Path(folder))
        first = first or story
        found, heard = compare(first, story, known, table), audit(traffic.of_ledger(story), known)
        good = right(kind, found)
        counts.setdefault(f"diff, {kind}", []).append(good)
        if kind != "faults":
            counts.setdefault(f"audit, {kind}", []).append(not heard.contradictions)
        says = f"{len(found.failing)} failing, {len(found.drift)} drift, {heard.contradictions} contradictions"
        print(f"{'' if good else 'WRONG '}{kind} {name}: {says}", flush=True)
    for what, several in counts.items():
        print(f"{what}: {sum(several)} of {len(several)} as they ought to be")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
