"""The YAML files below a folder. Links are not followed: one that leads out is a mistake, one that stays in a copy."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from conformance.errors import Mistake

_YAML: Final = (".yaml", ".yml")


def yaml_files(folder: Path) -> tuple[list[Path], list[Mistake]]:
    """The YAML files of a folder in the order of their names, and a mistake for each link that leads out of it."""
    files: list[Path] = []
    leading_out: list[Path] = []
    home = folder.resolve()
    for path in _below(folder):
        if path.is_symlink():
            leading_out += [path] * (not path.resolve().is_relative_to(home))
        else:
            files.append(path)
    return sorted(files, key=lambda path: path.parts), [_mistake(path, folder) for path in sorted(leading_out)]


def _below(folder: Path) -> Iterator[Path]:
    """YAML files and linked folders."""
    for where, folders, names in os.walk(folder):
        yield from (path for name in folders if (path := Path(where, name)).is_symlink())
        yield from (path for name in names if (path := Path(where, name)).suffix in _YAML)


def _mistake(path: Path, folder: Path) -> Mistake:
    says = f"{path} is a link that leads out of {folder}, and is not followed"
    return Mistake(place=None, says=says, hint="name what it leads to beside this folder, or copy it")


def behind_a_link(path: Path, folder: Path) -> bool:
    """Whether a file below a folder is, or is found through, a link."""
    return path.resolve() != folder.resolve() / path.relative_to(folder)
