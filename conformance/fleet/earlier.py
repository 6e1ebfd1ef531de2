"""What stands in the reports folder of a fleet from before: only the same fleet may go on there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import orjson

from conformance.catalogue.sharding import Shard
from conformance.errors import mistake
from conformance.fleet.fleetfile import TARGETS, Fleet
from conformance.fleet.writing import FIGURES
from conformance.frozen import dataclass
from conformance.ledger.ledger import NAME
from conformance.ledger.reading import shard_of
from conformance.model import EMPTY
from conformance.ownfiles import content
from conformance.yamlfile import LARGEST

_FEW: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _There:
    """What a fleet has left of itself."""

    fleet: str
    hosts: Mapping[str, str]
    """By short name."""
    shard: str
    """`2/4`, or '' for the whole."""


def hold_to_fleet(reports: Path, fleet: Fleet, shard: Shard | None = None) -> None:
    """Raises Mistakes where another fleet has left its reports, or another shard of this one.

    Another is one of another name, or with banks of other hosts. One that was killed has left target files and ledgers.
    """
    hosts = {one.short: one.host for one in fleet.establishments}
    there = _overview(reports / FIGURES)
    says = _another(reports, there, fleet.name, hosts)
    if not there.hosts:
        addresses = {one.short: one.described.get("base_url") for one in fleet.establishments}
        written = {short: _base_url(reports / TARGETS / f"{short}.yaml") for short in hosts}
        says = says or _elsewhere(reports, [one for one, url in written.items() if url not in ("", addresses[one])])
    if says:
        raise mistake(says, hint="name another folder with --reports, or remove this one")
    ledgers = [path for short in hosts if (path := reports / short / NAME).is_file()]
    if not ledgers and not there.hosts:
        return
    before = there.shard if there.hosts else shard_of(ledgers[0])
    if before != str(shard or ""):
        says = f"{reports} holds {_share(before)} of this fleet, and {_share(str(shard or ''))} is asked for"
        raise mistake(says, hint="name another folder with --reports for each shard; `merge` joins them")


def hold_to_joined(into: Path, name: str, hosts: Mapping[str, str]) -> None:
    """Raises Mistakes where another fleet has left its reports, or a shard of this one, that would be written over."""
    there = _overview(into / FIGURES)
    says = _another(into, there, name, hosts)
    if not says and there.shard:
        says = f"{into} holds {_share(there.shard)} of this fleet"
    if says:
        raise mistake(says, hint="name another folder with --into, or remove this one")


def _another(folder: Path, there: _There, name: str, hosts: Mapping[str, str]) -> str:
    """What another fleet stands there; '' where it is the same one, or none."""
    if there.fleet not in ("", name):
        return f"{folder} holds another fleet: {there.fleet}"
    return _elsewhere(folder, [short for short, host in there.hosts.items() if hosts.get(short, host) != host])


def _elsewhere(folder: Path, several: Sequence[str]) -> str:
    if not several:
        return ""
    more = f" and {len(several) - _FEW} more" if len(several) > _FEW else ""
    return f"{folder} holds a fleet with other hosts: of {', '.join(several[:_FEW])}{more}"


def _share(shard: str) -> str:
    return f"shard {shard}" if shard else "the whole"


def _overview(path: Path) -> _There:
    """What an overview tells of its fleet; nothing where none stands."""
    told = _json(path)
    try:
        hosts = {str(one["short"]): str(one["host"]) for one in told.get("establishments", ())}
        return _There(fleet=str(told.get("fleet", "")), hosts=hosts, shard=str(told.get("asked", {}).get("shard", "")))
    except (AttributeError, KeyError, TypeError):
        return _There(fleet="", hosts=EMPTY, shard="")


def _base_url(path: Path) -> str:
    return str(_json(path).get("base_url", ""))


def _json(path: Path) -> dict[str, Any]:
    try:
        found = orjson.loads(content(path, LARGEST))
    except (OSError, orjson.JSONDecodeError):
        return {}
    return found if isinstance(found, dict) else {}
