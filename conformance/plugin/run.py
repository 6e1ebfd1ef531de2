"""The state of a run: what was selected, played and written, and what stopped it. Nothing else here changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from conformance import __version__, deviations, specs
from conformance.clock import PARIS
from conformance.errors import ExitCode, Mistake, Mistakes, Trouble
from conformance.ledger.ledger import NAME, Ledger, Story, footer, header
from conformance.model import Outcome, Scenario, Verdict
from conformance.plugin.player import Player, Recorded
from conformance.plugin.settings import Settings
from conformance.proof import score
from conformance.report import allure, summary
from conformance.report.summary import Aside
from conformance.report.tally import Result, count, exit_code
from conformance.specs import Requirement, maintenance

if TYPE_CHECKING:
    from conformance.properties import Property

_ASIDE: Final = (Outcome.WARNED, Outcome.SKIPPED, Outcome.BLOCKED, Outcome.DEVIANT)
_CUT_OFF: Final = "the ledger has no end: the run was cut off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What a run came to, for whoever started the session."""

    code: ExitCode
    headline: str
    """The verdict line; '' where it did not come to one."""


ENDED: Final[pytest.StashKey[Ended]] = pytest.StashKey()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stopped:
    """What ended a run before its end, where something else than the verdicts decides."""

    code: ExitCode
    reason: str


