"""A scenario as a pytest item: setup plays it, the call says whether a must did not hold, the failure is our block."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from conformance import catalogue, specs
from conformance.catalogue import casting, renames
from conformance.catalogue.selection import chosen
from conformance.catalogue.shipped import Origin, shipped_set
from conformance.catalogue.turns import Phase, Turn, position, turn_of
from conformance.errors import Mistakes, Unreachable
from conformance.ledger.ledger import Batch
from conformance.ledger.observations import Packed
from conformance.model import Outcome, Scenario
from conformance.plugin.played import Played, Recorded
from conformance.plugin.run import Run
from conformance.plugin.shares import suffix
from conformance.plugin.threads import Task
from conformance.report.finished import result_of
from conformance.report.junit import properties
from conformance.report.statement import End
from conformance.report.text import block, colours
from conformance.report.wrapping import folded
from conformance.visible import visible

if TYPE_CHECKING:
    from conformance.properties import Property


_REGISTERED: Final[pytest.StashKey[set[str]]] = pytest.StashKey()
"""The markers that pytest was told of."""
_MEANT_OTHERWISE: Final = frozenset(
    {"skip", "skipif", "xfail", "usefixtures", "parametrize", "filterwarnings", "tryfirst", "trylast", "flaky"}
)
"""Markers by which something is done; a folder of a user's may be called so."""


class ClaimError(AssertionError):
    """A must did not hold."""


class ScenarioItem(pytest.Item):
    """One scenario: played anew, or told again from a ledger (`recorded`)."""

    def __init__(
        self, *, scenario: Scenario, origin: Origin, run: Run, recorded: Recorded | None = None, **theirs: Any
    ) -> None:
        super().__init__(**theirs)
        self.scenario = scenario
        self._origin = origin
        self.recorded = recorded
        """What it came to; None before it was played, and after it was told."""
        self._run = run
        self._mark_all()

    def _mark_all(self) -> None:
        """What it is selected by, and how it is told."""
        scenario = self.scenario
        self.extra_keyword_matches.update({*scenario.covers, scenario.persona, *scenario.needs})
        for name in _markers(scenario):
            self._mark(name)
        # Played again after a failure, an unreliable bank would pass: the first verdict counts, and is told once.
        self._mark("flaky", reruns=0, retries=0)

    def _mark(self, name: str, **more: int) -> None:
        """Add a marker, which pytest is told of first: one that nobody has registered is a warning, or an error."""
        known = self.config.stash.setdefault(_REGISTERED, set())
        if name not in known:
            known.add(name)
            self.config.addinivalue_line("markers", f"{name}: of stet-conformance")
        self.add_marker(getattr(pytest.mark, name)(**more))

    @classmethod
    def of(cls, parent: pytest.Collector, scenario: Scenario, origin: Origin, run: Run, **more: Any) -> ScenarioItem:
        """The item of a scenario."""
        shared = run.settings.target is not None
        nodeid = _node_id(scenario) + (suffix(cls.turn_of(scenario), shared=shared) if run.settings.worker else "")
        given = {"scenario": scenario, "origin": origin, "run": run}
        return cls.from_parent(parent, name=scenario.name, nodeid=nodeid, **given, **more)

    @staticmethod
    def turn_of(scenario: Scenario) -> Turn:
        """What a scenario holds while it is played."""
        return turn_of(scenario)

    @property
    def on_worker(self) -> bool:
        """Whether it is played by a worker of xdist."""
        return bool(self._run.settings.worker)

    def observed(self) -> Packed:
        """What answers have come to by rules since this was last asked."""
        return self._run.untold.observed()

    def setup(self) -> None:
        """Play the scenario. What is no judgement of the bank is raised here, so that reports call it an error."""
        if self.recorded is None:
            self.recorded = self.played()
        verdict = self.recorded.entry.verdict
        self.user_properties.extend(properties(verdict))
        if verdict.outcome in (Outcome.BLOCKED, Outcome.BROKEN):
            # Of pytest's own kind without a traceback: it would be drawn at some expense, and tell nothing.
            pytest.fail(visible(verdict.reason), pytrace=False)
        if verdict.outcome is Outcome.SKIPPED:
            pytest.skip(visible(verdict.reason))

    @property
    def task(self) -> Task[Played]:
        """What it holds while it is played, and how that is done."""
        return Task(turn=self.turn, play=self._play)

    @cached_property
    def turn(self) -> Turn:
        """What it holds while it is played."""
        return self.turn_of(self.scenario)

    def played(self) -> Recorded:
        """Play it. Raises Exit where the bank is out of reach."""
        try:
            return self._run.verdict(self.name, self.task)
        except Unreachable as error:
            self._run.stop(End.UNREACHABLE, str(error))
            pytest.exit(str(error), returncode=error.exit_code)

    def _play(self) -> Played:
        return self._run.play(self.scenario, self._origin)

    def runtest(self) -> None:
        """Say what the verdict is."""
        assert self.recorded is not None
        verdict = self.recorded.entry.verdict
        if verdict.outcome is Outcome.FAILED:
            raise ClaimError(verdict.scenario.title)
        if verdict.outcome is Outcome.DEVIANT:
            pytest.xfail(visible(verdict.reason))

    def teardown(self) -> None:
        """Let the verdict go: it has been told, and its bodies are large."""
        self.recorded = None

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the scenario stands, and its name; its sentence is told in its block."""
        return self.path, self.scenario.place.line - 1, self.scenario.name

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ARG002 - theirs
        """Our block instead of a traceback; a traceback only where the plugin itself is wrong."""
        if self.recorded is None or not isinstance(excinfo.value, ClaimError | pytest.xfail.Exception):
            return self._traceback(excinfo)
        return self.block()

    def _traceback(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
        """Where the plugin itself went wrong. Without arguments and local variables, whatever --tb and -l ask for."""
        return visible(self._run.mask("".join(traceback.format_exception(excinfo.value))))

    def block(self) -> Any:
        """What there is to say about the verdict."""
        assert self.recorded is not None
        return Block(block(self.recorded.entry, self._run.register))


class LeftOut(ScenarioItem):
    """One that is not going to be played: it has the name and the file that it is told by, and nothing else."""

    def _mark_all(self) -> None:
        """Nobody selects among those."""


class PropertyItem(ScenarioItem):
    """One property: a sentence tried on generated cases; its scenario is the smallest case that breaks it.

    It is played alone: nobody knows beforehand what its cases are about, and Hypothesis is for one thread.
    """

    def __init__(self, *, prop: Property, **more: Any) -> None:
        super().__init__(**more)
        self._prop = prop

    @staticmethod
    def turn_of(scenario: Scenario) -> Turn:
        """The whole bank is its own."""
        return replace(turn_of(scenario), phase=Phase.WHOLE_BANK)

    def _play(self) -> Played:
        return self._run.examine(self._prop)


class Block:
    """A failure block, coloured where the terminal has colours."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text

    def toterminal(self, tw: Any) -> None:
        """Write it; the terminal writer leaves the colours out where they are not wanted."""
        lines = self.text.splitlines()
        for line in folded(lines, tw.fullwidth) if tw._file.isatty() else lines:
            for text, markup in colours(line):
                tw.write(text, **markup)
            tw.line()


