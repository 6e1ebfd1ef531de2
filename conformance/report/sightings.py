"""What a verdict says of causes: its findings as they are to be grouped, and what its claims were held to. Pure.

Exchanges are left behind: there are thousands in a run, and bodies are large.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import Final

from conformance import paths
from conformance.addresses import template
from conformance.attribution import Attribution, Claimed, prepares, sole
from conformance.attribution import finding as finding_of
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.ledger.entry import Entry
from conformance.model import (
    ANOTHER_CONSENT,
    JSON,
    AnsweredStep,
    Claim,
    Exchange,
    Finding,
    Mismatch,
    Outcome,
    Purpose,
    Request,
    Verdict,
    Walk,
)
from conformance.report import asking
from conformance.report.asking import REFRESH, REFUSAL, RULES
from conformance.report.circumstances import Circumstances, Listed, circumstances, listed, pages
from conformance.symptoms import CODED, Symptom, asked_for, general_path, scalar, symptom
from conformance.wording import either

_OK: Final = 200
_ITEM: Final = pattern(r"(\w+)\[(\d+)\]\.?([\w.\-]*)")
_GONE: Final = "is missing"
_How = Mapping[int, Circumstances]
"""By the number of an exchange: how its answer came about."""
_JUDGED: Final = (Outcome.PASSED, Outcome.WARNED, Outcome.FAILED, Outcome.DEVIANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A claim that was held to an answer."""

    claim: str
    """Its word and what it wants."""
    address: str
    """What was asked for: `GET /accounts/{accountResourceId}/balances`."""
    request: str
    """The very request, and whose token it carried."""
    number: int
    """Of the exchange."""
    step: str
    """Which step of which scenario."""
    persona: str
    """Whose own token it carried; '' where that was another."""
    circumstances: Circumstances = field(default_factory=dict, compare=False)
    """How the answer came about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A finding as it is to be grouped."""

    scenario: str
    symptom: Symptom
    finding: Finding
    """Without its exchange."""
    leads: bool
    """Whether it is what a scenario failed by: the rest follows from that."""
    about: tuple[str, ...] = ()
    """The requirements that may be broken: its promise; where nobody can say those of its scenario."""
    named: bool = False
    """Whether its promise stands at the claim or constraint itself; else its scenario has no other, or it has none."""
    after: frozenset[str] = frozenset()
    """What the scenario had changed before, by steps of its own: `PUT /consents`."""
    refused: str = ""
    """What the scenario had tried to change last, where that was to be refused: `PUT /consents`; '' else."""
    compares: bool = False
    """Whether it was held to what an earlier answer said."""
    alone: str = ""
    """The list of which one item is wrong, as far as can be told: `accounts`; '' where it may be any of its items."""
    followed: tuple[str, ...] = ()
    """The names of the bank's own links that led to the answer: `next`."""
    number: int = 0
    """Of the exchange that shows it; 0 where none does."""
    status: int = 0
    persona: str = ""
    request_id: str = ""
    """The bank's own name for the exchange: the X-Request-ID of its answer."""
    tried: Tried | None = None
    enters: bool = False
    """Whether it was seen where a customer logs in."""
    refreshed: bool = False
    """Whether the scenario itself had had the token by a refresh."""
    refusal: str = ""
    """Of an answer that is a refusal: its status and what the bank itself says of it; '' where it says nothing."""
    grant: str = ""
    """What was shown for a token, where one was asked for: `authorization_code`, `refresh_token`."""
    unusual: int = 0
    """How much was out of the ordinary: what the scenario had set or changed before, and how it asked; 0 for a rule."""

    @property
    def by_rule(self) -> bool:
        """Whether a rule has found it."""
        return self.scenario.startswith(RULES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sightings:
    """What one verdict says of causes."""

    scenario: str
    outcome: Outcome
    covers: tuple[str, ...]
    found: tuple[Sighting, ...] = ()
    tried: tuple[Tried, ...] = ()
    hit: tuple[str, ...] = ()
    """The rules that an answer to one of its steps broke."""
    restaged: bool = False
    """Whether the consent of its stage, read back, was another."""
    listed: frozenset[Listed] = frozenset()
    """What lists of accounts it was shown."""
    pages: frozenset[tuple[str, int]] = frozenset()
    """By path: how many pages the lists had that it asked for from their beginning."""
    judged: tuple[tuple[str, bool], ...] = ()
    """For each step that was about a requirement, which one, and whether it held."""
    asked: frozenset[str] = frozenset()
    """What its steps asked for: `GET /accounts/{accountResourceId}/balances`."""
    tokens: tuple[tuple[str, int, bool], ...] = ()
    """The access tokens that were had for it: whose, by which exchange, and whether by a refresh."""
    barred: tuple[Sighting, ...] = ()
    """Of a verdict that is blocked: its claims on answers that were refused, or did not come, before it got so far."""


def of_run(entries: Sequence[Entry]) -> list[Sightings]:
    """What all verdicts of a run say of causes; nothing where nothing was found wrong."""
    return [sightings(entry) for entry in entries] if any(entry.verdict.findings for entry in entries) else []


def sightings(entry: Entry) -> Sightings:
    """What a verdict says of causes; where the bank was not judged, no more than by what it was kept from that."""
    verdict = entry.verdict
    made = Sightings(scenario=verdict.scenario.name, outcome=verdict.outcome, covers=verdict.scenario.covers)
    if verdict.outcome is Outcome.BLOCKED:
        return replace(made, barred=tuple(_barred(verdict)))
    if verdict.outcome not in _JUDGED:
        return made
    leading = _leading(verdict)
    how = circumstances(verdict)
    found = tuple(
        _sighting(verdict, one, how, leads=any(one is other for other in leading)) for one in verdict.findings
    )
    return replace(
        made,
        found=found,
        tried=tuple(_tried(verdict, how)),
        hit=verdict.hit,
        judged=tuple(_judged(verdict)),
        asked=_asked(verdict),
        listed=frozenset(listed(verdict)),
        pages=frozenset(pages(verdict)),
        tokens=tuple(_tokens(verdict)),
        restaged=ANOTHER_CONSENT in verdict.reason,
    )


def _barred(verdict: Verdict) -> Iterator[Sighting]:
    """What its own steps claim of answers like those that it was blocked by: that they come."""
    scenario = verdict.scenario
    refused = {asked_for(one.call): one for one in verdict.exchanges if one.status >= REFUSAL}
    for index, step in enumerate(scenario.steps if refused else ()):
        claim = next((one for one in step.claims if one.word == "status"), None) if isinstance(step, Request) else None
        if claim is None or not isinstance(step, Request) or prepares(scenario, index):
            continue
        about = step.about.get("status", "") or step.about.get("", "") or sole(scenario.covers)
        asked = (refused.get(f"{step.method} {template(address)}") for address in step.addresses)
        shown = next((one for one in asked if one is not None), None)
        if about and shown is not None and any(str(_OK)[0] == str(due)[0] for due in asking.listed(claim.wanted)):
            claimed = Claimed(word=claim.word, place=claim.place)
            wrong = Mismatch(says="the status is wrong", wanted=either(asking.listed(claim.wanted)), got=shown.status)
            found = finding_of(Attribution(promise=about), claimed, wrong, index, shown)
            yield _sighting(verdict, found, {}, leads=False)


def _judged(verdict: Verdict) -> Iterator[tuple[str, bool]]:
    """What a step says about several requirements is about each of them; what only prepares is about none."""
    scenario = verdict.scenario
    wrong: dict[int, set[str]] = {}
    for finding in verdict.findings:
        wrong.setdefault(finding.step, set()).update(_about(verdict, finding))
    if scenario.name.startswith(RULES):
        broken = {promise for promises in wrong.values() for promise in promises}
        yield from ((promise, promise not in broken) for promise in {*scenario.covers, *broken})
        return
    for index in sorted({one.asker.step or 0 for one in verdict.exchanges if one.asker.purpose is Purpose.STEP}):
        step = scenario.steps[index]
        if isinstance(step, AnsweredStep) and step.claims and not prepares(scenario, index):
            broken = wrong.get(index, set())
            yield from (
                (promise, promise not in broken) for promise in {*step.about.values(), *broken} or scenario.covers
            )


def _asked(verdict: Verdict) -> frozenset[str]:
    """Needed only where a rule was broken there."""
    steps = [one for one in verdict.exchanges if one.asker.purpose is Purpose.STEP] if verdict.hit else []
    return frozenset(asked_for(one.call) for one in steps)


def _tokens(verdict: Verdict) -> Iterator[tuple[str, int, bool]]:
    for one in verdict.exchanges:
        if one.asker.purpose is Purpose.LOGIN and one.status == _OK and b"grant_type=" in (one.call.content or b""):
            persona = one.call.persona or verdict.scenario.persona
            yield persona, one.number, f"grant_type={REFRESH}".encode() in (one.call.content or b"")


def _leading(verdict: Verdict) -> list[Finding]:
    """The findings of the first answer that shows one; of a rule all of them, for no answer follows from another.

    A must goes before a should. A wrong status leads alone: what else the answer lacks follows from it.
    """
    found = list(verdict.findings)
    if verdict.scenario.name.startswith(RULES) or not found:
        return found
    graver = [one for one in found if one.must] or found
    first = graver[0]
    there = [one for one in graver if one.step == first.step and one.exchange is first.exchange]
    spoilt = [one for one in there if one.word == "status"]
    return spoilt or there


def _sighting(verdict: Verdict, finding: Finding, how: _How, *, leads: bool) -> Sighting:
    shown = finding.exchange
    made = Sighting(
        scenario=verdict.scenario.name,
        symptom=symptom(finding, asking.manner(verdict, finding), enters=asking.enters(verdict, finding)),
        finding=_light(finding),
        leads=leads,
        about=_about(verdict, finding),
        named=_named(verdict, finding),
        after=asking.changed_before(verdict, finding),
        refused=asking.refused_before(verdict, finding),
        compares=asking.compares(verdict, finding),
        alone=_alone(finding),
        enters=asking.enters(verdict, finding),
        refreshed=asking.refreshed(verdict, finding),
        grant=asking.grant(asking.step_of(verdict, finding)),
        followed=asking.followed(verdict, finding),
        unusual=asking.unusual(verdict, finding),
        persona=verdict.scenario.persona,
    )
    if shown is None:
        return made
    return replace(
        made,
        number=shown.number,
        status=shown.status,
        persona=shown.call.persona or made.persona,
        request_id=shown.header("X-Request-ID") or "",
        refusal=_refusal(shown),
        tried=_held_to(_key(finding.word, finding.key, finding.wanted), shown, how),
    )


def _refusal(shown: Exchange) -> str:
    """The `message` of the API's refusals, the `error` of OAuth's."""
    said = shown.data if isinstance(shown.data, dict) else {}
    text = next((said[name] for name in ("message", "error") if isinstance(said.get(name), str)), "")
    return f"{shown.status} {text}" if text and shown.status >= REFUSAL else ""


def _about(verdict: Verdict, finding: Finding) -> tuple[str, ...]:
    if finding.promise:
        return (finding.promise,)
    return () if finding.towards else verdict.scenario.covers


def _named(verdict: Verdict, finding: Finding) -> bool:
    scenario = verdict.scenario
    return bool(finding.promise) and (scenario.name.startswith(RULES) or scenario.covers != (finding.promise,))


def _alone(finding: Finding) -> str:
    """A list in an item of which something is wrong, unless what is missing there is missing in others too."""
    item = _ITEM.match(finding.where)
    if item is None or finding.exchange is None:
        return ""
    rows = paths.values(item[1], finding.exchange.data) if item[3] and _GONE in finding.says else []
    others = [row for at, row in enumerate(rows[0] if rows and isinstance(rows[0], list) else []) if at != int(item[2])]
    lacking = any(isinstance(paths.gap(paths.find(item[3], row)), paths.Gap) for row in others)
    return "" if lacking else item[1]


def _light(finding: Finding) -> Finding:
    wanted, got = (value if scalar(value) else None for value in (finding.wanted, finding.got))
    return replace(finding, exchange=None, wanted=wanted, got=got)


def _tried(verdict: Verdict, how: _How) -> Iterator[Tried]:
    """Every claim of a step, with every answer to that step; of a walk only one page is told to break it."""
    steps = verdict.scenario.steps
    claims = {
        index: [key for claim in step.claims for key in _keys(claim)]
        for index, step in enumerate(steps)
        if isinstance(step, AnsweredStep)
    }
    walks = {index for index, step in enumerate(steps) if isinstance(step, Walk)}
    broken = {(finding.step, finding.word) for finding in verdict.findings}
    for exchange in verdict.exchanges:
        if exchange.asker.purpose is Purpose.STEP and exchange.asker.step is not None:
            for key in claims.get(exchange.asker.step, ()):
                if exchange.asker.step not in walks or (exchange.asker.step, key.partition(" ")[0]) not in broken:
                    yield _held_to(key, exchange, how)


def _keys(claim: Claim) -> Iterator[str]:
    """A claim, entry by entry, as the findings about it are known."""
    wanted = claim.wanted
    if claim.word in CODED:
        choices = list(wanted.values()) if isinstance(wanted, dict) else [wanted]
        yield from (_key(claim.word, "", either(one if isinstance(one, list) else [one])) for one in choices)
    elif isinstance(wanted, dict | list):
        yield from (_key(claim.word, str(entry)) for entry in wanted)
    else:
        yield claim.word


def _key(word: str, entry: str, wanted: JSON = None) -> str:
    return f"{word} {wanted}" if word in CODED else f"{word} {general_path(entry)}".strip()


def _held_to(claim: str, exchange: Exchange, how: _How) -> Tried:
    call = exchange.call
    return Tried(
        claim=claim,
        address=asked_for(call),
        request=f"{call.persona} {call.method} {call.url}",
        number=exchange.number,
        persona=call.persona,
        step=f"{exchange.asker.scenario} {exchange.asker.step}",
        circumstances=how.get(exchange.number, {}),
    )
