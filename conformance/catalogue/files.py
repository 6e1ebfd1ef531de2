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
    files: list[tuple[str, ...]] = []
    leading_out: list[Path] = []
    home = folder.resolve()
    for names, is_link in _below(str(folder), ()):
        if is_link:
            path = folder.joinpath(*names)
            leading_out += [path] * (not path.resolve().is_relative_to(home))
        else:
            files.append(names)
    found = [Path(os.path.join(folder, *names)) for names in sorted(files)]  # noqa: PTH118 - hundreds of files to a run
    return found, [_mistake(path, folder) for path in sorted(leading_out)]


def _below(folder: str, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], bool]]:
    """YAML files and linked folders, by the names that lead to them, and whether each is a link."""
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except OSError:
        return
    for entry in entries:
        names, is_link = (*above, entry.name), entry.is_symlink()
        if not is_link and entry.is_dir():
            yield from _below(entry.path, names)
        elif (entry.name.endswith(_YAML) and entry.name not in _YAML) or (is_link and Path(entry.path).is_dir()):
            yield names, is_link


def _mistake(path: Path, folder: Path) -> Mistake:
    says = f"{path} is a link that leads out of {folder}, and is not followed"
    return Mistake(place=None, says=says, hint="name what it leads to beside this folder, or copy it")


def behind_a_link(path: Path, folder: Path) -> bool:
    """Whether a file below a folder is, or is found through, a link."""
    return path.resolve() != folder.resolve() / path.relative_to(folder)
