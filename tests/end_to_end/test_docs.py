"""The documents tell it as it is: every YAML block is read, every command line is run."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from conformance import catalogue, deviations, embedded, rules, specs, yamlfile
from conformance.fleet import fleetfile
from conformance.target.load import load_target
from tests.support.documents import DOCUMENTS, REFERENCE, ROOT, SITE, blocks, commands, target_file

QUICK = "beneficiaries/not-implemented"
SERVES = ("sandbox", "merge", "fleet", "history")
"""Commands that run until they are stopped, or need more than one scenario: only their options are looked at."""


def lines(program: str) -> list[tuple[str, list[str]]]:
    """Every command line of a program; those of the other pages of the site are tried by test_site.py."""
    ours = (one for one in commands() if one.path.parent != SITE or one.path == REFERENCE)
    return [(one.shown, list(one.words)) for one in ours if one.program == program]


@pytest.mark.parametrize(
    ("where", "text"),
    [(one.where, one.text) for one in blocks("yaml")],
    ids=lambda value: value.partition("\n")[0][:60],
)
def test_every_yaml_block_is_right(where: str, text: str, tmp_path: Path) -> None:
    """A block is a scenario, a target, a fleet, a list of deviations or a rule, and has no mistake."""
    path = tmp_path / "block.yaml"
    path.write_text(text, encoding="utf-8")
    data = yaml.safe_load(text)
    if "steps" in data:
        catalogue.parse(yamlfile.read(path, where), "docs/block", specs.load())
    elif "establishments" in data:
        assert len(fleetfile.read(path, {}).establishments) == len(data["establishments"])
    elif "base_url" in data:
        assert load_target(path, {"MARC_TOKEN": "x" * 20}).base_url == data["base_url"]
    elif "deviations" in data:
        assert deviations.load(path)
    elif "when" in data:
        assert rules.read(tmp_path, specs.load())
    else:
        pytest.fail(f"{where}: what is this block?")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A user's project: a target file of the name the documents use, and a ledger of an earlier run."""
    folder = tmp_path_factory.mktemp("project")
    bank, target = embedded.start()
    (folder / "my-bank.yaml").write_text(target_file("my bank", target), encoding="utf-8")
    (folder / "base-url").write_text(target.base_url, encoding="utf-8")
    run(folder, ["-m", "conformance", "run", "--only", QUICK])
    yield folder
    bank.stop()


def run(folder: Path, words: list[str]) -> subprocess.CompletedProcess[str]:
    """Run Python with some words in a folder."""
    return subprocess.run(
        [sys.executable, *words], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


def aimed(words: list[str], folder: Path) -> list[str]:
    """The words with the documents' example bank replaced by one that answers."""
    address = (folder / "base-url").read_text(encoding="utf-8")
    return [re.sub(r"https://bank\.example\S*", address, word) for word in words]


@pytest.mark.parametrize(("shown", "words"), lines("stet-conformance"), ids=lambda value: str(value)[:70])
def test_every_command_line_works(shown: str, words: list[str], project: Path) -> None:
    """Each line of the documents ends well as it stands; a whole run is cut down to one scenario."""
    if words[0] in SERVES or "--shard" in words:
        done = run(project, ["-m", "conformance", words[0], "--help"])
        assert all(word in done.stdout for word in words if word.startswith("--"))
        return
    more = ["--only", QUICK] if words[0] == "run" else []
    done = run(project, ["-m", "conformance", *aimed(words, project), *more])
    assert done.returncode == 0, f"{shown}\n{done.stdout[-1500:]}{done.stderr[-1500:]}"


@pytest.mark.parametrize(("shown", "words"), lines("pytest"), ids=lambda value: str(value)[:70])
def test_every_pytest_line_works(shown: str, words: list[str], project: Path) -> None:
    """Plain pytest examines the same bank."""
    done = run(project, ["-m", "pytest", *aimed(words, project), "-k", "not-implemented", "-p", "no:cacheprovider"])
    assert done.returncode == 0, f"{shown}\n{done.stdout[-1500:]}{done.stderr[-1500:]}"


@pytest.mark.parametrize(("shown", "words"), lines("make"), ids=lambda value: str(value)[:40])
def test_every_make_target_exists(shown: str, words: list[str]) -> None:
    """The Makefile knows each target the documents name."""
    target = next(word for word in words if "=" not in word)
    rules = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{re.escape(target)}:", rules, re.MULTILINE), shown


def test_every_file_that_the_documents_link_exists() -> None:
    """No link leads to a file that is not there."""
    missing = []
    for path in DOCUMENTS:
        for link in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            if not (path.parent / link).exists():
                missing.append(f"{path.relative_to(ROOT)}: {link}")
    assert missing == []


def test_every_promise_of_reliability_names_a_test() -> None:
    """Each row names a file that is there and has tests in it."""
    rows = [
        line
        for line in (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8").splitlines()
        if "`tests/" in line
    ]
    named = [re.findall(r"`(tests/[^`]+\.py)` \|$", line) for line in rows]
    assert len(rows) > 15
    assert all(one and "\ndef test_" in (ROOT / one[0]).read_text(encoding="utf-8") for one in named), named
