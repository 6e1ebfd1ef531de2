"""What stays as it is: reports where there is nothing to tell, a ledger that is read; the machine is not told of."""

from __future__ import annotations

import gzip
import json
import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard

from conformance.sandbox import Running
from tests.support.projects import ADAM, FAILS, PASSES, SKIPPED, WARNS
from tests.support.sessions import ledger, scenarios


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_without_a_verdict_no_report_is_touched(project: pytest.Pytester) -> None:
    """Those of an earlier run stay as they are; none is made."""
    scenarios(project, a=PASSES)
    project.makepyfile(test_theirs="def test_theirs(): pass")
    nothing: list[tuple[str, ...]] = [
        ("scenarios", "--collect-only"),
        ("scenarios", "-k", "nothing"),
        ("scenarios", "--collect-only", "-n2", "--dist", "loadgroup"),
        ("test_theirs.py", "--reports", "reports"),
        ("does-not-exist.py", "--reports", "reports"),
    ]
    for words in nothing:
        project.runpytest_inprocess(*words)
        assert not (project.path / "reports").exists(), words
    assert project.runpytest_inprocess("scenarios").ret == 0
    before = files(project.path / "reports")
    for words in nothing:
        project.runpytest_inprocess(*words)
        assert files(project.path / "reports") == before, words


@pytest.mark.parametrize("name", ["ledger.bak", "run-7.json"])
def test_a_ledger_may_have_any_name(project: pytest.Pytester, name: str) -> None:
    """It is known by what it says; it is drawn again, and not written over."""
    scenarios(project, a=FAILS)
    assert project.runpytest_inprocess("scenarios").ret == 1
    path = project.path / "reports" / name
    told = (project.path / "reports" / "ledger.jsonl").read_bytes()
    path.write_bytes(b"\n".join(json.dumps(json.loads(line)).encode() for line in told.splitlines()))
    before = path.read_bytes()
    again = project.runpytest_inprocess(str(path), "--reports=again")
    again.stdout.fnmatch_lines(["NOT CONFORM  *"])
    assert path.read_bytes() == before
    assert (project.path / "again" / "report.html").exists()
    assert (project.path / "reports" / "ledger.jsonl").read_bytes() == told


@pytest.mark.parametrize("name", ["junit.xml", "report.html", "allure-results/ledger.jsonl"])
def test_no_report_is_written_over_the_ledger(project: pytest.Pytester, name: str) -> None:
    """Whatever that is called."""
    scenarios(project, a=PASSES)
    project.runpytest_inprocess("scenarios")
    path = project.path / "reports" / name
    path.parent.mkdir(exist_ok=True)
    (project.path / "reports" / "ledger.jsonl").replace(path)
    before = path.read_bytes()
    result = project.runpytest_inprocess(str(path), "--reports=reports")
    result.stderr.fnmatch_lines(["*is read, and a report would be written over it*"])
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["run.jsonl.gz", "run.jsonl.zst"])
def test_a_packed_ledger(project: pytest.Pytester, name: str) -> None:
    """By the ending of the name that the user gives; every reader opens it."""
    scenarios(project, a=PASSES)
    assert project.runpytest_inprocess("scenarios", f"--ledger={name}").ret == 0
    path = project.path / "reports" / name
    packed = path.read_bytes()
    unpacker = zstandard.ZstdDecompressor().decompressobj()
    plain = gzip.decompress(packed) if name.endswith("gz") else unpacker.decompress(packed)
    kinds = [json.loads(line)["kind"] for line in plain.splitlines()]
    assert (kinds[0], kinds[-1]) == ("header", "footer")
    project.runpytest_inprocess(str(path), "--reports=again").stdout.fnmatch_lines(["PARTIAL  *"])


def test_a_name_that_no_ledger_may_have(project: pytest.Pytester) -> None:
    """It is a mistake, with what to do."""
    scenarios(project, a=PASSES)
    result = project.runpytest_inprocess("scenarios", "--ledger=../x.jsonl")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*a file name that ends in .jsonl, .jsonl.gz or .jsonl.zst is needed*"])


def test_a_report_says_where_the_texts_are_others(project: pytest.Pytester) -> None:
    """The ledger names the digests of those that judged."""
    scenarios(project, a=PASSES)
    project.runpytest_inprocess("scenarios")
    again = project.runpytest_inprocess("reports/ledger.jsonl", "--reports=again")
    again.stdout.no_fnmatch_line("*judged*")
    old = Path(__file__).parents[1] / "golden" / "ledger-of-format-1.jsonl"
    again = project.runpytest_inprocess(str(old), "--reports=again")
    again.stdout.fnmatch_lines(["hint: *not judged by the texts of this version: requirements and schemas*"])


def test_who_asked_for_each_exchange(project: pytest.Pytester) -> None:
    """The look at the bank, logins, the stage, steps, and what was put back; workers send theirs."""
    scenarios(project, a=PASSES, b=ADAM)
    purposes = {}
    for name, words in (("alone", ()), ("workers", ("-n2", "--dist", "loadgroup"))):
        result = project.runpytest_inprocess("scenarios", f"--reports={name}", *words)
        assert result.ret == 0
        told = [line for line in ledger(project, name) if line["kind"] == "exchange"]
        assert [line["number"] for line in told] == list(range(1, len(told) + 1))
        purposes[name] = {line["asked_by"]["purpose"] for line in told}
        steps = {(line["asked_by"].get("scenario"), line["asked_by"].get("step")) for line in told}
        assert {("balances/a", 0), ("balances/b", 0)} <= steps
    assert purposes["alone"] == purposes["workers"] == {"reaching", "login", "stage", "step", "restoring"}


def test_nothing_tells_of_the_machine(tmp_path: Path, bank: Running) -> None:
    """No folder of it, not its name, in any report, whatever became of a scenario."""
    folder = tmp_path / "tell-tale-folder"
    folder.mkdir()
    found = {"a": PASSES, "b": FAILS, "c": SKIPPED, "d": WARNS}
    own = folder / "scenarios" / "balances"
    own.mkdir(parents=True)
    for name, text in found.items():
        (own / f"{name}.yaml").write_text(text, encoding="utf-8")
    environment = {**os.environ, "HOME": str(folder / "tell-tale-home")}
    command = [
        sys.executable,
        "-m",
        "conformance",
        "run",
        "scenarios",
        f"--base-url={bank.base_url}",
        "--reports",
        str(folder / "reports"),
    ]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    told = files(folder / "reports")
    assert {"ledger.jsonl", "junit.xml", "report.html", "judged-by.tar.gz"} <= set(told)
    names = [b"tell-tale", str(tmp_path).encode(), str(Path(__file__).parents[2]).encode() + b"/"]
    names += [platform.node().encode()] if len(platform.node()) > 4 else []
    for file, content in told.items():
        text = gzip.decompress(content) if file.endswith(".gz") else content
        assert not [name for name in names if name in text], file
    places = {json.loads(line)["place"] for line in told["ledger.jsonl"].splitlines() if b'"kind":"verdict"' in line}
    assert all(place.startswith(("scenarios/balances/", "specs/rules/")) for place in places)
