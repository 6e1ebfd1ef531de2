"""Faults planted at one place only: which of them are tried, and what came of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Final

from conformance.frozen import dataclass
from conformance.model import Outcome
from conformance.proof.trial import Played, Result
from conformance.specs import Requirement

SAMPLED: Final = 120
"""So many of the places that are several at once are tried beside each place by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A fault at one place, the promises of which it breaks some there, and the scenarios and rules that say so."""

    name: str
    promises: tuple[str, ...]
    must: bool
    """Whether one of them must be kept: then a failure catches it, else a warning."""
    by: tuple[str, ...]
    silent: tuple[Played, ...]
    """The scenarios that cover one of the promises and do not say so."""


def sample(single: Sequence[str], several: Sequence[str], *, seed: int, size: int = SAMPLED) -> list[str]:
    """All faults at a single place, and some of those at several places at once, the same for the same seed."""
    return [*single, *Random(seed).sample(several, min(size, len(several)))]


def placement(result: Result, register: Mapping[str, Requirement], honest: Mapping[str, Outcome]) -> Placement:
    """What came of a fault at its place; `honest` is what came of the scenarios at the bank without a fault."""
    promises = result.trial.breaks
    must = any(one in register and register[one].level == "must" for one in promises)
    by = [one for one in result.played if _says_so(one, promises, must=must, honest=honest)]
    able = [one for one in result.played if set(promises) & set(one.covers) and one.outcome is not Outcome.SKIPPED]
    return Placement(
        name=result.trial.name,
        promises=promises,
        must=must,
        by=tuple(one.name for one in by),
        silent=tuple(one for one in able if one not in by),
    )


def _says_so(played: Played, promises: Iterable[str], *, must: bool, honest: Mapping[str, Outcome]) -> bool:
    """Whether a finding that the honest bank does not show names one of the promises; of a must one that counts."""
    if played.outcome is not Outcome.FAILED and (must or played.outcome is honest.get(played.name)):
        return False
    found = played.found.found
    return any(one.finding.promise in promises and (one.finding.must or not must) for one in found)
