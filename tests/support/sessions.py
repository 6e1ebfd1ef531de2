"""A project of a user's in which pytest has run, and what it left there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.support.projects import written


@dataclass(frozen=True)
class Ran:
    """A finished run of pytest in a folder."""

    path: Path
    ret: int
    stdout: pytest.LineMatcher


def scenarios(project: pytest.Pytester, **files: str) -> Path:
    return written(project.path, **files)


def ledger(project: pytest.Pytester | Ran, folder: str = "reports") -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in (project.path / folder / "ledger.jsonl").read_bytes().splitlines()]


def verdicts(project: pytest.Pytester | Ran) -> dict[str, str]:
    """What each scenario came to."""
    return {one["name"]: one["outcome"] for one in _verdicts(project) if one["origin"] != "rule"}


def of_rules(project: pytest.Pytester | Ran) -> dict[str, str]:
    """What each rule came to."""
    return {one["name"]: one["outcome"] for one in _verdicts(project) if one["origin"] == "rule"}


def _verdicts(project: pytest.Pytester | Ran) -> list[dict[str, Any]]:
    return [line for line in ledger(project) if line["kind"] == "verdict"]
