"""Where things lie, told without the tester's machine: no absolute path stands in a ledger or a report."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from conformance import specs


def shown(file: str, name: str) -> str:
    """What a scenario's file is called: from the folder of the run, or of the scenarios that it is one of."""
    folder, own = os.path.split(file)
    home = _shown(folder, _here())
    if home is not None:
        return f"{home}{own}"
    parts = file.replace(os.sep, "/").split("/")
    found = f"{name}{os.path.splitext(own)[1]}".split("/")  # noqa: PTH122 - as above
    if parts[-len(found) :] != found:
        return own
    return "/".join(parts[-len(found) - 1 :]).lstrip("/")


@lru_cache(maxsize=1024)
def _shown(folder: str, here: str) -> str | None:
    """What a folder is called in a run in the folder `here`, a slash behind it; None where only a machine knows it."""
    path = Path(folder)
    inside = (
        path
        if not path.is_absolute()
        else next((path.relative_to(one) for one in _of(here) if path.is_relative_to(one)), None)
    )
    if inside is None:
        return None
    return f"{inside.as_posix()}/" if inside.parts else ""


def without(text: str) -> str:
    """A text in which the folders of this machine are not named: a path in one of them begins behind it."""
    if os.sep not in text and "/" not in text:
        return text
    for folder in (*_of(_here()), *_home()):
        for spelled in {str(folder), folder.as_posix()}:
            text = re.sub(rf"(?<![\w.~-])(?<!:/){re.escape(spelled)}(?:[/\\]|(?![\w.-]))", "", text)
    return text


def _here() -> str:
    """The folder of the run; '' where it is gone."""
    try:
        return os.getcwd()  # noqa: PTH109 - asked for with every verdict
    except OSError:
        return ""


def _of(here: str) -> Iterator[Path]:
    """The folder of the run and that of what is shipped; a folder that is gone has no name."""
    for found in ([Path(here)] if here else []) + [specs.scenarios_folder().parent]:
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
