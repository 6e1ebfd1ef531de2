"""The folder of Allure's results: thousands of small files, anew with every run.

To delete thousands of files and make as many anew takes ten times as long, on some file systems, as to write over them.
So what an earlier run left is moved aside; each result is written over one of those files, and moved to where it
belongs. There it stands whole, whatever happens: what is there is of one run alone. It is written over one that is no
longer than itself: to cut a file off takes ten times as long as to write it, where its end is not on the disk yet.
"""

from __future__ import annotations

import os
import shutil
from bisect import bisect
from collections.abc import Iterator
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from typing import Final

_ENDINGS: Final = ("-result.json", "-attachment.txt")
_WRITE: Final = os.O_WRONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


class ResultsFolder:
    """The results of one run, written one by one."""

    def __init__(self, folder: Path) -> None:
        """Nothing of an earlier run stands there any more. Raises OSError."""
        self._folder, self._aside = str(folder), folder.with_name(f".{folder.name}.previous")
        shutil.rmtree(self._aside, ignore_errors=True)
        if folder.is_dir() and not folder.is_symlink():
            with suppress(OSError):  # somebody has a file of it open, on Windows
                folder.rename(self._aside)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        self._spare = sorted(_results(self._aside))

    def write(self, name: str, content: bytes) -> None:
        """Add a file. Raises OSError, and has added none then."""
        path = f"{self._folder}/{name}"
        fitting = bisect(self._spare, len(content), key=itemgetter(0))
        if fitting:
            _, spare = self._spare.pop(fitting - 1)
            _fill(os.open(spare, _WRITE), content)
            os.replace(spare, path)  # noqa: PTH105 - here and below the shortest way: there are thousands, and each costs
            return
        file = os.open(path, _WRITE | os.O_CREAT | os.O_EXCL, 0o644)
        try:
            _fill(file, content)
        except OSError:  # the disk is full: half a file is none
            os.unlink(path)  # noqa: PTH108
            raise

    def close(self) -> None:
        """Remove what is left of an earlier run."""
        self._spare.clear()
        shutil.rmtree(self._aside, ignore_errors=True)


def _results(folder: Path) -> Iterator[tuple[int, str]]:
    """Files that may be written over, with their sizes: of nobody else, and nowhere else by another name."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(_ENDINGS) and entry.is_file(follow_symlinks=False):
                known = os.stat(entry.path)  # noqa: PTH116 - on Windows an entry does not know its names
                if known.st_nlink == 1:
                    yield known.st_size, entry.path


def _fill(file: int, content: bytes) -> None:
    """Write this from the beginning of a file that is no longer, and close it."""
    left = memoryview(content)
    try:
        while left:
            left = left[os.write(file, left) :]
    finally:
        os.close(file)
