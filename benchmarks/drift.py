"""How sharp and how quiet `diff` and `audit` are: runs of the reference bank, honest, faulty and harmlessly different.

python benchmarks/drift.py [FAULTS [VARIATIONS [HONEST]]]     100 faults, all variations, 5 honest runs unless said

Honest banks are played by the whole catalogue, each compared with each: nothing may be said of them. A fault is
played by the scenarios about what it breaks and compared with an honest run: it must fail newly or drift. A variation
is played by every tenth scenario, by all of them where that shows nothing: it must not fail newly, and must drift.
Every run's own archive is audited: that of a fault finds what the rules of the run found, the others nothing.
"""

from __future__ import annotations

import argparse
import functools
import itertools
import random
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple
from unittest import mock

from conformance import catalogue, embedded, specs
from conformance.audit import audit, traffic
from conformance.catalogue import renames
from conformance.clock import PARIS
from conformance.commands.session import play
from conformance.comparison import Comparison, compare, text
from conformance.har import reading, writing
from conformance.ledger.ledger import read
from conformance.ledger.reading import Story
from conformance.model import Scenario
from conformance.plugin.ending import ARCHIVE
from conformance.proof.plan import covering, needs_security
from conformance.report.sightings import RULES
from conformance.sandbox.faults import FAULTS
from conformance.sandbox.variations import VARIATIONS

SEED: Final = 14
SHARE: Final = 10
"""Every so-manieth scenario is played against a variation at first."""
NOON: Final = f"{datetime.now(PARIS):%Y-%m-%d}T12:00"
"""Of today: far from the nightly batch, when balances are not compared."""


class Bank(NamedTuple):
    """A bank that differs in one way, and the scenarios that are played against it; none are all."""

    kind: str
    """`faults`, `variations` or `honest`."""
    name: str
    scenarios: Sequence[str] = ()


def sample(faults: int, variations: int, honest: int) -> Iterator[Bank]:
    """What is played: the same on every call."""
    chance = random.Random(SEED)
    open_ones = [one for one in _scenarios() if not needs_security(one)]
    about = {name: [one.name for one in covering(open_ones, fault.breaks)] for name, fault in FAULTS.items()}
    yield from (Bank("honest", str(number)) for number in range(honest))
    some = chance.sample([name for name, names in about.items() if names], faults)
    yield from (Bank("faults", name, about[name]) for name in some)
    tenth = [one.name for one in open_ones[::SHARE]]
    yield from (Bank("variations", name, tenth) for name in chance.sample(list(VARIATIONS), variations))


def _scenarios() -> list[Scenario]:
    return list(catalogue.load(specs.scenarios_folders(), specs.load()))


def played(bank: Bank, folder: Path) -> Story:
    """A run against a bank."""
    names = {bank.kind: (bank.name,)}
    start = functools.partial(embedded.start, faults=names.get("faults", ()), variations=names.get("variations", ()))
    shipped = specs.scenarios_folder()
    chosen = [shipped / f"{name}.yaml" for name in bank.scenarios] or [shipped]
    with mock.patch.object(embedded, "start", start):
        play([f"--reports={folder}", f"--now={NOON}", *map(str, chosen)], quiet=True)
    return read(folder / "ledger.jsonl")


def right(kind: str, found: Comparison) -> bool:
    """Whether a comparison says what it ought to; what was not played has not vanished."""
    failing = any(not one.accepted for one in found.failing)
    return (failing or found.drifts) if kind == "faults" else (not failing and found.drifts)


def heard_right(kind: str, story: Story, known: specs.Specs, folder: Path) -> bool:
    """Whether the audit of a run's own archive says what it ought to."""
    writing.write(folder / ARCHIVE, story.exchanges.values())
    found = audit(traffic.of_archive(ARCHIVE, reading.read(folder / ARCHIVE)), known)
    if kind != "faults":
        return not found.contradictions
    rules = (one.verdict for one in story.entries if one.verdict.scenario.name.startswith(RULES))
    return {one.scenario.name for one in rules if one.findings} == {name for one in found.causes for name in one.rules}


class Judge:
    """Plays banks, and holds what `diff` and `audit` say of them to what they ought to."""

    def __init__(self) -> None:
        self._known, self._table = specs.load(), renames.load()
        self._honest: dict[int, Story] = {}
        """An honest run, by the number of scenarios that were chosen."""
        self.counts: dict[str, list[bool]] = {}

    def judge(self, bank: Bank) -> Story:
        """Play one; what is wrong with what is said of it is told."""
        with tempfile.TemporaryDirectory() as name:
            story = played(bank, Path(name))
            heard = heard_right(bank.kind, story, self._known, Path(name))
        self.counts.setdefault(f"audit, {bank.kind}", []).append(heard)
        says, good = "", True
        if bank.kind != "honest":
            found = compare(self._baseline(bank), story, self._known, self._table)
            good = right(bank.kind, found)
            if not good and bank.kind == "variations" and bank.scenarios:
                return self.judge(bank._replace(scenarios=()))
            self.counts.setdefault(f"diff, {bank.kind}", []).append(good)
            says = f"{len(found.failing)} failing, {len(found.drift)} drift{_some(found)}"
        print(f"{'' if good and heard else 'WRONG '}{bank.kind} {bank.name}: {says}, audit {heard}", flush=True)
        return story

    def _baseline(self, bank: Bank) -> Story:
        chosen = () if bank.kind == "faults" else bank.scenarios
        if len(chosen) not in self._honest:
            with tempfile.TemporaryDirectory() as name:
                self._honest[len(chosen)] = played(Bank("honest", "baseline", chosen), Path(name))
        return self._honest[len(chosen)]

    def each_with_each(self, stories: Sequence[Story]) -> None:
        """Of one bank nothing may be said."""
        for one, other in itertools.permutations(stories, 2):
            found = compare(one, other, self._known, self._table)
            self.counts.setdefault("diff, honest", []).append(found.empty)
            print(f"{'' if found.empty else 'WRONG '}honest: {text.render(found)}", flush=True)


def _some(found: Comparison) -> str:
    return "".join(f"\n    {text.drift_line(one)[:200]}" for one in found.drift[:6])


def main(faults: int, variations: int, honest: int) -> None:
    """Play, compare, audit, count."""
    judge = Judge()
    stories = []
    for bank in sample(faults, variations, honest):
        story = judge.judge(bank)
        stories += [story] if bank.kind == "honest" else []
    judge.each_with_each(stories)
    for what, several in judge.counts.items():
        print(f"{what}: {sum(several)} of {len(several)} as they ought to be")


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    for name, default in (("faults", 100), ("variations", len(VARIATIONS)), ("honest", 5)):
        words.add_argument(name, type=int, nargs="?", default=default)
    main(**vars(words.parse_args()))
