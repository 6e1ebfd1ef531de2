"""All establishments beside each other: how they stand chapter by chapter, and what is wrong with many. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from conformance import __version__
from conformance.errors import ExitCode, weightiest
from conformance.fleet.examined import CauseSeen, Examined, Times, without_values
from conformance.frozen import dataclass
from conformance.report.phrase import Phrase

WORST_FIRST: Final = (
    "broken", "not judged", "blocked", "deviant", "answered, but with a broken body", "overshadowed", "warned", "kept",
)  # fmt: skip
_MEASURED: Final = 6
"""So many endpoints are told side by side, those of most answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedCause:
    """One defect, and which establishments have it."""

    told: Phrase
    promise: str
    level: str
    establishments: tuple[str, ...]
    """By their short names."""
    verdicts: int
    """That it touches, of all of them."""

    @property
    def sentence(self) -> str:
        """What is wrong, where, in English."""
        return str(self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A fleet that was examined."""

    name: str
    asked: Mapping[str, Any]
    """What was asked of all: `only`, `shard`, `now`."""
    examined: tuple[Examined, ...]
    """In the order of the fleet file; those that were reached before it was cut off."""
    missing: tuple[str, ...] = ()
    """Those that it did not come to."""
    interrupted: bool = False
    made: str = ""
    """The moment at which it came to this, in Paris; '' where nobody says."""

    @property
    def code(self) -> ExitCode:
        """The worst of all by the fixed precedence; a fleet that was cut off is 130."""
        codes = [one.exit_code for one in self.examined]
        if self.interrupted or self.missing or ExitCode.INTERRUPTED in codes:
            return ExitCode.INTERRUPTED
        return weightiest(codes)

    @property
    def resumed(self) -> tuple[str, ...]:
        """Those that had been finished before."""
        return tuple(one.short for one in self.examined if one.resumed)

    @property
    def chapters(self) -> tuple[str, ...]:
        """The titles of those of which something is known, in the order of the documentation."""
        told = {title for one in self.examined for title, counts in one.chapters.items() if worst(counts)}
        first = next((one for one in self.examined if one.chapters), None)
        return tuple(title for title in (first.chapters if first is not None else ()) if title in told)

    @property
    def causes(self) -> tuple[SharedCause, ...]:
        """Each once, those of most establishments first."""
        found: dict[tuple[str, str, str], list[tuple[str, CauseSeen]]] = {}
        for one in self.examined:
            for cause in one.causes:
                key = cause.level, cause.promise, str(without_values(cause.told))
                found.setdefault(key, []).append((one.short, cause))
        shared = [
            SharedCause(
                told=several[0][1].told,
                promise=promise,
                level=level,
                establishments=tuple(dict.fromkeys(short for short, _ in several)),
                verdicts=sum(cause.verdicts for _, cause in several),
            )
            for (level, promise, _), several in found.items()
        ]
        return tuple(
            sorted(shared, key=lambda one: (one.level != "must", -len(one.establishments), -one.verdicts, one.sentence))
        )

    @property
    def reasons(self) -> Mapping[str, tuple[str, ...]]:
        """What keeps several from a word about them in the same way, and the short names of these."""
        found: dict[str, list[str]] = {}
        for one in self.examined:
            if one.reason:
                found.setdefault(reason_of_any(one), []).append(one.short)
        return {reason: tuple(names) for reason, names in found.items() if len(names) > 1}

    @property
    def endpoints(self) -> tuple[str, ...]:
        """Those whose times are told side by side."""
        numbers: dict[str, int] = {}
        for one in self.examined:
            for each in one.times:
                numbers[each.endpoint] = numbers.get(each.endpoint, 0) + each.answers
        return tuple(sorted(numbers, key=lambda name: (-numbers[name], name))[:_MEASURED])


def reason_of_any(one: Examined) -> str:
    """Its reason, told so that the same one of another bank reads the same."""
    return one.reason.replace(one.host, "$HOST") if one.host else one.reason


def worst(counts: Mapping[str, int]) -> str:
    """The worst word of a chapter; '' where nothing of it was checked."""
    return next((word for word in WORST_FIRST if counts.get(word)), "")


def checked(counts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    """How many promises of a chapter stand how, of those that were checked; the worst first."""
    return ((word, counts[word]) for word in WORST_FIRST if counts.get(word))


def times_of(one: Examined, endpoint: str) -> Times | None:
    """How long the answers of an endpoint took there; None where it was not asked for."""
    return next((each for each in one.times if each.endpoint == endpoint), None)


def figures(told: Overview) -> dict[str, Any]:
    """As JSON, by specs/fleet-overview.schema.json."""
    return {
        "format": 1,
        "fleet": told.name,
        "harness": __version__,
        "asked": dict(told.asked),
        "exit_code": int(told.code),
        "missing": list(told.missing),
        "establishments": [_establishment(one) for one in told.examined],
        "causes": [
            {
                "sentence": one.sentence,
                "promise": one.promise,
                "level": one.level,
                "establishments": list(one.establishments),
                "verdicts": one.verdicts,
            }
            for one in told.causes
        ],
    }


def _establishment(one: Examined) -> dict[str, Any]:
    return {
        "short": one.short,
        "code": one.code,
        "name": one.name,
        "host": one.host,
        "word": one.word,
        "headline": one.headline,
        "exit_code": int(one.exit_code),
        "scope": one.scope,
        "reason": one.reason,
        "run": one.run,
        "started": one.started,
        "ended": one.ended,
        "resumed": one.resumed,
        "chapters": {title: dict(counts) for title, counts in one.chapters.items()},
        "causes": [_cause(cause) for cause in one.causes],
        "times": [_times(each) for each in one.times],
    }


def _cause(one: CauseSeen) -> dict[str, Any]:
    return {"sentence": one.sentence, "promise": one.promise, "level": one.level, "verdicts": one.verdicts}


def _times(one: Times) -> dict[str, Any]:
    return {"endpoint": one.endpoint, "answers": one.answers, "median_ms": one.median_ms, "p95_ms": one.p95_ms}
