"""Traffic held to the rules of every run, and to those that need memory. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from conformance import rules
from conformance.audit import accesses, bank, chains, consents, filters, tokens, traffic
from conformance.audit.memory import Contradiction, Memory, MemoryRule
from conformance.audit.traffic import Traffic
from conformance.audit.visits import visits
from conformance.errors import Broken, ExitCode
from conformance.frozen import dataclass
from conformance.har.reading import Recorded
from conformance.ledger.entry import Entry
from conformance.model import EMPTY, Outcome, Verdict
from conformance.report.cause import Cause
from conformance.report.causes import causes
from conformance.report.sightings import sightings
from conformance.rules import Judge, Rule
from conformance.specs import Specs
from conformance.target.target import Target

MEMORY: Final = (
    MemoryRule(name="memory/page-chains", title=chains.TITLE, judge=chains.judge),
    MemoryRule(name="memory/filters", title=filters.TITLE, judge=filters.judge),
    MemoryRule(name="memory/consents", title=consents.TITLE, judge=consents.judge),
    MemoryRule(name="memory/batch-accesses", title=accesses.TITLE, judge=accesses.judge),
    MemoryRule(name="memory/codes", title=tokens.CODES, judge=tokens.codes),
    MemoryRule(name="memory/refreshes", title=tokens.REFRESHES, judge=tokens.refreshes),
)
_OF_HEADERS: Final = "headers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a rule came to."""

    name: str
    title: str
    judged: int
    """How many answers it had something to say of."""
    contradictions: tuple[Contradiction, ...] = ()
    """Of a rule that needs memory; those of the others are causes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What traffic came to. It says nothing of conformity: nobody has asked for what is not in it."""

    name: str
    base_url: str
    """The API root; '' where there was none."""
    exchanges: int
    """How many of the bank's answers were looked at."""
    rules: tuple[Told, ...]
    causes: tuple[Cause, ...]
    """What single answers contradict, the gravest first; those of a should are no contradictions."""
    remarks: tuple[str, ...]
    """What cannot be judged, and why."""

    @property
    def judged(self) -> int:
        """How many rules had something to judge."""
        return sum(bool(one.judged) for one in self.rules)

    @property
    def contradictions(self) -> int:
        """How many there are, each cause once."""
        remembered = sum(one.must for told in self.rules for one in told.contradictions)
        return sum(one.must for one in self.causes) + remembered

    @property
    def code(self) -> ExitCode:
        """1 where the bank contradicts itself, 3 where nothing could be judged, else 0."""
        if self.contradictions:
            return ExitCode.NOT_CONFORM
        return ExitCode.CONFORM if self.judged else ExitCode.COULD_NOT_RUN


def audit(found: Traffic, specs: Specs, base_url: str = "", target: Target | None = None) -> Audit:
    """What traffic came to; the bank is the one named, else that of the ledger, else that most requests went to.

    Raises Mistakes where the API root is none, Broken where a rule cannot be judged through our own fault.
    """
    known = target or _bank(found, base_url)
    own = list(bank.own(found.recorded, known)) if known is not None else []
    host = urlsplit(known.base_url).netloc.lower() if known is not None else ""
    told, of_rules = _by_rules(own, known, specs) if known is not None else ([], [])
    remembered = _by_memory(found, own, known) if known is not None else [_unjudged(one) for one in MEMORY]
    seen = [sightings(Entry(verdict=one, levels=EMPTY, sources={})) for one in of_rules]
    return Audit(
        name=found.name,
        base_url=known.base_url if known is not None else "",
        exchanges=sum(one.exchange.answered for one in own),
        rules=(*(told or [_unjudged(one) for one in rules.load()]), *remembered),
        causes=causes(seen, specs.register),
        remarks=tuple(traffic.remarks(found, own, host)),
    )


def _bank(found: Traffic, base_url: str) -> Target | None:
    root = base_url or found.base_url or bank.find_root(found.exchanges)
    return bank.target(root, found.token_url or bank.find_token_url(found.exchanges, root)) if root else None


def _unjudged(rule: MemoryRule | Rule) -> Told:
    return Told(name=rule.name, title=rule.title if isinstance(rule, MemoryRule) else rule.scenario.title, judged=0)


def _by_memory(found: Traffic, own: Sequence[Recorded], known: Target) -> list[Told]:
    memory = Memory(visits=visits(own, found.exchanges, known), recorded=own, bank=known)
    told = []
    for rule in MEMORY:
        came = rule.judge(memory)
        told.append(Told(name=rule.name, title=rule.title, judged=came.judged, contradictions=tuple(came.found)))
    return told


def _by_rules(own: Sequence[Recorded], known: Target, specs: Specs) -> tuple[list[Told], list[Verdict]]:
    every = rules.load()
    judges = {(body, headers): Judge(tuple(_fit(every, body, headers)), specs, known)
              for body in (True, False) for headers in (True, False)}  # fmt: skip
    for one in own:
        judges[one.body, one.headers].hear(one.exchange)
    observed = [one for judge in judges.values() for one in judge.take()]
    started = min((one.exchange.at for one in own), default=None)
    verdicts = list(rules.verdicts(every, observed, started)) if started is not None else []
    broken = next((one for one in verdicts if one.outcome is Outcome.BROKEN), None)
    if broken is not None:
        raise Broken(f"{broken.scenario.name}: {broken.reason}")
    told = [
        Told(name=one.scenario.name, title=one.scenario.title, judged=one.tally.answers if one.tally else 0)
        for one in verdicts
    ]
    return told, [one for one in verdicts if one.findings]


def _fit(every: Iterable[Rule], body: bool, headers: bool) -> Iterator[Rule]:
    """The rules that can be judged without what is not there."""
    for rule in every:
        words = {claim.word for claim in rule.claims}
        reads = bool(words - {_OF_HEADERS}) or rule.when.document or bool(rule.when.lists)
        if (body or not (reads or rule.when.body)) and (headers or _OF_HEADERS not in words):
            yield rule
