"""Files that a user names: read only where they are files. A pipe may never end, a device never does."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

KEY_FILE: Final = 1 << 20
"""No key, certificate or list of tokens has so many bytes."""


def content(path: Path, most: int) -> bytes:
    """All of a file. Raises OSError where it is none, cannot be read, or has more than so many bytes.

    Also where something else has taken its place since it was looked at: a pipe is opened without waiting for anybody.
    """
    look_at(path, most)
    with open(path, "rb", opener=_without_waiting) as file:
        found = os.fstat(file.fileno())
        _regular(found.st_mode)
        _short(found.st_size, most)
        return file.read()


def named(environ: Mapping[str, str], variable: str) -> str:
    """The folder that a variable of the XDG Base Directory Specification names; '' where that is to be ignored.

    A relative path is: it would be another folder wherever somebody happens to be.
    """
    folder = environ.get(variable, "")
    return folder if Path(folder).is_absolute() else ""


def look_at(path: Path, most: int | None = None) -> None:
    """Raises OSError where a path leads to no regular file or folder, or to a file of more than so many bytes."""
    try:
        found = path.stat()
    except ValueError as error:  # a zero byte in its name
        raise OSError(errno.EINVAL, f"no file has such a name: {error}") from None
    _regular(found.st_mode)
    if most is not None:
        _short(found.st_size, most)


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # Windows has no pipes among its files


def _regular(mode: int) -> None:
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(errno.EINVAL, "it is a pipe or a device, and not a file")


def _short(size: int, most: int) -> None:
    if size > most:
        raise OSError(errno.EFBIG, f"it has more than {most // 1024**2} MiB, which is not read")
