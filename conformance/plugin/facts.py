"""The facts of a run, for the first line of its ledger, and the texts that judge it, for the archive beside that."""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from conformance import __version__, specs
from conformance.catalogue import own_register, sharding
from conformance.catalogue.shipped import Origin, shipped_set
from conformance.ledger import facts, judged_by
from conformance.ledger.identity import identity
from conformance.plugin.player import Player
from conformance.plugin.settings import Settings
from conformance.specs import Requirement, maintenance


def gathered(  # noqa: PLR0913 - the facts of a run are many
    settings: Settings,
    player: Player,
    files: Mapping[str, Path],
    *,
    started: datetime,
    hints: Iterable[str],
    own: Mapping[str, Requirement],
) -> tuple[Mapping[str, Any], bytes]:
    """The header, masked, and the archive; `files` are those of the selected scenarios, by name, `own` the user's."""
    target, known = settings.target, shipped_set()
    own_cast = target.cast if target is not None else None
    player.hide_codes(settings.cast)
    judges = judged_by.gathered(
        files, own_cast, shipped=lambda name, path: known.origin(name, path) is Origin.SHIPPED, told=player.masks.text
    )
    shown = judges.told(player.masks.text)
    archive = shown.archive()
    stands = {"name": judged_by.beside(settings.ledger), "sha256": hashlib.sha256(archive).hexdigest()}
    otherwise = judges.otherwise(shown)
    name, base_url = player.describe()
    header = facts.header(
        run=str(uuid.uuid4()),
        harness=__version__,
        bank=player.bank,
        name=name,
        base_url=base_url,
        api=specs.VERSION,
        started=settings.now or started,
        cast=settings.cast,
        own_cast=own_cast is not None,
        deviations=settings.deviations,
        digests=judges.digests,
        archive={**stands, **({"masked": otherwise} if otherwise else {})},
        catalogue={"scenarios": len(known.files), "sha256": known.digest},
        selection=settings.only,
        identity=identity(os.environ),
    )
    more = {
        "now": settings.now.isoformat() if settings.now else "",
        "hints": list(hints),
        "shard": sharding.told(settings.shard, settings.seed, files) if settings.shard is not None else {},
        "maintenance": maintenance.WINDOW if target is not None else "",
        "personal_data": "masked" if settings.masked else "",
        "own_requirements": own_register.written(own),
        "sentences": _masked(player.register) if settings.masked else {},
    }
    known_facts = header | {key: value for key, value in more.items() if value}
    return _with_digests(known_facts, player.masks.record(known_facts)), archive


def _with_digests(header: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Any]:
    """The header as it is told, its digests and the run's id as they are: a short code may stand in one by chance."""
    ours = header["judged_by"]
    archive = {**ours["archive"], "name": told["judged_by"]["archive"]["name"]}
    judges = {**told["judged_by"], "digests": ours["digests"], "archive": archive}
    return {**told, "run": header["run"], "judged_by": judges, "catalogue": header["catalogue"]}


def _masked(register: Mapping[str, Requirement]) -> Mapping[str, str]:
    """The sentences that are told otherwise than the register has them: nobody else could tell them so again."""
    documented = specs.load().register
    return {key: one.says for key, one in register.items() if key in documented and one.says != documented[key].says}
