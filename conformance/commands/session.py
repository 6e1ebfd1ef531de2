"""A pytest session with our plugin and the writers of reports, and nothing that happens to be installed beside them."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest

_AUTOLOAD = "PYTEST_DISABLE_PLUGIN_AUTOLOAD"
_PLUGINS = (
    "conformance.plugin",
    "pytest_base_url.plugin",
    "pytest_metadata.plugin",
    "pytest_html.plugin",
)
_WITHOUT = (
    "cacheprovider", "doctest", "unittest", "logging", "stepwise", "pastebin", "legacypath", "faulthandler",
    "unraisableexception", "threadexception", "warnings",
)  # fmt: skip
"""Parts of pytest that scenarios have no use for; some of them cost time with every item."""


class Watcher:
    """Learns what the session came to; pytest's own exit codes mean something else."""

    def __init__(self) -> None:
        self.code: int | None = None
        self.headline = ""

    @pytest.hookimpl(tryfirst=True)
    def pytest_unconfigure(self, config: pytest.Config) -> None:
        """The last moment at which the plugin can be asked."""
        door: Any = config.pluginmanager.get_plugin("stet_conformance_door")
        if door is not None:
            self.code = door.exit_code
            self.headline = door.headline


def play(arguments: Sequence[str], *, workers: int = 0, quiet: bool = False) -> int:
    """Run pytest with these arguments; the exit code of stet-conformance."""
    watcher = Watcher()
    told = [*_plugins(workers, quiet), *_isolated(), *arguments]
    with _no_autoload(), _stoppable():
        code = pytest.main(told, plugins=[watcher])
    if quiet and watcher.headline:
        print(watcher.headline)
    if watcher.code is None:
        return 2 if code == pytest.ExitCode.USAGE_ERROR else 4
    return watcher.code


def _plugins(workers: int, quiet: bool) -> Iterator[str]:
    for name in _PLUGINS:
        yield from ("-p", name)
    for name in _WITHOUT:
        yield from ("-p", f"no:{name}")
    if workers:
        yield from ("-p", "xdist.plugin", "-n", str(workers), "--dist", "loadgroup", "--max-worker-restart=0")
    yield from ("-p", "no:terminal") if quiet else ("--no-header", "-rN")


def _isolated() -> Iterator[str]:
    """The settings and conftest files of the project around us are made for its own tests."""
    yield from ("-c", os.devnull, f"--rootdir={os.getcwd()}", "--noconftest")  # noqa: PTH109
    yield "--capture=no"


@contextmanager
def _stoppable() -> Iterator[None]:
    """A run that is told to end (SIGTERM: a CI job is cancelled) ends as on Ctrl-C: the bank is put back as it was."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _no_autoload() -> Iterator[None]:
    before = os.environ.get(_AUTOLOAD)
    os.environ[_AUTOLOAD] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[_AUTOLOAD]
        else:
            os.environ[_AUTOLOAD] = before
