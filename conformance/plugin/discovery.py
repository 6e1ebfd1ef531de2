"""Is this session a run? A look that costs nothing in the sessions of others; the first scenario begins the run.

Loaded in every pytest session there is: whatever costs time is imported where a scenario has turned up.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conformance.plugin.announcement import (
    ADDED,
    BY_PERSONA,
    COMMAND,
    DISTRIBUTION,
    Occasion,
    aimed,
    announced,
    given_to_worker,
    may_be_ledger,
    may_be_scenario,
    scenario_meant,
)

if TYPE_CHECKING:
    from conformance.errors import Mistake, Mistakes
    from conformance.plugin.hooks import Hooks
    from conformance.plugin.run import Run


class Discovery:
    """The hooks by which a run begins: announced by what the user typed, or at the first scenario that is met."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._worker = hasattr(config, "workerinput")
        self._hooks: Hooks | None = None
        self._wrong: Mistakes | None = None
        self._added: list[str] = []
        """What is collected beside what the user named; xdist hands on to its workers what he named only."""
        self._collected: list[str] = []
        """The ids that workers of xdist have collected."""
        self._told: list[Mistake] = []
        """What workers of xdist have found wrong in the user's files."""

    def look(self) -> None:
        """Begin the run where the command line announces one. Raises UsageError and Exit."""
        config = self._config
        if any(map(scenario_meant, config.args)):
            config.args[:] = [_file_of(arg) for arg in config.args]
        if self._worker:
            config.args += given_to_worker(config).get(ADDED, ())
            return
        if aimed(config) and config.args_source is not pytest.Config.ArgsSource.ARGS:
            from conformance.specs import scenarios_folders

            # What the project tests without us is tested still; the scenarios come after it.
            self._added = [str(folder) for folder in scenarios_folders()]
            config.args += self._added
            self._begin_or_end(Occasion.ASKED)
        elif announced(config):
            ours = config.pluginmanager.hasplugin(COMMAND)
            self._begin_or_end(Occasion.ASKED if ours else Occasion.EXPECTED)

    def _begin_or_end(self, occasion: Occasion) -> None:
        from conformance.errors import Mistakes, Trouble
        from conformance.plugin.ended import Ended
        from conformance.plugin.learned import ENDED
        from conformance.report.statement import End, without_verdicts
        from conformance.report.summary import word_alone

        try:
            self._begin(occasion)
        except Trouble as error:
            mistake = isinstance(error, Mistakes)
            line = word_alone(without_verdicts(End.MISTAKE if mistake else End.UNREACHABLE))
            self._config.stash[ENDED] = Ended(code=error.exit_code, lines=(line,), reason=str(error))
            # Our own command says its line itself, on standard output as after any other end.
            told = str(error) if self._config.pluginmanager.hasplugin(COMMAND) else f"{error}\n{line}"
            if mistake:
                raise pytest.UsageError(told) from None
            pytest.exit(told, returncode=error.exit_code)

    def _begin(self, occasion: Occasion) -> Hooks:
        from conformance.plugin.hooks import Hooks

        self._hooks = Hooks(self._config, self._opened(occasion))
        self._config.pluginmanager.register(self._hooks, "stet_conformance_run")
        if self._collected:
            self._hooks.owe(self._collected)
        if getattr(self._config.option, "maxworkerrestart", "") is None:
            # A worker that dies takes verdicts with it, and xdist 3.8 may wait for ever for the one in its place.
            self._config.option.maxworkerrestart = "0"
        return self._hooks

    def _opened(self, occasion: Occasion) -> Run:
        """Only one that has to be a run, or is expected to be, fills the reports of others too. Raises as `opened`."""
        from conformance.plugin import options, reports
        from conformance.plugin.opening import opened

        config = self._config
        # A traceback of ours would show the local variables of what sends requests: tokens, codes, passwords.
        config.option.showlocals = False
        command: Any = config.pluginmanager.get_plugin(COMMAND)
        if command is not None and command.opened is not None:
            run: Run = command.opened()
            reports.register(run, config)
            return run

        def drawn(run: Run) -> Iterable[Path | None]:
            reports.register(run, config)
            return reports.drawn(run, config)

        run = opened(options.asked(config), config.args, occasion, drawn)
        if occasion is Occasion.MET:
            reports.fill_others(run, config)
        return run

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
        """Scenario files, and a ledger that was asked for by name."""
        if not may_be_scenario(file_path) and not (parent.session.isinitpath(file_path) and may_be_ledger(file_path)):
            return None
        from conformance.catalogue import is_scenario
        from conformance.errors import Mistakes
        from conformance.ledger.ledger import is_ledger
        from conformance.plugin.collection import is_followed

        if self._wrong is not None or not (is_scenario(file_path) or is_ledger(file_path)):
            return None
        if not is_followed(file_path, self._config.args):
            return None
        try:
            hooks = self._hooks or self._begin(Occasion.MET)
        except Mistakes as error:
            self._wrong = error
            return None
        return hooks.collector(file_path, parent)

    def pytest_collection_modifyitems(self) -> None:
        """What was wrong with the options when the first scenario was met: no collector may end a session."""
        if self._wrong is not None and not self._worker:
            raise pytest.UsageError(str(self._wrong))
        if self._wrong is not None:
            from conformance.plugin.workers import of_mistakes

            self._config.hook.pytest_collectreport(report=of_mistakes(self._wrong.mistakes))

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """A worker of xdist masks with the key of its controller: the same secret has the same label everywhere."""
        from conformance.plugin.masking_key import hand_to

        hand_to(node)
        node.workerinput[ADDED] = self._added
        node.workerinput[DISTRIBUTION] = BY_PERSONA if self._hooks is not None else self._config.getoption("dist")

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """In a run a persona's scenarios are played by one worker, whatever is done with the tests of others."""
        if self._hooks is None:
            return None
        from conformance.plugin.distribution import ByPersona

        return ByPersona(config, log)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Mistakes that a worker of xdist has met; all workers meet the same."""
        if not self._worker and hasattr(report, "stet_mistakes"):
            from conformance.plugin.workers import mistakes_on

            self._told = list(mistakes_on(report))

    @pytest.hookimpl(optionalhook=True, tryfirst=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Before anything is played: mistakes end the session, as they do without workers. Raises UsageError."""
        if self._told:
            from conformance.errors import Mistakes

            error = Mistakes(self._told)
            if self._hooks is None:
                raise pytest.UsageError(str(error))
            self._hooks.give_up(error)
        self._collected = list(ids)
        if self._hooks is not None:
            self._hooks.owe(ids)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The first scenario may be met by a worker of xdist: this process did not collect it."""
        if self._hooks is None and not self._worker and hasattr(report, "stet_scenario"):
            self._begin(Occasion.MET).record(report)


def _file_of(arg: str) -> str:
    """The file of the scenario whose id a word is; other words as they are. Raises UsageError where it is nobody's."""
    name = scenario_meant(arg)
    if not name:
        return arg
    from conformance.specs.folders import scenario_file

    found = scenario_file(name)
    if found is None and not Path(arg.partition("::")[0]).exists():
        rules = "rules are held against the answers of every run, and cannot be asked for alone"
        hint = rules if name.startswith("rules/") else "`stet-conformance list` has the names"
        raise pytest.UsageError(f"no scenario is called {name} ({hint})")
    return arg if found is None else str(found)
