"""The documentation's own words, where the user has the very text whose lines are cited."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import Mistakes
from conformance.report.dossier import documentation
from tests.support import makers


def test_the_lines_of_a_promise_are_told_with_their_numbers() -> None:
    """Empty ones left out; of many the first."""
    wording = documentation.Wording(lines=("one", "", " three ", *map(str, range(4, 60))))
    assert wording.of(makers.requirement("X-1", "s", lines=("1-3",))) == ("1  one", "3  three")
    long = wording.of(makers.requirement("X-1", "s", lines=("1", "3-59", "4000")))
    assert (len(long), long[-1]) == (13, "…")


def test_another_text_is_refused(tmp_path: Path) -> None:
    """Its lines would be quoted beside promises that they do not make."""
    with pytest.raises(Mistakes, match="cannot be read"):
        documentation.read(tmp_path / "none.txt")
    other = tmp_path / "other.txt"
    other.write_text("another", encoding="utf-8")
    with pytest.raises(Mistakes, match="another text than the one whose lines are cited"):
        documentation.read(other)


def test_the_very_text_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Known by its digest."""
    path = tmp_path / "it.txt"
    path.write_bytes(b"one\ntwo")
    monkeypatch.setattr(documentation, "SHA256", "a11ceaaf0d9f7ecd5d1fa7a6e4ae4a1b5cae0e2d8ffb6a1f")
    with pytest.raises(Mistakes) as refused:
        documentation.read(path)
    found = str(refused.value).rpartition("its SHA-256 is ")[2].split()[0]
    monkeypatch.setattr(documentation, "SHA256", found)
    assert documentation.read(path).lines == ("one", "two")
