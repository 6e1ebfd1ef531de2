"""The reports of other projects, told where to go: pytest's JUnit, pytest-html, allure-pytest."""
# ruff: noqa: PLC0415 - each writer is imported only where it is installed and used

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from conformance import wholefiles
from conformance.errors import Mistakes
from conformance.ownfiles import look_at
from conformance.plugin import dossier, ending
from conformance.plugin.letting_go import NAME, LettingGo, pages
from conformance.plugin.run import Run
from conformance.report import allure, html, markdown
from conformance.report.dossier import anchors
from conformance.report.statement import End

SUMMARY: Final = "summary.md"
_DEFAULTED: Final[pytest.StashKey[set[str]]] = pytest.StashKey()
"""The options of other writers that have our paths."""
_HOSTNAME: Final = re.compile(rb'(<testsuite\b[^>]*?) hostname="[^"]*"')
_FOLDER_WAS_THERE: Final[pytest.StashKey[bool]] = pytest.StashKey()


def register(run: Run, config: pytest.Config) -> None:
    """Default the paths that the user did not give; draw our verdicts into what these writers make.

    A writer is there where its option is: plugins have other names when they are named on the command line.
    """
    folder = run.settings.reports
    config.stash[_FOLDER_WAS_THERE] = folder.exists()
    _default(config, "xmlpath", folder / "junit.xml")
    config.pluginmanager.register(LettingGo(config), NAME)
    if hasattr(config.option, "htmlpath"):
        _fill_html(run, config)
    if not fill_others(run, config):
        run.allure.folder = folder / "allure-results"


def fill_others(run: Run, config: pytest.Config) -> bool:
    """Fill the results of allure-pytest where the user called for it; it writes in the process that plays."""
    if not getattr(config.option, "allure_report_dir", None):
        return False
    from conformance.plugin.allure_report import AllureReport

    AllureReport(run).register(config)
    return True


def _default(config: pytest.Config, name: str, path: Path) -> bool:
    """Whether the user gave no path of his own, so that ours is taken."""
    if getattr(config.option, name, None):
        return False
    _no_pipe(path)
    setattr(config.option, name, str(path))
    config.stash.setdefault(_DEFAULTED, set()).add(name)
    return True


def _no_pipe(path: Path) -> None:
    """Remove what stands where a report is to be written and is no file: nobody may ever read it."""
    try:
        look_at(path)
    except FileNotFoundError:
        return
    except OSError:
        with suppress(OSError):
            path.unlink()


def _fill_html(run: Run, config: pytest.Config) -> None:
    """One page that opens anywhere, unless the user asked for another one."""
    from conformance.plugin.html_report import HtmlReport

    if _default(config, "htmlpath", run.settings.reports / "report.html"):
        config.option.self_contained_html = True
    config.option.css = [*config.option.css, str(Path(html.__file__).with_name("report.css"))]
    config.pluginmanager.register(HtmlReport(run, Path(config.option.htmlpath)), "stet_conformance_html")


def withdraw(run: Run, config: pytest.Config) -> None:
    """No scenario was selected: what was to be written by our default is not, and no folder is left behind."""
    defaulted = config.stash.get(_DEFAULTED, set())
    if "xmlpath" in defaulted:
        from _pytest.junitxml import xml_key  # as below

        xml = config.stash.get(xml_key, None)
        if xml is not None:
            config.pluginmanager.unregister(xml)
            del config.stash[xml_key]
    if "htmlpath" in defaulted:
        for plugin in pages(config):
            config.pluginmanager.unregister(plugin)
    if not config.stash.get(_FOLDER_WAS_THERE, True):
        with suppress(OSError):  # it has something in it, or was never made
            run.settings.reports.rmdir()


def after_others(config: pytest.Config) -> None:
    """The other writers are done: what they tell of the machine goes, and what they hold of the run."""
    _forget_the_machine(config)
    plugin: Any = config.pluginmanager.get_plugin(NAME)
    if plugin is not None:
        plugin.end()


