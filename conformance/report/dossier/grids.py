"""Part four, the run at a glance: the acceptance tests, the chapters, and who asked what with which result. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from conformance import specs
from conformance.frozen import dataclass
from conformance.model import Exchange, Outcome
from conformance.report.coverage import ChapterStanding, Stand, Standing, acceptance, chapters
from conformance.report.dossier import anchors
from conformance.report.dossier.run import WORST_FIRST, Link, Told
from conformance.report.junit import endpoint

_REFUSAL: Final = 400
_MEMBERS: Final = ("message", "error", "code", "error_description")
_SHAPES: Final[Mapping[Stand, str]] = {
    Stand.KEPT: "passed",
    Stand.WARNED: "warned",
    Stand.BROKEN: "failed",
    Stand.DEVIANT: "deviant",
    Stand.BROKEN_BODY: "failed",
    Stand.OVERSHADOWED: "overshadowed",
    Stand.BLOCKED: "blocked",
    Stand.SKIPPED: "skipped",
    Stand.NOT_JUDGED: "broken",
    Stand.NOT_CHECKED: "unchecked",
    Stand.NOT_TESTABLE: "unchecked",
}
"""The shape and colour of each standing of a requirement."""


def shape(word: Stand) -> str:
    """What a standing is drawn like."""
    return _SHAPES[word]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceTest:
    """One of the documented acceptance tests."""

    standing: Standing
    shape: str
    anchor: str
    causes: tuple[Link, ...]
    scenarios: tuple[Link, ...]


def acceptance_tests(told: Told) -> tuple[AcceptanceTest, ...]:
    """The acceptance tests in the documentation's order."""
    return tuple(_test(told, one) for one in acceptance(told.standings))


def _test(told: Told, standing: Standing) -> AcceptanceTest:
    key, names = standing.requirement.id, {one.name for one in standing.scenarios}
    why = [
        one
        for one in told.causes
        if not standing.holds and (one.promise == key or names & (one.explains | frozenset(one.scenarios)))
    ]
    return AcceptanceTest(
        standing=standing,
        shape=shape(standing.word),
        anchor=anchors.of_requirement(key),
        causes=tuple(Link(text=str(one.number), to=anchors.of_cause(one.number)) for one in why if one.must),
        scenarios=tuple(told.link(one.name) for one in standing.scenarios),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a chapter's bar."""

    shape: str
    number: int
    x: float
    """In percent."""
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter of the documentation as a bar, and its requirements."""

    standing: ChapterStanding
    anchor: str
    number: int
    segments: tuple[Segment, ...]
    rows: tuple[Promise, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A requirement and what the run says of it."""

    standing: Standing
    shape: str
    anchor: str
    scenarios: tuple[Link, ...]


def bars(told: Told) -> tuple[Chapter, ...]:
    """The chapters; the acceptance tests have their ids in the grid, all other requirements here."""
    return tuple(_chapter(told, at, one) for at, one in enumerate(chapters(told.standings), 1))


def _chapter(told: Told, number: int, standing: ChapterStanding) -> Chapter:
    counted: dict[str, int] = dict.fromkeys(_SHAPES.values(), 0)
    for one in standing.standings:
        counted[shape(one.word)] += 1
    segments, x, total = [], 0.0, len(standing.standings)
    for name, count in counted.items():
        if count:
            width = 100 * count / total
            segments.append(Segment(shape=name, number=count, x=round(x, 2), width=round(width, 2)))
            x += width
    rows = [
        Promise(
            standing=one,
            shape=shape(one.word),
            anchor="" if one.requirement.acceptance else anchors.of_requirement(one.requirement.id),
            scenarios=tuple(told.link(result.name) for result in one.scenarios),
        )
        for one in standing.standings
    ]
    return Chapter(
        standing=standing, anchor=f"chapter-{number}", number=number, segments=tuple(segments), rows=tuple(rows)
    )


# --------------------------------------------------------------------------------------------------------- matrices


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """How often something came together, and in which scenarios."""

    number: int
    word: str
    """The worst verdict word of these scenarios."""
    to: str
    """The id of the first of the worst of them."""
    rows: tuple[int, ...]
    """Their places in the list of scenarios."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Endpoints downwards, something else across."""

    kind: str
    """`persona`, `code` or `status`."""
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]


def matrices(told: Told) -> tuple[Matrix, ...]:
    """Who was asked for what; with which status and which error code it was answered."""
    personas = [
        (endpoint(one.verdict.scenario), one.verdict.scenario.persona, one.verdict.scenario.name)
        for one in told.story.entries
        if one.verdict.tally is None
    ]
    codes = _Codes(specs.load().codes)
    refused = [(asked, codes.of(one), name) for one, asked, name in told.asked if one.status >= _REFUSAL]
    answered = [(asked, str(one.status), name) for one, asked, name in told.asked]
    return (
        _matrix(told, "persona", personas),
        _matrix(told, "code", ((asked, code, name) for asked, code, name in refused if code)),
        _matrix(told, "status", answered),
    )


class _Codes:
    """The bank's error codes, found in bodies."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = re.compile(rf"\b(?:{'|'.join(map(re.escape, known))})\b")

    def of(self, exchange: Exchange) -> str:
        """The first code of the documentation that an error body names; '' for none."""
        data = exchange.data
        if not isinstance(data, dict):
            return ""
        texts = (data.get(name) for name in _MEMBERS)
        found = (self._known.search(text) for text in texts if isinstance(text, str))
        return next((one[0] for one in found if one), "")


def _matrix(told: Told, kind: str, found: Iterable[tuple[str, str, str]]) -> Matrix:
    """`found`: endpoint, column, scenario."""
    cells: dict[tuple[str, str], list[str]] = {}
    for asked, column, name in found:
        cells.setdefault((asked, column), []).append(name)
    columns = sorted({column for _, column in cells})
    by_path: Callable[[str], tuple[str, str]] = lambda asked: (asked.partition(" ")[2], asked)  # noqa: E731
    endpoints = sorted({asked for asked, _ in cells}, key=by_path)
    return Matrix(
        kind=kind,
        columns=tuple(columns),
        rows=tuple((one, tuple(_cell(told, cells.get((one, column), [])) for column in columns)) for one in endpoints),
    )


def _cell(told: Told, names: list[str]) -> Cell | None:
    if not names:
        return None
    several = list(dict.fromkeys(names))
    worst = min((told.outcomes[name] for name in several), key=WORST_FIRST.index)
    first = next(name for name in several if told.outcomes[name] is worst)
    places = tuple(sorted(told.rows[name] for name in several))
    return Cell(number=len(names), word=Outcome(worst).value, to=anchors.of_scenario(first), rows=places)
