"""What is asked of every establishment, and whether a ledger is of a run that has been asked just that."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from conformance import deviations, specs
from conformance.catalogue import renames
from conformance.catalogue.sharding import Shard
from conformance.catalogue.shipped import Origin, shipped_set
from conformance.errors import ExitCode
from conformance.frozen import dataclass
from conformance.ledger import judged_by
from conformance.ledger.facts import Bank
from conformance.ledger.reading import Story
from conformance.masking.secrets import MASK
from conformance.target.target import Target

_SEEN: Final = frozenset({"tls", "tokens"})
"""What a run has seen of a bank, or labels: not what it was asked."""
_OF_THE_BANK: Final = (ExitCode.CONFORM, ExitCode.NOT_CONFORM, ExitCode.STALE)
"""What a run comes to that is not to be played again: the others ended for something that may be mended by now."""
_WITHHELD: Final = frozenset({"sms_code"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options that every run of a fleet has."""

    only: tuple[str, ...] = ()
    shard: Shard | None = None
    now: str = ""
    masked: bool = False
    in_flight: int | None = None

    def words(self) -> Iterator[str]:
        """As `run` is told them."""
        yield from (f"--only={one}" for one in self.only)
        if self.shard is not None:
            yield f"--shard={self.shard}"
        if self.now:
            yield f"--now={self.now}"
        if self.masked:
            yield "--mask-personal-data"
        if self.in_flight is not None:
            yield f"--in-flight={self.in_flight}"

    def told(self) -> dict[str, str | list[str]]:
        """What of it an overview tells."""
        told: dict[str, str | list[str]] = {"only": list(self.only), "shard": str(self.shard or ""), "now": self.now}
        return {name: value for name, value in told.items() if value}


def is_answered_by(story: Story, asked: Asked, target: Target) -> bool:
    """Whether a ledger is of a whole run of the same set, on the same bank, judged by the texts of this version.

    It is not where the run said nothing about the bank: something was blocked, or an option was wrong.
    """
    header = story.header
    return (
        story.footer is not None
        and story.complete
        and story.footer["exit_code"] in _OF_THE_BANK
        and header["format"] != 1
        and header["catalogue"]["sha256"] == shipped_set().digest
        and tuple(header["selection"]) == asked.only
        and _is_shard(header.get("shard"), asked.shard)
        and ("personal_data" in header) == asked.masked
        and _is_moment(header.get("now", ""), asked.now)
        and _is_of(header, target)
        and not _other_texts(story)
    )


def _is_shard(told: Mapping[str, Any] | None, shard: Shard | None) -> bool:
    return (told is None) == (shard is None) and (
        told is None or shard is None or (told["number"], told["of"]) == (shard.number, shard.of)
    )


def _is_moment(told: str, asked: str) -> bool:
    if not told or not asked:
        return told == asked
    here = datetime.fromisoformat(asked)
    there = datetime.fromisoformat(told)
    return here.replace(tzinfo=here.tzinfo or there.tzinfo) == there


def _is_of(header: Mapping[str, Any], target: Target) -> bool:
    told = {name: value for name, value in header["bank"].items() if name not in _SEEN}
    here = {name: value for name, value in Bank(target=target).told().items() if name not in _SEEN}
    listed = deviations.load(target.deviations) if target.deviations else ()
    listed, _ = renames.deviating(listed, renames.load())
    masked = "personal_data" in header
    own = specs.load().cast_of(target.cast).personas if target.cast is not None else None
    people = header["cast"]["personas"]
    return (
        header["target"]["base_url"] == target.base_url
        and _alike(told, here)
        and _alike(
            len(header["deviations"]) if masked else header["deviations"],
            len(listed) if masked else [one.members() for one in listed],
        )
        and header["cast"]["own"] == (own is not None)
        and (own is None or people.keys() == own.keys())
        and (own is None or masked or all(_alike(people[key], own[key].raw) for key in own))
    )


def _alike(told: Any, here: Any) -> bool:
    """Whether a value of a header is this one; what was masked there is not held to anything."""
    if isinstance(told, str) and MASK in told:
        return True
    if isinstance(here, Mapping) and isinstance(told, Mapping):
        there = {key for key in here if key not in _WITHHELD}
        return there == set(told) and all(_alike(told[key], here[key]) for key in there)
    if isinstance(here, list | tuple) and isinstance(told, list | tuple):
        return len(told) == len(here) and all(map(_alike, told, here))
    return bool(told == json.loads(json.dumps(here, default=str)))


def _other_texts(story: Story) -> list[str]:
    digests = dict(story.header["judged_by"]["digests"])
    if "shard" in story.header:  # they are those of the whole set
        digests.pop(judged_by.SCENARIOS, None)
    played = (one["name"] for one in story.records if one["origin"] == Origin.SHIPPED)
    return judged_by.changed(digests, played)
