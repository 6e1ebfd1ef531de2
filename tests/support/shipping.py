"""A small shipped set, for tests about runs of the whole set."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance.catalogue.shipped import shipped_set
from conformance.specs import folders
from tests.support.projects import written

Ship = Callable[..., Path]


@pytest.fixture
def ship(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ship]:
    """`ship(one=TEXT, two=TEXT)`: these scenarios of the folder `balances` are what this installation ships."""
    found = folders._shipped

    def shipped(**files: str) -> Path:
        folder = written(tmp_path_factory.mktemp("installed"), **files)
        monkeypatch.setattr(folders, "_shipped", lambda name: folder if name == "scenarios" else found(name))
        shipped_set.cache_clear()
        return folder

    yield shipped
    monkeypatch.undo()
    shipped_set.cache_clear()
