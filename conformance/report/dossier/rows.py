"""Part five, the scenarios: a row for each verdict, with what it can be found by. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.frozen import dataclass
from conformance.model import Outcome
from conformance.report.dossier import anchors
from conformance.report.dossier.run import WORST_FIRST, Told
from conformance.report.junit import endpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A verdict in the list."""

    at: int
    """Its place in the run, by which the cells of the matrices know it."""
    anchor: str
    name: str
    title: str
    word: str
    persona: str
    endpoint: str
    covers: tuple[str, ...]
    chapters: tuple[str, ...]
    causes: tuple[int, ...]
    reason: str
    exchanges: int
    elapsed_ms: float


def rows(told: Told) -> tuple[Row, ...]:
    """Every verdict of the run: the gravest first, then by name."""
    found = (_row(told, at) for at in range(len(told.story.entries)))
    return tuple(sorted(found, key=lambda row: (WORST_FIRST.index(Outcome(row.word)), row.name)))


def _row(told: Told, at: int) -> Row:
    verdict = told.story.entries[at].verdict
    scenario = verdict.scenario
    known = [told.register[key] for key in scenario.covers if key in told.register]
    return Row(
        at=at,
        anchor=anchors.of_scenario(scenario.name),
        name=scenario.name,
        title=scenario.title,
        word=verdict.outcome.value,
        persona="" if verdict.tally is not None else scenario.persona,
        endpoint="" if verdict.tally is not None else endpoint(scenario),
        covers=scenario.covers,
        chapters=tuple(dict.fromkeys(one.chapter for one in known)),
        causes=tuple(one.number for one in told.causes_of(scenario.name)),
        reason=verdict.reason,
        exchanges=len(verdict.exchanges),
        elapsed_ms=verdict.elapsed_ms,
    )


def choices(found: Sequence[Row]) -> dict[str, tuple[str, ...]]:
    """What the rows can be narrowed to, by filter."""
    return {
        "word": tuple(dict.fromkeys(one.word for one in found)),
        "chapter": tuple(dict.fromkeys(chapter for one in found for chapter in one.chapters)),
        "persona": tuple(sorted({one.persona for one in found if one.persona})),
        "endpoint": tuple(sorted({one.endpoint for one in found if one.endpoint})),
        "cause": tuple(map(str, sorted({number for one in found for number in one.causes}))),
    }
