"""The writers of other projects, told where to write: pytest's JUnit, pytest-html, allure-pytest."""
# ruff: noqa: PLC0415 - each writer is imported only where it is installed and used

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conformance.report import html

if TYPE_CHECKING:
    from conformance.plugin.session import Door


def register(door: Door) -> None:
    """Default the paths that the user did not give; draw our verdicts into what these writers make.

    A writer is there where its option is: plugins have other names when they are named on the command line.
    """
    config, folder = door.config, door.book.folder
    _default(config, "xmlpath", folder / "junit.xml")
    if hasattr(config.option, "htmlpath"):
        _html(door, folder)
    if getattr(config.option, "allure_report_dir", None):
        fill_allure(door)
    else:
        door.book.allure = _emptied(folder / "allure-results")


def fill_allure(door: Door) -> None:
    """Fill the results of allure-pytest in the process that plays the scenarios."""
    import allure_commons

    from conformance.plugin.results import Results

    results = Results(door)
    door.config.pluginmanager.register(results, "stet_conformance_allure")
    allure_commons.plugin_manager.register(results)


def _emptied(folder: Path) -> Path:
    """Results of this run alone: what an earlier one left is removed."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _default(config: pytest.Config, name: str, path: Path) -> bool:
    if getattr(config.option, name, None):
        return False
    setattr(config.option, name, str(path))
    return True


def _html(door: Door, folder: Path) -> None:
    """One page that opens anywhere, unless the user asked for another one."""
    from conformance.plugin.pages import Pages

    option = door.config.option
    if _default(door.config, "htmlpath", folder / "report.html"):
        option.self_contained_html = True
    option.css = [*option.css, str(Path(html.__file__).with_name("report.css"))]
    door.pages = Pages(door)
    door.config.pluginmanager.register(door.pages, "stet_conformance_html")


def paths(door: Door) -> list[str]:
    """Where the reports of this run stand: what a person opens first comes first."""
    option = door.config.option
    html_page, junit, allure = (getattr(option, name, None) for name in ("htmlpath", "xmlpath", "allure_report_dir"))
    found = (html_page, door.book.path, junit, allure or door.book.allure)
    pasted = door.book.pasted if door.book.story is None and door.book.entries else None
    return [_shown(Path(path)) for path in (*found, pasted) if path is not None]


def _shown(path: Path) -> str:
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
