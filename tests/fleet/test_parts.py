"""Which shards of a fleet belong together: all that keeps some from being joined is told at once, each by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.errors import ExitCode, Mistakes
from conformance.fleet import parts, writing
from conformance.fleet.overview import Overview
from tests.support.fleets import examined


def shard(folder: Path, number: int, of: int = 2, banks: tuple[str, ...] = ("A", "B"), **more: Any) -> Path:
    """The folder of a shard that has ended."""
    asked = {"shard": f"{number}/{of}"} | more.pop("asked", {})
    several = tuple(examined(short) for short in banks)
    told = Overview(**({"name": "group", "asked": asked, "examined": several} | more))
    writing.write(told, folder)
    return folder


def refused(*folders: Path) -> str:
    with pytest.raises(Mistakes) as wrong:
        parts.read(folders)
    return str(wrong.value)


def test_shards_of_one_fleet_come_in_their_order(tmp_path: Path) -> None:
    """However they were named, with what each came to at every bank."""
    found = parts.read([shard(tmp_path / "2", 2), shard(tmp_path / "1", 1)])
    assert [(one.shard.number, [share.short for share in one.shares]) for one in found] == [
        (1, ["A", "B"]),
        (2, ["A", "B"]),
    ]


def test_doubled_and_missing_ones_are_named(tmp_path: Path) -> None:
    """Once for all of its banks."""
    says = refused(shard(tmp_path / "1", 1, of=3), shard(tmp_path / "again", 1, of=3))
    assert f"shard 1 is there 2 times: {tmp_path / '1'}, {tmp_path / 'again'}" in says
    assert "2 shards missing: 2/3, 3/3" in says


def test_what_is_no_shard_of_a_fleet_is_named(tmp_path: Path) -> None:
    """A run, a whole fleet, what nobody has written so."""
    (tmp_path / "run").mkdir()
    whole = tmp_path / "whole"
    writing.write(Overview(name="group", asked={}, examined=()), whole)
    odd, torn = shard(tmp_path / "odd", 1, banks=("../../above",)), shard(tmp_path / "torn", 1)
    (torn / writing.FIGURES).write_bytes((torn / writing.FIGURES).read_bytes()[:50])
    says = refused(tmp_path / "run", whole, odd, torn)
    assert f"{tmp_path / 'run'} is no fleet that came to its end: it has no fleet.json" in says
    assert f"{whole} is no shard of a fleet" in says
    assert f"{odd / 'fleet.json'} is not as a fleet writes it: establishments/0/short" in says
    assert f"{torn / 'fleet.json'} cannot be read" in says


def test_what_did_not_come_to_its_end_is_named(tmp_path: Path) -> None:
    """By those that it did not come to, and those that were cut off."""
    cut_off = (examined("A"), examined("B", ExitCode.INTERRUPTED, "INCOMPLETE"))
    first = shard(tmp_path / "1", 1, examined=cut_off, missing=("C",), interrupted=True)
    says = refused(first, shard(tmp_path / "2", 2, banks=("A", "B", "C")))
    assert f"shard 1/2 ({first}) did not come to its end: not examined C, B" in says
    assert "C (" not in says


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"name": "others"}, "another name than shard 1/2 ({first}): others, not group"),
        ({"asked": {"only": ["accounts"]}}, "another selection than shard 1/2 ({first}): accounts, not none"),
        ({"asked": {"now": "2026-11-01T12:00"}}, "another moment for now"),
        ({"of": 3}, "another number of shards than shard 1/2 ({first}): 3, not 2"),
        ({"banks": ("A", "C")}, "C (10807, C.example), shard 1/2 ({first}) has not"),
        ({"banks": ("A",)}, "B (10807, B.example), shard 2/2 ({second}) has not"),
    ],
)
def test_a_shard_of_another_fleet_is_named_with_what_is_other(tmp_path: Path, more: dict[str, Any], says: str) -> None:
    """The first shard is what the others are held to."""
    first, second = shard(tmp_path / "1", 1), shard(tmp_path / "2", 2, **more)
    assert says.format(first=first, second=second) in refused(first, second)
