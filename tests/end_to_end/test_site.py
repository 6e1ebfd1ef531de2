"""The documentation site: its pages say what is, each of their commands works, and it builds without a broken link."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from conformance import embedded
from conformance.cli import cli
from tests.support.documents import REFERENCE, ROOT, SITE, Command, commands, target_file
from tests.support.evidence import SET, small_set
from tests.support.shell import Shell, shell

__all__ = ["shell"]

PAGES = sorted(SITE.glob("*.md"))
SHIPPED = (*SET, "balances/adam-zero", "beneficiaries/not-implemented")
"""What this installation ships while the commands of the site are tried: they speak of some of these."""
ELSEWHERE = {"sandbox", "explain", "lint --target my-bank.yaml", "coverage --lines", "pytest"} | {
    "prove", "run --examples quick", "fleet", "merge", "history",
}  # fmt: skip
"""What needs the whole catalogue, several banks, or waits for Ctrl-C: tests/test_cli.py, tests/proof, test_docs.py
and test_fleet.py try these."""


@pytest.fixture
def project(shell: Shell, tmp_path: Path) -> Iterator[Shell]:
    """A folder with the target files that the pages speak of, and banks that answer there."""
    bank, target = embedded.start()
    for name in ("my-bank.yaml", "my-mock.yaml"):
        (tmp_path / name).write_text(target_file(name, target), encoding="utf-8")
    with small_set(tmp_path / "installed", *SHIPPED):
        yield shell
    bank.stop()


def told(one: Command) -> set[str]:
    """What a command is known by: its program, its verb, the whole line."""
    return {one.program, one.words[0], " ".join(one.words)}


@pytest.mark.long
def test_every_command_of_the_site_works(project: Shell) -> None:
    """From the first page to the last, in one folder, each as it stands and once."""
    tried = set()
    for one in commands():
        if one.path.parent == SITE and one.path != REFERENCE and one.words not in tried and not told(one) & ELSEWHERE:
            assert one.program == "stet-conformance", one.shown
            tried.add(one.words)
            assert project(*one.words) == 0, f"{one.shown}\n{project.out[-1500:]}{project.err[-1500:]}"
    assert len(tried) > 20


def test_what_a_page_names_is_there() -> None:
    """Each file of the project in a code span, and each option of a command."""
    context = click.Context(cli)
    every = [cli.get_command(context, name) for name in cli.list_commands(context)]
    options = {option for command in every if command for one in command.params for option in one.opts}
    for page in PAGES:
        text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        for name in re.findall(r"`((?:tests|targets|benchmarks|specs)/[\w./-]+)`", text):
            assert (ROOT / name).exists(), f"{page.name}: {name}"
        for option in re.findall(r"`(?:[a-z]+ )?(--[a-z-]+)", text):
            assert option in options | {"--help", "--dist", "--long"}, f"{page.name}: {option}"  # xdist, ours


def test_its_pictures_are_small_and_shown() -> None:
    """Together below a megabyte, and each on a page."""
    pictures = sorted((SITE / "images").iterdir())
    assert sum(one.stat().st_size for one in pictures) < 1_000_000
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [one.name for one in pictures if f"(images/{one.name})" not in text] == []


@pytest.mark.long("mkdocs")
def test_it_builds_and_asks_nothing_of_another_host(tmp_path: Path) -> None:
    """Strictly: no link and no anchor is broken. Nothing that a page shows is loaded from elsewhere."""
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    built = sorted((tmp_path / "site").glob("*.html"))
    assert {page.stem for page in built} >= {page.stem for page in PAGES}
    for page in built:
        loaded = re.findall(
            r"<(?:script|img|link)[^>]+(?:src|href)=\"?(https?:[^\" >]+)", page.read_text(encoding="utf-8")
        )
        assert loaded == [], page.name
