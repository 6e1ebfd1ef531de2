"""What a run had asked before it was cut off, for the sake of scenarios that it never came to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import embedded as embedded_bank
from conformance import specs
from conformance.verification.result import Standing
from conformance.verification.verify import verify
from tests.support.evidence import played

PLAYED = ("access/bearer-only", "identity/marc-by-name", "personas/accounts-of-marie", "transactions/two-pages")
"""The first needs no consent; for the sake of the third its persona was asked about all the same."""


@pytest.fixture(scope="module")
def bank() -> Iterator[str]:
    """The address of a bank that a run knows as any other."""
    running, target = embedded_bank.start()
    yield target.base_url
    running.stop()


@pytest.mark.parametrize("words", [(), ("--shard=1/2",), ("--mask-personal-data",), ("--in-flight=2",)], ids=str)
def test_cut_off_after_each_verdict(words: tuple[str, ...], bank: str, tmp_path: Path) -> None:
    """As far as it goes it comes to the same."""
    for name in PLAYED:
        path = tmp_path / "scenarios" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(specs.scenarios_folder() / f"{name}.yaml", path)
    ledger = played(tmp_path / "reports", tmp_path / "scenarios", f"--base-url={bank}", *words) / "ledger.jsonl"
    written = ledger.read_bytes().splitlines(keepends=True)
    ends = [at for at, line in enumerate(written, 1) if b'"kind":"verdict"' in line and b'"origin":"rule"' not in line]
    assert len(ends) > 1
    for at in ends:
        ledger.write_bytes(b"".join(written[:at]))
        for today in (False, True):
            found = verify(ledger, today=today).verification
            assert (found.altered, {one.standing for one in found.verdicts}) == ((), {Standing.SAME})
