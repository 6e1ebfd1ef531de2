"""Programs that are no part of Python: where this machine has them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parent.parent / "node"
"""The packages of Node that the long tests use, locked in `package-lock.json`."""
HINT: Final = "`make long` installs it where Node and npm are"


def on_path(name: str) -> bool:
    return shutil.which(name) is not None


def path_of(name: str) -> str | None:
    return shutil.which(name)


def package(name: str) -> bool:
    """Whether a package of Node that is no program is installed here."""
    return (FOLDER / "node_modules" / name).is_dir()


def node(name: str) -> str | None:
    """The path of a program that runs on Node; None where it is not installed here."""
    found = shutil.which(name, path=str(FOLDER / "node_modules" / ".bin"))
    return found if found and on_path("node") else None
