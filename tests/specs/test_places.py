"""The file of the places: read, and every mistake of it told."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import Mistakes
from conformance.specs.places import Cell, read_places

TEXT = """\
addresses:
  accounts: {says: the list, pages: [first, later]}
rules:
  scope:
    says: Another scope opens nothing.
    claims: [{covers: [SEC-10], scope: other, refused: true}]
reasons:
  - because: a later page is the bank's own affair
    pages: [later]
  - because: nobody asks for it without the customer
    rules: [scope]
    who: [absent]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "places.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_rule_page_moment_and_asker_is_a_cell(tmp_path: Path) -> None:
    """And the first reason that holds is its reason."""
    table = read_places(written(tmp_path, TEXT), {"SEC-10"})
    cells = list(table.cells())
    assert len(cells) == len(set(cells)) == 2 * 4 * 2
    reasons = {cell: table.reason(cell) for cell in cells}
    assert reasons[Cell("scope", "accounts", "first", "login", "present")] is None
    later = reasons[Cell("scope", "accounts", "later", "login", "absent")]
    assert later is not None
    assert later.because.startswith("a later page")


def test_what_is_unknown_is_told_at_its_place(tmp_path: Path) -> None:
    with pytest.raises(Mistakes) as caught:
        read_places(written(tmp_path, TEXT.replace("rules: [scope]", "rules: [scop]")), {"SEC-11"})
    assert [str(one) for one in caught.value.mistakes] == [
        "specs/places.yaml:6:24: `SEC-10` is not a known requirement (did you mean `SEC-11`?)",
        "specs/places.yaml:11:13: `scop` is not a known rule (did you mean `scope`?)",
    ]


def test_what_the_schema_does_not_allow_is_told(tmp_path: Path) -> None:
    with pytest.raises(Mistakes, match="`nobody` is not allowed here, only present or absent"):
        read_places(written(tmp_path, TEXT.replace("who: [absent]", "who: [nobody]")), {"SEC-10"})
