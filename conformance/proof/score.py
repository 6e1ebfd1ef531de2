"""The score of the catalogue as it ships: how sharp and how tolerant it was measured to be, told beside every verdict.

`stet-conformance prove --record` writes it; it speaks only of the very scenarios it was measured with.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from conformance.catalogue import shipped
from conformance.wording import plural

FILE: Final = "proof.json"
_COUNTS: Final = (
    "faults", "caught", "places", "places_caught", "places_of", "seed", "variations", "false_alarms",
)  # fmt: skip


def digest(scenarios: Path) -> str:
    """SHA-256 over the names and texts of all scenarios of a folder."""
    return shipped.read(scenarios).digest


def record(specs: Path, scenarios: Path, counts: Mapping[str, int]) -> Path:
    """Write what was measured beside the specs."""
    path = specs / FILE
    counted = {name: counts[name] for name in _COUNTS} | {"scenarios_sha256": digest(scenarios)}
    path.write_bytes(orjson.dumps(counted, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return path


def statement(specs: Path, scenarios: Path, *, skipped: int = 0) -> str:
    """The score in one sentence, or that there is none for these scenarios; `skipped` were not offered to a run."""
    found = _read(specs / FILE)
    if found is None or not found.keys() >= {*_COUNTS} or found.get("scenarios_sha256") != digest(scenarios):
        return "not measured for these scenarios (stet-conformance prove)"
    return (
        f"{found['caught']} of {found['faults']} planted faults caught for the right reason, "
        f"{found['places_caught']} of {found['places']} at one place only "
        f"(of {found['places_of']} such, seed {found['seed']}), "
        f"{plural(found['false_alarms'], 'false alarm')} over {found['variations']} harmless variations"
        + (f"; {skipped} of those scenarios are not offered by this target" if skipped else "")
    )


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    return found
