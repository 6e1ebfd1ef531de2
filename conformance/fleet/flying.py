"""The processes of a fleet, one for each establishment, some of them at once: they examine it, or join its shards."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from conformance.clock import PARIS
from conformance.errors import ExitCode, Mistakes
from conformance.fleet.asked import Asked, is_answered_by
from conformance.fleet.examined import Examined, of_story, without_story
from conformance.fleet.fleetfile import Establishment
from conformance.fleet.overview import Overview
from conformance.fleet.targets import secrets
from conformance.frozen import dataclass
from conformance.ledger.ledger import NAME, Story, read
from conformance.ledger.reading import run_of
from conformance.specs import Requirement

PROGRAM: Final = (sys.executable, "-m", "conformance.fleet.child")
OUTPUT: Final = "output.txt"
"""What the run of an establishment has said, among its reports."""
_LOOKS_S: Final = 0.05
_UNSAID: Final = "what it said could not be written (is the disk full?)"
INTERRUPTED: Final = "interrupted"
"""Why a bank has no verdicts, or fewer, whose run was told to end."""
_PATIENCE_S: Final = 60.0
"""So long a run may take to put its bank back as it was."""
Tell = Callable[[Examined], None]
Command = Callable[[Establishment, Path], Sequence[str]]
"""The words that start the process of an establishment, whose reports go into that folder."""


@dataclass(frozen=True, slots=True)
class _InFlight:
    establishment: Establishment
    process: subprocess.Popen[bytes]
    before: str
    """The id of the run that its ledger was of, before it began."""


def examining(targets: Mapping[str, Path], asked: Asked, words: Sequence[str] = ()) -> Command:
    """Each is examined by the target file of its short name; `words` are more options of `run`."""

    def told(one: Establishment, folder: Path) -> list[str]:
        at = (f"--target={targets[one.short]}", f"--reports={folder}")
        return [*PROGRAM, "run", *at, "-q", *asked.words(), *words]

    return told


def joining(parts: Iterable[Path], words: Sequence[str] = ()) -> Command:
    """The ledgers that stand in the folders of its short name are joined; `words` are options of `merge`."""
    folders = tuple(parts)

    def told(one: Establishment, folder: Path) -> list[str]:
        return [*PROGRAM, "merge", *(str(part / one.short) for part in folders), f"--into={folder}", "-q", *words]

    return told


class Flight:
    """One examination of a fleet, or the joining of its shards."""

    def __init__(
        self,
        establishments: Sequence[Establishment],
        reports: Path,
        register: Mapping[str, Requirement],
        command: Command,
    ) -> None:
        self._establishments, self._reports, self._register, self._command = establishments, reports, register, command
        self.examined: dict[str, Examined] = {}
        """What is known so far, by short name."""

    def take_up(self, asked: Asked) -> None:
        """Take what an earlier run of the fleet has finished: ledgers of the same set, bank and texts."""
        for one in self._establishments:
            story = self._story(one)
            if story is not None and is_answered_by(story, asked, one.target):
                self._note(one, story, resumed=True)

    def run(self, at_once: int, tell: Tell) -> None:
        """Examine all others; each is told as it ends. However this ends, no process of it is left.

        Two establishments of one host are not examined at the same time: they are one bank.
        """
        waiting = [one for one in self._establishments if one.short not in self.examined]
        flying: list[_InFlight] = []
        try:
            while waiting or flying:
                busy = {one.establishment.target.base_url for one in flying}
                ready = next((one for one in waiting if one.target.base_url not in busy), None)
                if ready is not None and len(flying) < at_once:
                    waiting.remove(ready)
                    begun = self._begun(ready)
                    if begun is None:
                        tell(self.examined[ready.short])
                    else:
                        flying.append(begun)
                    continue
                ended = [one for one in flying if one.process.poll() is not None]
                for one in ended:
                    tell(self._end(one))
                    flying.remove(one)
                if not ended:
                    time.sleep(_LOOKS_S)
        finally:
            by_themselves = [one for one in flying if one.process.poll() is not None]
            _stop(flying)
            for one in flying:
                self._end(one, stopped=one not in by_themselves)

    def overview(self, name: str, asked: Mapping[str, Any], *, interrupted: bool = False) -> Overview:
        """What is known of all of them."""
        found = self.examined
        names = [one.short for one in self._establishments]
        return Overview(
            name=name,
            asked=asked,
            examined=tuple(found[one] for one in names if one in found),
            missing=tuple(one for one in names if one not in found),
            interrupted=interrupted,
            made=datetime.now(PARIS).isoformat(timespec="seconds"),
        )

    def _begun(self, one: Establishment) -> _InFlight | None:
        """Its process; None where its folder cannot be written, which is told of it then."""
        folder = self._reports / one.short
        try:
            folder.mkdir(parents=True, exist_ok=True)
            output = (folder / OUTPUT).open("wb")
        except OSError as error:
            reason = f"{folder} cannot be written: {error.strerror} (remove what stands there, or name another folder)"
            self.examined[one.short] = without_story(one, ExitCode.COULD_NOT_RUN, reason)
            return None
        before = run_of(folder / NAME)
        with output:
            process = subprocess.Popen(
                [*self._command(one, folder)],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **secrets(one)},
                start_new_session=True,  # Ctrl-C reaches the fleet alone, which lets them go one by one
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        return _InFlight(one, process, before)

    def _end(self, flown: _InFlight, *, stopped: bool = False) -> Examined:
        one, process = flown.establishment, flown.process
        if process.stdin is not None:
            process.stdin.close()
        returned = process.wait()
        # One that was just beginning may end with any code, and a traceback.
        code = ExitCode.INTERRUPTED if stopped else _code(returned, ExitCode.BROKEN)
        story = self._story(one)
        reason = (
            INTERRUPTED
            if code is ExitCode.INTERRUPTED
            else _said(self._reports / one.short / OUTPUT) or _signal(returned)
        )
        if story is not None and story.header["run"] != flown.before:
            found = self._note(one, story, resumed=False)
            if found.exit_code is ExitCode.INTERRUPTED and code is ExitCode.INTERRUPTED:
                found = replace(found, reason=INTERRUPTED)
            elif story.footer is None and code in (ExitCode.COULD_NOT_RUN, ExitCode.BROKEN):
                # It was not cut off: its end could not be written.
                found = replace(found, exit_code=code, reason=reason or _UNSAID)
        else:
            found = without_story(one, code, reason or _UNSAID)
        self.examined[one.short] = found
        return found

    def _note(self, one: Establishment, story: Story, *, resumed: bool) -> Examined:
        self.examined[one.short] = of_story(one, story, self._register, resumed=resumed)
        return self.examined[one.short]

    def _story(self, one: Establishment) -> Story | None:
        """What stands in the folder of an establishment; None where nothing does that a run has written."""
        path = self._reports / one.short / NAME
        try:
            return read(path) if path.is_file() else None
        except Mistakes:
            return None


def _stop(flying: Sequence[_InFlight]) -> None:
    """Let all of them end by themselves; those that do not are killed."""
    for one in flying:
        if one.process.stdin is not None:
            with suppress(OSError):
                one.process.stdin.close()
    until = time.monotonic() + _PATIENCE_S
    for one in flying:
        try:
            one.process.wait(max(0.0, until - time.monotonic()))
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            one.process.kill()
            one.process.wait()


def _code(returned: int, otherwise: ExitCode) -> ExitCode:
    """The exit code of a run; where that was a signal, or is none of our codes, another one."""
    try:
        return ExitCode(returned)
    except ValueError:
        return otherwise


def _signal(returned: int) -> str:
    """What has ended a process that said nothing; '' where it ended by itself."""
    if returned >= 0:
        return ""
    name = next((one.name for one in signal.Signals if one == -returned), str(-returned))
    return f"its process was ended by {name}"


def _said(path: Path) -> str:
    """The first line of what a run has said: why it came to no verdict."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    first = next((line.strip() for line in lines if line.strip()), "")
    return first.removeprefix("Exit: ").removeprefix("ERROR: ")
