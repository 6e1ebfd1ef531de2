"""What a run was asked to do: what was typed, and the files that this names, resolved once and never changed."""
# ruff: noqa: PLC0415 - Hypothesis is imported only where generated cases are asked for

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from conformance import deviations, specs
from conformance.catalogue import renames, sharding
from conformance.catalogue.sharding import Shard
from conformance.catalogue.turns import MOST_IN_FLIGHT
from conformance.clock import PARIS, moment
from conformance.deviations import Deviation
from conformance.errors import Mistake, Mistakes, mistake
from conformance.frozen import dataclass
from conformance.ledger.ledger import NAME, name_of_a_ledger
from conformance.report.dossier import documentation
from conformance.report.dossier.documentation import Wording
from conformance.report.dossier.texts import Language, chosen
from conformance.specs import Cast
from conformance.target.load import bare_target, load_target
from conformance.target.target import Target

_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a run is asked to do, as it was typed: to our own command, or as options of pytest (`options.asked`)."""

    target: str | None = None
    base_url: str | None = None
    only: tuple[str, ...] = ()
    shard: str | None = None
    reports: str | None = None
    ledger: str | None = None
    har: bool = False
    now: str | None = None
    mask_personal_data: bool = False
    examples: str | None = None
    examples_seed: int | None = None
    keep_examples: str | None = None
    in_flight: int | None = None
    lang: str | None = None
    documentation: str | None = None
    key: bytes = field(repr=False)
    """The run's, as in `Settings`."""
    worker: str = ""
    workers: int = 1
    directs_workers: bool = False
    distribution: str = ""
    """How workers of xdist share out what there is: xdist's word for it, or BY_PERSONA."""
    collect_only: bool = False
    under_pytest: bool = False


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
    def idles(self) -> bool:
        """Whether this process has nothing to do while it waits for an answer: no other scenario, and no bank."""
        return self.in_flight == 1 and self.target is not None

    @property
    def today(self) -> date:
        """The day of the run in Paris."""
        return self.moment.date()

    @property
    def moment(self) -> datetime:
        """The moment of the run in Paris: the one that the user chose, or this one."""
        return (self.now or datetime.now(PARIS)).astimezone(PARIS)


def resolve(asked: Asked) -> Settings:
    """The settings of a run. Raises Mistakes with everything that is wrong with options and files."""
    mistakes: list[Mistake] = []

    def read(reader: Callable[[Asked], _Read], instead: _Read) -> _Read:
        try:
            return reader(asked)
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
    return Settings(
        target=target,
        cast=cast,
        deviations=listed,
        warnings=(*warnings, *deviations.warnings(listed)),
        now=now,
        only=asked.only,
        shard=shard,
        reports=Path(asked.reports or "reports"),
        ledger=name,
        har=asked.har,
        masked=asked.mask_personal_data,
        key=asked.key,
        examples=examples,
        seed=asked.examples_seed or 0,
        counterexamples=Path(asked.keep_examples) if asked.keep_examples else None,
        in_flight=in_flight,
        worker=asked.worker,
        workers=asked.workers,
        directs_workers=asked.directs_workers,
        collect_only=asked.collect_only,
        lang=chosen(asked.lang),
        wording=wording,
        under_pytest=asked.under_pytest,
    )


def _moment(asked: Asked) -> datetime | None:
    """The moment of `--now`, in Paris unless it names another zone."""
    return moment(asked.now) if asked.now else None


def _target(asked: Asked) -> Target | None:
    personas = tuple(specs.load().cast.personas)
    if asked.target is not None:
        return load_target(Path(asked.target), os.environ, personas)
    return bare_target(asked.base_url, os.environ, personas) if asked.base_url else None


def _in_flight(asked: Asked, target: Target | None) -> int:
    """How many scenarios are played at once: workers of xdist play one each."""
    if asked.in_flight is None or asked.worker:
        return 1 if asked.worker or asked.directs_workers or target is None else target.limits.in_flight
    if not 1 <= asked.in_flight <= MOST_IN_FLIGHT:
        raise mistake(f"--in-flight {asked.in_flight}: this is no number from 1 to {MOST_IN_FLIGHT}")
    if asked.in_flight > 1 and asked.directs_workers:
        raise mistake(
            "--in-flight and -n exclude each other: workers of xdist play one scenario each",
            hint="--in-flight needs one process only, and keeps more personas busy",
        )
    return asked.in_flight


def _shard(asked: Asked) -> Shard | None:
    return sharding.read(asked.shard) if asked.shard else None


def _ledger(asked: Asked) -> str:
    return name_of_a_ledger(asked.ledger or NAME)


def _wording(asked: Asked) -> Wording | None:
    return documentation.read(Path(asked.documentation)) if asked.documentation else None


def _deviations(target: Target | None) -> tuple[Deviation, ...]:
    return deviations.load(target.deviations) if target is not None and target.deviations else ()


def _examples(asked: Asked) -> int:
    if not asked.examples:
        if asked.keep_examples or asked.examples_seed:
            name = "--keep-examples" if asked.keep_examples else "--examples-seed"
            raise mistake(f"{name} is about generated cases", hint="add --examples quick")
        return 0
    from conformance.properties import budget

    return budget(asked.examples)
