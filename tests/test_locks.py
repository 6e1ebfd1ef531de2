"""One run at a time: a lock of the operating system, and one sentence for whoever has to wait too long."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.errors import Unreachable
from conformance.locks import Locks

HOLDS = """
import sys
from pathlib import Path
from conformance.locks import Locks
locks = Locks({"XDG_STATE_HOME": sys.argv[1]})
locks.hold_folder(Path(sys.argv[2]))
locks.hold_bank("https://bank.example")
print("held", flush=True)
sys.stdin.read()
"""


def locks(state: Path) -> Locks:
    return Locks({"XDG_STATE_HOME": str(state)}, patience_s=0.05)


def test_what_another_process_holds_is_waited_for_and_then_told(tmp_path: Path) -> None:
    """With its number; where that process is killed, the lock is free at once."""
    arguments = [sys.executable, "-c", HOLDS, str(tmp_path), str(tmp_path / "reports")]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        mine = locks(tmp_path)
        with pytest.raises(
            Unreachable, match=rf"another run \(process {other.pid}\) is writing its reports into .*reports"
        ):
            mine.hold_folder(tmp_path / "reports")
        with pytest.raises(Unreachable, match=rf"process {other.pid}\) is examining https://bank.example"):
            mine.hold_bank("https://bank.example")
        mine.hold_folder(tmp_path / "elsewhere")
        mine.hold_bank("https://other.example")
        other.kill()
        other.wait()
    with pytest.raises(Unreachable, match=rf"process {other.pid}\) is examining"):  # nobody waits twice
        mine.hold_bank("https://bank.example")
    mine.release()
    next_one = locks(tmp_path)
    next_one.hold_folder(tmp_path / "reports")
    next_one.hold_bank("https://bank.example")
    next_one.release()


def test_who_lets_go_lets_the_next_one_in(tmp_path: Path) -> None:
    """And what one holds already it may hold again."""
    first, second, third = locks(tmp_path), locks(tmp_path), locks(tmp_path)
    first.hold_bank("https://bank.example")
    first.hold_bank("https://bank.example")
    with pytest.raises(Unreachable, match="another run"):
        second.hold_bank("https://bank.example")
    first.release()
    third.hold_bank("https://bank.example")
    third.release()


def test_a_folder_is_the_same_however_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative or not, over a link or not."""
    monkeypatch.chdir(tmp_path)
    first, second = locks(tmp_path / "state"), locks(tmp_path / "state")
    first.hold_folder(Path("reports"))
    with pytest.raises(Unreachable, match="is writing its reports"):
        second.hold_folder(tmp_path / "x" / ".." / "reports")
    first.release()


def test_without_a_state_folder_another_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container may have no home that can be written."""
    (tmp_path / "file").write_text("")
    monkeypatch.setattr("conformance.locks._home", lambda: str(tmp_path / "file"))
    mine = Locks({}, patience_s=0.05)
    mine.hold_bank(f"https://bank.example/{tmp_path}")
    mine.release()


def test_shards_hold_a_bank_beside_each_other_and_nobody_else_does(tmp_path: Path) -> None:
    """Each number once; who holds the bank alone waits for all of them, and lets nobody in meanwhile."""
    first, second, third, again = (locks(tmp_path) for _ in range(4))
    first.hold_share_of_bank("https://bank.example", 1)
    second.hold_share_of_bank("https://bank.example/", 2)
    with pytest.raises(Unreachable, match="as shard 1"):
        again.hold_share_of_bank("https://bank.example", 1)
    with pytest.raises(Unreachable, match=f"process {os.getpid()}.* is examining https://bank.example"):
        third.hold_bank("https://bank.example")
    with pytest.raises(Unreachable):  # nobody waits twice, nor holds what he was refused
        third.hold_bank("https://bank.example")
    first.release()
    second.release()
    last = locks(tmp_path)
    last.hold_bank("https://bank.example")
    with pytest.raises(Unreachable, match="is examining"):
        first.hold_share_of_bank("https://bank.example", 1)
    last.release()
    first.release()