class Run:
    """One run: played and written, or told again from the ledger of an earlier one (`story`), which is only read."""

    def __init__(
        self,
        settings: Settings,
        *,
        story: Story | None = None,
        announced: bool = False,
        loaded: Mapping[Path, Scenario] | None = None,
        whole: frozenset[str] = frozenset(),
    ) -> None:
        self.settings, self.story, self.announced = settings, story, announced
        self.loaded: Mapping[Path, Scenario] = loaded or {}
        """Scenarios read before the session began, by file."""
        self._whole = whole
        """The names of all scenarios there are, where all were looked at."""
        self._player = Player(settings)
        self._mistakes: list[Mistake] = []
        self._stopped: _Stopped | None = None
        self._selected: tuple[Scenario, ...] = ()
        self._files: Mapping[str, Path] = {}
        self._results: list[Result] = []
        self._asides: list[Aside] = []
        """Verdicts that the terminal tells apart from the tests' own sections."""
        self._listed: list[Verdict] = []
        """Verdicts that the list of known deviations speaks of."""
        self._entries: list[str] = []
        """New failures, as entries for the list of known deviations."""
        self._allure: Path | None = None
        self._ledger: Ledger | None = None
        self._started = datetime.now(PARIS)
        self._header: Mapping[str, Any] | None = story.header if story else None
        self._footer: Mapping[str, Any] | None = None

    # --------------------------------------------------------------------------------------------------------- selected

    def note(self, mistakes: Iterable[Mistake]) -> None:
        """Keep mistakes to tell them together; a worker of xdist cannot, and raises Mistakes."""
        found = tuple(mistakes)
        if found and self.settings.worker:
            raise Mistakes(found)
        self._mistakes.extend(found)

    def tell_mistakes(self) -> None:
        """Raises Mistakes with all that were noted."""
        if self._mistakes:
            raise Mistakes(self._mistakes)

    def select(self, scenarios: Sequence[Scenario], files: Mapping[str, Path]) -> None:
        """What is going to be played here, and the files of those that have one, by name."""
        self._selected, self._files = tuple(scenarios), dict(files)

    @property
    def for_scenarios(self) -> bool:
        """Whether the session is a run: scenarios are what it is for, or some have turned up."""
        return self.announced or bool(self._selected or self._results)

    # ----------------------------------------------------------------------------------------------------------- played

    def reach(self) -> None:
        """Whether the bank answers. Raises Unreachable."""
        self._player.world()
        if self.settings.directs_workers:  # they do the playing, so this was only a try
            self._player.close()

    def play(self, scenario: Scenario) -> Recorded:
        """The verdict on a scenario. Raises Unreachable where the run cannot go on."""
        return self._player.play(scenario, self._selected)

    def examine(self, prop: Property) -> Recorded:
        """The verdict on a property. Raises Unreachable where the run cannot go on."""
        return self._player.examine(prop)

    def stop(self, trouble: Trouble) -> None:
        """Remember why the run cannot go on."""
        self._stopped = _Stopped(code=trouble.exit_code, reason=str(trouble))

    def interrupt(self) -> None:
        """Ctrl-C: the run is incomplete, whatever was found so far."""
        if self._stopped is None:
            self._stopped = _Stopped(code=ExitCode.INTERRUPTED, reason="interrupted")

    @property
    def stopped(self) -> bool:
        """Whether something else than the verdicts has ended the run."""
        return self._stopped is not None

    def close_bank(self) -> None:
        """Put the consents back, best effort, and stop the embedded bank."""
        self._player.close()

    # ---------------------------------------------------------------------------------------------------------- written

    @property
    def ledger_path(self) -> Path:
        """Where the ledger stands."""
        return self.story.path if self.story else self.settings.reports / NAME

    @property
    def pasted(self) -> Path | None:
        """The file of new failures, ready to paste into the list of deviations; None where there are none."""
        return self._paste_path if self._entries and self.story is None else None

    @property
    def allure(self) -> Path | None:
        """The folder of our own Allure results; None where allure-pytest writes them."""
        return self._allure

    def write_allure(self, folder: Path) -> None:
        """Allure's results are ours to write, into this folder."""
        self._allure = folder

    def record(self, recorded: Recorded) -> None:
        """Note a verdict; it is on disk when this returns. Raises Unreachable where the ledger cannot be written."""
        verdict = recorded.entry.verdict
        scenario = verdict.scenario
        self._results.append(Result(name=scenario.name, outcome=verdict.outcome, covers=scenario.covers))
        if verdict.outcome in _ASIDE:
            self._asides.append(summary.aside(recorded.entry, self.register))
        if any(one.scenario == scenario.name for one in self.settings.deviations):
            self._listed.append(verdict)
        if verdict.outcome is Outcome.FAILED:
            self._entries.append(deviations.entry(verdict))
        if self.story is None:
            self._open_ledger().write(recorded.line)
        if self._allure is not None:
            allure.write(str(self._allure), recorded.entry, self.register)

    def finish(self, *, complete: bool) -> None:
        """End the ledger, or read the end of the one that is told again; `complete`: pytest came to its end.

        Raises Unreachable where the ledger cannot be written.
        """
        if self.settings.worker or self.settings.collect_only or self._code is ExitCode.MISTAKE:
            return
        complete = complete and self._stopped is None
        if self.story is not None:
            self._footer = self._read_footer(self.story, complete=complete)
            return
        counts = count(self._results)
        stale = self._stale() if complete else []
        self._footer = footer(
            counts,
            exit_code=exit_code(counts, stale=bool(stale)) if self._code is None else self._code,
            complete=complete,
            ended=datetime.now(PARIS).isoformat(),
            stale=[self.mask(one) for one in stale],
            reason=self.mask(self._stopped.reason if self._stopped else ""),
            deviations=self._annex(),
        )
        self._open_ledger().close(self._footer)
        self._write_entries()

    @property
    def _code(self) -> ExitCode | None:
        return self._stopped.code if self._stopped else None

    def _read_footer(self, story: Story, *, complete: bool) -> Mapping[str, Any]:
        counts, code = count(self._results), ExitCode.INTERRUPTED
        foot = story.footer or footer(counts, exit_code=code, complete=False, ended="", reason=_CUT_OFF)
        return {**foot, "complete": complete and foot["complete"]}

    def _open_ledger(self) -> Ledger:
        if self._ledger is None:
            self._ledger = Ledger(self.ledger_path, self.header)
        return self._ledger

    @property
    def _paste_path(self) -> Path:
        return self.settings.reports / "new-deviations.yaml"

    def _write_entries(self) -> None:
        """The entries for new failures, ready to paste into the target's list; those of an earlier run are removed."""
        self._paste_path.unlink(missing_ok=True)
        if self._entries:
            self._paste_path.write_text("deviations:\n" + "\n".join(self._entries) + "\n", encoding="utf-8")

    def _known(self) -> set[str]:
        """Which scenarios there are; known where all are collected."""
        return set(self._whole) or {one.scenario for one in self.settings.deviations}

    def _annex(self) -> list[dict[str, str]]:
        listed = self.settings.deviations
        found = deviations.annex(listed, self._listed, self._known(), self.settings.today)
        return [{key: self.mask(text) for key, text in one.items()} for one in found]

    def _stale(self) -> list[str]:
        """The deviations to take out of the list."""
        listed = self.settings.deviations
        found = deviations.stale(listed, self._listed, self._known(), self.settings.today)
        return [f"{one.deviation.place}: the deviation of {one.deviation.scenario}: {one.why}" for one in found]

    # ------------------------------------------------------------------------------------------------- what reports ask

    @property
    def header(self) -> Mapping[str, Any]:
        """The facts about the run."""
        if self._header is None:
            self._header = self._facts()
        return self._header

    @property
    def footer(self) -> Mapping[str, Any] | None:
        """What the run came to; None before its end."""
        return self._footer

    @property
    def results(self) -> Sequence[Result]:
        """What came of each scenario so far."""
        return self._results

    @property
    def register(self) -> Mapping[str, Requirement]:
        """What the bank promises, as the reports may tell it."""
        return self._player.register

    @property
    def hints(self) -> Sequence[str]:
        """What the user should know of his target and his options before he reads anything else."""
        return (*self._player.hints, *self.settings.warnings)

    @property
    def bank_name(self) -> str:
        """The name of the bank, as reports show it."""
        return self._player.describe()[0]

    def mask(self, text: str) -> str:
        """A text that is told beside the verdicts, without what must not be told."""
        return self._player.mask(text)

    def title(self, scenario: Scenario) -> str:
        """The sentence of a scenario, as reports may tell it."""
        return self._player.title(scenario)

    @property
    def exit_code(self) -> ExitCode:
        """What `stet-conformance` ends with; without an end of the run it is our own fault."""
        if self._footer is not None:
            return ExitCode(self._footer["exit_code"])
        return ExitCode.BROKEN if self._code is None else self._code

    @property
    def stale(self) -> bool:
        """Whether a deviation has to be taken out of the list."""
        return bool(self._footer and self._footer.get("stale"))

    @property
    def headline(self) -> str:
        """The verdict line; '' before the end of the run."""
        return summary.headline(self.header, self._footer) if self._footer is not None else ""

    def summary(self, reports: Iterable[str]) -> Iterable[str]:
        """The last word on the terminal: what the tests' own sections leave out, then the verdict."""
        if self._footer is not None:
            yield from summary.asides(self._asides)
            yield from summary.summary(self.header, self._footer, self._results, self.register, reports)

    def _facts(self) -> Mapping[str, Any]:
        name, base_url = self._player.describe()
        settings, promised = self.settings, specs.load()
        facts = header(
            harness=__version__,
            name=name,
            base_url=base_url,
            api=specs.VERSION,
            started=(settings.now or self._started).isoformat(),
            requirements=promised.digest,
            scenarios=_digest(self._files),
            selection=settings.only,
        )
        more = {
            "sharpness": score.told(promised.folder, specs.scenarios_folder()),
            "now": settings.now.isoformat() if settings.now else "",
            "hints": list(self.hints),
            "maintenance": maintenance.WINDOW if settings.target is not None else "",
            "personal_data": "masked" if settings.masked else "",
        }
        return facts | {key: value for key, value in more.items() if value}


def _digest(files: Mapping[str, Path]) -> str:
    """SHA-256 of the scenario files: names the frozen set that was run."""
    hashed = hashlib.sha256()
    for name, path in sorted(files.items()):
        hashed.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return hashed.hexdigest()
