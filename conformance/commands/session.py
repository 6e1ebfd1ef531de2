"""A pytest session with our plugin and the writers of reports, and nothing that happens to be installed beside them."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from conformance.commands.stopping import stoppable
from conformance.errors import ExitCode
from conformance.visible import visible

if TYPE_CHECKING:
    from conformance.plugin.ended import Ended
    from conformance.plugin.run import Run

_AUTOLOAD = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
_AMBIENT = (_AUTOLOAD, "PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_BASE_URL", "PYTEST_XDIST_AUTO_NUM_WORKERS")
"""What pytest and its plugins read from the environment."""
_PLUGINS = (
    "conformance.plugin",
    "pytest_base_url.plugin",
    "pytest_metadata.plugin",
    "pytest_html.plugin",
)
_WITHOUT = (
    "cacheprovider", "doctest", "python", "unittest", "logging", "stepwise", "pastebin", "legacypath", "faulthandler",
    "unraisableexception", "threadexception", "warnings", "assertion", "recwarn", "monkeypatch", "tmpdir", "setuponly",
    "setupplan", "debugging", "freeze_support", "subtests",
)  # fmt: skip
"""Parts of pytest that scenarios have no use for; some of them cost time with every item."""


class _Watcher:
    """Learns what the run came to; pytest's own exit codes mean something else."""

    def __init__(self, *, verbose: bool, opened: Callable[[], Run] | None) -> None:
        self.verbose = verbose
        """Whether each scenario is told as it ends; conformance.plugin asks for it."""
        self.opened = opened
        """The run of this session; None where conformance.plugin is to open it. It asks for that too."""
        self.__name__ = "stet_conformance_command"  # as pytest names a plugin; conformance.plugin looks for it
        self._config: pytest.Config | None = None
        self.begun = False
        """Whether the session began: then its terminal tells what it came to."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_cmdline_main(self, config: pytest.Config) -> None:
        """The session begins; even one that ends while it is configured."""
        self._config = config

    def pytest_sessionstart(self) -> None:
        """It has been configured."""
        self.begun = True

    @pytest.hookimpl(wrapper=True)
    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> Generator[None, None, None]:
        """Ctrl-C is told by our own lines: where it came in the code of pytest, and how to see that, is of no use.

        Nor can pytest always tell it: a signal may come between two lines, and it counts on there being one.
        """
        reporter = self._config.pluginmanager.get_plugin("terminalreporter") if self._config is not None else None
        if not isinstance(excinfo.value, KeyboardInterrupt):
            return (yield)
        if reporter is not None:
            reporter._report_keyboardinterrupt = _nothing  # pytest has no option for it
        with suppress(TypeError):
            yield
        return None

    @property
    def ended(self) -> Ended | None:
        """What the run came to; None where there was none."""
        from conformance.plugin.learned import ENDED  # noqa: PLC0415 - pytest wants to be the first to import plugins

        return self._config.stash.get(ENDED, None) if self._config is not None else None


def _nothing() -> None:
    """Says nothing, in the place of what would."""


def play(arguments: Sequence[str], *, workers: int = 0, quiet: bool = False, verbose: bool = False) -> ExitCode:
    """Run pytest with these arguments; the exit code of stet-conformance."""
    return played(arguments, workers=workers, quiet=quiet, verbose=verbose).code


def played(
    arguments: Sequence[str],
    *,
    workers: int = 0,
    quiet: bool = False,
    verbose: bool = False,
    opened: Callable[[], Run] | None = None,
) -> Ended:
    """Run pytest with these arguments; what that came to. `opened`: the run, where it was opened before."""
    watcher = _Watcher(verbose=verbose, opened=opened)
    words = [*_plugins(workers, quiet), *_isolated(), *arguments]
    # By their names only where workers are told of them too: pytest would look for them in all that is installed.
    plugins = [] if workers else [import_module(name) for name in _PLUGINS]
    with _own_settings(), stoppable():
        code = pytest.main(words, plugins=[watcher, *plugins])
    from conformance.plugin.ended import Ended  # noqa: PLC0415 - pytest wants to be the first to import its plugins
    from conformance.report.wrapping import folded  # noqa: PLC0415 - as above

    ended = watcher.ended
    if ended is None and code == pytest.ExitCode.INTERRUPTED:
        raise KeyboardInterrupt  # before the run had begun
    if ended is None:
        return Ended(code=ExitCode.MISTAKE if code == pytest.ExitCode.USAGE_ERROR else ExitCode.BROKEN, lines=())
    if quiet or not watcher.begun:
        told = map(visible, ended.lines)
        lines = folded(told, shutil.get_terminal_size().columns) if sys.stdout.isatty() else told
        print(*lines, sep="\n")
    return ended


def _plugins(workers: int, quiet: bool) -> Iterator[str]:
    for name in _WITHOUT:
        yield from ("-p", f"no:{name}")
    if workers:
        for name in (*_PLUGINS, "xdist.plugin"):
            yield from ("-p", name)
        yield from ("-n", str(workers))
    yield from ("-p", "no:terminal") if quiet else ("--no-header", "-rN", "-o", "console_output_style=classic")


def _isolated() -> Iterator[str]:
    """The settings and conftest files around us are made for the tests of a project; every folder is looked at."""
    yield from ("-c", os.devnull, f"--rootdir={os.getcwd()}", "--noconftest", "-o", "norecursedirs=")  # noqa: PTH109
    yield "--capture=no"


@contextmanager
def _own_settings() -> Iterator[None]:
    """Without what the environment says to pytest, in the workers of xdist too: it is said for the tests of others."""
    before = {name: os.environ.pop(name) for name in _AMBIENT if name in os.environ}
    os.environ[_AUTOLOAD] = "1"
    try:
        yield
    finally:
        del os.environ[_AUTOLOAD]
        os.environ.update(before)
