"""Only the same fleet goes on in a reports folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.catalogue.sharding import Shard
from conformance.errors import Mistakes
from conformance.fleet import targets, writing
from conformance.fleet.earlier import hold_to_fleet, hold_to_joined
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


def test_each_shard_has_a_folder_of_its_own(tmp_path: Path) -> None:
    """By its overview, and by a ledger where it was killed before it had one."""
    first, second = Shard(number=1, of=2), Shard(number=2, of=2)
    (tmp_path / "B0").mkdir()
    (tmp_path / "B0" / "ledger.jsonl").write_text('{"run": "r", "shard": {"number": 1, "of": 2}}\n', encoding="utf-8")
    for _ in ("killed", "ended"):
        hold_to_fleet(tmp_path, group("a"), first)
        with pytest.raises(Mistakes, match=r"holds shard 1/2 of this fleet, and shard 2/2 is asked for .*each shard"):
            hold_to_fleet(tmp_path, group("a"), second)
        with pytest.raises(Mistakes, match="holds shard 1/2 of this fleet, and the whole is asked for"):
            hold_to_fleet(tmp_path, group("a"))
        told = (examined("B0", host="https://a"),)
        writing.write(Overview(name="fleet", asked={"shard": "1/2"}, examined=told), tmp_path)


def test_shards_are_joined_where_no_other_fleet_stands(tmp_path: Path) -> None:
    """Nor a shard; the same fleet may be joined again."""
    hosts = {"B0": "a", "B1": "b"}
    hold_to_joined(tmp_path, "fleet", hosts)
    there = tuple(examined(short, host=host) for short, host in hosts.items())
    writing.write(Overview(name="fleet", asked={}, examined=there), tmp_path)
    hold_to_joined(tmp_path, "fleet", hosts)
    with pytest.raises(Mistakes, match=r"holds another fleet: fleet .*--into"):
        hold_to_joined(tmp_path, "mine", hosts)
    with pytest.raises(Mistakes, match="other hosts: of B1"):
        hold_to_joined(tmp_path, "fleet", {"B0": "a", "B1": "c"})
    writing.write(Overview(name="fleet", asked={"shard": "3/4"}, examined=there), tmp_path)
    with pytest.raises(Mistakes, match="holds shard 3/4 of this fleet"):
        hold_to_joined(tmp_path, "fleet", hosts)
