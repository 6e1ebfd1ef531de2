"""The pytest plugin, from outside: what is collected, played, told and written, and what is left alone."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import orjson
import pytest

from conformance import specs
from conformance.sandbox import Running, start
from conformance.target.load import bare_target
from conformance.world import open_world
from tests.support.projects import ADAM, FAILS, PASSES, SKIPPED, WARNS, written


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


def scenarios(project: pytest.Pytester, **files: str) -> Path:
    return written(project.path, **files)


def ledger(project: pytest.Pytester | Ran, folder: str = "reports") -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in (project.path / folder / "ledger.jsonl").read_bytes().splitlines()]


def verdicts(project: pytest.Pytester | Ran) -> dict[str, str]:
    return {line["name"]: line["outcome"] for line in ledger(project) if line["kind"] == "verdict"}


# ---------------------------------------------------------------------------------------------------------- a whole run


@dataclass(frozen=True)
class Ran:
    """A finished run of pytest in a folder."""

    path: Path
    ret: int
    stdout: pytest.LineMatcher


@pytest.fixture(scope="module")
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


def test_every_verdict_has_its_word(mixed: Ran) -> None:
    """Passed, warned, failed and skipped on the terminal, in the ledger and in the counts; no framework traceback."""
    mixed.stdout.re_match_lines_random(
        [
            r"balances::balances/passes PASSED.*",
            r"balances::balances/warns WARNED.*",
            r"balances::balances/fails FAILED.*",
            r"balances::balances/skipped SKIPPED.*",
            r"FAILED  balances/fails   Marc's account has four balances",
            r"scenarios/balances/fails\.yaml:10:25  count  balances",
            r"    10 \|       count: \{balances: 4\}",
            r"    wanted   4",
            r"    got      3 .*",
            r"    answer   GET /accounts/038-CPT30019654051/balances -> 200, \d+ ms",
            r"    shows    AT-BAL-2 \(must\): .*",
            r'    replay   curl .*"Authorization: Bearer \$TOKEN_MARC_AISP".*',
            r"WARNED  balances/warns .*",
            r"SKIPPED  the target does not declare .*mtls.*: balances/skipped",
            r"NOT CONFORM  embedded reference bank · http://127\.0\.0\.1:\d+/.* · STET 1\.4\.2\.17 · .*\(Paris\)",
            r"  scenarios         1 passed, 1 warned, 1 failed, 1 skipped",
            r"  exit code         1: .*",
        ]
    )
    assert mixed.ret == 1
    assert "Traceback" not in mixed.stdout.str()
    assert "Error" not in mixed.stdout.str()
    head, *_, foot = ledger(mixed)
    assert head["kind"] == "header"
    assert foot["complete"]
    assert foot["counts"]["warned"] == 1
    assert verdicts(mixed) == {
        "balances/passes": "passed", "balances/warns": "warned",
        "balances/fails": "failed", "balances/skipped": "skipped",
    }  # fmt: skip


def test_junit_knows_requirements_and_verdicts(mixed: Ran) -> None:
    """pytest's own JUnit file: folder as class, scenario as name, properties for what JUnit has no word for."""
    assert mixed.ret == 1
    cases = ElementTree.parse(mixed.path / "reports" / "junit.xml").getroot().iter("testcase")
    by_name = {case.get("name"): case for case in cases}
    fails = by_name["balances/fails"]
    assert fails.get("classname") == "balances"
    told = [(one.get("name"), one.get("value")) for one in fails.iter("property")]
    assert ("requirement", "AT-BAL-2") in told
    assert ("verdict", "failed") in told
    assert ("persona", "marc") in told
    assert ("endpoint", "GET /accounts/{id}/balances") in told
    assert "wanted   4" in (fails.find("failure").text or "")  # type: ignore[union-attr]
    assert by_name["balances/skipped"].find("skipped") is not None
    assert [
        (one.get("value")) for one in by_name["balances/warns"].iter("property") if one.get("name") == "verdict"
    ] == ["warned"]


def test_the_html_report_is_one_page(mixed: Ran) -> None:
    """Self-contained: it opens anywhere, and has the overview, the rows and the exchanges in it."""
    assert mixed.ret == 1
    page = (mixed.path / "reports" / "report.html").read_text(encoding="utf-8")
    assert "<style" in page
    assert 'href="assets' not in page
    for text in (
        "NOT CONFORM",
        "The 33 documented acceptance tests",
        "balances/warns",
        "stet-exchange",
        "TOKEN_MARC_AISP",
    ):
        assert text in page
    assert not (mixed.path / "reports" / "assets").exists()


