"""A run is opened: all that can be checked before anything is sent, then whether the bank answers at all."""
# ruff: noqa: PLC0415 - Hypothesis is imported only where generated cases are asked for

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.errors import Trouble, Unreachable, mistake
from conformance.ledger.ledger import Story, is_ledger, read
from conformance.model import Scenario
from conformance.plugin import collection, reports
from conformance.plugin.announcement import BY_PERSONA, DISTRIBUTION, Occasion, given_to_worker, may_be_ledger
from conformance.plugin.run import Run
from conformance.plugin.settings import Settings, resolve


def opened(config: pytest.Config, occasion: Occasion) -> Run:
    """The run of a session. Only one that has to be a run, or is expected to be, fills the reports of others too.

    Raises Mistakes where an option or a file is wrong, Unreachable where the bank or the reports folder is.
    """
    # A traceback of ours would show the local variables of what sends requests: tokens, codes, passwords.
    config.option.showlocals = False
    settings, story = resolve(config), _story(config)
    _shared_out(config, settings)
    if occasion is Occasion.MET:
        run = Run(settings, occasion, story=story)
        reports.fill_others(run, config)
        return run
    loaded = {} if story is not None else collection.load(config.args, every=not settings.under_pytest)
    _, warnings = collection.named([*loaded.values(), *_properties(settings)], settings.only)
    settings = replace(settings, warnings=(*settings.warnings, *warnings))
    run = Run(settings, occasion, story=story, loaded=loaded, whole=collection.whole(config.args, loaded.values()))
    if not settings.collect_only:
        try:
            _prepare(run, config, occasion)
        except Trouble:
            run.let_go()
            raise
    return run


def _shared_out(config: pytest.Config, settings: Settings) -> None:
    """Raises Mistakes where workers of xdist would play one persona's scenarios against one bank at the same time."""
    how = given_to_worker(config).get(DISTRIBUTION) or (settings.directs_workers and config.getoption("dist"))
    if how == "each":
        says = "--dist each has every worker play all scenarios, and there is one bank, and one report of it"
        raise mistake(says, hint="leave out --dist: a persona's scenarios are played by one worker")
    if settings.worker and settings.target is not None and how != BY_PERSONA:
        says = "workers have met scenarios that nothing had announced, and would play one persona's at the same time"
        raise mistake(says, hint="name the bank with --target, or the folder of scenarios beside the tests")


def _prepare(run: Run, config: pytest.Config, occasion: Occasion) -> None:
    """All that is written is told where to go, and the bank is asked whether it answers. Raises as `opened` does."""
    settings, story = run.settings, run.story
    if occasion is Occasion.ASKED:
        _writable(settings.reports)
    if run.loaded or story is not None:
        run.hold_reports()
    reports.register(run, config)
    if story is not None:
        _is_kept(story.path, reports.drawn(run, config))
    _files([run.ledger_path, *map(Path, reports.paths(run, config))])
    if settings.target is not None and (run.loaded or settings.directs_workers):
        run.hold_bank()
    if run.loaded and settings.target is not None:
        run.reach()


def _story(config: pytest.Config) -> Story | None:
    """The ledger that is to be told again; None where scenarios are to be played. Raises Mistakes."""
    paths = [Path(arg) for arg in config.args]
    ledgers = [path for path in paths if path.is_file() and may_be_ledger(path) and is_ledger(path)]
    if not ledgers:
        return None
    if len(paths) > 1:
        raise mistake(
            f"{ledgers[0]} is a ledger, whose reports are drawn again by themselves",
            hint="name no other path beside it",
        )
    return read(ledgers[0])


def _properties(settings: Settings) -> list[Scenario]:
    """What the properties are called, where they are asked for."""
    if not settings.examples:
        return []
    from conformance.properties import PROPERTIES, scenario

    return [scenario(prop) for prop in PROPERTIES]


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        says = f"the reports folder {folder} cannot be written: {error.strerror}"
        raise Unreachable(says, hint="give another one with --reports") from None


def _is_kept(ledger: Path, written: Iterable[Path | None]) -> None:
    """Raises Mistakes where a report would be written over the ledger that it is drawn from."""
    read = ledger.resolve()
    for path in (one for one in written if one is not None):
        report = path.resolve()
        if read == report or (not path.suffix and read.is_relative_to(report)):
            says = f"{ledger} is read, and a report would be written over it: {path}"
            raise mistake(says, hint="name another folder with --reports")


def _files(paths: Iterable[Path]) -> None:
    """No report is to be written where a folder stands."""
    for path in paths:
        if path.is_dir() and path.suffix:
            raise Unreachable(f"{path} is a folder: no report can be written there", hint="remove it, or name another")
