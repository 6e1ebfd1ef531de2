"""The entry of a word: what of its wish is a path or a regular expression; and a check opens nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from conformance.checks import CHECKS
from conformance.specs import grammar
from tests.support.answers import answer, mismatches

OPENS_NOTHING = """
import sys
from conformance import specs
from conformance.checks import CHECKS, Setting
from tests.checks.test_findings import CASES

setting, caught = Setting(documented=specs.load()), []
watched = ("open", "socket", "os.", "import", "subprocess")
sys.addaudithook(lambda event, _: caught.append(event) if event.startswith(watched) else None)
for name, cases in CASES.items():
    for wanted, answer in cases:
        list(CHECKS[name].check(wanted, answer, setting))
opened = sorted(set(caught))
open("pyproject.toml").close()
print(opened, "and the hook sees" if caught else "and the hook sees nothing")
"""


def test_a_check_opens_no_file_and_no_connection() -> None:
    """Whatever it is asked: of every golden case, none makes Python open, import or connect anything."""
    root = Path(__file__).parents[2]
    ran = subprocess.run([sys.executable, "-c", OPENS_NOTHING], cwd=root, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[] and the hook sees"


def test_the_table_is_that_of_the_grammar() -> None:
    """One word, one room: the table, the schema of scenarios and the files name the same words."""
    schema = grammar("scenario")
    named = set(schema["definitions"]["expect"]["properties"])
    files = {path.stem for path in (Path(__file__).parents[2] / "conformance" / "checks").glob("*.py")}
    assert named == set(CHECKS) == files - {"__init__", "comparing", "word"}


@pytest.mark.parametrize(
    ("word", "wanted", "paths"),
    [
        ("has", ["a", "b[*].c"], [((0,), "a"), ((1,), "b[*].c")]),
        ("equals", {"a": 1, "b.c": 2}, [(("a",), "a"), (("b.c",), "b.c")]),
        ("status", [400, 404], []),
        ("headers", {"X-A": True}, []),
        ("pages", {"first": {"transactions": 200}}, []),
    ],
)
def test_a_word_tells_which_of_its_texts_are_paths(word: str, wanted: Any, paths: list[Any]) -> None:
    """With their places in what is wanted."""
    assert list(CHECKS[word].paths(wanted)) == paths


@pytest.mark.parametrize(
    ("word", "wanted", "forms"),
    [
        ("matches", {"a": "x+"}, [(("a",), "x+")]),
        ("unlike", {"a": "x", "b": "y"}, [(("a",), "x"), (("b",), "y")]),
        ("redirect", {"to": "t", "query": ["q"], "matches": {"a": "f"}}, [(("to",), "t"), (("matches", "a"), "f")]),
        ("redirect", {"query": ["("]}, []),
        ("equals", {"a": "("}, []),
    ],
)
def test_a_word_tells_which_of_its_texts_are_regular_expressions(word: str, wanted: Any, forms: list[Any]) -> None:
    """With their places in what is wanted."""
    assert list(CHECKS[word].forms(wanted)) == forms


@pytest.mark.parametrize(
    ("word", "wanted", "nothing", "wrong"),
    [
        ("none", {"r[*].id": [7]}, {"r": []}, {"r": [{"id": 7}]}),
        ("none", {"r[*].id": [7]}, {"r": [{"id": "7"}]}, {"r": [{"id": 7}]}),
        ("unlike", {"r[*].id": "a.*"}, {"r": [{}]}, {"r": [{"id": "ab"}]}),
        ("lacks", ["r[*].id"], {"r": []}, {"r": [{"id": 7}]}),
        ("unique", ["r[*].id"], {"r": [{"id": ""}]}, {"r": [{"id": 7}, {"id": 7}]}),
        ("only", {"r[*].id": [7]}, {"r": []}, {"r": [{"id": 8}]}),
        ("matches", {"r[*].id": "a.*"}, {"r": []}, {"r": [{}]}),
        ("between", {"r[*].id": {"from": "2026-01-01"}}, {"r": []}, {"r": [{"id": "2025-12-31"}]}),
        ("amount", {"r[*].id": 0}, {"r": []}, {"r": [{"id": "1.00"}]}),
    ],
)
def test_what_could_be_held_to_nothing_is_undecided(word: str, wanted: Any, nothing: Any, wrong: Any) -> None:
    """It is a mismatch all the same; what is wrong is decided."""
    assert [one.undecided for one in mismatches(word, wanted, answer(nothing))] == [True]
    assert [one.undecided for one in mismatches(word, wanted, answer(wrong))] == [False]