def test_allure_results_are_written(mixed: Ran) -> None:
    """One result per scenario with its steps; what an earlier run left is gone."""
    assert mixed.ret == 1
    folder = mixed.path / "reports" / "allure-results"
    results = {
        one["fullName"]: one for one in map(json.loads, (path.read_text() for path in folder.glob("*-result.json")))
    }
    assert {name: one["status"] for name, one in results.items()} == {
        "balances/passes": "passed", "balances/warns": "passed",
        "balances/fails": "failed", "balances/skipped": "skipped",
    }  # fmt: skip
    for step in results["balances/fails"]["steps"]:
        for attachment in step["attachments"]:
            assert (folder / attachment["source"]).read_text().startswith(">>> ")


# ---------------------------------------------------------------------------------------------------- what is collected


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
    """`pytest --base-url URL` without paths, in a project whose settings send pytest elsewhere."""
    scenarios(project, mine=PASSES)
    project.makeini("[pytest]\ntestpaths = tests\naddopts = -p no:cacheprovider")
    project.mkdir("tests").joinpath("test_own.py").write_text("def test_own(): assert False")
    result = project.runpytest_inprocess("--base-url", bank.base_url, "--only=AT-BAL-1", "--only=AT-BEN-1")
    assert result.ret == 0
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
    project.makepyfile(test_own="def test_own(): assert False")
    result = project.runpytest_inprocess(str(folder), "test_own.py")
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["CONFORM  embedded*"])
    assert "test_own.py::test_own" in (project.path / "reports" / "report.html").read_text()


def test_what_uses_up_quotas_runs_last(project: pytest.Pytester) -> None:
    """On a shared bank they take from the others what they need themselves."""
    folder = scenarios(project, a=PASSES.replace("given:", "needs: [quotas]\ngiven:"), b=PASSES, c=ADAM)
    project.runpytest_inprocess(str(folder))
    assert list(verdicts(project)) == ["balances/b", "balances/c", "balances/a"]


def test_a_scenario_can_be_named(project: pytest.Pytester) -> None:
    """By its file, by -k and by --only."""
    folder = scenarios(project, passes=PASSES, fails=FAILS)
    assert project.runpytest_inprocess(str(folder / "balances" / "passes.yaml")).ret == 0
    assert project.runpytest_inprocess(str(folder), "-k", "passes").ret == 0
    assert project.runpytest_inprocess(str(folder), "--only", "AT-BAL-1").ret == 0
    assert ledger(project)[0]["selection"] == ["AT-BAL-1"]
    wrong = project.runpytest_inprocess(str(folder), "--only", "balances/pases")
    assert wrong.ret == pytest.ExitCode.USAGE_ERROR
    wrong.stderr.fnmatch_lines(["*nothing is called `balances/pases` (did you mean balances/passes?)"])


def test_all_mistakes_of_all_files_are_told_at_once(project: pytest.Pytester) -> None:
    """Before anything is sent, each with its place."""
    folder = scenarios(project, a=PASSES.replace("marc", "mark"), b=PASSES.replace("count:", "cuont:"), c=PASSES)
    result = project.runpytest_inprocess(str(folder))
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.re_match_lines(
        [r"ERROR: scenarios/balances/a\.yaml:4:5: .*mark.*", r"scenarios/balances/b\.yaml:10:7: .*cuont.*"]
    )
    assert "Traceback" not in result.stderr.str()


def test_mistakes_in_a_folder_of_another_name_are_told_too(project: pytest.Pytester) -> None:
    """Where pytest itself finds the files."""
    folder = scenarios(project, a=PASSES.replace("marc", "mark"), b=PASSES.replace("count:", "cuont:"))
    folder.rename(project.path / "checks")
    result = project.runpytest_inprocess("checks")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*a.yaml:4:5:*", "*b.yaml:10:7:*"])


def test_the_users_own_report_paths_win(project: pytest.Pytester) -> None:
    """`--html`, `--junitxml` and `--alluredir` are known to every pytest user."""
    folder = scenarios(project, passes=PASSES)
    result = project.runpytest_inprocess(
        str(folder),
        "--html=mine.html",
        "--junitxml=mine.xml",
        "--alluredir=mine",
        "--reports=elsewhere",
        "-p",
        "allure_pytest",
    )
    assert result.ret == 0
    assert "The 33 documented" in (project.path / "mine.html").read_text()
    assert "AT-BAL-1" in (project.path / "mine.xml").read_text()
    told = json.loads(next((project.path / "mine").glob("*-result.json")).read_text())
    assert told["fullName"] == "balances/passes"
    assert "AT-BAL-1" in json.dumps(told["labels"])
    assert {path.name for path in (project.path / "elsewhere").iterdir()} == {"ledger.jsonl"}


def test_nothing_is_played_for_a_list(project: pytest.Pytester) -> None:
    """`--collect-only` sends nothing and writes nothing."""
    folder = scenarios(project, passes=PASSES)
    result = project.runpytest_inprocess(
        str(folder), "--collect-only", "-q", "--base-url=http://127.0.0.1:9/stet/psd2/v1.4.2"
    )
    result.stdout.fnmatch_lines(["balances::balances/passes"])
    assert not (project.path / "reports" / "ledger.jsonl").exists()


