"""The files of a folder of scenarios, and the links in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from conformance import catalogue, specs
from conformance.catalogue.files import behind_a_link, yaml_files
from conformance.errors import Mistakes
from tests.support.projects import PASSES, written

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need rights that a user has not there")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Scenarios with a folder and a file beside them to be linked to."""
    written(tmp_path / "outside", far=PASSES)
    return written(tmp_path, a=PASSES)


@pytest.mark.parametrize("leads_to", ["outside", "outside/scenarios/balances/far.yaml"])
def test_a_link_that_leads_out_is_a_mistake(folder: Path, leads_to: str) -> None:
    """To a folder or to a file: what lies there was not named."""
    (folder / "link.yaml").symlink_to(folder.parent / leads_to)
    with pytest.raises(Mistakes, match=r"scenarios/link\.yaml is a link that leads out of .*scenarios, and is not"):
        catalogue.load([folder], specs.load())


def test_a_link_inside_is_passed_over(folder: Path) -> None:
    """What it leads to is there already."""
    (folder / "again").symlink_to(folder / "balances")
    (folder / "same.yaml").symlink_to(folder / "balances" / "a.yaml")
    assert yaml_files(folder) == ([folder / "balances" / "a.yaml"], [])
    assert behind_a_link(folder / "again" / "a.yaml", folder)
    assert behind_a_link(folder / "same.yaml", folder)
    assert not behind_a_link(folder / "balances" / "a.yaml", folder)


def test_the_folder_itself_may_be_a_link(folder: Path) -> None:
    """It was named."""
    (folder.parent / "elsewhere").symlink_to(folder)
    linked = folder.parent / "elsewhere"
    assert yaml_files(linked) == ([linked / "balances" / "a.yaml"], [])
    assert not behind_a_link(linked / "balances" / "a.yaml", linked)
