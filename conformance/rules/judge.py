"""Holds every answer of a run to the rules that fit it, once it is recorded.

An answer waits to be judged until the bank is waited for again, or until somebody asks what was found.
An answer like one that was judged before is only counted: the same rule, method, address template, status, and what
the rule reads of body, headers and request. What is kept is a tally for each rule, and the first finding of each way in
which it was broken.
"""

from __future__ import annotations

import hashlib
import math
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, NamedTuple

from conformance import attribution
from conformance.addresses import template
from conformance.checks import CHECKS, Setting
from conformance.client.links import below_root
from conformance.model import JSON, NOT_JSON, Answer, Call, Claim, Exchange, Finding, Mismatch, Seen, Verdict
from conformance.rules.gathering import Together
from conformance.rules.observed import Observed, Way, any_index, verdicts
from conformance.rules.rule import TOKEN, Rule
from conformance.specs import Specs
from conformance.symptoms import symptom
from conformance.target.target import Target
from conformance.undisturbed import undisturbed

_STATUS: Final = "$status"
_METHOD: Final = "$method"
_SENT: Final = "$sent."
_AS_WANTED: Final = object()
"""Stands for a header whose only value is the very text that is wanted."""
_MOST_WAYS: Final = 100
"""In so many ways a rule may be broken before they are only counted: a body that is wrong all over fills no report."""
_Findings = tuple[Finding, ...]


@dataclass(slots=True)
class _Kept:
    """What is known of one way in which a rule was broken."""

    finding: Finding
    answers: int = 0
    personas: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Count:
    """What the answers so far came to by one rule."""

    held: int = 0
    broken: int = 0
    at: Counter[str] = field(default_factory=Counter)
    """How many answers it has looked at, by address."""
    ways: dict[tuple[object, ...], _Kept] = field(default_factory=dict)
    together: Together | None = None
    """Of a rule about all answers together, what they hold."""
    fault: str = ""


class _Heard(NamedTuple):
    """An answer, and what was asked for."""

    exchange: Exchange
    address: str


