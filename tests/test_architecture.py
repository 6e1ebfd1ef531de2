"""ARCHITECTURE.md says what is: its floors are those of the import contract, its rooms those of the package."""

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
