"""Standard output that may be closed, full, or read by nobody: what cannot be written to it ends no run."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Any, Final, TextIO, cast

import click

from conformance.errors import Unreachable
from conformance.report.wrapping import folded
from conformance.visible import at_a_terminal, visible

_NO_READER: Final = (errno.EPIPE, errno.EINVAL if os.name == "nt" else errno.EPIPE)
"""How a pipe says that its reader is gone (`… | head -1`)."""


class Output:
    """A stream that takes whatever is written, and remembers if that was lost."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream
        self.lost = "" if stream is not None else "it is closed"
        """Why something could not be written; '' where all was, and where its reader has gone away."""
        self._dead = stream is None
        if isinstance(stream, TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")  # what an old code page has no sign for is spelled out

    def write(self, text: str) -> int:
        """Write a text, or let it go; a terminal gets no sign that it would obey, but for our own colours."""
        self._try("write", at_a_terminal(text) if self.isatty() else text)
        return len(text)

    def flush(self) -> None:
        """Hand it to the operating system, or let it go."""
        self._try("flush")

    def isatty(self) -> bool:
        """Whether a person reads it."""
        return self._stream is not None and self._stream.isatty()

    def _try(self, method: str, *args: str) -> None:
        if self._dead or self._stream is None:
            return
        try:
            getattr(self._stream, method)(*args)
        except OSError as error:
            self._dead = True
            self.lost = "" if error.errno in _NO_READER else str(error.strerror)
            with suppress(OSError, ValueError):  # Python flushes it once more when it ends, and would complain
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def lasting_output() -> Iterator[Output]:
    """Standard output and error for a command; afterwards the first says whether all was written.

    An error that cannot be told (both may lie on a full disk) ends nothing either: the exit code says it.
    """
    stream, errors = sys.stdout, sys.stderr
    output = Output(stream)
    sys.stdout, sys.stderr = cast(TextIO, output), cast(TextIO, Output(errors))
    try:
        yield output
        output.flush()
    finally:
        sys.stdout, sys.stderr = stream, errors


def tell(line: str) -> None:
    """Print a line, folded between its words where a person reads it in a terminal; nothing in it is obeyed."""
    line = visible(line)
    width = shutil.get_terminal_size().columns
    for piece in folded([line], width) if sys.stdout.isatty() else [line]:
        click.echo(piece)


def deliver(text: str, file: Path | None) -> None:
    """Write a text into a file, or print it where none is named. Raises Unreachable where it cannot be written."""
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8", newline="\n")  # a shell takes no other line ends
    except OSError as error:
        raise Unreachable(f"{file} cannot be written: {error.strerror}") from None
