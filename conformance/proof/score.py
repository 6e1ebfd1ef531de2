"""The score of the catalogue as it ships: how sharp and how tolerant it was measured to be, told beside every verdict.

`stet-conformance prove --record` writes it; it speaks only of the very scenarios it was measured with.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import orjson

FILE: Final = "proof.json"
_COUNTS: Final = ("faults", "caught", "variations", "false_alarms")


def digest(scenarios: Path) -> str:
    """SHA-256 over the names and texts of all scenarios of a folder."""
    hashed = hashlib.sha256()
    for path in sorted(scenarios.rglob("*.yaml")):
        hashed.update(path.relative_to(scenarios).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return hashed.hexdigest()


def record(specs: Path, scenarios: Path, counts: Mapping[str, int]) -> Path:
    """Write what was measured beside the specs."""
    path = specs / FILE
    told = {name: counts[name] for name in _COUNTS} | {"scenarios_sha256": digest(scenarios)}
    path.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return path


def told(specs: Path, scenarios: Path) -> str:
    """The score in one sentence, or that there is none for these scenarios."""
    found = _read(specs / FILE)
    if found is None or found["scenarios_sha256"] != digest(scenarios):
        return "not measured for these scenarios (stet-conformance prove)"
    return (
        f"{found['caught']} of {found['faults']} planted faults caught for the right reason, "
        f"{found['false_alarms']} false alarms over {found['variations']} harmless variations"
    )


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    return found
