"""What an overview tells of one establishment: drawn from its ledger, or from how its run ended. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import Final
from urllib.parse import urlsplit

from conformance.catalogue import own_register
from conformance.errors import ExitCode
from conformance.fleet.fleetfile import Establishment
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.ledger.reading import Story
from conformance.model import EMPTY, Outcome
from conformance.report import finished
from conformance.report.cause import Cause
from conformance.report.causes import causes
from conformance.report.coverage import chapters, standings
from conformance.report.dossier.times import percentile
from conformance.report.phrase import Phrase, Value, mapped
from conformance.report.sightings import sightings
from conformance.report.statement import End, Statement, Word, without_verdicts
from conformance.specs import Requirement
from conformance.symptoms import asked_for
from conformance.target.target import Target
from conformance.visible import on_one_line

_ENDS: Final = {
    ExitCode.MISTAKE: End.MISTAKE,
    ExitCode.COULD_NOT_RUN: End.UNREACHABLE,
    ExitCode.INTERRUPTED: End.INTERRUPTED,
}
_VALUES: Final = pattern(r" \((?:wanted|came) .*\)$", re.DOTALL)
_WITH_VALUES: Final = ("{what} (wanted {wanted}, came {came})", "{what} (wanted {wanted})", "{what} (came {came})")
_CODE: Final = pattern(r"[1-5][0-9]{2}|[A-Z]{2,4}[0-9]{0,2}|nothing")
"""A status, and an error code as the documentation has them."""
_NO_ADDRESS: Final = pattern(r"https?://[^/\s)]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseSeen:
    """One defect, so told that the same one of another bank reads the same."""

    told: Phrase
    promise: str
    level: str
    verdicts: int

    @property
    def sentence(self) -> str:
        """What is wrong, where, in English."""
        return str(self.told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long answers of an endpoint took, in milliseconds."""

    endpoint: str
    answers: int
    median_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """One establishment, as far as it was examined."""

    short: str
    code: str
    name: str
    host: str
    word: str
    headline: str
    exit_code: ExitCode
    scope: str = ""
    reason: str = ""
    """Why there are no verdicts, or fewer than there could be; '' where nothing is to be said."""
    run: str = ""
    """The id of its run; '' where none began."""
    started: str = ""
    ended: str = ""
    resumed: bool = False
    """Whether it had been finished before the fleet was started again."""
    chapters: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """How many requirements of each chapter stand how."""
    causes: tuple[CauseSeen, ...] = ()
    times: tuple[Times, ...] = ()
    requirements: Mapping[str, str] = field(default_factory=dict)
    """How each requirement stands."""


def of_story(one: Establishment, story: Story, register: Mapping[str, Requirement], *, resumed: bool) -> Examined:
    """What its ledger tells. Raises Altered where that disagrees with itself."""
    ended = finished.read(story)
    promised = {**register, **own_register.read_written(story.header.get("own_requirements", EMPTY))}
    found = standings(promised, ended.results)
    footer = ended.footer
    return replace(
        _said_of(one, ended.statement, footer.get("reason", "") or _blocked(story, ended.statement)),
        scope=ended.statement.scope,
        run=story.header["run"],
        started=story.header["started"],
        ended=footer.get("ended", ""),
        resumed=resumed,
        chapters={
            chapter.title: _counted(each.word.value for each in chapter.standings) for chapter in chapters(found)
        },
        causes=tuple(_cause(cause, one) for cause in causes(map(sightings, story.entries), promised)),
        times=_times(story),
        requirements={each.requirement.id: each.word.value for each in found},
    )


def _blocked(story: Story, says: Statement) -> str:
    """What blocked most scenarios of a run that came to no word about its bank for that; '' for any other run."""
    if says.word is not Word.COULD_NOT_RUN:
        return ""
    reasons = Counter(one["reason"] for one in story.records if one["outcome"] == Outcome.BLOCKED and one["reason"])
    return on_one_line(reasons.most_common(1)[0][0]).removesuffix(".") if reasons else ""


def without_story(one: Establishment, code: ExitCode, reason: str) -> Examined:
    """An establishment of which no ledger tells: its run ended before it had one."""
    return _said_of(one, without_verdicts(_ENDS.get(code, End.BROKEN)), reason)


def _said_of(one: Establishment, says: Statement, reason: str) -> Examined:
    return Examined(
        short=one.short,
        code=one.code,
        name=one.name,
        host=one.host,
        word=says.word.value,
        headline=says.headline,
        exit_code=says.code,
        reason=reason,
    )


def of_run(story: Story, register: Mapping[str, Requirement]) -> Examined:
    """What the ledger of one bank tells, that is of no group. Raises Altered where that disagrees with itself."""
    told = story.header["target"]
    one = _alone(Target(name=told["name"], base_url=told["base_url"]))
    return of_story(one, story, register, resumed=False)


def without_run(target: Target, code: ExitCode, reason: str) -> Examined:
    """One bank that is of no group, and of which no ledger tells."""
    return without_story(_alone(target), code, reason)


def _alone(target: Target) -> Establishment:
    host = urlsplit(target.base_url).netloc
    return Establishment(code="", short=target.name, name=target.name, host=host, target=target, described=EMPTY)


def without_values(told: Phrase) -> Phrase:
    """The sentence of a cause without what was wanted and what came: these are another thing at another bank.

    A status that came stays, and an error code; whatever else a bank may have put there does not.
    """
    values = dict(told.values)
    what = values.get("what")
    if told.text in _WITH_VALUES:
        return without_values(what) if isinstance(what, Phrase) else Phrase(_VALUES.sub("", str(what)))
    if not values:
        return Phrase(_VALUES.sub("", told.text))
    return Phrase(told.text, tuple((name, _without_value(name, value)) for name, value in told.values))


def _without_value(name: str, value: Value) -> Value:
    if isinstance(value, Phrase):
        return without_values(value)
    return "…" if name == "came" and not _CODE.fullmatch(str(value)) else value


def _counted(words: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
    return found


def _cause(cause: Cause, one: Establishment) -> CauseSeen:
    def own(text: str) -> str:
        return _NO_ADDRESS.sub("https://$HOST", text).replace(one.host or "\0", "$HOST")

    number = len(cause.scenarios) + len(cause.rules)
    return CauseSeen(told=mapped(cause.general, own), promise=cause.promise, level=cause.level, verdicts=number)


def _times(story: Story) -> tuple[Times, ...]:
    """Of all answers to requests of scenarios, those of most answers first."""
    found: dict[str, list[float]] = {}
    for one in story.exchanges.values():
        if one.answered and one.asker.scenario and one.call.url.startswith(story.header["target"]["base_url"]):
            found.setdefault(asked_for(one.call), []).append(one.elapsed_ms)
    told = (
        Times(
            endpoint=endpoint,
            answers=len(several),
            median_ms=round(percentile(sorted(several), 50), 1),
            p95_ms=round(percentile(sorted(several), 95), 1),
        )
        for endpoint, several in found.items()
    )
    return tuple(sorted(told, key=lambda one: (-one.answers, one.endpoint)))
