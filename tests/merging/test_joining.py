"""Shards played against one bank, joined: what the whole run had come to, judged again the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance import embedded
from conformance.attestation.statement import shortcomings
from conformance.errors import Mistakes
from conformance.ledger.ledger import read
from conformance.merging import hold_together, join
from conformance.report import finished, summary
from conformance.report.statement import Word
from conformance.verification.result import Standing
from conformance.verification.verify import verify
from tests.support.evidence import played, small_set

SET = ("consents/malformed-iban", "identity/marc-by-name", "balances/of-another-customer")
"""Two of one persona, and one in which several act."""
OF = 2


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The shards of a run, played in disorder and masked, and those joined."""
    folder = tmp_path_factory.mktemp("shards")
    bank, target = embedded.start()
    with small_set(folder, *SET) as scenarios, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        try:
            for number in (2, 1):
                at = (f"--base-url={target.base_url}", "--mask-personal-data", f"--shard={number}/{OF}")
                played(folder / f"r{number}", scenarios, *at)
        finally:
            bank.stop()
        shards = [read(folder / f"r{number}" / "ledger.jsonl") for number in (2, 1)]
        join(hold_together(shards), folder / "joined" / "ledger.jsonl")
        yield folder


def ended(reports: Path) -> finished.Finished:
    return finished.read(read(reports / "ledger.jsonl"))


def test_a_shard_is_a_part_and_all_of_them_are_the_whole(runs: Path) -> None:
    """No shard says that the bank conforms, and each says which one it is."""
    for number in range(1, OF + 1):
        one = ended(runs / f"r{number}")
        assert one.statement.word is Word.PARTIAL
        assert f"shard {number} of {OF}" in summary.headline(one)
    joined = ended(runs / "joined")
    assert joined.statement.word is Word.CONFORM
    assert "3 of 3 scenarios" in joined.statement.scope
    assert f"{OF} shards merged" in joined.statement.scope


def test_what_was_joined_is_judged_again_the_same_and_may_be_certified(runs: Path) -> None:
    """From masked shards too, each of which has masks of its own."""
    evidence = verify(runs / "joined" / "ledger.jsonl")
    assert [one.why for one in evidence.verification.verdicts if one.standing is not Standing.SAME] == []
    assert len(evidence.verification.verdicts) > len(SET)
    assert evidence.finished is not None
    assert list(shortcomings(evidence.finished, evidence.verification)) == []


def test_the_parts_are_named_with_their_seals(runs: Path) -> None:
    """So that each shard's own ledger can be held to the whole."""
    story = read(runs / "joined" / "ledger.jsonl")
    for number, part in enumerate(story.header["parts"], 1):
        shard = read(runs / f"r{number}" / "ledger.jsonl")
        assert shard.footer is not None
        assert (part["header"]["run"], part["seal"]) == (shard.header["run"], shard.footer["seal"])
    assert story.header["run"] not in {part["header"]["run"] for part in story.header["parts"]}


def test_without_the_texts_of_a_shard_nothing_is_joined(runs: Path, tmp_path: Path) -> None:
    """They belong beside the ledger."""
    shards = []
    for number in range(1, OF + 1):
        folder = tmp_path / f"r{number}"
        folder.mkdir()
        (folder / "ledger.jsonl").write_bytes((runs / f"r{number}" / "ledger.jsonl").read_bytes())
        shards.append(read(folder / "ledger.jsonl"))
    with pytest.raises(Mistakes, match="judged-by"):
        join(hold_together(shards), tmp_path / "joined.jsonl")
