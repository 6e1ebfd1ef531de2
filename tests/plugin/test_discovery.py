"""When a session is a run, and when it is left alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

from conformance.sandbox import Running
from tests.support.projects import PASSES
from tests.support.sessions import ledger, of_rules, scenarios, verdicts


def test_an_ordinary_project_is_left_alone(project: pytest.Pytester) -> None:
    """A project that merely has the package installed: its YAML files, its reports and its output stay its own."""
    project.makepyfile("def test_own(): pass")
    project.path.joinpath("compose.yaml").write_text("services: {}\n")
    project.path.joinpath("broken.yml").write_text("a: [\n")
    project.path.joinpath("scenarios").mkdir()
    project.path.joinpath("scenarios", "other.yaml").write_text("# $schema=other.schema.json\ntitle: not ours\n")
    result = project.runpytest_inprocess()
    result.assert_outcomes(passed=1)
    assert result.ret == 0
    assert "conform" not in result.stdout.str().replace("stet-conformance-", "")
    assert not (project.path / "reports").exists()


def test_scenarios_that_pytest_passes_over_announce_nothing(project: pytest.Pytester) -> None:
    """Samples in a folder that is not collected (`norecursedirs`): the tests beside them are no run of ours."""
    project.makeini("[pytest]\nnorecursedirs = golden .*")
    folder = project.mkdir("tests")
    folder.joinpath("test_own.py").write_text("def test_own(): pass")
    for name in ("golden", ".hidden"):
        scenarios(project, sample=PASSES).rename(folder / name)
    result = project.runpytest_inprocess("tests")
    result.assert_outcomes(passed=1)
    assert not (project.path / "reports").exists()


def test_the_plugin_is_light() -> None:
    """What costs time is imported where a scenario turns up, not in every pytest session there is."""
    code = "import pytest, sys; a = set(sys.modules); import conformance.plugin; print(*sorted(set(sys.modules) - a))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {
        "conformance.model",
        "httpx",
        "yaml",
        "orjson",
        "jsonschema_rs",
        "starlette",
        "uvicorn",
        "pytest_html",
        "allure_commons",
        "jinja2",
        "lxml",
    }
    assert heavy.isdisjoint(out)


def test_base_url_runs_the_catalogue_and_the_users_own(project: pytest.Pytester, bank: Running) -> None:
    """`pytest --base-url URL` without paths: what the project tests by itself is tested still."""
    scenarios(project, mine=PASSES)
    project.makeini("[pytest]\ntestpaths = tests\naddopts = -p no:cacheprovider")
    project.mkdir("tests").joinpath("test_by_itself.py").write_text("def test_it(): pass")
    result = project.runpytest_inprocess("-v", "--base-url", bank.base_url, "--only=AT-BAL-1", "--only=AT-BEN-1")
    assert result.ret == 0
    result.stdout.fnmatch_lines(["tests/test_by_itself.py::test_it PASSED*"])
    found = verdicts(project)
    assert {"balances/mine", "balances/marc-three", "beneficiaries/not-implemented"} <= set(found)
    assert set(found.values()) == {"passed"}
    assert ledger(project)[0]["target"]["base_url"] == bank.base_url


def test_base_url_with_paths_is_another_tools_option(project: pytest.Pytester, bank: Running) -> None:
    """pytest-base-url serves others too; no scenario, no report."""
    project.makepyfile("def test_own(base_url): assert base_url")
    result = project.runpytest_inprocess(
        "--base-url", bank.base_url, "test_base_url_with_paths_is_another_tools_option.py"
    )
    result.assert_outcomes(passed=1)
    assert not (project.path / "reports").exists()


def test_scenarios_run_beside_a_projects_own_tests(project: pytest.Pytester) -> None:
    """In one session, in one report; the tests of others do not count for the verdict."""
    folder = scenarios(project, passes=PASSES)
    project.makepyfile(test_ours="def test_ours(): assert False")
    result = project.runpytest_inprocess(str(folder), "test_ours.py")
    words = list(of_rules(project).values())
    result.assert_outcomes(passed=1 + words.count("passed"), failed=1, skipped=words.count("skipped"))
    result.stdout.fnmatch_lines(["PARTIAL  embedded*"])
    assert "test_ours.py::test_ours" in (project.path / "reports" / "report.html").read_text()


def test_nothing_is_played_for_a_list(project: pytest.Pytester) -> None:
    """`--collect-only` sends nothing and writes nothing."""
    folder = scenarios(project, passes=PASSES)
    result = project.runpytest_inprocess(
        str(folder), "--collect-only", "-q", "--base-url=http://127.0.0.1:9/stet/psd2/v1.4.2"
    )
    result.stdout.fnmatch_lines(["balances::balances/passes"])
    assert not (project.path / "reports").exists()


@pytest.mark.parametrize("words", [("-k", "test_theirs"), ("--collect-only",), ("--reports=reports", "test_theirs.py")])
def test_a_session_without_a_scenario_touches_no_reports(project: pytest.Pytester, words: tuple[str, ...]) -> None:
    """Those of an earlier run stay as they were, and nothing is said of conformity."""
    scenarios(project, passes=PASSES)
    project.makepyfile(test_theirs="def test_theirs(): pass")
    (project.path / "reports" / "allure-results").mkdir(parents=True)
    for name in ("ledger.jsonl", "report.html", "junit.xml", "allure-results/one-result.json"):
        (project.path / "reports" / name).write_text("of an earlier run", encoding="utf-8")
    result = project.runpytest_inprocess(*words)
    assert result.ret == 0
    assert "exit code" not in result.stdout.str()
    left = [path for path in (project.path / "reports").rglob("*") if path.is_file()]
    assert {path.read_text(encoding="utf-8") for path in left} == {"of an earlier run"}
    assert len(left) == 4


def test_a_session_without_a_scenario_leaves_no_reports_folder(project: pytest.Pytester) -> None:
    """It had none before."""
    scenarios(project, passes=PASSES)
    project.makepyfile(test_theirs_alone="def test_theirs_alone(): pass")
    assert project.runpytest_inprocess("-k", "test_theirs_alone").ret == 0
    assert not (project.path / "reports").exists()
