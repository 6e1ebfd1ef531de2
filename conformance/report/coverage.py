"""Requirements against verdicts: what this run says about each promise of the documentation. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final

from conformance.catalogue.shipped import Origin
from conformance.frozen import dataclass
from conformance.model import Outcome
from conformance.report.tally import CHECKED, Result, worst
from conformance.specs import Chapter, Requirement
from conformance.wording import plural

Span = tuple[int, int]


class Stand(StrEnum):
    """How a requirement stands on a run."""

    KEPT = "kept"
    WARNED = "warned"
    """Every must about it held, a should did not."""
    BROKEN = "broken"
    """A must that is about it did not hold."""
    DEVIANT = "deviant"
    """It is broken, which a known deviation says."""
    BROKEN_BODY = "answered, but with a broken body"
    """An acceptance test whose claims held, while an answer to one of its own steps broke a rule."""
    OVERSHADOWED = "overshadowed"
    """Something was found in the scenarios about it that is about something else."""
    BLOCKED = "blocked"
    SKIPPED = "skipped"
    NOT_JUDGED = "not judged"
    """Through our own fault."""
    NOT_CHECKED = "not checked"
    NOT_TESTABLE = "not testable"


_CHECKED: Final = (Stand.KEPT, Stand.WARNED, Stand.BROKEN, Stand.DEVIANT, Stand.BROKEN_BODY)
_GOOD: Final = (Outcome.PASSED, Outcome.WARNED)
_WITHOUT_VERDICT: Final = {
    Outcome.BROKEN: Stand.NOT_JUDGED,
    Outcome.BLOCKED: Stand.BLOCKED,
    Outcome.SKIPPED: Stand.SKIPPED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One requirement on one run."""

    requirement: Requirement
    word: Stand
    scenarios: tuple[Result, ...]
    """Scenarios and rules that cover it, or that found something about it."""

    @property
    def holds(self) -> bool:
        """Whether the run says that it is kept."""
        return self.word in (Stand.KEPT, Stand.WARNED)

    @property
    def kind(self) -> str:
        """The verdict word whose colour it has."""
        return "failed" if self.word is Stand.BROKEN else self.word.value

    @property
    def checked(self) -> bool:
        """Whether the run says anything of it."""
        return self.word in _CHECKED


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterStanding:
    """One chapter of the documentation on one run."""

    title: str
    standings: tuple[Standing, ...]

    @property
    def covered(self) -> int:
        """How many of its requirements a scenario of the run covers."""
        return sum(bool(standing.scenarios) for standing in self.standings)

    @property
    def summary(self) -> str:
        """`12 requirements, 9 kept, 1 broken, 2 not testable`."""
        words: dict[str, int] = {}
        for standing in self.standings:
            words[standing.word.value] = words.get(standing.word.value, 0) + 1
        counted = ", ".join(f"{number} {word}" for word, number in words.items())
        return f"{plural(len(self.standings), 'requirement')}, {counted}"


def standings(register: Mapping[str, Requirement], results: Iterable[Result]) -> tuple[Standing, ...]:
    """Every requirement in the register's order, with what the run says about it.

    What the documentation promises is proven by shipped scenarios only, the user's own requirements by his own.
    """
    about: dict[tuple[str, bool], list[Result]] = {}
    for result in results:
        for key in dict.fromkeys((*result.covers, *sorted(result.broken), *sorted(result.advised))):
            about.setdefault((key, not result.proves), []).append(result)
    return tuple(_standing(one, about.get((key, one.own), [])) for key, one in register.items())


def _standing(requirement: Requirement, found: list[Result]) -> Standing:
    return Standing(requirement=requirement, word=_stand(requirement, found), scenarios=tuple(found))


def _stand(requirement: Requirement, found: list[Result]) -> Stand:
    """A promise is broken only by findings that are about it."""
    key = requirement.id
    broken = {one.outcome for one in found if key in one.broken}
    if broken:
        return Stand.DEVIANT if broken == {Outcome.DEVIANT} else Stand.BROKEN
    checked = [one for one in found if one.outcome in CHECKED and key in one.covers]
    if not checked:
        return Stand.WARNED if any(key in one.advised for one in found) else _unchecked(requirement, found)
    held = [one for one in checked if one.outcome in _GOOD or one.origin is Origin.RULE]
    if not held or (requirement.acceptance and len(held) < len(checked)):
        return Stand.OVERSHADOWED
    if requirement.acceptance and any(one.hit for one in held):
        return Stand.BROKEN_BODY
    return Stand.WARNED if any(key in one.advised for one in found) else Stand.KEPT


def _unchecked(requirement: Requirement, found: list[Result]) -> Stand:
    """Why nothing is said of it; a rule that met no answer is no reason."""
    outcome = worst(one.outcome for one in found if one.origin is not Origin.RULE)
    if outcome is not None:
        return _WITHOUT_VERDICT[outcome]
    return Stand.NOT_TESTABLE if requirement.not_tested else Stand.NOT_CHECKED


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
