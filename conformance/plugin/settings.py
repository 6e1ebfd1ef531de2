"""What a run was asked to do: the options, the ini file and the environment, resolved once and never changed."""
# ruff: noqa: PLC0415 - Hypothesis is imported only where generated cases are asked for

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from conformance import deviations, specs
from conformance.catalogue import renames, sharding
from conformance.catalogue.sharding import Shard
from conformance.catalogue.turns import MOST_IN_FLIGHT
from conformance.clock import PARIS, moment
from conformance.deviations import Deviation
from conformance.errors import Mistake, Mistakes, mistake
from conformance.frozen import dataclass
from conformance.ledger.ledger import NAME, name_of_a_ledger
from conformance.plugin.announcement import COMMAND, given_to_worker
from conformance.plugin.masking_key import key_of
from conformance.report.dossier import documentation
from conformance.report.dossier.documentation import Wording
from conformance.report.dossier.texts import Language, chosen
from conformance.specs import Cast
from conformance.target.load import bare_target, load_target
from conformance.target.target import Target

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a run was asked to do."""

    target: Target | None
    """The bank that the user named; None for the embedded one."""
    cast: Cast
    """The customers of that bank."""
    deviations: tuple[Deviation, ...]
    """The known deviations of the target, by the present names of their scenarios."""
    now: datetime | None
    """The moment that the user chose to run at, with its zone."""
    warnings: tuple[str, ...] = ()
    """What was taken, but has another name today."""
    only: tuple[str, ...]
    """Names, folders and requirement ids that the run is narrowed to."""
    shard: Shard | None = None
    """Which share of what is selected is played; None for all of it."""
    reports: Path
    ledger: str
    """The name of the ledger in that folder."""
    har: bool
    """Whether what was exchanged is written as an HTTP archive too."""
    masked: bool
    """Whether personal data goes by pseudonyms in the reports."""
    key: bytes = field(repr=False)
    """The run's, which all of its workers mask with; it is stored nowhere."""
    examples: int
    """How many cases are generated for each property; 0 for no properties at all."""
    seed: int
    counterexamples: Path | None
    """The folder into which counter-examples are written; None to write none."""
    in_flight: int
    """How many scenarios are played at once in this process."""
    worker: str
    """The name of this worker of xdist; '' in the process that writes."""
    workers: int
    """How many processes play."""
    directs_workers: bool
    """Whether workers of xdist do the playing for this process."""
    collect_only: bool
    """Whether the scenarios are only listed."""
    lang: Language
    """The language of the dossier."""
    wording: Wording | None
    """The documentation's own words, where the user has them."""
    under_pytest: bool
    """Whether the session ends with pytest's own exit code: it was not `stet-conformance` that started it."""

    @property
    def today(self) -> date:
        """The day of the run in Paris."""
        return self.moment.date()

    @property
    def moment(self) -> datetime:
        """The moment of the run in Paris: the one that the user chose, or this one."""
        return (self.now or datetime.now(PARIS)).astimezone(PARIS)


def resolve(config: pytest.Config) -> Settings:
    """The settings of a session. Raises Mistakes with everything that is wrong with options and files."""
    mistakes: list[Mistake] = []

    def read(reader: Callable[[pytest.Config], _Read], instead: _Read) -> _Read:
        try:
            return reader(config)
        except Mistakes as wrong:
            mistakes.extend(wrong.mistakes)
            return instead

    none: tuple[Deviation, ...] = ()
    now, target, examples = read(_moment, None), read(_target, None), read(_examples, 0)
    in_flight = read(partial(_in_flight, target=target), 1)
    name, wording, shard = read(_ledger, NAME), read(_wording, None), read(_shard, None)
    written = read(lambda _: _deviations(target), none)
    cast = read(lambda _: specs.load().cast_of(target.cast if target is not None else None), specs.load().cast)
    if mistakes:
        raise Mistakes(mistakes)
    listed, warnings = renames.deviating(written, renames.load())
    keep, given = config.getoption("stet_keep_examples"), given_to_worker(config)
    return Settings(
        target=target,
        cast=cast,
        deviations=listed,
        warnings=(*warnings, *deviations.warnings(listed)),
        now=now,
        only=tuple(config.getoption("stet_only")),
        shard=shard,
        reports=Path(config.getoption("stet_reports") or "reports"),
        ledger=name,
        har=bool(config.getoption("stet_har")),
        masked=bool(config.getoption("stet_mask_personal")),
        key=key_of(config),
        examples=examples,
        seed=config.getoption("stet_seed"),
        counterexamples=Path(keep) if keep else None,
        in_flight=in_flight,
        worker=str(given.get("workerid", "")),
        workers=int(given.get("workercount", 0)) or (len(config.getoption("tx")) if directs_workers(config) else 1),
        directs_workers=directs_workers(config),
        collect_only=bool(config.getoption("collectonly")),
        lang=chosen(config.getoption("stet_lang")),
        wording=wording,
        under_pytest=not config.pluginmanager.hasplugin(COMMAND),
    )


def _moment(config: pytest.Config) -> datetime | None:
    """The moment of `--now`, in Paris unless it names another zone."""
    text = config.getoption("stet_now")
    return moment(text) if text else None


def _target(config: pytest.Config) -> Target | None:
    file, personas = config.getoption("stet_target"), tuple(specs.load().cast.personas)
    if file is not None:
        return load_target(Path(file), os.environ, personas)
    url = _base_url(config)
    return bare_target(url, os.environ, personas) if url else None


def directs_workers(config: pytest.Config) -> bool:
    """Whether workers of xdist do the playing for this process."""
    distributed = config.getoption("dist", "no") != "no" and bool(config.getoption("tx", None))
    return distributed and not hasattr(config, "workerinput")


def _in_flight(config: pytest.Config, target: Target | None) -> int:
    """How many scenarios are played at once: workers of xdist play one each."""
    asked = config.getoption("stet_in_flight")
    worker = hasattr(config, "workerinput")
    if asked is None or worker:
        return 1 if worker or directs_workers(config) or target is None else target.limits.in_flight
    if not 1 <= asked <= MOST_IN_FLIGHT:
        raise mistake(f"--in-flight {asked}: this is no number from 1 to {MOST_IN_FLIGHT}")
    if asked > 1 and directs_workers(config):
        raise mistake(
            "--in-flight and -n exclude each other: workers of xdist play one scenario each",
            hint="--in-flight needs one process only, and keeps more personas busy",
        )
    return int(asked)


def _shard(config: pytest.Config) -> Shard | None:
    text = config.getoption("stet_shard")
    return sharding.read(text) if text else None


def _ledger(config: pytest.Config) -> str:
    return name_of_a_ledger(config.getoption("stet_ledger") or NAME)


def _wording(config: pytest.Config) -> Wording | None:
    file = config.getoption("stet_documentation")
    return documentation.read(Path(file)) if file else None


def _deviations(target: Target | None) -> tuple[Deviation, ...]:
    return deviations.load(target.deviations) if target is not None and target.deviations else ()


def _base_url(config: pytest.Config) -> str:
    """The base URL, whoever gave it; '' without one, or without pytest-base-url."""
    if not hasattr(config.option, "base_url"):
        return ""
    return str(config.getoption("base_url") or config.getini("base_url") or "")


def _examples(config: pytest.Config) -> int:
    wanted = config.getoption("stet_examples")
    if not wanted:
        return 0
    from conformance.properties import budget

    return budget(wanted)
