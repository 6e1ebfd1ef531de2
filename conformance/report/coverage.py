"""Requirements against verdicts: what this run says about each promise of the documentation. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from conformance.model import Outcome
from conformance.report.tally import Result, worst
from conformance.specs import Chapter, Requirement
from conformance.wording import plural

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One requirement on one run."""

    requirement: Requirement
    outcome: Outcome | None
    """None where no scenario of the run covers it."""
    scenarios: tuple[Result, ...]

    @property
    def word(self) -> str:
        """The verdict word, or why there is none."""
        if self.outcome is not None:
            return self.outcome.value
        return "not testable" if self.requirement.not_tested else "not run"

    @property
    def holds(self) -> bool:
        """Whether a scenario of the run says so."""
        return self.outcome in (Outcome.PASSED, Outcome.WARNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterStanding:
    """One chapter of the documentation on one run."""

    title: str
    standings: tuple[Standing, ...]

    @property
    def covered(self) -> int:
        """How many of its requirements a scenario of the run covers."""
        return sum(standing.outcome is not None for standing in self.standings)

    @property
    def summary(self) -> str:
        """`12 requirements, 9 passed, 1 failed, 2 not testable`."""
        words: dict[str, int] = {}
        for standing in self.standings:
            words[standing.word] = words.get(standing.word, 0) + 1
        counted = ", ".join(f"{number} {word}" for word, number in words.items())
        return f"{plural(len(self.standings), 'requirement')}, {counted}"


def standings(register: Mapping[str, Requirement], results: Iterable[Result]) -> tuple[Standing, ...]:
    """Every requirement in the register's order, with what the run says about it.

    What the documentation promises is proven by shipped scenarios only, the user's own requirements by his own.
    """
    covering: dict[tuple[str, bool], list[Result]] = {}
    for result in results:
        for key in result.covers:
            covering.setdefault((key, not result.proves), []).append(result)
    return tuple(_standing(one, covering.get((key, one.own), [])) for key, one in register.items())


def _standing(requirement: Requirement, found: list[Result]) -> Standing:
    outcome = worst(result.outcome for result in found)
    return Standing(requirement=requirement, outcome=outcome, scenarios=tuple(found))


def acceptance(found: Iterable[Standing]) -> tuple[Standing, ...]:
    """Those of the documented acceptance tests, in the documentation's order."""
    return tuple(sorted((each for each in found if each.requirement.acceptance), key=_line))


def _line(standing: Standing) -> int:
    lines = standing.requirement.lines
    return int(lines[0].partition("-")[0]) if lines else 0


def held(found: Iterable[Standing]) -> int:
    """How many of them hold."""
    return sum(standing.holds for standing in found)


def unclaimed(
    register: Mapping[str, Requirement], spans: Iterable[Chapter]
) -> tuple[tuple[str, tuple[Span, ...]], ...]:
    """For each chapter the line ranges of the documentation that no requirement claims: what remains is prose."""
    claimed = {line for one in register.values() for text in one.lines for line in _lines(text)}
    found = []
    for chapter in spans:
        if chapter.lines:
            rest = [line for line in _lines(chapter.lines) if line not in claimed]
            found.append((chapter.title, tuple(_spans(rest))))
    return tuple(found)


def _lines(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def _spans(lines: Iterable[int]) -> Iterator[Span]:
    """Runs of following lines."""
    first = last = None
    for line in lines:
        if last is not None and line == last + 1:
            last = line
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = line
    if first is not None and last is not None:
        yield first, last


def chapters(found: Iterable[Standing]) -> tuple[ChapterStanding, ...]:
    """The standings chapter by chapter, in the register's order."""
    grouped: dict[str, list[Standing]] = {}
    for standing in found:
        grouped.setdefault(standing.requirement.chapter, []).append(standing)
    return tuple(ChapterStanding(title=title, standings=tuple(group)) for title, group in grouped.items())
