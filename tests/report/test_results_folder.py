"""The folder of Allure's results: of one run alone, each file whole, and nothing of anybody else's written over."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from conformance.report.results_folder import ResultsFolder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As an earlier run left it: three results, the second longer than any later one."""
    made = tmp_path / "allure-results"
    earlier = ResultsFolder(made)
    for name, content in {
        "a-result.json": b"earlier",
        "b-attachment.txt": b"earlier " * 99,
        "c-result.json": b"",
    }.items():
        earlier.write(name, content)
    earlier.close()
    return made


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("number", [1, 3, 5])
def test_what_stands_there_is_of_one_run_alone(folder: Path, number: int) -> None:
    """Whether it writes less than the earlier one did, or more."""
    new = ResultsFolder(folder)
    assert held(folder) == {}
    for at in range(number):
        new.write(f"{at}-result.json", f"new {at}".encode())
    assert held(folder) == {f"{at}-result.json": f"new {at}".encode() for at in range(number)}
    new.close()
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_what_a_killed_run_left_aside_goes(folder: Path) -> None:
    """It has not closed the folder."""
    ResultsFolder(folder).write("killed-result.json", b"killed")
    new = ResultsFolder(folder)
    new.write("new-result.json", b"new")
    new.close()
    assert held(folder) == {"new-result.json": b"new"}
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_copy_by_links_is_left_as_it_was(folder: Path, tmp_path: Path) -> None:
    """So some keep their reports: many names of one file."""
    kept = tmp_path / "kept"
    kept.mkdir()
    for path in folder.iterdir():
        os.link(path, kept / path.name)
    before = held(kept)
    new = ResultsFolder(folder)
    for at in range(3):
        new.write(f"{at}-result.json", b"new")
    new.close()
    assert held(kept) == before


def test_nothing_is_written_through_a_link(folder: Path, tmp_path: Path) -> None:
    """A result that leads elsewhere is somebody's own."""
    own = tmp_path / "own.json"
    own.write_bytes(b"mine")
    for path in folder.iterdir():
        path.unlink()
        path.symlink_to(own)
    new = ResultsFolder(folder)
    new.write("new-result.json", b"new")
    new.close()
    assert own.read_bytes() == b"mine"
    assert held(folder) == {"new-result.json": b"new"}


@pytest.mark.parametrize("earlier", [True, False])
def test_half_a_file_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch, *, earlier: bool) -> None:
    """A disk that is full takes the beginning, and says so only at the next try."""
    real, tries = os.write, list[int]()

    def write(file: int, content: memoryview) -> int:
        tries.append(file)
        if len(tries) > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(file, content[:3])

    new = ResultsFolder(folder if earlier else folder.with_name("other"))
    monkeypatch.setattr(os, "write", write)
    with pytest.raises(OSError, match="No space"):
        new.write("new-result.json", b"content")
    assert len(tries) == 2
    new.close()
    assert [path for path in folder.parent.rglob("*-result.json") if path.parent != folder or earlier] == []