class Judge:
    """Hears the exchanges of one world; scenarios ask it what it has found in theirs."""

    def __init__(self, rules: Sequence[Rule], specs: Specs, target: Target) -> None:
        self.rules = tuple(rules)
        self._specs, self._target = specs, target
        self._lock = threading.RLock()
        self._fitting: dict[tuple[str, str, int], tuple[Rule, ...]] = {}
        self._known: dict[tuple[object, ...], _Findings] = {}
        """What answers of one kind came to."""
        self._fit: dict[int, tuple[Rule, ...]] = {}
        """The rules that each answer is held to, by the number of its exchange."""
        self._waiting: deque[_Heard] = deque()
        """Answers that are not judged yet."""
        self._found: dict[int, tuple[tuple[Rule, _Findings], ...]] = {}
        """What each answer came to, by the number of its exchange."""
        self._counts = {rule.name: _Count() for rule in self.rules}
        self._addresses: dict[str, str | None] = {}

    # --------------------------------------------------------------------------------------------------------- judging

    def hear(self, exchange: Exchange) -> None:
        """An answer to be judged; of a request without one there is nothing to say."""
        address = self._address(exchange.call)
        if not exchange.answered or address is None:
            return
        kind = exchange.call.method, address, exchange.status
        with self._lock:
            fitting = self._fitting.get(kind)
            if fitting is None:
                fitting = self._fitting[kind] = tuple(rule for rule in self.rules if rule.when.asks_for(*kind))
            fit = tuple(rule for rule in fitting if rule.when.fits(exchange))
            if fit:
                self._fit[exchange.number] = fit
                self._waiting.append(_Heard(exchange, address))

    def amend(self, exchange: Exchange) -> None:
        """An exchange is told once more, with a remark: findings are shown by it as it is told now."""
        with self._lock:
            if any(one.exchange is exchange for one in self._waiting):
                return
            self._judge_all()
            for rule, _ in self._found.get(exchange.number, ()):
                for kept in self._counts[rule.name].ways.values():
                    shown = kept.finding.exchange
                    if shown is not None and shown.number == exchange.number:
                        kept.finding = replace(kept.finding, exchange=exchange)

    def judge_one(self, most: float = math.inf) -> bool:
        """Judge the answer that has waited longest; False where none waits, or its body has more bytes than `most`."""
        with self._lock:
            if not self._waiting or len(self._waiting[0].exchange.content) > most:
                return False
            heard = self._waiting[0]
            number = heard.exchange.number
            digest = hashlib.blake2b(heard.exchange.content).digest()  # the quickest that nobody can forge
            found = [(rule, self._judged_by(rule, heard, digest)) for rule in self._fit[number]]
            with undisturbed():  # an interruption before this has changed nothing: the answer is judged anew
                self._waiting.popleft()
                self._found[number] = tuple((rule, self._count(rule, one, heard, digest)) for rule, one in found)
            return True

    def _judge_all(self) -> None:
        while self.judge_one():
            pass

    def _address(self, call: Call) -> str | None:
        """What a request is for, as rules name it; None where no rule is about it."""
        url = call.url.partition("?")[0]
        if url not in self._addresses:
            oauth = self._target.oauth
            if oauth is not None and url == oauth.token_url:
                self._addresses[url] = TOKEN
            else:
                below = below_root(url, self._target)
                self._addresses[url] = None if below is None else template(self._target.base_url + below)
        return self._addresses[url]

    def _judged_by(self, rule: Rule, heard: _Heard, digest: bytes) -> _Findings | Exception:
        """What an answer comes to by a rule, nothing by one about all of them together; or our own fault in judging it,
        which must not look like the bank's.
        """
        if rule.together:
            return ()
        exchange, address = heard
        try:
            key = (rule.name, address, exchange.status, exchange.note, *_reads(rule, exchange, digest))
            found = self._known.get(key)
            if found is None:
                found = self._known[key] = tuple(self._findings(rule, exchange))
        except Exception as error:
            return error
        return found

    def _count(self, rule: Rule, found: _Findings | Exception, heard: _Heard, digest: bytes) -> _Findings:
        """What an answer comes to by a rule, counted."""
        count, (exchange, address) = self._counts[rule.name], heard
        if isinstance(found, Exception):
            count.fault = count.fault or f"{type(found).__name__}: {found}"
            return ()
        if rule.together:
            self._gather(rule, exchange, address, digest)
            return ()
        count.at[address] += 1
        count.held += not found
        count.broken += bool(found)
        for finding in found:
            way = Way(finding=replace(finding, seen=Seen(answers=1, of=1, addresses=(address,)))).key
            kept = count.ways.get(way)
            if kept is None:
                if len(count.ways) == _MOST_WAYS:
                    continue
                kept = count.ways[way] = _Kept(replace(finding, exchange=exchange))
                kept.finding = replace(kept.finding, seen=Seen(answers=1, of=1, addresses=(address,)))
            kept.answers += 1
            kept.personas |= {exchange.call.persona} - {""}
        return found

    def _gather(self, rule: Rule, exchange: Exchange, address: str, digest: bytes) -> None:
        """Take what an answer has of what a rule about all of them together is about."""
        count = self._counts[rule.name]
        if count.together is None:
            count.together = Together(rule)
        count.at[address] += 1
        count.held += 1
        count.together.hear(exchange, digest)

    def _findings(self, rule: Rule, exchange: Exchange) -> Iterator[Finding]:
        """Everything that is wrong with an answer by a rule, of one place only the first."""
        below = _below(self._target)
        answer = Answer(exchanges=(exchange,), body=exchange.data, below=below)
        setting = Setting(documented=self._specs, statuses=(exchange.status,))
        told: set[str] = set()
        for claim in rule.claims:
            here: set[str] = set()
            for mismatch in CHECKS[claim.word].check(_filled(claim.wanted, exchange), answer, setting):
                if mismatch.where not in told or not mismatch.where:
                    yield self._finding(rule, claim, mismatch, exchange)
                here.add(mismatch.where)
            told |= here

    def _finding(self, rule: Rule, claim: Claim, mismatch: Mismatch, exchange: Exchange) -> Finding:
        about = attribution.of_rule(rule.scenario.covers, mismatch, self._specs.register)
        claimed = attribution.Claimed(word=claim.word, place=claim.at(mismatch.key), entry=mismatch.key)
        graver = replace(mismatch, advice=mismatch.advice or not claim.must)
        found = attribution.finding(about, claimed, graver, 0, exchange)
        return replace(found, tolerance=_tolerance(mismatch, self._specs) if claim.must else "")

    # --------------------------------------------------------------------------------------------------------- telling

    def _judged(self, exchange: Exchange) -> tuple[tuple[Rule, _Findings], ...]:
        """What an answer came to, by rule."""
        self._judge_all()
        return self._found.get(exchange.number, ())

    def documents(self, exchange: Exchange) -> frozenset[str]:
        """The documents that an answer was held to."""
        return frozenset(name for rule in self._fit.get(exchange.number, ()) for name in rule.documents)

    def tells(self, word: str, promise: str, mismatch: Mismatch, exchange: Exchange) -> bool:
        """Whether a rule has found the same wrong with an answer: by the same word, at the same place.

        Of a claim that is about another promise it is not the same.
        """
        where = any_index(mismatch.where)
        return any(
            one.word == word
            and any_index(one.where) == where
            and (one.must or mismatch.advice)
            and promise in ("", one.promise)
            for _, findings in self._judged(exchange)
            for one in findings
        )

    def spoils(self, where: str, exchange: Exchange) -> Finding | None:
        """What a rule has found that counts against the bank in a part of an answer, or around it; None for nothing."""
        mine = any_index(where)
        return next(
            (
                replace(one, exchange=exchange)
                for _, findings in self._judged(exchange)
                for one in findings
                if one.must and _is_within(mine, any_index(symptom(one).place))
            ),
            None,
        )

    def hit(self, exchanges: Iterable[Exchange]) -> tuple[str, ...]:
        """The rules that some of these answers broke, of those breaches that count against the bank."""
        names: dict[str, None] = {}
        for exchange in exchanges:
            for rule, findings in self._judged(exchange):
                if any(one.must for one in findings):
                    names[rule.name] = None
        return tuple(sorted(names))

    def verdicts(self, started: datetime) -> tuple[Verdict, ...]:
        """What each rule has come to since it was last taken, for whoever needs no more; `started` is told with it."""
        return verdicts(self.rules, self.take(), started)

    def take(self) -> tuple[Observed, ...]:
        """What has been counted since it was last taken, of each rule that has met an answer."""
        with self._lock:
            self._judge_all()
            taken = tuple(
                self._observed(rule, self._counts[rule.name])
                for rule in self.rules
                if self._counts[rule.name].at or self._counts[rule.name].fault
            )
            self._counts = {rule.name: _Count() for rule in self.rules}
            self._found.clear()
            self._fit.clear()
        return taken

    def _observed(self, rule: Rule, count: _Count) -> Observed:
        observed = _observed(rule.name, count)
        if count.together is None:
            return observed
        shown = count.together.shown
        seen = Seen(answers=count.held, of=count.held, addresses=tuple(count.at), personas=count.together.personas)
        ways = tuple(
            Way(finding=replace(self._finding(rule, claim, mismatch, shown), seen=seen))
            for claim, mismatch in count.together.mismatches()
        )
        return replace(observed, ways=ways, gathered=count.together.gathered)


