"""Tokens kept between runs are read by their owner only, where a mode tells who else may."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from conformance.errors import Mistakes
from conformance.tokens import store
from conformance.tokens.issued import IssuedToken

ISSUED = {("marc", "aisp"): IssuedToken(access="an-access-token", refresh="a-refresh-token")}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A file of tokens that others may read, as its mode says."""
    path = tmp_path / "bank.json"
    store.write(path, ISSUED)
    path.chmod(0o644)
    return path


@pytest.mark.skipif(os.name != "posix", reason="modes say nothing of others here")
def test_a_file_that_others_may_read_is_refused(kept: Path) -> None:
    """With what makes it right."""
    with pytest.raises(Mistakes, match=r"may be read by others \(mode 644\)"):
        store.read(kept)
    kept.chmod(0o600)
    assert store.read(kept) == ISSUED


def test_where_modes_say_nothing_it_is_read(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows every file has the mode of one that all may read."""
    monkeypatch.setattr(store, "os", SimpleNamespace(name="nt"))
    assert store.read(kept) == ISSUED
