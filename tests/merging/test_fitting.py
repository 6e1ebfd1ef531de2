"""Which shards belong together: all that keeps some from being joined is told at once, each by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from conformance.errors import Mistakes
from conformance.ledger.ledger import Story
from conformance.merging import hold_together
from tests.support.makers import HEADER

BANK = {"name": "bank", "base_url": "https://bank.example"}


def shard(number: int, of: int = 3, *, complete: bool = True, where: str = "", **more: Any) -> Story:
    """One that is nothing but its header and its end."""
    split = {"number": number, "of": of, "seed": 0, "set": "5" * 64} | more.pop("split", {})
    header = {**HEADER, "target": BANK, "shard": split, **more}
    path = Path(where or f"r{number}")
    return Story(path=path, header=header, records=(), entries=(), exchanges={}, footer={"complete": complete})


def refused(*stories: Story) -> str:
    with pytest.raises(Mistakes) as wrong:
        hold_together(stories)
    return str(wrong.value)


def test_shards_of_one_run_come_in_their_order() -> None:
    """However they were named."""
    found = hold_together([shard(3), shard(1), shard(2)])
    assert [one.header["shard"]["number"] for one in found] == [1, 2, 3]


def test_doubled_and_missing_ones_are_named() -> None:
    """Both at once."""
    says = refused(shard(1), shard(1, where="again"), shard(3))
    assert "shard 1 is there 2 times: r1, again" in says
    assert "1 shard missing: 2/3" in says


def test_what_is_no_shard_or_has_no_end_is_named() -> None:
    """And so is what has been joined before."""
    whole = shard(1)
    plain = {name: value for name, value in whole.header.items() if name != "shard"}
    no_shard = Story(path=Path("whole"), header=plain, records=(), entries=(), exchanges={}, footer=whole.footer)
    joined = Story(
        path=Path("joined"), header=plain | {"parts": []}, records=(), entries=(), exchanges={}, footer=whole.footer
    )
    says = refused(no_shard, joined, shard(2, complete=False))
    assert "whole is no shard" in says
    assert "joined is joined from shards already" in says
    assert "shard 2/3 (r2) did not come to its end" in says


TEXTS = {**HEADER["judged_by"], "digests": {**HEADER["judged_by"]["digests"], "rules": "f" * 64}}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            {"target": BANK | {"base_url": "https://other.example"}},
            "another bank than shard 1/3 (r1): https://other.example, not https://bank",
        ),
        ({"catalogue": {"scenarios": 3, "sha256": "0" * 64}}, "another catalogue"),
        ({"split": {"set": "6" * 64}}, "another set to split"),
        ({"split": {"seed": 4}}, "another seed than shard 1/3 (r1): 4, not 0"),
        ({"selection": ["consents"]}, "another selection"),
        ({"judged_by": TEXTS}, r"other texts (rules)"),
        ({"bank": {**HEADER["bank"], "features": {"clock": True}}}, "another description of the bank"),
        ({"now": "2026-11-01T12:00:00+01:00"}, "another moment for now"),
        ({"deviations": [{"scenario": "a"}]}, "another list of deviations"),
        ({"harness": "0.0.1"}, "another version of stet-conformance than shard 1/3 (r1): 0.0.1"),
    ],
)
def test_a_shard_of_another_run_is_named_with_what_is_other(more: dict[str, Any], says: str) -> None:
    """The first shard is what the others are held to."""
    told = refused(shard(1), shard(2, **more), shard(3))
    assert "shard 2/3 (r2) has " in told
    assert says in told
    assert "shard 3/3" not in told


def test_a_certificate_and_tokens_of_each_shard_may_be_others() -> None:
    """Another host of the same bank may have answered; each run has labels of its own."""
    seen = {**HEADER["bank"], "tls": [{"host": "b"}], "tokens": {"marc": {"aisp": "***1"}}}
    assert len(hold_together([shard(1), shard(2, bank=seen), shard(3)])) == 3
