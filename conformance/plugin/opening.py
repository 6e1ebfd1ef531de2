"""A run is opened: all that can be checked before anything is sent, then whether the bank answers at all.

Nothing here imports pytest, which takes half as long as all the rest that a run needs before its first request: our own
command opens its run first, and starts a session of pytest then.
"""
# ruff: noqa: PLC0415 - Hypothesis is imported only where generated cases are asked for

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from conformance.errors import Trouble, Unreachable, mistake
from conformance.ledger.ledger import Story, is_ledger, read
from conformance.model import Scenario
from conformance.plugin import collection, ending
from conformance.plugin.announcement import BY_PERSONA, Occasion, may_be_ledger
from conformance.plugin.run import Run
from conformance.plugin.settings import Asked, Settings, resolve

Drawn = Callable[[Run], Iterable[Path | None]]
"""Where the reports of a run are going to stand that are drawn from its ledger."""
_OWN_FILES: Final = 8
"""So many a run has open at once: the ledger, locks, a report or a text that judges, and what Python has open."""
_OF_THE_BANK: Final = 4
"""So many the embedded bank has open before anybody asks it."""
_OF_A_WORKER: Final = 4
"""So many lead to a worker of xdist."""


def opened(asked: Asked, args: Sequence[str], occasion: Occasion, drawn: Drawn) -> Run:
    """The run that was asked for, of the files and folders `args`.

    Raises Mistakes where an option or a file is wrong, Unreachable where the bank or the reports folder is.
    """
    settings, story = resolve(asked), _story(args)
    _shared_out(asked, settings)
    if story is None and not (settings.worker or settings.collect_only):
        _open_at_once(settings)
    if occasion is Occasion.MET:
        return Run(settings, occasion, story=story)
    loaded = {} if story is not None else collection.load(args, every=not settings.under_pytest)
    _, warnings = collection.named([*loaded.values(), *_properties(settings)], settings.only)
    settings = replace(settings, warnings=(*settings.warnings, *warnings))
    run = Run(settings, occasion, story=story, loaded=loaded, whole=collection.whole(args, loaded.values()))
    if not settings.collect_only:
        try:
            _prepare(run, occasion, drawn)
        except Trouble:
            run.let_go()
            raise
    return run


def opened_now(asked: Asked, args: Sequence[str]) -> Callable[[], Run]:
    """The run of our own command, to whoever asks for it; where it could not be opened, what `opened` raises."""
    try:
        run = opened(asked, args, Occasion.ASKED, _of_our_command)
    except Trouble as error:
        trouble = error
    else:
        return lambda: run

    def refused() -> Run:
        raise trouble

    return refused


def _of_our_command(run: Run) -> Iterable[Path]:
    return (run.settings.reports / name for name in ending.DRAWN)


def _shared_out(asked: Asked, settings: Settings) -> None:
    """Raises Mistakes where workers of xdist would play one persona's scenarios against one bank at the same time."""
    if asked.distribution == "each":
        says = "--dist each has every worker play all scenarios, and there is one bank, and one report of it"
        raise mistake(says, hint="leave out --dist: a persona's scenarios are played by one worker")
    if settings.worker and settings.target is not None and asked.distribution != BY_PERSONA:
        says = "workers have met scenarios that nothing had announced, and would play one persona's at the same time"
        raise mistake(says, hint="name the bank with --target, or the folder of scenarios beside the tests")


def _open_at_once(settings: Settings) -> None:
    """Raises Unreachable where this machine lets a process open too few files: a bank or a run would wait in vain."""
    embedded = settings.target is None
    needed = _OWN_FILES + (1 + embedded) * settings.in_flight + embedded * _OF_THE_BANK
    needed += _OF_A_WORKER * settings.workers * settings.directs_workers
    held: list[int] = []
    try:
        for _ in range(needed):
            held.append(os.open(os.devnull, os.O_RDONLY))
    except OSError as error:
        says = f"this machine does not let a run begin: it needs {needed} more open files, and {len(held)} are left"
        raise Unreachable(f"{says} ({error.strerror})", hint="`ulimit -n` says and sets how many") from None
    finally:
        for one in held:
            os.close(one)


def _prepare(run: Run, occasion: Occasion, drawn: Drawn) -> None:
    """All that is written is told where to go, and the bank is asked whether it answers. Raises as `opened` does."""
    settings, story = run.settings, run.story
    if occasion is Occasion.ASKED:
        _writable(settings.reports)
    if run.loaded or story is not None:
        run.hold_reports()
    reports = [path for path in drawn(run) if path is not None]
    if story is not None:
        _is_kept(story.path, reports)
    _files([run.ledger_path, *reports])
    if settings.target is not None and (run.loaded or settings.directs_workers):
        run.hold_bank()
    if run.loaded and settings.target is not None:
        run.reach()


def _story(args: Sequence[str]) -> Story | None:
    """The ledger that is to be told again; None where scenarios are to be played. Raises Mistakes."""
    paths = [Path(arg) for arg in args]
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


def _is_kept(ledger: Path, written: Iterable[Path]) -> None:
    """Raises Mistakes where a report would be written over the ledger that it is drawn from."""
    read = ledger.resolve()
    for path in written:
        report = path.resolve()
        if read == report or (not path.suffix and read.is_relative_to(report)):
            says = f"{ledger} is read, and a report would be written over it: {path}"
            raise mistake(says, hint="name another folder with --reports")


def _files(paths: Iterable[Path]) -> None:
    """No report is to be written where a folder stands."""
    for path in paths:
        if path.is_dir() and path.suffix:
            raise Unreachable(f"{path} is a folder: no report can be written there", hint="remove it, or name another")