def _forget_the_machine(config: pytest.Config) -> None:
    """What the writers of others tell of the machine: JUnit its name, HTML where the style sheets lie on it."""
    if hasattr(config, "workerinput"):
        return
    junit, page = (getattr(config.option, name, None) for name in ("xmlpath", "htmlpath"))
    if junit is not None:
        _rewrite(Path(junit), _of_no_machine)
    if page is not None:
        _rewrite(Path(page), partial(_named_only, sheets=[Path(sheet) for sheet in config.option.css]))


def _of_no_machine(text: bytes) -> bytes:
    """Without the name of the machine; what pytest calls all that it runs is the name of this program instead."""
    return _HOSTNAME.sub(rb"\1", text).replace(
        b'<testsuites name="pytest tests">', b'<testsuites name="stet-conformance">'
    )


def _named_only(text: bytes, sheets: Iterable[Path]) -> bytes:
    for sheet in sheets:
        text = text.replace(str(sheet).encode(), sheet.name.encode())
    return text


def _rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    fresh = path.with_name(f"{path.name}.new")
    with suppress(OSError):
        text = path.read_bytes()
        changed = change(text)
        if changed != text:
            fresh.write_bytes(changed)
            fresh.replace(path)
    with suppress(OSError):
        fresh.unlink(missing_ok=True)  # the disk may be full


def remove_untrue(run: Run, config: pytest.Config) -> None:
    """Reports that tell another word than the run came to in the end; `report` draws them from the ledger."""
    folder = run.allure.folder or getattr(config.option, "allure_report_dir", None)
    pages = (getattr(config.option, name, None) for name in ("xmlpath", "htmlpath"))
    for path in (*pages, Path(folder) / "environment.properties" if folder else None):
        if path is not None:
            with suppress(OSError):
                Path(path).unlink(missing_ok=True)


def write_around_allure(run: Run, config: pytest.Config) -> None:
    """What groups the results of Allure by cause, and what was run; whoever has written the results."""
    folder = run.allure.folder or getattr(config.option, "allure_report_dir", None)
    if folder and Path(folder).is_dir():
        allure.write_around(Path(folder), run.causes, run.finished)


def draw_last(run: Run) -> str:
    """What is drawn once the ledger has its end: the summary and the dossier. What could not be, '' for nothing."""
    hint = ""
    for draw in (write_summary, dossier.write):
        try:
            draw(run)
        except OSError as error:  # the ledger stands, and from that it can be drawn again
            hint = f"the dossier could not be drawn: {error}; `stet-conformance report` draws it again"
        except Mistakes as error:
            run.stop(End.NOT_WRITTEN, f"somebody has changed the ledger while the run went on: {error}")
    return hint


def write_summary(run: Run) -> None:
    """The run in Markdown; where a pipeline of GitHub has a page for summaries, on that too. Raises OSError."""
    if run.finished is None:
        return
    text = markdown.markdown(run.finished, run.register, run.causes)
    wholefiles.write(run.settings.reports / SUMMARY, text)
    page = os.environ.get("GITHUB_STEP_SUMMARY")
    if page and run.story is None:
        with suppress(OSError):
            look_at(Path(page))
            with Path(page).open("a", encoding="utf-8") as file:
                file.write(text)


def paths(run: Run, config: pytest.Config) -> list[str]:
    """Where the reports of a run stand, as the user would type it: what a person opens first comes first."""
    first, page, *others = drawn(run, config)
    return [_shown(path) for path in (first, page, run.ledger_path, *others) if path is not None]


def written(run: Run, config: pytest.Config) -> list[str]:
    """Those of them that stand there: a disk may have been full."""
    return [shown for shown in paths(run, config) if Path(shown).exists()]


def drawn(run: Run, config: pytest.Config) -> list[Path | None]:
    """Where the reports stand that are drawn from a ledger, each where a run has it: the dossier comes first."""
    names = ("htmlpath", "xmlpath", "allure_report_dir")
    page, junit, theirs = (getattr(config.option, name, None) for name in names)
    archive = run.settings.reports / ending.ARCHIVE if run.settings.har and run.story is None else None
    told = (page, junit, theirs or run.allure.folder, run.settings.reports / SUMMARY, run.pasted, archive)
    return [run.settings.reports / anchors.NAME, *(None if path is None else Path(path) for path in told)]


def _shown(path: Path) -> str:
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
