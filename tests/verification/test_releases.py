"""The texts of released versions are known by their digests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from conformance.errors import Mistakes
from conformance.ledger import judged_by
from conformance.verification import releases


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where releases are noted: nothing yet."""
    path = tmp_path / "releases.json"
    path.write_text("{}\n", encoding="utf-8")
    monkeypatch.setattr(releases, "_FILE", path)
    releases.known.cache_clear()
    yield path
    monkeypatch.undo()
    releases.known.cache_clear()


def told(digests: dict[str, str]) -> str:
    """What is said of a run that was judged by these texts."""
    groups = {name: digest for name, digest in digests.items() if name in judged_by.installed()}
    return next(iter(releases.told(groups, digests["shipped set"], ())))


def test_a_release_is_known_by_its_texts() -> None:
    """By all of them, whichever version is released after it."""
    here = releases.here()
    assert told(here) == "texts of no release that this version knows; they are the ones installed here"
    releases.note("7.1.0", here)
    releases.note("7.2.0", {**here, "schemas": "0" * 64})
    assert told(here) == "texts of release 7.1.0; they are the ones installed here"
    assert told({**here, "schemas": "0" * 64}).startswith("texts of release 7.2.0; ")
    assert told({**here, "shipped set": "0" * 64}).startswith("texts of no release ")


def test_what_was_released_stays_what_it_was(file: Path) -> None:
    """Noted again it may be; other texts have another number. What is not released is not noted."""
    releases.note("7.1.0", releases.here())
    before = file.read_bytes()
    assert "no release" in releases.note("7.2.0.dev0", releases.here())
    releases.note("7.1.0", releases.here())
    with pytest.raises(Mistakes, match=r"release 7\.1\.0 is noted with other texts: rules"):
        releases.note("7.1.0", {**releases.here(), "rules": "0" * 64})
    assert file.read_bytes() == before
