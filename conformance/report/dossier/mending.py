"""Part two, what to mend first: each cause with all that whoever mends it needs. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from conformance.frozen import dataclass
from conformance.model import JSON, Exchange, Purpose
from conformance.report import curl
from conformance.report.cause import Cause
from conformance.report.coverage import Stand
from conformance.report.dossier import anchors, excerpts
from conformance.report.dossier.documentation import Wording
from conformance.report.dossier.run import Link, Told
from conformance.report.new_deviations import entry_of_cause
from conformance.report.phrase import Phrase
from conformance.report.sent import sent_for, signed_wrongly
from conformance.report.text import answer, apart
from conformance.specs import Requirement
from conformance.symptoms import asked_for
from conformance.visible import on_one_line

if TYPE_CHECKING:
    from conformance.report.sightings import Sighting

_FEW = 6
"""So many scenarios that a cause touches say by their titles what it is about."""
_LONGEST_BODY = 240
_CONSENTS = "PUT /consents"
_TAKEN = 2
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
    sent_id: str
    """The X-Request-ID that was sent, where the answer bears another one; '' else."""
    persona: str
    customer: bool
    """Whether the customer is there."""
    sent: str
    """The body that was sent, on one line, its end left out where it is long; '' where there was none."""
    before: str
    """The change that the scenario had made before, and what came; '' where it had made none."""
    clock: str
    """When the answer came, where the bank's clock had been set to another moment; '' where it had not."""
    before_sent: str
    """The body of that change."""
    wanted: str
    got: str
    says: Phrase
    lines: tuple[excerpts.Line, ...]
    near: tuple[excerpts.Line, ...]
    """The line that is marked, and what stands right beside it."""
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
    """The entry that accepts it; '' for what only should be."""
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
        deviations=entry_of_cause(cause),
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
    before = _change_before(told, exchange, sighting.refused)
    lines = tuple(excerpts.excerpt(exchange, sighting.finding))
    return Shown(
        number=exchange.number,
        asked=answer(exchange),
        at=exchange.at.isoformat(),
        request_id=exchange.header("X-Request-ID") or "",
        sent_id=_another_id(exchange),
        persona=exchange.call.persona,
        customer=any(name.lower() == "psu-ip-address" for name, _ in exchange.call.headers),
        sent=_sent(exchange),
        before=answer(before) if before is not None else "",
        clock=exchange.at.isoformat() if _under_another_clock(told, exchange) else "",
        before_sent=_sent(before) if before is not None else "",
        wanted=wanted,
        got=got,
        says=Phrase(sighting.finding.says),
        lines=lines,
        near=tuple(excerpts.near(lines)),
        curl=_replay(told, exchange),
        script=script(told, exchange),
        scenario=told.link(name),
    )


def _values(told: Told, sighting: Sighting) -> tuple[str, str]:
    """What was wanted and what came, as the verdict tells them: a sighting has only short ones."""
    wanted: JSON = sighting.finding.wanted
    got: JSON = sighting.finding.got
    place = sighting.finding.where or sighting.finding.key
    for one in told.entry(sighting.scenario).verdict.findings if sighting.scenario in told.rows else ():
        there = one.exchange is not None and one.exchange.number == sighting.number
        if there and (one.word, one.key, one.where, one.says) == (
            sighting.finding.word, sighting.finding.key, sighting.finding.where, sighting.finding.says,
        ):  # fmt: skip
            wanted, got = one.wanted, one.got
    told_wanted, told_got = apart(wanted, got)
    is_null = got is None and excerpts.is_null(told.story.exchanges[sighting.number].data, place)
    came = told_got if got is not None or is_null else ""
    return told_wanted if wanted is not None else "", came


def _sent(exchange: Exchange) -> str:
    text = on_one_line((exchange.call.content or b"").decode("utf-8", "replace"))
    return text if len(text) <= _LONGEST_BODY else f"{text[:_LONGEST_BODY]}…"


def _change_before(told: Told, exchange: Exchange, refused: str) -> Exchange | None:
    """What a step of the same scenario had changed last before an answer: a consent that was taken, a token.

    One that was `refused` only where it may be the reason all the same: it was to be refused, and nothing came after.
    """
    if exchange.asker.purpose is not Purpose.STEP:
        return None
    earlier = sent_for(exchange.asker.scenario, told.story.exchanges, exchange.number)[:-1]
    own = [one for one in earlier if one.asker.purpose is Purpose.STEP]
    changes = [one for one in own if _changes(one) or (one.call.method == "PUT" and asked_for(one.call) == refused)]
    return changes[-1] if changes else None


def _changes(one: Exchange) -> bool:
    taken = one.status // 100 == _TAKEN
    return taken and (asked_for(one.call) == _CONSENTS or b"grant_type=" in (one.call.content or b""))


def _under_another_clock(told: Told, exchange: Exchange) -> bool:
    """Whether the bank's clock had been set, and not let go again."""
    before = [number for number in told.story.exchanges if number < exchange.number]
    clocks = (told.story.exchanges[number] for number in sorted(before, reverse=True))
    last = next((one for one in clocks if one.asker.purpose is Purpose.CONTROL and "clock" in one.call.url), None)
    return last is not None and last.call.method == "PUT"


def _another_id(exchange: Exchange) -> str:
    """What was sent as X-Request-ID, where the answer does not bear the same: it may be the answer to another."""
    sent = next((value for name, value in exchange.call.headers if name.lower() == "x-request-id"), "")
    came = exchange.header("X-Request-ID")
    return sent if sent and came and came != sent else ""


def script(told: Told, last: Exchange) -> str:
    """A shell script that sends all that led to an exchange, from the stage of its scenario on."""
    name = last.asker.scenario
    sent = sent_for(name, told.story.exchanges, last.number) if name else []
    title = told.entry(name).verdict.scenario.title if name in told.rows else ""
    flawed = signed_wrongly([told.entry(name)]) if name in told.rows else set()
    return curl.script(title, (), (sent or [last])[-_LONGEST_SCRIPT:], flawed=flawed, base_url=_base_url(told))


def _replay(told: Told, exchange: Exchange) -> str:
    """The line that asks again; it takes no credential to another host than the bank's."""
    call = exchange.call
    return curl.replay(curl.without_credentials(call) if curl.astray(call, _base_url(told)) else call)


def _base_url(told: Told) -> str:
    return str(told.story.header["target"]["base_url"])
