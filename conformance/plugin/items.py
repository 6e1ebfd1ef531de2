"""A scenario as a pytest item: setup plays it, the call says whether a must did not hold, the failure is our block."""
# ruff: noqa: PLC0415 - Hypothesis is imported only where properties are asked for

from __future__ import annotations

import traceback
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conformance import catalogue
from conformance.errors import Mistakes, Unreachable
from conformance.ledger.ledger import Entry
from conformance.ledger.lines import dumps
from conformance.model import Outcome, Scenario
from conformance.report.junit import properties
from conformance.report.text import block, colours

if TYPE_CHECKING:
    from conformance.plugin.session import Door
    from conformance.properties import Property

KEPT: pytest.StashKey[Kept] = pytest.StashKey()


class ClaimError(AssertionError):
    """A must did not hold."""


class Kept:
    """What an item came to."""

    def __init__(self, entry: Entry, line: bytes) -> None:
        self.entry, self.line = entry, line


class VerdictItem(pytest.Item):
    """One scenario: played anew, or told again from a ledger."""

    stet = True
    """Tells our items from those of others without importing this module."""
    scenario: Scenario
    door: Door
    told: Kept | None

    @classmethod
    def made(cls, parent: pytest.Collector, scenario: Scenario, door: Door, told: Kept | None = None) -> VerdictItem:
        """The item of a scenario; `told` is what a ledger says it came to."""
        item: VerdictItem = cls.from_parent(parent, name=scenario.name, nodeid=_node_id(scenario, door))
        item.scenario, item.door, item.told = scenario, door, told
        item.extra_keyword_matches.update({*scenario.covers, scenario.persona, *scenario.needs})
        return item

    def setup(self) -> None:
        """Play the scenario. What is no judgement of the bank is raised here, so that reports call it an error."""

        kept = self.told or self._played()
        self.stash[KEPT] = kept
        verdict = kept.entry.verdict
        self.user_properties.extend(properties(verdict))
        if verdict.outcome in (Outcome.BLOCKED, Outcome.BROKEN):
            # Of pytest's own kind without a traceback: it would be drawn at some expense, and tell nothing.
            pytest.fail(verdict.reason, pytrace=False)
        if verdict.outcome is Outcome.SKIPPED:
            pytest.skip(verdict.reason)

    def _played(self) -> Kept:
        try:
            return Kept(*self._verdict())
        except Unreachable as error:
            self.door.halt(3, error)
            pytest.exit(str(error), returncode=3)

    def _verdict(self) -> tuple[Entry, bytes]:
        return self.door.bench.play(self.scenario)

    def runtest(self) -> None:
        """Say what the verdict is."""

        outcome = self.stash[KEPT].entry.verdict.outcome
        if outcome is Outcome.FAILED:
            raise ClaimError(self.stash[KEPT].entry.verdict.scenario.title)
        if outcome is Outcome.DEVIANT:
            pytest.xfail(self.stash[KEPT].entry.verdict.reason)

    def teardown(self) -> None:
        """Let the verdict go: it has been told, and its bodies are large."""
        if KEPT in self.stash:
            del self.stash[KEPT]
        self.told = None

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the scenario stands, and its sentence."""
        title = self.scenario.title
        told = self.door.bench.mask(title) if self.door.bench.masked else title
        return self.path, self.scenario.place.line - 1, f"{self.scenario.name}: {told}"

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ARG002 - theirs
        """Our block instead of a traceback; a traceback only where the plugin itself is wrong."""
        if KEPT not in self.stash or not isinstance(excinfo.value, ClaimError | pytest.xfail.Exception):
            return self._traceback(excinfo)
        return self.block()

    def _traceback(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str:
        """Where the plugin itself went wrong. Without arguments and local variables, whatever --tb and -l ask for."""
        where = "".join(traceback.format_exception(excinfo.value))
        return self.door.bench.mask(where)

    def block(self) -> Any:
        """What there is to say about the verdict."""
        return Block(block(self.stash[KEPT].entry, self.door.bench.register))


class PropertyItem(VerdictItem):
    """One property: a sentence tried on generated cases; its scenario is the smallest case that breaks it."""

    prop: Property

    @classmethod
    def of(cls, parent: pytest.Collector, prop: Property, door: Door) -> PropertyItem:
        """The item of a property."""
        from conformance.properties import scenario

        item = cls.made(parent, scenario(prop), door)
        assert isinstance(item, PropertyItem)
        item.prop = prop
        return item

    def _verdict(self) -> tuple[Entry, bytes]:
        return self.door.bench.examine(self.prop)


class Block:
    """A failure block, coloured where the terminal has colours."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text

    def toterminal(self, tw: Any) -> None:
        """Write it; the terminal writer leaves the colours out where they are not wanted."""

        for line in self.text.splitlines():
            for text, markup in colours(line):
                tw.write(text, **markup)
            tw.line()


class ScenarioFile(pytest.File):
    """A YAML file with our header. Mistakes in it are kept until all files have been read, and told together."""

    door: Door

    def collect(self) -> Iterable[VerdictItem]:
        """The one scenario of the file."""

        try:
            scenario = self.door.loaded.get(self.path) or catalogue.load_file(self.path, self.door.bench.specs)
        except Mistakes as wrong:
            self.door.wrong(wrong)
            return
        yield VerdictItem.made(self, scenario, self.door)

    # A collector's failure has no style, in pytest's own collectors too.
    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:  # type: ignore[override]
        """The mistakes, where they cannot be told together (on a worker of xdist)."""
        return str(excinfo.value) if isinstance(excinfo.value, Mistakes) else super().repr_failure(excinfo)


class LedgerFile(pytest.File):
    """A ledger: its verdicts are told again, nothing is played."""

    door: Door

    def collect(self) -> Iterable[VerdictItem]:
        """One item per verdict line."""

        story = self.door.book.retell(self.path)
        for record in story.records:
            entry = Entry.of(record)
            yield VerdictItem.made(self, entry.verdict.scenario, self.door, Kept(entry, dumps(record)))


def _node_id(scenario: Scenario, door: Door) -> str:
    """`transactions::transactions/two-pages`: pytest shows progress by folder, JUnit takes it as the class name.

    A worker of xdist adds the persona, by which scenarios are grouped: one persona, one login, one worker.
    """
    folder = scenario.name.rpartition("/")[0] or "scenarios"
    return f"{folder}::{scenario.name}" + (f"@{scenario.persona}" if door.worker else "")
