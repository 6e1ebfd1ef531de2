"""Part two, what to mend first: each cause with all that whoever mends it needs. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.model import JSON, Exchange
from conformance.report import curl
from conformance.report.causes import Cause
from conformance.report.coverage import Stand
from conformance.report.dossier import anchors, excerpts
from conformance.report.dossier.documentation import Wording
from conformance.report.dossier.run import Link, Told
from conformance.report.new_deviations import entries
from conformance.report.sent import sent_for
from conformance.report.sightings import Sighting
from conformance.report.text import answer, apart
from conformance.specs import Requirement

_FEW = 6
"""So many scenarios that a cause touches say by their titles what it is about."""
_LONGEST_SCRIPT = 60
"""How many requests a script has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The exchange that shows a cause."""

    number: int
    asked: str
    """The request and what came back, on one line."""
    at: str
    """When the answer came, as the ledger writes it."""
    request_id: str
    wanted: str
    got: str
    says: str
    lines: tuple[excerpts.Line, ...]
    curl: str
    script: str
    scenario: Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """A cause as it is drawn."""

    cause: Cause
    anchor: str
    promise: Requirement | None
    wording: tuple[str, ...]
    """The promise in the documentation's own words, line by line; empty where that is not at hand."""
    scenarios: tuple[Link, ...]
    rules: tuple[Link, ...]
    checking: tuple[Link, ...]
    """What was being checked when it showed, two at most; nothing where the cause touches many scenarios."""
    shown: Shown | None
    deviations: str
    """The entries that accept it; '' for what only should be."""
    overshadows: tuple[Link, ...]
    """The requirements of which nothing can be said because of it."""


def defects(told: Told, wording: Wording | None) -> tuple[Defect, ...]:
    """The causes, the gravest first."""
    return tuple(_defect(told, one, wording) for one in told.causes)


def _defect(told: Told, cause: Cause, wording: Wording | None) -> Defect:
    promise = told.register.get(cause.promise)
    return Defect(
        cause=cause,
        anchor=anchors.of_cause(cause.number),
        promise=promise,
        wording=wording.of(promise) if wording is not None and promise is not None else (),
        scenarios=tuple(told.link(name) for name in cause.scenarios),
        rules=tuple(told.link(name) for name in cause.rules),
        checking=tuple(_checking(told, cause)),
        shown=_shown(told, cause),
        deviations="\n".join(entries(cause)),
        overshadows=tuple(_overshadowed(told, cause)),
    )


def _checking(told: Told, cause: Cause) -> Iterator[Link]:
    for name in cause.scenarios[:2] if len(cause.scenarios) <= _FEW else ():
        if name in told.rows:
            yield Link(text=told.entry(name).verdict.scenario.title, to=told.link(name).to)


def _overshadowed(told: Told, cause: Cause) -> Iterator[Link]:
    for one in told.standings:
        if one.word is Stand.OVERSHADOWED and any(result.name in cause.explains for result in one.scenarios):
            yield Link(text=one.requirement.id, to=anchors.of_requirement(one.requirement.id))


def _shown(told: Told, cause: Cause) -> Shown | None:
    sighting = next((one for one in cause.sightings if one.number in told.story.exchanges), None)
    if sighting is None:
        return None
    exchange = told.story.exchanges[sighting.number]
    name = exchange.asker.scenario if exchange.asker.scenario in told.rows else sighting.scenario
    wanted, got = _values(told, sighting)
    return Shown(
        number=exchange.number,
        asked=answer(exchange),
        at=exchange.at.isoformat(),
        request_id=exchange.header("X-Request-ID") or "",
        wanted=wanted,
        got=got,
        says=sighting.finding.says,
        lines=tuple(excerpts.excerpt(exchange, sighting.finding)),
        curl=curl.replay(exchange.call),
        script=script(told, exchange),
        scenario=told.link(name),
    )


def _values(told: Told, sighting: Sighting) -> tuple[str, str]:
    """What was wanted and what came, as the verdict tells them: a sighting has only short ones."""
    wanted: JSON = sighting.finding.wanted
    got: JSON = sighting.finding.got
    for one in told.entry(sighting.scenario).verdict.findings if sighting.scenario in told.rows else ():
        there = one.exchange is not None and one.exchange.number == sighting.number
        if there and (one.word, one.key, one.where) == (
            sighting.finding.word, sighting.finding.key, sighting.finding.where,
        ):  # fmt: skip
            wanted, got = one.wanted, one.got
    told_wanted, told_got = apart(wanted, got)
    return told_wanted if wanted is not None else "", told_got if got is not None else ""


def script(told: Told, last: Exchange) -> str:
    """A shell script that sends all that led to an exchange, from the stage of its scenario on."""
    name = last.asker.scenario
    sent = sent_for(name, told.story.exchanges, last.number) if name else []
    title = told.entry(name).verdict.scenario.title if name in told.rows else ""
    return curl.script(title, (), (sent or [last])[-_LONGEST_SCRIPT:])
