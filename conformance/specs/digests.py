"""What a set of texts is known by: the files below a folder, their digest, and that of the package's own code."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent

Texts = Mapping[str, bytes]
"""Texts by their names, with `/` between folders."""


def text_of(path: str | Path) -> bytes:
    """A text as it was written, whatever line ends a checkout gave it; nothing where it cannot be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a thousand files to a run
            return file.read().replace(b"\r\n", b"\n")
    except OSError:
        return b""


def texts_below(folder: Path, ending: str, *, without: str = "") -> dict[str, bytes]:
    """The files of that ending in a folder and the folders below it, in the order of their names, folder by folder.

    `without`: a folder in it that is passed over.
    """
    within = str(folder)
    names = sorted(_below(within, "", ending, without), key=lambda name: name.split("/"))
    return {name: text_of(f"{within}/{name}") for name in names}


def _below(folder: str, above: str, ending: str, without: str = "") -> Iterator[str]:
    """Their names; no link to a folder is followed."""
    try:
        with os.scandir(folder) as entries:
            for one in entries:
                if one.is_dir(follow_symlinks=False):
                    if one.name != without:
                        yield from _below(one.path, f"{above}{one.name}/", ending)
                elif one.name.endswith(ending):
                    yield above + one.name
    except OSError:
        return


def digest_of(texts: Texts) -> str:
    """The SHA-256 of a group of texts, their names included."""
    hashed = hashlib.sha256()
    for name, text in sorted(texts.items()):
        hashed.update(name.encode() + b"\0" + text + b"\0")
    return hashed.hexdigest()


@cache
def code_digest() -> str:
    """The SHA-256 of the package's own code, as it is installed; the reference bank judges nothing."""
    return digest_of(texts_below(_PACKAGE, ".py", without="sandbox"))
