"""Two scenarios of one name."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance import catalogue, specs
from conformance.errors import Mistakes
from tests.support.projects import FAILS, PASSES, written


def two(tmp_path: Path, *, one: dict[str, str], other: dict[str, str]) -> list[Path]:
    """Two folders of scenarios."""
    return [written(tmp_path / name, **files) for name, files in (("one", one), ("other", other))]


def mistakes(folders: list[Path]) -> list[str]:
    with pytest.raises(Mistakes) as caught:
        catalogue.load(folders, specs.load())
    return [one.says for one in caught.value.mistakes]


def test_a_copy_is_the_same_scenario(tmp_path: Path) -> None:
    """Whatever its line ends: the first is taken."""
    folders = two(tmp_path, one={"a": PASSES}, other={"b": FAILS})
    (folders[1] / "balances" / "a.yaml").write_bytes(PASSES.replace("\n", "\r\n").encode())
    found = catalogue.load(folders, specs.load())
    assert [(one.name, "other" in one.place.file) for one in found] == [("balances/a", False), ("balances/b", True)]


def test_a_folder_and_one_inside_it(tmp_path: Path) -> None:
    """Each file once."""
    folder = written(tmp_path, a=PASSES)
    assert len(catalogue.load([folder, folder / "balances"], specs.load())) == 1


def test_another_text_is_a_mistake(tmp_path: Path) -> None:
    """They would be one row of every report."""
    folders = two(tmp_path, one={"a": PASSES}, other={"a": FAILS})
    assert mistakes(folders) == [f"a scenario `balances/a` is already defined in {folders[0]}/balances/a.yaml"]


def test_two_versions_of_one_folder_are_one_mistake(tmp_path: Path) -> None:
    """A clone of the project in which an installed copy is started, say."""
    names = [f"a{number}" for number in range(9)]
    folders = two(tmp_path, one=dict.fromkeys(names, PASSES), other=dict.fromkeys(names, FAILS))
    (says,) = mistakes(folders)
    assert says.startswith("9 scenarios have the names of others: ")
