"""The shards of a fleet: what each says of itself in its overview, and whether they belong together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import orjson

from conformance import specs
from conformance.catalogue import sharding
from conformance.catalogue.sharding import Shard
from conformance.errors import ExitCode, Mistake, Mistakes, mistake
from conformance.fleet.writing import FIGURES
from conformance.frozen import dataclass
from conformance.merging import each_once
from conformance.ownfiles import content
from conformance.yamlfile import LARGEST

_AGAIN: Final = "start that fleet again as it was started, and it goes on from there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one shard came to at one establishment."""

    short: str
    code: str
    name: str
    host: str
    run: str
    """The id of its run; '' where none began."""
    exit_code: ExitCode
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One shard of a fleet."""

    folder: Path
    fleet: str
    harness: str
    shard: Shard
    only: tuple[str, ...]
    now: str
    shares: tuple[Share, ...]
    """In the order of the fleet file."""
    missing: tuple[str, ...]
    """Short names of those that it did not come to, or that were cut off."""

    def asked(self) -> dict[str, str | list[str]]:
        """What was asked of the whole fleet."""
        told: dict[str, str | list[str]] = {"only": list(self.only), "now": self.now}
        return {name: value for name, value in told.items() if value}

    def __str__(self) -> str:
        return f"shard {self.shard} ({self.folder})"


def is_fleet(folder: Path) -> bool:
    """Whether a fleet has left its overview there."""
    return (folder / FIGURES).is_file()


def read(folders: Sequence[Path]) -> tuple[Part, ...]:
    """The shards that stand in these folders, in their order.

    Raises Mistakes with all that keeps them from being joined, each by its name.
    """
    found: list[Part] = []
    wrong: list[Mistake] = []
    for folder in folders:
        try:
            found.append(_read(folder))
        except Mistakes as error:
            wrong += error.mistakes
    if not wrong:
        first = min(found, key=lambda one: one.shard.number)
        wrong = [Mistake(place=None, says=says, hint=_AGAIN) for one in found for says in _unfinished(one)]
        wrong += [one for part in found if part is not first for one in _other_than(first, part)]
        wrong += each_once(first.shard.of, [(one.shard.number, str(one.folder)) for one in found])
    if wrong:
        raise Mistakes(wrong)
    return tuple(sorted(found, key=lambda one: one.shard.number))


def _read(folder: Path) -> Part:
    """Raises Mistakes where no shard of a fleet has ended there."""
    if not is_fleet(folder):
        says = f"{folder} is no fleet that came to its end: it has no {FIGURES}"
        raise mistake(says, hint="name the folders of all shards of one fleet")
    told = _figures(folder / FIGURES)
    asked = told["asked"]
    if "shard" not in asked:
        raise mistake(f"{folder} is no shard of a fleet", hint="`fleet --shard 2/4` examines one")
    cut_off = (one["short"] for one in told["establishments"] if one["exit_code"] == ExitCode.INTERRUPTED)
    return Part(
        folder=folder,
        fleet=told["fleet"],
        harness=told["harness"],
        shard=sharding.read(asked["shard"]),
        only=tuple(asked.get("only", ())),
        now=asked.get("now", ""),
        shares=tuple(_share(one) for one in told["establishments"]),
        missing=(*told["missing"], *cut_off),
    )


def _figures(path: Path) -> dict[str, Any]:
    """Raises Mistakes where a file is not as a fleet writes it."""
    try:
        told: dict[str, Any] = orjson.loads(content(path, LARGEST))
    except (OSError, orjson.JSONDecodeError) as error:
        raise mistake(f"{path} cannot be read: {error}", hint=_AGAIN) from None
    for breach in _schema().iter_errors(told):
        at = "/".join(map(str, breach.instance_path)) or "the whole"
        raise mistake(f"{path} is not as a fleet writes it: {at}: {breach.message}", hint=_AGAIN)
    return told


@cache
def _schema() -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(specs.grammar("fleet-overview"))


def _share(told: dict[str, Any]) -> Share:
    same = {name: told[name] for name in ("short", "code", "name", "host", "run", "reason")}
    return Share(**same, exit_code=ExitCode(told["exit_code"]))


def _unfinished(part: Part) -> Iterator[str]:
    if part.missing:
        yield f"{part} did not come to its end: not examined {', '.join(part.missing)}"


def _other_than(first: Part, part: Part) -> Iterator[Mistake]:
    """What a shard of a fleet has otherwise than the first of them."""
    same = {
        "another name": (first.fleet, part.fleet),
        "another number of shards": (str(first.shard.of), str(part.shard.of)),
        "another selection": (", ".join(first.only), ", ".join(part.only)),
        "another moment for now": (first.now, part.now),
        "another version of stet-conformance": (first.harness, part.harness),
    }
    for what, (one, other) in same.items():
        if one != other:
            says = f"{part} has {what} than {first}: {other or 'none'}, not {one or 'none'}"
            yield Mistake(place=None, says=says, hint="all shards are of one fleet file, asked for the same")
    if part.missing or first.missing:
        return  # who is missing is told already
    ones, others = ({(one.short, one.code, one.host) for one in each.shares} for each in (first, part))
    for extra, has, lacks in ((others - ones, part, first), (ones - others, first, part)):
        if extra:
            names = ", ".join(f"{short} ({code}, {host})" for short, code, host in sorted(extra))
            yield Mistake(place=None, says=f"{has} has {names}, {lacks} has not", hint="examine the same banks in each")
