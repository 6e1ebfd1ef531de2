"""Where nothing can be said, or nobody listens, a run goes on: its exit code is about the bank, or about the world."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path

import orjson
import pytest

from conformance.commands.output import Output
from tests.support.projects import ADAM, FAILS, PASSES, written

pytestmark = pytest.mark.skipif(os.name == "nt", reason="files of devices and pipes are those of POSIX")
PROGRAM = f"{shlex.quote(sys.executable)} -m conformance"
RUN = f"{PROGRAM} run scenarios"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two scenarios that hold."""
    written(tmp_path, a=PASSES, b=ADAM)
    return tmp_path


def shell(command: str, folder: Path) -> tuple[int, str, str]:
    """What a command of the shell ends with and says; `$?` of the run itself is its last line."""
    done = subprocess.run(["/bin/sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    *_, last = done.stdout.splitlines() or [""]
    return int(last), done.stdout, done.stderr


def said(folder: Path) -> object:
    """The word in the ledger."""
    return orjson.loads((folder / "reports" / "ledger.jsonl").read_bytes().splitlines()[-1])["word"]


@pytest.mark.parametrize(("scenario", "code"), [(PASSES, 0), (FAILS, 1)], ids=["conform", "not conform"])
def test_a_reader_that_goes_away_is_no_verdict(folder: Path, scenario: str, code: int) -> None:
    """`… | head -1`: the run goes on, and ends with its own code."""
    written(folder, c=scenario)
    pipe = f"exec 4>&1; {{ {RUN}; echo $? >&4; }} | head -1 >/dev/null"
    ended, _, err = shell(pipe, folder)
    assert (ended, err) == (code, "")
    assert said(folder) == ("PARTIAL" if code == 0 else "NOT CONFORM")


@pytest.mark.parametrize(
    ("command", "says"),
    [(f"{RUN} >&-; echo $?", "it is closed"), (f"{RUN} >/dev/full; echo $?", "No space left on device")],
    ids=["closed", "full"],
)
def test_an_output_that_is_lost_is_the_worlds_fault(folder: Path, command: str, says: str) -> None:
    """One sentence, exit code 3; what was measured is in the ledger."""
    if "full" in command and not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    assert shell(command, folder)[::2] == (3, f"standard output cannot be written: {says}\n")
    assert said(folder) == "PARTIAL"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_where_nothing_at_all_can_be_said_the_code_is_no_verdict(folder: Path) -> None:
    """Python would end with 1 for a message that it cannot write, which is that of a bank that does not conform."""
    assert shell(f"{RUN} --base-url ftp://bank >/dev/full 2>&1; echo $?", folder)[::2] == (3, "")


@pytest.mark.parametrize("command", ["run", "lint"])
def test_a_working_folder_that_is_gone(tmp_path: Path, command: str) -> None:
    """One sentence, exit code 3."""
    gone = f"mkdir gone; cd gone; rmdir ../gone; {PROGRAM} {command}; echo $?"
    assert shell(gone, tmp_path)[::2] == (3, "the working folder is gone; change into one that exists\n")


@pytest.mark.parametrize(("watched", "written"), [(True, "a\\x1b]0;t"), (False, "a\x1b]0;t")])
def test_a_terminal_obeys_nothing_whoever_prints(monkeypatch: pytest.MonkeyPatch, watched: bool, written: str) -> None:
    """What goes into a file or through a pipe is data, and stays as it is."""
    stream = StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: watched)
    Output(stream).write("a\x1b]0;t")
    assert stream.getvalue() == written


def test_a_sign_that_an_old_code_page_has_not_is_spelled_out() -> None:
    """A run must not end over how its verdict is written (PYTHONIOENCODING, consoles of Windows)."""
    taken = BytesIO()
    output = Output(TextIOWrapper(taken, encoding="ascii", newline=""))
    output.write("a · é \ud800\n")
    output.flush()
    assert (taken.getvalue(), output.lost) == (b"a \\xb7 \\xe9 \\ud800\n", "")
