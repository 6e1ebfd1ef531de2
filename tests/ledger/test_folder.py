"""Which ledger a folder means."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from conformance.errors import Mistakes
from conformance.ledger.folder import ledger_at
from tests.support import makers


def ledger(path: Path) -> Path:
    path.write_bytes(orjson.dumps(makers.HEADER) + b"\n")
    return path


def test_the_usual_name_comes_first(tmp_path: Path) -> None:
    """Whatever else there is."""
    ledger(tmp_path / "other.jsonl")
    usual = ledger(tmp_path / "ledger.jsonl")
    assert ledger_at(tmp_path) == usual
    assert ledger_at(usual) == usual


def test_the_only_one_is_meant(tmp_path: Path) -> None:
    """One that was set aside is another run's, and lines of something else are no ledger."""
    ledger(tmp_path / "bank.previous.jsonl")
    (tmp_path / "lines.jsonl").write_text("{}\n", encoding="utf-8")
    assert ledger_at(ledger(tmp_path / "bank.jsonl")) == ledger_at(tmp_path)


def test_one_of_several_must_be_named(tmp_path: Path) -> None:
    """Nobody can say which is meant."""
    ledger(tmp_path / "a.jsonl")
    ledger(tmp_path / "b.jsonl")
    with pytest.raises(Mistakes, match=r"several ledgers \(a.jsonl, b.jsonl\)"):
        ledger_at(tmp_path)


def test_the_folders_of_a_fleet_are_named(tmp_path: Path) -> None:
    """Each has a ledger of its own."""
    for name in ("EAST", "WEST", "targets"):
        (tmp_path / name).mkdir()
    for name in ("EAST", "WEST"):
        ledger(tmp_path / name / "ledger.jsonl")
    with pytest.raises(Mistakes, match=r"there is no ledger in .*have one: .*EAST, .*WEST\)"):
        ledger_at(tmp_path)
