"""Names and titles that no locale likes: every report is written all the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.support.projects import PASSES, written

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}


@pytest.mark.skipif(os.name == "nt", reason="names of files are Unicode there, whatever the locale")
@pytest.mark.parametrize("more", [{}, ASCII], ids=["utf-8", "ascii"])
def test_a_name_with_letters_of_other_scripts_is_played_and_told(tmp_path: Path, more: dict[str, str]) -> None:
    """In a locale that has these letters and in one that has none."""
    title = "title: Marc 👩‍👩‍👧 a trois soldes ✅ עברית \\u202e <b>&amp;"
    name = "émoji 😀 [x] (1)"
    written(tmp_path, **{name: PASSES.replace("title: Marc's account has three balances", f'title: "{title[7:]}"')})
    command = [sys.executable, "-m", "conformance", "run", "scenarios"]
    ran = subprocess.run(command, cwd=tmp_path, env={**os.environ, **more}, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stdout.decode("utf-8", "replace")
    reports = tmp_path / "reports"
    lines = map(json.loads, (reports / "ledger.jsonl").read_bytes().splitlines())
    assert any(f"balances/{name}" in str(line) for line in lines)
    assert "\\u00e9moji" in (reports / "report.html").read_text(encoding="utf-8"), "rows are JSON inside the page"
    assert ElementTree.parse(reports / "junit.xml").getroot().find(".//testcase") is not None
    assert any((reports / "allure-results").glob("*-result.json"))
