"""ARCHITECTURE.md says what is: its floors are those of the import contract, its rooms those of the package.

The tests stand in the same rooms.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
TEXT = (HOUSE / "ARCHITECTURE.md").read_text(encoding="utf-8")
APART = {"sandbox"}
"""Below nobody: the floors name it beside them."""


def pictured() -> list[set[str]]:
    """The floors of the picture, from the top down; `a > b` on one line is a floor above another."""
    picture = re.search(r"Floors, top down.*?```\n(.*?)```", TEXT, re.S)
    assert picture is not None
    lines = [re.sub(r"\(.*?\)", "", line) for line in picture[1].splitlines()]
    floors = [set(re.findall(r"\w+", floor)) - APART for line in lines for floor in line.split(">")]
    return [floor for floor in floors if floor]


def contracted() -> list[set[str]]:
    """The floors of the import contract, without the module that only starts the command line."""
    settings = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(
        one["layers"] for one in contracts if one["type"] == "layers" and one["containers"] == ["conformance"]
    )
    return [set(re.findall(r"\w+", layer)) for layer in layers if layer != "__main__"]


def rooms() -> set[str]:
    """What stands in the package: its folders of code and its files."""
    found = {path.parent.name for path in HOUSE.glob("conformance/*/__init__.py")}
    return found | {path.stem for path in HOUSE.glob("conformance/*.py")} - {"__init__", "__main__"}


def test_the_picture_shows_the_floors_that_are_kept() -> None:
    """Floor by floor, room by room."""
    assert pictured() == contracted()


def test_every_room_stands_on_one_floor() -> None:
    """Those of the package, each once, and no other."""
    named = [room for floor in contracted() for room in floor]
    assert sorted(named) == sorted(rooms() - APART)


def test_every_room_is_described() -> None:
    """In the table of rooms."""
    table = TEXT.partition("## The rooms")[2].partition("Floors, top down")[0]
    cells = " ".join(line.split("|")[1] for line in table.splitlines() if line.startswith("|"))
    assert sorted(rooms() - set(re.findall(r"\w+", cells))) == []


# ------------------------------------------------------------------------------------------------------------- tests

TESTS = HOUSE / "tests"
TOPICS = {
    "client/test_asking_again.py": "the sender, where a bank is down, busy or away",
    "checks/test_any_body.py": "no word breaks, whatever body it is given",
    "checks/test_findings.py": "what every word says, kept in tests/golden/findings",
    "masking/test_judged_alike.py": "masked bodies, judged like the true ones",
    "plugin/test_touching_nothing.py": "what a session leaves as it is, and does not tell",
    "properties/test_properties.py": "all properties, against the reference bank and its variations",
    "second_bank/test_it_starts.py": "the second bank, which is a part of the tests",
    "specs/test_both_validators.py": "the schemas, read by two validators",
    "specs/test_documents.py": "the files of specs/ against each other",
    "specs/test_every_constraint.py": "the schemas, each constraint by itself",
    "specs/test_refused_bodies.py": "the schemas, against bodies with one defect",
    "specs/test_schemas.py": "the schemas, against documented bodies",
    "target/test_examples.py": "the files of targets/",
    "test_architecture.py": "ARCHITECTURE.md, and this list",
    "test_stage_of_a_run.py": "the stage and the runner: what a verdict says of a stage, and of a clock that moves",
    "verification/test_tampering.py": "a folder of evidence, and all that may be changed in it",
}
"""Test files that are about something else than one file of the package: what it is."""
SHARED = {"support", "second_bank"}
"""The folders for what tests share; everything else is a test, or says nothing but what a room has in common."""


def home(test: Path) -> bool:
    """Whether a test file stands where the code stands that it is about (`list_.py` is the command `list`)."""
    code = HOUSE / "conformance" / test.relative_to(TESTS).parent / test.stem.removeprefix("test_")
    return code.is_dir() or any(code.with_name(name).is_file() for name in (f"{code.name}.py", f"{code.name}_.py"))


def test_every_test_file_mirrors_a_file_of_the_package() -> None:
    """Or is a run from end to end, or about one of the topics that are listed; none is listed in vain."""
    files = [path for path in TESTS.rglob("test_*.py") if path.parent.name != "end_to_end"]
    strays = {path.relative_to(TESTS).as_posix() for path in files if not home(path)}
    assert strays == set(TOPICS)


def test_what_tests_share_stands_in_one_folder() -> None:
    """Beside the second bank, which is shared as a whole."""
    named = re.compile(r"test_.*|conftest|__init__")
    others = {path.relative_to(TESTS) for path in TESTS.rglob("*.py") if not named.fullmatch(path.stem)}
    assert sorted(path for path in others if path.parts[0] not in SHARED | {"node"}) == []


def test_no_room_of_the_tests_lacks_its_name() -> None:
    """Every folder with tests is a package, so that two rooms may have a file of the same name."""
    folders = {path.parent for path in TESTS.rglob("test_*.py")}
    assert sorted(folder for folder in folders if not (folder / "__init__.py").is_file()) == []
