"""The writers of other projects, told where to write: pytest's JUnit, pytest-html, allure-pytest."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conformance.plugin.session import Door


def register(door: Door) -> None:
    """Default the paths that the user did not give; draw our verdicts into what these writers make."""
    config, folder = door.config, door.book.folder
    _default(config, "xmlpath", folder / "junit.xml")
    if config.pluginmanager.hasplugin("html"):
        _html(door, folder)
    if config.pluginmanager.hasplugin("allure_pytest"):
        _allure(door, folder)


def _default(config: pytest.Config, name: str, path: Path) -> bool:
    if getattr(config.option, name, None):
        return False
    setattr(config.option, name, str(path))
    return True


def _html(door: Door, folder: Path) -> None: ...


def _allure(door: Door, folder: Path) -> None: ...


def paths(door: Door) -> list[str]:
    """Where the reports of this run stand: what a person opens first comes first."""
    option = door.config.option
    given = (getattr(option, name, None) for name in ("htmlpath", "xmlpath", "allure_report_dir"))
    html, junit, allure = (Path(path) if path else None for path in given)
    found = [path for path in (html, door.book.path, junit, allure) if path is not None]
    return [_shown(path) for path in found]


def _shown(path: Path) -> str:
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
