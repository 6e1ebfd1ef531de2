"""A session of ours is made by its own settings: nothing that is said to pytest around it changes a run."""

from __future__ import annotations

import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.projects import ADAM, FAILS, PASSES, SKIPPED, WARNS, written
from tests.support.shell import Shell, shell

__all__ = ["shell"]

EVERYTHING = "2 passed"


@pytest.fixture
def user(shell: Shell) -> Shell:
    """A user's folder with two scenarios, both of which hold."""
    written(shell.path, a=PASSES, b=ADAM)
    return shell


@pytest.mark.parametrize("words", [(), ("-n", "2")], ids=["alone", "workers"])
def test_what_the_environment_says_to_pytest(user: Shell, words: tuple[str, ...]) -> None:
    """Options and plugins for the tests of others, in the workers of xdist too."""
    user.monkeypatch.setenv("PYTEST_ADDOPTS", "-k nothing -x --maxfail=1 -p no:xdist --no-such-option")
    user.monkeypatch.setenv("PYTEST_PLUGINS", "no.such.plugin")
    user.monkeypatch.setenv("PYTEST_BASE_URL", "http://127.0.0.1:9/stet/psd2/v1.4.2")
    assert user("run", "scenarios", *words) == 0
    assert EVERYTHING in user.out


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pytest.ini", "[pytest]\naddopts = --no-such-option\nbase_url = http://127.0.0.1:9\n"),
        ("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '-k nothing'\n"),
        ("tox.ini", "[pytest]\naddopts = -k nothing\n"),
        ("setup.cfg", "[tool:pytest]\naddopts = -k nothing\n"),
        ("conftest.py", "raise SystemExit('loaded')\n"),
    ],
)
@pytest.mark.parametrize("above", [False, True], ids=["here", "above"])
def test_files_that_speak_to_pytest(user: Shell, file: str, text: str, above: bool) -> None:
    """In the working folder and above it: they are those of the project around us."""
    (user.path / file).write_text(text, encoding="utf-8")
    folder = user.path / "inside" if above else user.path
    folder.mkdir(exist_ok=True)
    user.monkeypatch.chdir(folder)
    assert user("run", str(user.path / "scenarios")) == 0
    assert EVERYTHING in user.out


def test_the_environment_is_left_as_it_was(user: Shell) -> None:
    """Whoever calls the command line from a program of his own finds his settings again."""
    user.monkeypatch.setenv("PYTEST_ADDOPTS", "-k nothing")
    user("run", "-q", "scenarios")
    assert os.environ["PYTEST_ADDOPTS"] == "-k nothing"
    assert "PYTEST_DISABLE_PLUGIN_AUTOLOAD" not in os.environ


@pytest.mark.parametrize("words", [(), ("-n", "2")], ids=["alone", "workers"])
def test_no_python_of_a_folder_is_run(user: Shell, words: tuple[str, ...]) -> None:
    """Not its tests, not its conftest, not its package."""
    for name in ("test_theirs.py", "conftest.py", "__init__.py"):
        (user.path / "scenarios" / name).write_text("raise SystemExit('run')\n", encoding="utf-8")
    assert user("run", "scenarios", *words) == 0
    assert EVERYTHING in user.out


@pytest.mark.skipif(os.name == "nt", reason="links need rights that a user has not there")
def test_no_link_is_followed(user: Shell) -> None:
    """One that leads out is told, one that stays inside plays nothing twice; `lint` sees the same."""
    (user.path / "scenarios" / "again").symlink_to(user.path / "scenarios" / "balances")
    assert user("run", "scenarios") == 0
    assert EVERYTHING in user.out
    (user.path / "elsewhere").mkdir()
    (user.path / "scenarios" / "out").symlink_to(user.path / "elsewhere")
    assert (user("run", "scenarios"), user("lint", "scenarios")) == (2, 2)
    assert "scenarios/out is a link that leads out of scenarios, and is not followed" in user.err


@pytest.mark.parametrize("folder", ["checks", "build", ".hidden"])
def test_run_and_lint_accept_the_same_files(user: Shell, folder: str) -> None:
    """Whatever the folder is called; a file that one of them refuses the other refuses too."""
    (user.path / "scenarios").rename(user.path / folder)
    assert (user("run", folder), user("lint", folder)) == (0, 0)
    (user.path / folder / "balances" / "c.yaml").write_text("title: without a header\n", encoding="utf-8")
    assert (user("run", folder), user("lint", folder)) == (2, 2)
    assert "does not name the schema" in user.err


def test_what_is_told_without_the_runner_of_pytest_is_told_alike(user: Shell) -> None:
    """`run` plays without it, `report` draws the same ledger again with it: JUnit has the same cases, word for word."""
    written(user.path, a=PASSES, b=FAILS, c=WARNS, d=SKIPPED)
    assert user("run", "scenarios", "-q") == 1
    assert user("report", "reports/ledger.jsonl", "--reports", "again", "-q") == 1
    first, again = (cases(user.path / folder / "junit.xml") for folder in ("reports", "again"))
    assert first == again
    assert [name for name, _ in first if not name.startswith("rules/")] == [f"balances/{one}" for one in "abcd"]


def cases(file: Path) -> list[tuple[str, list[tuple[str, str | None, dict[str, str]]]]]:
    """The cases of a file of JUnit, each with all that stands in it."""
    found = ElementTree.parse(file).getroot().iter("testcase")
    return sorted((str(one.get("name")), [(each.tag, each.text, each.attrib) for each in one.iter()]) for one in found)


def test_told_to_end_before_it_has_begun(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read, and the bank is asked whether it answers: whoever stops that has interrupted it, as later."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("conformance.plugin.opening.resolve", interrupted)
    assert shell("run", "-q", "--base-url", "http://127.0.0.1:9/x") == 130
    assert shell.err.strip() == "interrupted"
