"""The shards of a fleet, bank by bank: what is wrong with many is said once, what a shard lacks is told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from conformance.catalogue.sharding import Shard
from conformance.errors import ExitCode, Mistakes, mistake
from conformance.fleet import joining
from conformance.fleet.parts import Part, Share
from conformance.ledger.ledger import Story
from tests.support.makers import HEADER

OF = 2


def share(short: str, run: str = "r", code: ExitCode = ExitCode.CONFORM, reason: str = "") -> Share:
    return Share(short=short, code="1", name="", host=f"{short}.example", run=run, exit_code=code, reason=reason)


def part(number: int, *shares: Share) -> Part:
    return Part(
        folder=Path(f"f{number}"), fleet="group", harness="1", shard=Shard(number=number, of=OF), only=(), now="",
        shares=shares, missing=(),
    )  # fmt: skip


@pytest.fixture
def ledgers(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """What the headers of the ledgers say otherwise, by their paths; one that is None is not there."""
    others: dict[str, dict[str, Any]] = {}

    def read(path: Path) -> Story:
        number, short = int(path.parts[0][1:]), path.parts[1]
        own = others.get(path.parent.as_posix(), {})
        split = {"number": number, "of": OF, "seed": 0, "set": "5" * 64}
        bank = {"name": short, "base_url": f"https://{short}.example/v1"}
        header = {**HEADER, "run": "r", "target": bank, "shard": split, **own}
        foot = {"complete": not own.get("cut off")}
        return Story(path=path, header=header, records=(), entries=(), exchanges={}, footer=foot)

    monkeypatch.setattr(joining, "read", read)
    return others


def refused(parts: Sequence[Part]) -> list[str]:
    with pytest.raises(Mistakes) as wrong:
        joining.hold_banks_together(parts)
    return [str(one) for one in wrong.value.mistakes]


def test_banks_that_belong_together_are_joined_in_the_order_of_the_file(ledgers: dict[str, Any]) -> None:
    """Each is known by the address at which it was examined."""
    assert not ledgers
    found = joining.hold_banks_together([part(1, share("B"), share("A")), part(2, share("A"), share("B"))])
    assert [(one.short, one.target.base_url) for one in found.banks] == [
        ("B", "https://B.example/v1"),
        ("A", "https://A.example/v1"),
    ]
    assert found.told == {}


def test_what_is_other_at_all_banks_is_said_once_and_what_is_at_one_by_its_name(ledgers: dict[str, Any]) -> None:
    """All of it at once."""
    for short in ("A", "B", "C"):
        ledgers[f"f2/{short}"] = {"harness": "0.0.1"}
    ledgers["f2/B"]["run"] = "another"
    ledgers["f2/C"]["now"] = "2026-11-01T12:00:00+01:00"
    shares = [share(short) for short in ("A", "B", "C")]
    version, run, now = refused([part(1, *shares), part(2, *shares)])
    assert "(f2/*/ledger.jsonl) has another version of stet-conformance" in version.replace("\\", "/")
    assert "at 2 banks: A, C" in version
    assert "f2/B/ledger.jsonl is of another run than the overview beside it" in run.replace("\\", "/")
    assert "(f2/C/ledger.jsonl) has another moment for now" in now.replace("\\", "/")


def test_a_ledger_that_is_gone_keeps_the_fleet_from_being_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    """The overview tells of it, so it was there."""

    def gone(path: Path) -> Story:
        raise mistake(f"{path} cannot be read")

    monkeypatch.setattr(joining, "read", gone)
    assert [one.replace("\\", "/") for one in refused([part(1, share("A")), part(2, share("A"))])] == [
        "f1/A/ledger.jsonl cannot be read"
    ]


def test_a_bank_that_a_shard_has_no_whole_run_of_is_told_by_the_worst_of_these(ledgers: dict[str, Any]) -> None:
    """With the shard, unless all of them say the same."""
    ledgers["f2/TORN"] = {"cut off": True}
    away = {"run": "", "code": ExitCode.COULD_NOT_RUN, "reason": "nobody answers"}
    first = part(1, share("AWAY", **away), share("ONCE"), share("TORN"))
    second = part(2, share("AWAY", **away), share("ONCE", **away), share("TORN", code=ExitCode.BROKEN))
    told = joining.hold_banks_together([first, second]).told
    assert {short: (one.word, one.reason) for short, one in told.items()} == {
        "AWAY": ("COULD NOT RUN", "nobody answers"),
        "ONCE": ("COULD NOT RUN", "shard 2/2: nobody answers"),
        "TORN": ("BROKEN", "shard 2/2: has no whole run of it"),
    }