def _is_within(where: str, place: str) -> bool:
    return not place or where == place or where.startswith((f"{place}.", f"{place}["))


def _observed(name: str, count: _Count) -> Observed:
    ways = []
    for kept in count.ways.values():
        seen = kept.finding.seen
        assert seen is not None
        of, personas = count.at[seen.addresses[0]], tuple(sorted(kept.personas))
        ways.append(
            Way(finding=replace(kept.finding, seen=replace(seen, answers=kept.answers, of=of, personas=personas)))
        )
    return Observed(rule=name, held=count.held, broken=count.broken, ways=tuple(ways), fault=count.fault)


def _tolerance(mismatch: Mismatch, known: Specs) -> str:
    """What makes it a warning; the readings of a rule are too many to be the reason."""
    return attribution.tolerance(mismatch, (), known.ambiguities)


def _below(target: Target) -> Callable[[str, str], str | None]:
    return lambda href, _: below_root(href, target)


def _reads(rule: Rule, exchange: Exchange, digest: bytes) -> Iterator[object]:
    """What else than the status a rule reads of an answer, whose body has this digest."""
    yield exchange.data is NOT_JSON
    for claim in rule.claims:
        if claim.word == "headers":
            for name, value in claim.wanted.items():
                got = [each for key, each in exchange.headers if key.lower() == name.lower()]
                wanted = str(_filled(value, exchange))
                # An X-Request-ID is another one each time, and all that come back as they were sent are alike.
                yield from (_AS_WANTED,) if got == [wanted] else (*got, wanted)
            continue
        yield digest
        if claim.word == "schema":
            yield exchange.header("content-type")  # its charset
        elif claim.word == "link":
            yield exchange.call.url


def _filled(wanted: JSON, exchange: Exchange) -> JSON:
    """What a claim wants, its words filled in."""
    if isinstance(wanted, dict):
        return {key: _filled(value, exchange) for key, value in wanted.items()}
    if isinstance(wanted, list):
        return [_filled(value, exchange) for value in wanted]
    return _text(wanted, exchange)


def _text(value: JSON, exchange: Exchange) -> JSON:
    if value == _STATUS:
        return exchange.status
    if value == _METHOD:
        return exchange.call.method
    if isinstance(value, str) and value.startswith(_SENT):
        name = value.removeprefix(_SENT).lower()
        return next((each for key, each in exchange.call.headers if key.lower() == name), "")
    return value
