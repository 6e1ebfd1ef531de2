"""The header of a ledger: masked, and yet the digests by which it is read back stand in it whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from conformance.commands import session
from conformance.ledger.reading import read
from conformance.sandbox import Running
from tests.support.projects import PASSES, written


def test_a_secret_that_stands_in_a_digest_by_chance_does_not_spoil_it(bank: Running, tmp_path: Path) -> None:
    """Like a code of four digits: the texts that judged are known by their digests alone."""
    written(tmp_path, passes=PASSES)

    def header(token: str) -> dict[str, Any]:
        target = tmp_path / "target.yaml"
        tokens = {"adam": {"aisp": token}}
        target.write_text(json.dumps({"name": "x", "base_url": bank.base_url, "tokens": tokens}), encoding="utf-8")
        words = [f"--target={target}", f"--reports={tmp_path / 'reports'}", str(tmp_path / "scenarios")]
        session.play(words, quiet=True)
        return dict(read(tmp_path / "reports" / "ledger.jsonl").header)

    first = header("a-token-of-nobody")
    digest = first["judged_by"]["digests"]["schemas"]
    second = header(digest[8:40])
    assert second["judged_by"]["digests"] == first["judged_by"]["digests"]
    assert second["catalogue"] == first["catalogue"]
