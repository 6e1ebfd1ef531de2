"""Files that are written whole or not at all: half a report, or an earlier run's, would be taken for this one's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Write a text, in UTF-8 and with line feeds, in place of what stood there.

    Raises OSError, and leaves no such file then.
    """
    with fresh(path) as new:
        new.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def fresh(path: Path) -> Iterator[Path]:
    """Another file to write into, which takes the place of the one that is named at the end.

    Where it could not be written neither is left, and what was raised goes on.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        yield new
        new.replace(path)
    except BaseException:
        for each in (new, path):
            with suppress(OSError):
                each.unlink(missing_ok=True)
        raise
