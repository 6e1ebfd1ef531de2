"""Only the same fleet goes on in a reports folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.errors import Mistakes
from conformance.fleet import targets, writing
from conformance.fleet.earlier import hold_to_fleet
from conformance.fleet.fleetfile import Fleet
from conformance.fleet.overview import Overview
from tests.support.fleets import establishment, examined, fleet


def group(*hosts: str, name: str = "fleet") -> Fleet:
    several = (establishment(f"B{number}", f"https://{host}") for number, host in enumerate(hosts))
    banks = (replace(one, described={"base_url": one.target.base_url}) for one in several)
    return replace(fleet(*banks), name=name)


def test_another_name_or_another_host_is_another_fleet(tmp_path: Path) -> None:
    """One bank more or less is not."""
    there = tuple(examined(f"B{number}", host=f"https://{host}") for number, host in enumerate("ab"))
    hold_to_fleet(tmp_path, group("a"))
    writing.write(Overview(name="fleet", asked={}, examined=there), tmp_path)
    for same in (("a", "b"), ("a",), ("a", "b", "c")):
        hold_to_fleet(tmp_path, group(*same))
    with pytest.raises(Mistakes, match=r"holds a fleet with other hosts: of B1 \(name another folder with --reports"):
        hold_to_fleet(tmp_path, group("a", "other"))
    with pytest.raises(Mistakes, match="holds another fleet: fleet"):
        hold_to_fleet(tmp_path, group("a", "b", name="mine"))


def test_one_that_was_killed_is_known_by_its_target_files(tmp_path: Path) -> None:
    """It has no overview yet."""
    targets.write(group("a", "b"), tmp_path)
    hold_to_fleet(tmp_path, group("a", "b"))
    with pytest.raises(Mistakes, match="other hosts: of B0"):
        hold_to_fleet(tmp_path, group("other", "b"))
