"""What stands in the reports folder of a fleet from before: only the same fleet may go on there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from conformance.errors import mistake
from conformance.fleet.fleetfile import TARGETS, Fleet
from conformance.fleet.writing import FIGURES

_FEW: Final = 4


def hold_to_fleet(reports: Path, fleet: Fleet) -> None:
    """Raises Mistakes where another fleet has left its reports: one of another name, or with banks of other hosts.

    One that was killed has left target files only.
    """
    hosts = {one.short: one.host for one in fleet.establishments}
    name, there = _overview(reports / FIGURES)
    addresses = {one.short: one.described.get("base_url") for one in fleet.establishments}
    elsewhere = [short for short, host in there.items() if hosts.get(short, host) != host]
    if not there:
        written = {short: _base_url(reports / TARGETS / f"{short}.yaml") for short in hosts}
        elsewhere = [short for short, url in written.items() if url not in ("", addresses[short])]
    if name not in ("", fleet.name):
        says = f"{reports} holds another fleet: {name}"
    elif elsewhere:
        says = f"{reports} holds a fleet with other hosts: of {', '.join(elsewhere[:_FEW])}"
        says += f" and {len(elsewhere) - _FEW} more" if len(elsewhere) > _FEW else ""
    else:
        return
    raise mistake(says, hint="name another folder with --reports, or remove this one")


def _overview(path: Path) -> tuple[str, Mapping[str, str]]:
    """The name of a fleet and its hosts by short name; nothing where no overview stands."""
    told = _json(path)
    banks = told.get("establishments", ())
    try:
        return str(told.get("fleet", "")), {str(one["short"]): str(one["host"]) for one in banks}
    except (KeyError, TypeError):
        return "", {}


def _base_url(path: Path) -> str:
    return str(_json(path).get("base_url", ""))


def _json(path: Path) -> dict[str, Any]:
    try:
        found = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}
