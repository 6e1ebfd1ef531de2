"""The score of the catalogue as it ships: how sharp and how tolerant it was measured to be, told beside every verdict.

`stet-conformance prove --record` writes it; it speaks only of the very set it was measured with: the scenarios, and the
rules, schemas, promises, readings, error codes and personas that judge what they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from conformance.catalogue import shipped
from conformance.ledger import judged_by
from conformance.specs.digests import digest_of
from conformance.wording import plural

FILE: Final = "proof.json"
_COUNTS: Final = (
    "faults", "caught", "places", "places_caught", "places_of", "seed", "variations", "false_alarms",
)  # fmt: skip
_DIGESTS: Final = "measured_with"


def digests(specs: Path, scenarios: Path) -> dict[str, str]:
    """The SHA-256 of each group of texts that judges: the scenarios of a folder, and what stands below the specs.

    The grammar of our own files is none of them: it says how they are written, and decides no verdict.
    """
    groups = judged_by.texts_below(specs)
    named = {name: digest_of(texts) for name, texts in groups.items() if name != judged_by.GRAMMAR}
    return {judged_by.SCENARIOS: shipped.read(scenarios).digest, **named}


def record(specs: Path, scenarios: Path, counts: Mapping[str, int]) -> Path:
    """Write what was measured beside the specs, with the digests of what it was measured with."""
    path = specs / FILE
    counted = {name: counts[name] for name in _COUNTS} | {_DIGESTS: digests(specs, scenarios)}
    path.write_bytes(orjson.dumps(counted, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    return path


def statement(specs: Path, scenarios: Path, *, skipped: int = 0) -> str:
    """The score in one sentence, or that there is none for this set; `skipped` scenarios were not offered to a run."""
    found = _read(specs / FILE)
    if found is None or not found.keys() >= {*_COUNTS, _DIGESTS}:
        return "not measured for this set (stet-conformance prove)"
    if changed := _changed(found[_DIGESTS], digests(specs, scenarios)):
        return f"not measured for this set, but for one with other {', '.join(changed)} (stet-conformance prove)"
    return (
        f"{found['caught']} of {found['faults']} planted faults caught for the right reason, "
        f"{found['places_caught']} of {found['places']} at one place only "
        f"(of {found['places_of']} such, seed {found['seed']}), "
        f"{plural(found['false_alarms'], 'false alarm')} over {found['variations']} harmless variations"
        + (f"; {skipped} of those scenarios are not offered by this target" if skipped else "")
    )


def _changed(measured: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The groups of texts that are others than when the score was measured."""
    return [name for name in (*now, *(measured.keys() - now.keys())) if measured.get(name) != now.get(name)]


def _read(path: Path) -> dict[str, Any] | None:
    try:
        found: dict[str, Any] = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return None
    return found
