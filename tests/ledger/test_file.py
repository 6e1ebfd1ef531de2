"""Lines are on disk whole or not at all, packed or not, and outlive the removal of their folder."""

from __future__ import annotations

import errno
import os
import sys
from io import FileIO
from pathlib import Path

import pytest

from conformance.ledger import file
from conformance.ledger.file import LinesFile
from conformance.ledger.packing import unpacked

ALL = pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.gz", "x.jsonl.zst"])
removable = pytest.mark.skipif(sys.platform == "win32", reason="there nobody removes a file that is being written")


def content(path: Path) -> bytes:
    return b"".join(unpacked(path))


@ALL
def test_what_is_written_can_be_read_at_once_and_after_the_end(tmp_path: Path, name: str) -> None:
    """And ending it twice changes nothing."""
    written = LinesFile(tmp_path / name)
    written.write(b"one\n")
    assert content(tmp_path / name) == b"one\n"
    written.write(b"two\n")
    written.close()
    written.close()
    assert content(tmp_path / name) == b"one\ntwo\n"


@ALL
def test_a_disk_that_is_full_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Of the lines that found no room nothing is left; what comes later follows what came before."""
    written = LinesFile(tmp_path / name)
    written.write(b"one\n")

    def half(out: FileIO, data: bytes) -> None:
        out.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as full:
        full.setattr(file, "_write", half)
        with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
            written.write(b"lost\n" * 1000)
    assert content(tmp_path / name) == b"one\n"
    written.write(b"two\n")
    written.close()
    assert content(tmp_path / name) == b"one\ntwo\n"


@removable
@ALL
def test_a_file_that_was_removed_goes_on_elsewhere(tmp_path: Path, name: str) -> None:
    """With all that was written; where that is impossible, it goes on where it was."""
    written = LinesFile(tmp_path / name)
    written.write(b"one\n")
    with pytest.raises(OSError, match="nowhere"):
        written.move_to(tmp_path / "nowhere" / name)
    written.write(b"two\n")
    assert content(tmp_path / name) == b"one\ntwo\n"
    (tmp_path / name).unlink()
    written.move_to(tmp_path / f"other-{name}")
    written.write(b"three\n")
    written.close()
    assert content(tmp_path / f"other-{name}") == b"one\ntwo\nthree\n"
