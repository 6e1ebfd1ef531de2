"""The project's own tests come in two lengths, and CI lets none be skipped."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from tests.support import lengths

TESTS = """
import pytest

def test_short():
    pass

@pytest.mark.long
def test_takes_minutes():
    pass

@pytest.mark.long("browser")
def test_in_a_browser():
    pass

@pytest.mark.long("prism")
def test_on_node():
    pass
"""
SKIPS = """
import pytest

def test_own():
    pass

def test_left_out():
    pytest.skip("no ferry today")

@pytest.mark.xfail(reason="known")
def test_known():
    assert False
"""
WHOLE_FILE = "import pytest\npytest.skip('no harbour', allow_module_level=True)"
Run = Callable[..., pytest.RunResult]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A session of its own, on a machine with a browser and without Node, outside CI."""
    for name in ("CI", *(name for name in os.environ if name.startswith("PYTEST_"))):
        monkeypatch.delenv(name, raising=False)
    for name, met in {"browser": True, "prism": False}.items():
        monkeypatch.setitem(lengths.NEEDS, name, lengths.NEEDS[name]._replace(met=lambda met=met: met))
    pytester.makeini("[pytest]\n")
    return lambda *words: pytester.runpytest_inprocess("-p", "tests.support.lengths", "-rs", *words)


def test_a_usual_session_skips_the_long_tests_with_the_reason(pytester: pytest.Pytester, run: Run) -> None:
    """Whether the machine has what they need or not."""
    pytester.makepyfile(TESTS)
    result = run()
    result.assert_outcomes(passed=1, skipped=3)
    assert result.ret == 0
    result.stdout.fnmatch_lines_random(
        [
            "*: it takes minutes: make long",
            "*: needs Playwright and a Chromium: make long",
            "*: needs Prism*: make long",
        ]
    )


def test_the_long_session_runs_them_only(pytester: pytest.Pytester, run: Run) -> None:
    """What the machine lacks is skipped, and told."""
    pytester.makepyfile(TESTS)
    result = run("--long")
    result.assert_outcomes(passed=2, skipped=1, deselected=1)
    result.stdout.fnmatch_lines(["*needs Prism, which runs on Node: `make long` installs it where Node and npm are"])


def test_ci_has_them_in_a_run_of_their_own(
    pytester: pytest.Pytester, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The usual session leaves them out, the long one does not let one be skipped."""
    monkeypatch.setenv("CI", "1")
    pytester.makepyfile(TESTS)
    usual, long = run(), run("--long")
    usual.assert_outcomes(passed=1, deselected=3)
    assert usual.ret == 0
    long.assert_outcomes(passed=2, skipped=1, deselected=1)
    assert long.ret == pytest.ExitCode.TESTS_FAILED


@pytest.mark.parametrize("workers", [(), ("-n1",)], ids=["alone", "workers"])
def test_a_skip_fails_ci(
    pytester: pytest.Pytester, run: Run, monkeypatch: pytest.MonkeyPatch, workers: tuple[str, ...]
) -> None:
    """A test or a whole file, each with its reason; what is expected to fail is no skip."""
    pytester.makepyfile(test_some=SKIPS, test_file=WHOLE_FILE)
    assert run(*workers).ret == 0
    monkeypatch.setenv("CI", "1")
    result = run(*workers)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    told = result.stdout.str().partition("skipped, which CI does not allow")[2]
    assert "test_some.py::test_left_out: Skipped: no ferry today" in told
    assert "test_file.py: Skipped: no harbour" in told
    assert "test_known" not in told


def test_ci_without_a_skip_is_green(pytester: pytest.Pytester, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """And says nothing of skips."""
    monkeypatch.setenv("CI", "1")
    pytester.makepyfile("def test_own(): pass")
    result = run()
    assert result.ret == 0
    result.stdout.no_fnmatch_line("*CI does not allow*")