# ------------------------------------------------------------------------------------------------------------- workers


def test_workers_share_the_personas(project: pytest.Pytester) -> None:
    """One persona, one worker; names, verdicts and reports are those of a run without workers."""
    folder = scenarios(project, a=PASSES, b=ADAM, c=PASSES, d=ADAM, e=FAILS, f=WARNS)
    result = project.runpytest_subprocess(str(folder), "-n", "2", "--dist", "loadgroup", "-v")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["FAILED  balances/e *", "WARNED  balances/f *", "NOT CONFORM  embedded reference bank · STET*"]
    )
    lines = [match for line in result.outlines if (match := re.match(r"\[(gw\d)\] .*::balances/(\w) ", line))]
    assert len({worker for worker, name in (match.groups() for match in lines) if name in "bd"}) == 1
    assert len({worker for worker, name in (match.groups() for match in lines) if name in "acef"}) == 1
    assert len({match[1] for match in lines}) == 2
    assert verdicts(project) == {
        "balances/a": "passed", "balances/b": "passed", "balances/c": "passed", "balances/d": "passed",
        "balances/e": "failed", "balances/f": "warned",
    }  # fmt: skip
    names = {
        case.get("name")
        for case in ElementTree.parse(project.path / "reports" / "junit.xml").getroot().iter("testcase")
    }
    assert names == set(verdicts(project))
    assert ledger(project)[-1]["complete"]
    assert len(list((project.path / "reports" / "allure-results").glob("*-result.json"))) == 6
    page = (project.path / "reports" / "report.html").read_text()
    assert page.count("stet-exchange") > 6
    assert "balances/e@marc" not in page


def test_a_worker_that_dies_is_our_fault(project: pytest.Pytester) -> None:
    """Its verdict is missing: nothing may look green."""
    scenarios(project, a=PASSES, b=ADAM)
    project.makeconftest(
        """
        import os
        import conformance.runner as runner
        real = runner.play
        runner.play = lambda one, *world: os._exit(9) if one.persona == "adam" else real(one, *world)
        """
    )
    # Replacing a worker that dies can hang xdist 3.8.
    words = ("-n", "2", "--dist", "loadgroup", "--max-worker-restart=0")
    result = project.runpytest_subprocess("scenarios", *words, timeout=60)
    assert result.ret != 0
    foot = ledger(project)[-1]
    assert (foot["exit_code"], foot["complete"]) == (4, False)


# ------------------------------------------------------------------------------------------------------ what goes wrong


def test_a_bank_that_does_not_answer_ends_the_run(project: pytest.Pytester) -> None:
    """With one message, before any scenario."""
    folder = scenarios(project, passes=PASSES)
    result = project.runpytest_inprocess(str(folder), "--base-url", "http://127.0.0.1:9/stet/psd2/v1.4.2")
    assert result.ret == 3
    said = result.stderr.str() + result.stdout.str()
    assert said.count("127.0.0.1:9 refuses the connection") == 1
    assert "Traceback" not in said


def test_what_was_measured_before_a_crash_is_kept(project: pytest.Pytester) -> None:
    """The process dies in the second scenario; the first verdict is on disk, and the ledger has no end."""
    scenarios(project, a=PASSES, b=ADAM)
    project.makeconftest(
        """
        import os
        import conformance.runner as runner
        real = runner.play
        runner.play = lambda one, *world: os._exit(9) if one.persona == "adam" else real(one, *world)
        """
    )
    assert project.runpytest_subprocess("scenarios").ret == 9
    assert [line["kind"] for line in ledger(project)] == ["header", "verdict"]
    (project.path / "conftest.py").unlink()  # in this process it would lie in wait for every later test
    again = project.runpytest_inprocess("reports/ledger.jsonl", "--reports=again")
    again.stdout.fnmatch_lines(["INTERRUPTED  *(incomplete)", "*the ledger has no end: the run was cut off"])


