"""The bank's error codes (tables in lines 743-756, 990-1007, 1228-1245, 1580-1597, 2075-2081).

The tables give no status; which ones a code may come with is written beside it in the file, for whoever writes a
scenario, and a test holds the scenarios to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from conformance.frozen import dataclass
from conformance.specs import compiled


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCode:
    """One code of the bank's tables."""

    code: str
    variants: tuple[str, ...]
    """Other spellings of it in the documentation (TMRQ is TQMR in one table, ambiguity C1)."""


def read_error_codes(path: Path) -> dict[str, ErrorCode]:
    """The codes of a file. Raises Mistakes where it is no YAML."""
    return {code: _error_code(code, entry) for code, entry in compiled.read(path).data["codes"].items()}


def _error_code(code: str, data: Mapping[str, Any]) -> ErrorCode:
    return ErrorCode(code=code, variants=tuple(data.get("variants", ())))
