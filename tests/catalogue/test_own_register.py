"""A user's own requirements, beside his scenarios."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import catalogue, specs
from conformance.catalogue.own_register import own_register
from conformance.errors import Mistakes
from tests.support.projects import PASSES, written

HEADER = "# yaml-language-server: $schema=own-requirement.schema.json\n"
MINE = f"""{HEADER}chapter: What we ask of the bank
requirements:
  MINE-01:
    says: Balances come
      within a second.
  MINE-02: {{says: Names are in capitals., level: should}}
"""


def register(folder: Path, **files: str) -> None:
    """A folder of requirements."""
    (folder / "requirements").mkdir()
    for name, text in files.items():
        (folder / "requirements" / f"{name}.yaml").write_text(text, encoding="utf-8")


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(Mistakes) as caught:
        own_register(folder / "scenarios")
    return [f"{Path(one.place.file).name}: {one.says}" for one in caught.value.mistakes if one.place]


def test_it_stands_beside_the_scenarios(tmp_path: Path) -> None:
    """Each with its sentence and its level; none of them is the bank's."""
    register(tmp_path, mine=MINE)
    found = own_register(tmp_path / "scenarios")
    assert {(one.id, one.level, one.says, one.own) for one in found.values()} == {
        ("MINE-01", "must", "Balances come within a second.", True),
        ("MINE-02", "should", "Names are in capitals.", True),
    }
    assert not any(one.own for one in specs.load().register.values())


def test_without_one_there_are_none(tmp_path: Path) -> None:
    """Nor where the folder is somebody else's."""
    assert own_register(tmp_path / "scenarios") == {}
    other = tmp_path / "other"
    other.mkdir()
    register(other, pinned="pytest: 9\n")
    assert own_register(other / "scenarios") == {}


def test_a_scenario_may_cover_them(tmp_path: Path) -> None:
    """Or nothing at all."""
    register(tmp_path, mine=MINE)
    folder = written(
        tmp_path, a=PASSES.replace("AT-BAL-1", "MINE-01, AT-BAL-1"), b=PASSES.replace("covers: [AT-BAL-1]\n", "")
    )
    assert [one.covers for one in catalogue.load([folder], specs.load())] == [("MINE-01", "AT-BAL-1"), ()]


def test_an_id_that_nobody_has_is_a_mistake(tmp_path: Path) -> None:
    """With the one that may have been meant."""
    register(tmp_path, mine=MINE)
    folder = written(tmp_path, a=PASSES.replace("AT-BAL-1", "MINE-1"))
    with pytest.raises(Mistakes, match=r"a\.yaml:3:10: `MINE-1` is not a known requirement \(did you mean `MINE-01`"):
        catalogue.load([folder], specs.load())


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    """Ids of the documentation, ids that stand twice, and what the grammar knows."""
    register(
        tmp_path,
        a=MINE,
        b=MINE.replace("MINE-02", "AT-BAL-1"),
        c=f"{HEADER}chapter: Nothing\nrequirements: {{mine: {{says: It is here.}}}}\n",
    )
    assert mistakes(tmp_path) == [
        "b.yaml: MINE-01 is already defined in What we ask of the bank",
        "b.yaml: AT-BAL-1 is a requirement of the bank's documentation",
        "c.yaml: `mine` is not allowed as a name here",
    ]
