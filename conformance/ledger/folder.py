"""The ledger that somebody means who names a file or a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from conformance.errors import mistake
from conformance.ledger.packing import ENDINGS
from conformance.ledger.reading import is_ledger

_FEW: Final = 4


def where_one_may_be(path: Path) -> str:
    """What to do where a folder has no ledger: to name one of its folders that have, as those of a fleet."""
    below = [
        each.name for each in sorted(path.iterdir()) if any((each / f"ledger{ending}").is_file() for ending in ENDINGS)
    ]
    if not below:
        return "a run writes reports/ledger.jsonl"
    more = f" and {len(below) - _FEW} more" if len(below) > _FEW else ""
    return f"name one of its folders that have one: {', '.join(str(path / name) for name in below[:_FEW])}{more}"


def ledger_at(path: Path) -> Path:
    """The file itself, or the one ledger of a folder: `ledger.jsonl`, packed or not, before all others.

    Raises Mistakes where there is none, or where nobody can say which of several is meant.
    """
    if not path.is_dir():
        if not path.exists():
            raise mistake(f"there is no {path}", hint="name a ledger, or the folder of one (reports/ledger.jsonl)")
        return path
    usual = [path / f"ledger{ending}" for ending in ENDINGS]
    there = [one for one in usual if one.is_file()] or [
        one
        for one in sorted(path.iterdir())
        if one.name.endswith(ENDINGS) and ".previous." not in one.name and is_ledger(one)
    ]
    if not there:
        raise mistake(f"there is no ledger in {path}", hint=where_one_may_be(path))
    if len(there) > 1:
        names = ", ".join(one.name for one in there)
        raise mistake(f"{path} holds several ledgers ({names})", hint="name the one that is meant")
    return there[0]
