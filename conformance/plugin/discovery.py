"""Is this session a run? A look that costs nothing in the sessions of others; the first scenario begins the run.

Loaded in every pytest session there is: whatever costs time is imported where a scenario has turned up.
"""
# ruff: noqa: PLC0415 - see above

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conformance.plugin.announcement import COMMAND, Occasion, aimed, announced, may_be_ledger, may_be_scenario

if TYPE_CHECKING:
    from conformance.errors import Mistakes
    from conformance.plugin.hooks import Hooks


class Discovery:
    """The hooks by which a run begins: announced by what the user typed, or at the first scenario that is met."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._worker = hasattr(config, "workerinput")
        self._hooks: Hooks | None = None
        self._wrong: Mistakes | None = None

    def look(self) -> None:
        """Begin the run where the command line announces one. Raises UsageError and Exit."""
        if self._worker:
            return
        config = self._config
        if aimed(config) and config.args_source is not pytest.Config.ArgsSource.ARGS:
            from conformance.specs import scenarios_folders

            # What the project tests without us is tested still; the scenarios come after it.
            config.args += map(str, scenarios_folders())
            self._begin_or_end(Occasion.ASKED)
        elif announced(config):
            ours = config.pluginmanager.hasplugin(COMMAND)
            self._begin_or_end(Occasion.ASKED if ours else Occasion.EXPECTED)

    def _begin_or_end(self, occasion: Occasion) -> None:
        from conformance.errors import Mistakes, Trouble
        from conformance.plugin.run import ENDED, Ended
        from conformance.report.statement import End, without_verdicts
        from conformance.report.summary import word_alone

        try:
            self._begin(occasion)
        except Trouble as error:
            mistake = isinstance(error, Mistakes)
            line = word_alone(without_verdicts(End.MISTAKE if mistake else End.UNREACHABLE))
            self._config.stash[ENDED] = Ended(code=error.exit_code, headline=line)
            if mistake:
                raise pytest.UsageError(f"{error}\n{line}") from None
            pytest.exit(f"{error}\n{line}", returncode=error.exit_code)

    def _begin(self, occasion: Occasion) -> Hooks:
        from conformance.plugin.hooks import Hooks
        from conformance.plugin.opening import opened

        self._hooks = Hooks(self._config, opened(self._config, occasion))
        self._config.pluginmanager.register(self._hooks, "stet_conformance_run")
        return self._hooks

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
        if self._wrong is not None:
            raise pytest.UsageError(str(self._wrong))

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """A worker of xdist masks with the key of its controller: the same secret has the same label everywhere."""
        from conformance.plugin.masking_key import hand_to

        hand_to(node)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The first scenario may be met by a worker of xdist: this process did not collect it."""
        if self._hooks is None and not self._worker and hasattr(report, "stet_persona"):
            self._begin(Occasion.MET).record(report)
