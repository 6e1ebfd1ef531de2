"""The state of a run: what was selected, played and written, and what stopped it. Nothing else here changes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from conformance.catalogue.selection import chosen
from conformance.catalogue.shipped import Origin
from conformance.catalogue.turns import Turn
from conformance.clock import PARIS
from conformance.errors import Mistake, Mistakes, Moved, Unreachable
from conformance.ledger import in_page, packing
from conformance.ledger.entry import Entry
from conformance.ledger.in_page import Packed
from conformance.ledger.ledger import Ledger, Story, read
from conformance.locks import Locks
from conformance.model import Scenario
from conformance.plugin import ending, facts, holding, retelling
from conformance.plugin.ahead import Ahead
from conformance.plugin.allure_results import AllureResults
from conformance.plugin.announcement import Occasion
from conformance.plugin.ended import Ended, Stopped
from conformance.plugin.listed import Listed
from conformance.plugin.played import Played, Recorded
from conformance.plugin.player import Player
from conformance.plugin.settings import Settings
from conformance.plugin.telling import Telling
from conformance.plugin.threads import Task
from conformance.plugin.took import Took
from conformance.plugin.untold import Untold
from conformance.plugin.verdicts import Verdicts
from conformance.report import allure, cause_text, finished, github, summary
from conformance.report.cause import Cause
from conformance.report.finished import Finished
from conformance.report.statement import End, Statement, without_verdicts
from conformance.specs import Requirement
from conformance.undisturbed import undisturbed

if TYPE_CHECKING:
    from conformance.properties import Property


class Run:
    """One run: played and written, or told again from the ledger of an earlier one (`story`), which is only read."""

    def __init__(
        self,
        settings: Settings,
        occasion: Occasion,
        *,
        story: Story | None = None,
        loaded: Mapping[Path, Scenario] | None = None,
        whole: frozenset[str] = frozenset(),
    ) -> None:
        self.settings, self.story, self._occasion = settings, story, occasion
        self.loaded: Mapping[Path, Scenario] = loaded or {}
        """Scenarios read before the session began, by file."""
        self._player = Player(settings, retelling.sentences(story))
        self._mistakes: list[Mistake] = []
        self._stopped: Stopped | None = None
        self._selected: tuple[Scenario, ...] = ()
        self._files: Mapping[str, Path] = {}
        self._tasks: Mapping[str, Task[Played]] = {}
        """What may be played ahead of the session, by the names of scenarios."""
        self._ahead: Ahead | None = None
        self.took = Took()
        self._verdicts = Verdicts(Listed(settings, whole, self.mask), self._written)
        self.allure = AllureResults()
        self._ledger: Ledger | None = None
        self.telling = Telling()
        """What is written, and not told in all reports yet."""
        self._player.meanwhile.add(self.telling.tell_one)
        self._locks = Locks()
        """What this run alone may use until its end."""
        self.untold = Untold(self._player)
        """What no verdict of a scenario tells of."""
        self._started = datetime.now(PARIS)
        self._header: Mapping[str, Any] | None = story.header if story else None
        self._archive = b""
        """The texts that judge, as one file."""
        self._other_texts = retelling.other_texts(story)
        self._finished = finished.read(story) if story else None
        self._own = retelling.own_requirements(story, self.loaded.values())
        self._player.add_requirements(self._own)

    # --------------------------------------------------------------------------------------------------------- selected

    def note(self, mistakes: Iterable[Mistake]) -> None:
        """Keep mistakes to tell them together."""
        self._mistakes.extend(mistakes)

    def tell_mistakes(self) -> None:
        """Raises Mistakes with all that were noted."""
        if self._mistakes:
            raise Mistakes(self._mistakes)

    def select(
        self, scenarios: Sequence[Scenario], files: Mapping[str, Path], tasks: Mapping[str, Task[Played]]
    ) -> None:
        """What is going to be played here, the files of the set that it is of, and which may be played ahead."""
        self._selected, self._files, self._tasks = tuple(scenarios), dict(files), dict(tasks)
        self._own = retelling.own_requirements(self.story, scenarios)
        self._player.add_requirements(self._own)

    @property
    def is_read(self) -> bool:
        """Whether our own command has read all scenarios of the session, which this process is going to play."""
        return bool(self.loaded) and not self.settings.under_pytest and not self.settings.directs_workers

    @property
    def for_scenarios(self) -> bool:
        """Whether the session is a run: scenarios are what it is for, or some were selected."""
        ours = self._stopped is not None and self._stopped.end in (End.MISTAKE, End.WORKER_LOST)
        return self._occasion is Occasion.ASKED or ours or bool(self._selected or self._verdicts.results)

    # ----------------------------------------------------------------------------------------------------------- played

    def reach(self) -> None:
        """Whether the bank answers. Raises Unreachable, also where another run goes on examining it."""
        self.hold_bank()
        self._open_world()
        if self.settings.directs_workers:  # they do the playing, so this was only a try
            self._player.close()

    def play(self, scenario: Scenario, origin: Origin) -> Played:
        """The verdict on a scenario. Raises Unreachable where the run cannot go on."""
        return self._player.play(scenario, origin, self._selected)

    def examine(self, prop: Property) -> Played:
        """The verdict on a property. Raises Unreachable where the run cannot go on."""
        return self._player.examine(prop)

    def verdict(self, name: str, task: Task[Played]) -> Recorded:
        """What the task of a scenario comes to: played now, or ahead. Raises Unreachable where the run cannot go on."""
        self.hold_bank()
        if self._ahead is None and self.settings.in_flight > 1 and len(self._tasks) > 1:
            self._open_world()
            self._ahead = Ahead(self._player, self._tasks, self.settings.in_flight, self._write)
        if self._ahead is not None and name in self._tasks:
            return self._ahead.collect(name)
        played = task.play()
        with undisturbed():
            return self._player.recorded(played)

    def _open_world(self) -> None:
        """Raises Unreachable, also where this machine lacks what it takes."""
        try:
            self._player.world()
        except OSError as error:
            where = f" ({error.filename})" if error.filename else ""
            says = f"this machine does not let a run begin: {error.strerror or error}{where}"
            raise Unreachable(says, hint="of open files `ulimit -n` allows too few, if that is what it says") from None

    def hold_bank(self) -> None:
        """No other run examines the bank from now on; a worker leaves that to its controller. Raises Unreachable."""
        holding.hold_bank(self._locks, self.settings)

    def hold_reports(self) -> None:
        """Nobody else writes into the reports folder from now on. Raises Unreachable."""
        self._locks.hold_folder(self.settings.reports)

    def stop(self, end: End, reason: str) -> None:
        """Remember why the run cannot go on, or its reports could not be written; what was first remembered counts."""
        if self._stopped is None:
            self._stopped = Stopped(end=end, reason=reason)
            if self._finished is not None:
                self.finish(end)

    @property
    def stopped(self) -> bool:
        """Whether something else than the verdicts has ended the run."""
        return self._stopped is not None

    @property
    def unwritten(self) -> bool:
        """Whether nothing more can be written, or nothing was to be."""
        return self._stopped is not None and self._stopped.end in (End.NOT_WRITTEN, End.MISTAKE)

    def close_bank(self) -> list[Recorded]:
        """Put the consents back, best effort, and stop the embedded bank; what was played that nobody asked for."""
        interrupted = self._stopped is not None and self._stopped.end is not End.EARLY
        left = self._ahead.end(interrupted=interrupted) if self._ahead is not None else []
        self._player.close()
        return left

    # ---------------------------------------------------------------------------------------------------------- written

    @property
    def ledger_path(self) -> Path:
        """Where the ledger stands."""
        if self._ledger is not None:
            return self._ledger.path
        return self.story.path if self.story else self.settings.reports / self.settings.ledger

    @property
    def pasted(self) -> Path | None:
        """The file of new failures, ready to paste into the list of deviations; None where there are none."""
        return self.settings.reports / ending.ENTRIES if self.story is None and any(self._verdicts.failed) else None

    def has_told(self, name: str) -> bool:
        """Whether a scenario has a verdict in this run already: what is played again by others counts once."""
        return self._verdicts.has(name)

    def record(self, recorded: Recorded, turn: Turn | None) -> None:
        """Note a verdict; it is on disk when this returns.

        Raises Unreachable where the ledger cannot be written: what does not stand there is not counted either.
        """
        with undisturbed():  # what is written is counted
            self._record(recorded, turn)

    def _record(self, recorded: Recorded, turn: Turn | None) -> None:
        try:
            if self.story is None and not (self._ahead is not None and self._ahead.wrote(recorded.result.name)):
                self._write(recorded)
        except Moved:
            self._note(recorded, turn)
            raise
        self._note(recorded, turn)
        self.allure.begun()  # it may take long to move aside what an earlier run has left

    def tell_allure(self, recorded: Recorded) -> None:
        """Write Allure's result of a verdict, if that is ours to write. Raises OSError."""
        results = self.allure.begun()
        if results is not None:
            allure.write(results, recorded.entry, self.register, allure.job(self.header))

    def _note(self, recorded: Recorded, turn: Turn | None) -> None:
        self._verdicts.note(recorded.entry, recorded.result, self.register)
        if turn is not None:
            self.took.note(recorded, turn)

    def _written(self) -> Iterable[Entry]:
        """The verdicts of the ledger so far; none where it can no longer be read."""
        if self.story is not None:
            return self.story.entries
        with suppress(OSError, Mistakes, Unreachable):
            return self.told().entries
        return ()

    def told(self) -> Story:
        """What the ledger tells. Raises OSError or Mistakes where it cannot be read."""
        if self.story is not None:
            return self.story
        return self._ledger.story() if self._ledger is not None else read(self.ledger_path)

    def packed(self) -> Packed:
        """The ledger, which has its end, as a page may hold it. Raises OSError."""
        if self._ledger is not None:
            return self._ledger.packed()
        return in_page.packed(b"".join(packing.unpacked(self.ledger_path)))

    def _write(self, recorded: Recorded) -> None:
        self.hold_bank()
        try:
            self._open_ledger().write(recorded.batch, recorded.entry)
        finally:
            self._player.let_go()

    def of_rules(self) -> Iterable[Recorded]:
        """What each rule came to, where scenarios were played; all exchanges are written first. Raises Unreachable."""
        if self.story is not None or self._verdicts.nothing_was_played:
            return ()
        return self.untold.of_rules(self._open_ledger(), self.settings.now or self._started)

    def finish(self, end: End) -> None:
        """Say what the run came to; `end` is what pytest came to. What is told again from a ledger was said before."""
        if self.story is None and not self.settings.worker and not self.settings.collect_only:
            stopped = self._stopped or Stopped(end=end, reason="")
            is_run = stopped.end is not End.MISTAKE
            self._finished = ending.ended(self.header, self._verdicts, stopped, self.mask) if is_run else None

    def write_end(self) -> None:
        """End the ledger, once all other reports are written.

        Raises Unreachable or OSError where that fails; after `stop` it may be tried once more.
        """
        if self.story is None and self._finished is not None:
            ledger = self._open_ledger()
            self.untold.write(ledger)
            with suppress(OSError) if self.stopped else nullcontext():
                ending.write_entries(self.settings.reports, self.causes, self._verdicts)
            if self.settings.har and not self.stopped:
                ending.write_archive(self.settings.reports, ledger.story())
            ledger.close(self._finished.footer)

    def let_go(self) -> None:
        """Leave bank and files to others, whatever became of the run."""
        self._player.close()
        self.allure.close()
        if self._ledger is not None:
            self._ledger.leave()
        self._locks.release()

    def _open_ledger(self) -> Ledger:
        if self._ledger is None:
            header = self.header
            self.hold_reports()
            self._ledger = Ledger(self.ledger_path, header, self._archive)
            self._player.meanwhile.add(self._ledger.pack_a_little)
            ending.remove_drawn(self.settings.reports)
        return self._ledger

    @property
    def causes(self) -> tuple[Cause, ...]:
        """What is wrong with the bank, as far as was found, the gravest first."""
        return self._verdicts.causes(self.register)

    def causes_of(self, name: str) -> tuple[Cause, ...]:
        """The causes by which a scenario, or a rule, failed."""
        return tuple(cause for cause in self.causes if name in cause.explains)

    # ------------------------------------------------------------------------------------------------- what reports ask

    @property
    def header(self) -> Mapping[str, Any]:
        """The facts about the run."""
        if self._header is None:
            files = self._files or self._named_files()
            self._header, self._archive = facts.gathered(
                self.settings, self._player, files, started=self._started, hints=self.hints, own=self._own
            )
        return self._header

    def _named_files(self) -> Mapping[str, Path]:
        """The files of the selected scenarios, where workers of xdist collect them."""
        names = {one.name for one in self.loaded.values()}
        if self.settings.only:
            names = set(chosen(list(self.loaded.values()), self.settings.only))
        return {one.name: path for path, one in self.loaded.items() if one.name in names}

    @property
    def finished(self) -> Finished | None:
        """What the run came to; None before its end."""
        return self._finished

    @property
    def register(self) -> Mapping[str, Requirement]:
        """What the bank promises and what the user asks of it, as reports may tell it."""
        return self._player.register

    @property
    def hints(self) -> Sequence[str]:
        """What the user should know of his target and his options before he reads anything else."""
        return (*self._other_texts, *self._player.hints, *self.settings.warnings)

    @property
    def bank_name(self) -> str:
        """The name of the bank, as reports show it."""
        return str(self.story.header["target"]["name"]) if self.story is not None else self._player.describe()[0]

    def mask(self, text: str) -> str:
        """A text that is told beside the verdicts, without what must not be told."""
        return self._player.mask(text)

    def title(self, scenario: Scenario) -> str:
        """The sentence of a scenario, as reports may tell it."""
        return self._player.title(scenario)

    @property
    def says(self) -> Statement:
        """What the run says; before its end that it did not come to one."""
        if self._finished is not None and not (self.story is not None and self._stopped is not None):
            return self._finished.statement
        return without_verdicts(self._stopped.end if self._stopped else End.BROKEN)

    @property
    def ended(self) -> Ended:
        """What the run came to, for whoever started the session."""
        if self._finished is None:
            reason = self.mask(self._stopped.reason) if self._stopped else ""
            return Ended(code=self.says.code, lines=(summary.word_alone(self.says),), reason=reason)
        lines = summary.brief(self._finished, cause_text.short(self.causes), self._verdicts.asides)
        return Ended(code=self.says.code, lines=(*lines, *self.annotations))

    @property
    def annotations(self) -> tuple[str, ...]:
        """The causes as GitHub's workflow commands, in a pipeline of theirs."""
        wanted = os.environ.get("GITHUB_ACTIONS") == "true" and self.story is None and self._finished is not None
        return tuple(github.workflow_commands(self.causes)) if wanted else ()

    def summary(self, reports: Iterable[str]) -> Iterable[str]:
        """The last word on the terminal: what the tests' own sections leave out, then the verdict."""
        if self._finished is None:
            yield summary.word_alone(self.says)
            return
        yield from summary.asides(self._verdicts.asides)
        if self.story is None:
            yield from self.took.lines(self.settings.in_flight, self.settings.workers)
        under_pytest = self.settings.under_pytest
        told = cause_text.short(self.causes)
        yield from summary.summary(self._finished, self.register, reports, told, under_pytest=under_pytest)
