"""A verdict is in the ledger before the bank is asked anything else; it is told while the bank is waited for."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from conformance import embedded
from conformance.sandbox import Running
from conformance.target.target import Target
from tests.support.documents import target_file
from tests.support.shell import Shell, shell
from tests.support.unreliable_network import Road

__all__ = ["shell"]

SCENARIO = """# yaml-language-server: $schema=../../specs/scenario.schema.json
title: Nobody is told anything without a token
covers: [AT-BAL-1]
as: marc
steps:
  - GET: /accounts/{name}/balances
    token: none
    expect: {{status: {status}}}
"""
NAMES = ("first", "second", "third")
PATIENCE_S = 10


@pytest.fixture
def bank() -> Iterator[tuple[Running, Target]]:
    running, target = embedded.start()
    yield running, target
    running.stop()


class Watching:
    """What stands in the reports folder whenever the bank is asked, which answers once so much is told by Allure."""

    def __init__(self, reports: Path) -> None:
        self._reports = reports
        self.written: dict[str, list[str]] = {}
        """The verdicts in the ledger, by the address that was asked for."""
        self.told: dict[str, int] = {}

    def __call__(self, _: int, path: str) -> str:
        name = path.removesuffix("/balances").rpartition("/")[2]
        if name in NAMES:
            ledger = self._reports / "ledger.jsonl"
            lines = map(json.loads, ledger.read_bytes().splitlines() if ledger.exists() else ())
            self.written[name] = [one["name"] for one in lines if one["kind"] == "verdict"]
            before, ends = NAMES.index(name), time.monotonic() + PATIENCE_S
            while self._results < before and time.monotonic() < ends:
                Event().wait(0.01)
            self.told[name] = self._results
        return ""

    @property
    def _results(self) -> int:
        return len(list((self._reports / "allure-results").glob("*-result.json")))


@pytest.mark.parametrize("status", [401, 200], ids=["passed", "failed"])
def test_a_verdict_is_written_first_and_told_meanwhile(shell: Shell, bank: tuple[Running, Target], status: int) -> None:
    """The bank that is asked next finds the verdict in the ledger, and lives to see it told before it answers."""
    running, target = bank
    for name in NAMES:
        text = SCENARIO.format(name=name, status=status)
        (shell.path / f"{name}.yaml").write_text(text, encoding="utf-8")
    watching = Watching(shell.path / "reports")
    with Road(running.origin, watching) as road:
        text = target_file("watched", target).replace(running.origin, road.base_url.partition("/stet")[0])
        (shell.path / "bank.yaml").write_text(text, encoding="utf-8")
        code = shell("run", *(f"{name}.yaml" for name in NAMES), "--target", "bank.yaml")
    assert code == (0 if status == 401 else 1), shell.out + shell.err
    assert watching.written == {"first": [], "second": ["first"], "third": ["first", "second"]}
    assert watching.told == {"first": 0, "second": 1, "third": 2}
