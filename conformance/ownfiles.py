"""Files that a user names: read only where they are files. A pipe may never end, a device never does."""

from __future__ import annotations

import errno
import stat
from pathlib import Path
from typing import Final

KEY_FILE: Final = 1 << 20
"""No key, certificate or list of tokens has so many bytes."""


def content(path: Path, most: int) -> bytes:
    """All of a file. Raises OSError where it is none, cannot be read, or has more than so many bytes."""
    look_at(path, most)
    return path.read_bytes()


def look_at(path: Path, most: int | None = None) -> None:
    """Raises OSError where a path leads to no regular file or folder, or to a file of more than so many bytes."""
    try:
        found = path.stat()
    except ValueError as error:  # a zero byte in its name
        raise OSError(errno.EINVAL, f"no file has such a name: {error}") from None
    if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
        raise OSError(errno.EINVAL, "it is a pipe or a device, and not a file")
    if most is not None and found.st_size > most:
        raise OSError(errno.EFBIG, f"it has more than {most // 1024**2} MiB, which is not read")