def test_ctrl_c_leaves_an_incomplete_ledger(project: pytest.Pytester) -> None:
    """Found so far is found: footer complete false, code 130."""
    scenarios(project, a=PASSES, b=ADAM)
    project.makeconftest(
        """
        import time
        import conformance.runner as runner
        real = runner.play
        def play(scenario, *world):
            if scenario.persona == "adam":
                print("waiting", flush=True)
                time.sleep(30)
            return real(scenario, *world)
        runner.play = play
        """
    )
    command = [sys.executable, "-m", "pytest", "scenarios", "-s"]
    with subprocess.Popen(command, cwd=project.path, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "waiting" in line:
                break
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(20) == pytest.ExitCode.INTERRUPTED
    assert "INTERRUPTED  embedded reference bank" in rest
    foot = ledger(project)[-1]
    assert (foot["kind"], foot["complete"], foot["exit_code"], foot["counts"]["passed"]) == ("footer", False, 130, 1)


def test_our_own_fault_is_an_error_not_a_failure(project: pytest.Pytester) -> None:
    """Broken is told in the setup phase: JUnit, HTML and Allure call it an error; the block asks for a report."""
    scenarios(project, a=PASSES)
    project.makeconftest(
        """
        import conformance.runner as runner
        def play(scenario, *world):
            raise ValueError("no such thing")
        runner.play = play
        """
    )
    result = project.runpytest_subprocess("scenarios")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["BROKEN  balances/a *", "*reason   ValueError: no such thing", "*this is a fault of stet-conformance*"]
    )
    assert ledger(project)[-1]["exit_code"] == 4
    case = next(ElementTree.parse(project.path / "reports" / "junit.xml").getroot().iter("testcase"))
    assert case.find("error") is not None


# ------------------------------------------------------------------------------------------------ secrets and redrawing


def test_a_planted_token_reaches_no_artefact(project: pytest.Pytester, bank: Running) -> None:
    """Not the terminal, not the ledger, not one of the reports; and the replay line names a variable instead."""
    with open_world(bare_target(bank.base_url, {}), specs.load()) as world:
        canary = world.tokens.access("marc", "aisp")
    assert canary
    (project.path / "target.yaml").write_text(
        f"name: planted\nbase_url: {bank.base_url}\ntokens:\n  marc: {{aisp: '{canary}'}}\n", encoding="utf-8"
    )
    echoing = FAILS.replace(
        "    expect:", f"    headers: {{X-Echo: '{canary}'}}\n    query: {{q: '{canary}'}}\n    expect:"
    )
    scenarios(project, canary=echoing)
    result = project.runpytest_inprocess("scenarios", "--target", "target.yaml", "-v")
    assert result.ret == 1
    files = [path for path in (project.path / "reports").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".jsonl", ".html", ".xml", ".json", ".txt"}
    for path in files:
        assert canary not in path.read_text(encoding="utf-8"), path
    assert canary not in result.stdout.str() + result.stderr.str()
    result.stdout.fnmatch_lines(["*X-Echo: [*][*][*]*TOKEN_MARC_AISP*"])


def normal(page: str) -> str:
    """An HTML report without the moment at which it was drawn and the time that this took."""
    page = re.sub(r"Report generated on .*? by", "", page)
    return re.sub(r"\d+ tests? took .*?\.</p>", "", page)


def test_a_report_drawn_again_is_the_same(
    mixed: Ran, project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """HTML, JUnit and Allure from the ledger equal those of the run; nothing is sent for them."""
    assert mixed.ret == 1
    monkeypatch.chdir(mixed.path)
    again = project.runpytest_inprocess("reports/ledger.jsonl", "--reports=again")
    again.stdout.fnmatch_lines(["NOT CONFORM  *"])
    pages = [(mixed.path / folder / "report.html").read_text() for folder in ("reports", "again")]
    assert normal(pages[0]) == normal(pages[1])

    def cases(folder: str) -> list[tuple[Any, ...]]:
        root = ElementTree.parse(mixed.path / folder / "junit.xml").getroot()
        return [
            (case.get("classname"), case.get("name"), case.get("time"), [ElementTree.tostring(child) for child in case])
            for case in root.iter("testcase")
        ]

    def results(folder: str) -> list[dict[str, Any]]:
        found = [
            json.loads(path.read_text()) for path in (mixed.path / folder / "allure-results").glob("*-result.json")
        ]
        for one in found:
            one.pop("uuid")
            for step in one.get("steps", ()):
                for attachment in step.get("attachments", ()):
                    attachment["source"] = (mixed.path / folder / "allure-results" / attachment["source"]).read_text()
        return sorted(found, key=lambda one: str(one["fullName"]))

    assert cases("reports") == cases("again")
    assert results("reports") == results("again")
    assert not (mixed.path / "again" / "ledger.jsonl").exists()


def test_old_names_of_scenarios_are_understood(project: pytest.Pytester) -> None:
    """By `--only`, with a hint of the present name; a name that is neither is a mistake."""
    folder = scenarios(project)
    folder.joinpath("access").mkdir()
    folder.joinpath("access", "page-link-of-another-customer.yaml").write_text(PASSES, encoding="utf-8")
    result = project.runpytest_inprocess("scenarios", "--only", "access/links-are-no-keys")
    assert result.ret == 0
    assert list(verdicts(project)) == ["access/page-link-of-another-customer"]
    now = "the scenario is now called access/page-link-of-another-customer"
    result.stdout.fnmatch_lines([f"hint: --only access/links-are-no-keys: {now}*"])
