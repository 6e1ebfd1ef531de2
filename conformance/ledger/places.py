"""Where things lie, told without the tester's machine: no absolute path stands in a ledger or a report."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path, PurePosixPath

from conformance import specs


def shown(file: str, name: str) -> str:
    """What a scenario's file is called: from the folder of the run, or of the scenarios that it is one of."""
    path = Path(file)
    if not path.is_absolute():
        return path.as_posix()
    folder = _shown(path.parent, tuple(_folders()))
    if folder is not None:
        return f"{folder}{path.name}"
    home, found = PurePosixPath(path.as_posix()), PurePosixPath(f"{name}{path.suffix}")
    if home.parts[-len(found.parts) :] != found.parts:
        return path.name
    return "/".join(home.parts[-len(found.parts) - 1 :]).removeprefix("//").removeprefix("/")


@lru_cache(maxsize=1024)
def _shown(folder: Path, roots: tuple[Path, ...]) -> str | None:
    """What a folder below one of these roots is called, with a slash behind it; None where it is below none."""
    for root in roots:
        if folder.is_relative_to(root):
            return "" if folder == root else f"{folder.relative_to(root).as_posix()}/"
    return None


def without(text: str) -> str:
    """A text in which the folders of this machine are not named: a path in one of them begins behind it."""
    if os.sep not in text and "/" not in text:
        return text
    for folder in (*_folders(), *_home()):
        for spelled in {str(folder), folder.as_posix()}:
            text = re.sub(rf"(?<![\w.~-])(?<!:/){re.escape(spelled)}(?:[/\\]|(?![\w.-]))", "", text)
    return text


def _folders() -> Iterator[Path]:
    """The folder of the run and that of what is shipped; a folder that is gone has no name."""
    for folder in (Path.cwd, lambda: specs.scenarios_folder().parent):
        try:
            found = folder()
        except OSError:
            continue
        if len(found.parts) > 1:
            yield from dict.fromkeys((found, _resolved(found)))


@lru_cache(maxsize=16)
def _resolved(folder: Path) -> Path:
    """Where a folder truly lies; asked for with every verdict."""
    return folder.resolve()


def _home() -> Iterator[Path]:
    try:
        yield Path.home()
    except RuntimeError:
        return
