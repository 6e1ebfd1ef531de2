"""The bank's error codes, and the HTTP statuses that each may come with.

Five tables list them (lines 743-756, 990-1007, 1228-1245, 1580-1597, 2075-2081) without any status; acceptance tests
and single sentences give some, STET and HTTP make others likely (ambiguity C6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from conformance import yamlfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Statuses:
    """The statuses that a code may come with on one operation; any other is a breach."""

    passing: frozenset[int]
    """Those the documentation gives, and those that nothing speaks against."""
    warning: frozenset[int]
    """Those that are let through with a warning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCode:
    """One code of the bank's tables."""

    code: str
    variants: tuple[str, ...]
    """Other spellings of it in the documentation."""
    statuses: Statuses
    exceptions: Mapping[str, Statuses] = field(default_factory=dict)
    """Operation (accounts, consents, balances, transactions, beneficiaries, identity) -> its own statuses."""

    def statuses_of(self, operation: str) -> Statuses:
        """The statuses that it may come with on an operation; '' for any other address."""
        return self.exceptions.get(operation, self.statuses)


def read_error_codes(path: Path) -> dict[str, ErrorCode]:
    """The codes of a file. Raises Mistakes where it is no YAML."""
    return {code: _error_code(code, entry) for code, entry in yamlfile.read(path).data["codes"].items()}


def _error_code(code: str, data: Mapping[str, Any]) -> ErrorCode:
    return ErrorCode(
        code=code,
        variants=tuple(data.get("variants", ())),
        statuses=_statuses(data["statuses"]),
        exceptions={operation: _statuses(entry["statuses"]) for operation, entry in data.get("except", {}).items()},
    )


def _statuses(data: Mapping[str, list[int]]) -> Statuses:
    return Statuses(
        passing=frozenset((*data.get("must", ()), *data.get("accept", ()))), warning=frozenset(data.get("warn", ()))
    )