class ScenarioFile(pytest.File):
    """A YAML file with our header. Mistakes in it are kept until all files have been read, and told together."""

    def __init__(self, *, run: Run, **theirs: Any) -> None:
        super().__init__(**theirs)
        self._run = run

    def collect(self) -> Iterator[ScenarioItem]:
        """The one scenario of the file."""
        try:
            scenario = self._run.loaded.get(self.path) or catalogue.load_file(self.path, specs.load())
        except Mistakes as wrong:
            self._run.note(wrong.mistakes)
            return
        yield _item(self, scenario, self.path, self._run)


def _item(parent: pytest.Collector, scenario: Scenario, path: Path, run: Run) -> ScenarioItem:
    """The item of a scenario of this file, with who plays it here."""
    cast = casting.assigned(scenario, run.settings.cast, specs.load().cast)
    return ScenarioItem.of(parent, cast, shipped_set().origin(scenario.name, path), run, path=path)


def read_items(session: pytest.Session, run: Run) -> list[ScenarioItem]:
    """One item for each scenario that was read before the session began, of no file's collector.

    Those that `--only` does not mean are there to be left out: who plays them is not looked for.
    """
    scenarios = list(run.loaded.values())
    words, _ = renames.selected(run.settings.only, scenarios, renames.load())
    names = chosen(scenarios, words) if words else {one.name for one in scenarios}
    return [
        _item(session, one, path, run) if one.name in names else LeftOut.of(session, one, Origin.OWN, run, path=path)
        for path, one in run.loaded.items()
    ]


class LedgerFile(pytest.File):
    """A ledger: its verdicts are told again, nothing is played."""

    def __init__(self, *, run: Run, **theirs: Any) -> None:
        super().__init__(**theirs)
        self._run = run

    def collect(self) -> Iterator[ScenarioItem]:
        """One item per verdict line."""
        story = self._run.story
        for record, entry in zip(story.records, story.entries, strict=True) if story else ():
            recorded = Recorded(entry=entry, result=result_of(record), batch=Batch(exchanges=(), verdict=record))
            scenario, origin = recorded.entry.verdict.scenario, recorded.result.origin
            yield ScenarioItem.of(self, scenario, origin, self._run, recorded=recorded)


def order(item: pytest.Item) -> tuple[Phase, int]:
    """By what items are sorted: phase after phase; those that are not ours stay among the first."""
    if not isinstance(item, ScenarioItem):
        return Phase.CONNECTED, 0
    return item.turn.phase, position(item.scenario)


def ours(items: list[pytest.Item]) -> list[ScenarioItem]:
    """Our items among those of a session."""
    return [item for item in items if isinstance(item, ScenarioItem)]


def property_items(session: pytest.Session, run: Run) -> list[ScenarioItem]:
    """One item for each property; only here is Hypothesis imported."""
    from conformance.properties import PROPERTIES, scenario  # noqa: PLC0415 - see above

    return [PropertyItem.of(session, scenario(prop), Origin.GENERATED, run, prop=prop) for prop in PROPERTIES]


def _markers(scenario: Scenario) -> set[str]:
    """By what `-m` selects a scenario: its chapter, and `acceptance` where it is a documented acceptance test."""
    chapter = scenario.name.partition("/")[0] if "/" in scenario.name else ""
    tested = any(key.startswith("AT-") for key in scenario.covers)
    return {*({chapter} - {"", *_MEANT_OTHERWISE}), *(("acceptance",) if tested else ())}


def _node_id(scenario: Scenario) -> str:
    """`transactions::transactions/two-pages`: pytest shows progress by folder, JUnit takes it as the class name.

    pytest puts the id into the environment: where the locale has no letters for it, they are escaped.
    """
    folder = scenario.name.rpartition("/")[0] or "scenarios"
    found = f"{folder}::{scenario.name}"
    try:
        os.fsencode(found)
    except UnicodeEncodeError:
        return found.encode("ascii", "backslashreplace").decode()
    return found
