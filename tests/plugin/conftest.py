"""A bank, a project with nothing in it, and a run that has every usual verdict."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from conformance.sandbox import Running, start
from tests.support.projects import FAILS, PASSES, SKIPPED, WARNS, written
from tests.support.sessions import Ran


@pytest.fixture(scope="module")
def bank() -> Iterator[Running]:
    running = start()
    yield running
    running.stop()


@pytest.fixture
def project(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project of a user's, with nothing in it. No setting of the machine's reaches it."""
    for name in [name for name in os.environ if name.startswith(("STET_", "PYTEST_ADDOPTS", "PYTEST_BASE_URL"))]:
        monkeypatch.delenv(name)
    pytester.makeini("[pytest]\n")
    return pytester


@pytest.fixture(scope="session")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A run of four scenarios, one of each usual kind, against the embedded bank."""
    path = tmp_path_factory.mktemp("mixed")
    (path / "pytest.ini").write_text("[pytest]\n")
    written(path, passes=PASSES, fails=FAILS, warns=WARNS, skipped=SKIPPED)
    (path / "reports" / "allure-results").mkdir(parents=True)
    (path / "reports" / "allure-results" / "old-result.json").write_text("{}")
    command = [sys.executable, "-m", "pytest", "scenarios", "-v"]
    done = subprocess.run(command, cwd=path, capture_output=True, text=True, check=False)
    return Ran(path=path, ret=done.returncode, stdout=pytest.LineMatcher(done.stdout.splitlines()))
