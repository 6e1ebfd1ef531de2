"""Plays scenarios against the bank of a run: opened when the first is played, put back and closed at the end."""
# ruff: noqa: PLC0415 - what speaks HTTP is imported when something is to be sent: telling a ledger again sends nothing

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from conformance import deviations, specs
from conformance.catalogue.sharding import Shard
from conformance.catalogue.shipped import Origin
from conformance.client.exchanges import Exchanges
from conformance.clock import PARIS
from conformance.errors import Blocked, Unreachable
from conformance.frozen import replace
from conformance.ledger import observations, places
from conformance.ledger.facts import Bank
from conformance.ledger.ledger import Batch
from conformance.ledger.masks import Masks
from conformance.ledger.record import to_record
from conformance.locks import Locks
from conformance.login.turns import LoginTurns
from conformance.masking.secrets import Secrets
from conformance.meanwhile import Meanwhile
from conformance.model import EMPTY, Exchange, Outcome, Scenario, Verdict
from conformance.plugin.played import Played, Recorded
from conformance.plugin.settings import Settings
from conformance.specs import Cast, Requirement, maintenance
from conformance.target.target import Target
from conformance.undisturbed import undisturbed

if TYPE_CHECKING:
    from conformance.masking.pseudonyms import Pseudonyms
    from conformance.preflight import Shortfall
    from conformance.properties import Property
    from conformance.sandbox import Running
    from conformance.world import World

_SOON_MASKED: Final = 65_536
_SOON_JUDGED: Final = 262_144
"""Bytes of a body. With longer ones an answer would come and nobody would see it: they are left until they must be."""


class Player:
    """Plays against one bank; what leaves it is masked.

    `play` and `examine` may be called by several threads at once, where their scenarios share no persona; all else is
    for one thread.
    """

    def __init__(self, settings: Settings, sentences: Mapping[str, str] = EMPTY) -> None:
        """`sentences`: of requirements, as a ledger tells them that is told again."""
        self._settings, self._sentences = settings, sentences
        self._specs = specs.load()
        self._running: Running | None = None
        self._world: World | None = None
        self._unreachable: Unreachable | None = None
        self._shortfalls: dict[str, tuple[Shortfall, ...]] = {}
        """Of each persona of whom it is known whether he is as documented."""
        self._secrets = Secrets(settings.key)
        """What must not be told; of the target file before anything was sent, then all that the world has learnt."""
        self._secrets.learn(*(settings.target.secrets if settings.target else ()))
        self._register: Mapping[str, Requirement] | None = None
        self._observed: observations.Packed = []
        """What answers have come to by rules, from a world that is closed."""
        self._unwritten: tuple[Exchange, ...] = ()
        """Of the last verdict, until it is written."""
        self._exchanges = Exchanges()
        self._heard = self._exchanges.listen()
        """What was exchanged and is not told yet."""
        self._ready = 0
        """The number of the last exchange that was masked before it is told."""
        self.meanwhile = Meanwhile()
        """What can wait until the bank is waited for."""
        self.meanwhile.add(self._make_one_ready)

    # ---------------------------------------------------------------------------------------------------------- playing

    def play(self, scenario: Scenario, origin: Origin, selected: Sequence[Scenario]) -> Played:
        """The verdict on a scenario, one of those `selected`.

        Raises Unreachable where the bank is out of reach; in a worker of xdist, which cannot end the run, each scenario
        is blocked instead.
        """
        from conformance.runner import play

        try:
            world = self.world()
            several = self._settings.in_flight > 1
            with self._exchanges.for_scenario(scenario.name) if several else nullcontext():
                self._inspect(scenario.persona, selected, world)
                verdict = play(scenario, world, self._found_short)
            known = deviations.applied(verdict, self._settings.deviations, self._settings.today)
            return Played(verdict=known, origin=origin, lacking=_lacking(known, world))
        except Unreachable as error:
            if not self._settings.worker:
                raise
            return Played(verdict=_verdict(scenario, Outcome.BLOCKED, str(error)), origin=origin)
        except Exception as error:  # our own fault, and must not look like the bank's
            broken = _verdict(scenario, Outcome.BROKEN, f"{type(error).__name__}: {error}")
            return Played(verdict=broken, origin=origin)

    def examine(self, prop: Property) -> Played:
        """The verdict on a property, tried on as many cases as were asked for. Raises Unreachable."""
        from conformance import properties

        settings, world = self._settings, self.world()
        verdict = properties.examine(prop, world, settings.examples, settings.seed, self._found_short)
        if self._settings.counterexamples is not None:
            properties.keep(verdict, self._settings.counterexamples)
        return Played(
            verdict=verdict,
            origin=Origin.GENERATED,
            lacking=_lacking(verdict, world),
            sources=properties.sources(verdict),
        )

    @property
    def _found_short(self) -> tuple[Shortfall, ...]:
        return tuple(one for several in tuple(self._shortfalls.values()) for one in several)

    def halt(self) -> None:
        """Nothing more is sent by whoever plays: the run was interrupted."""
        if self._world is not None:
            self._world.sender.halt()

    @property
    def answers(self) -> int:
        """How many there were so far."""
        return self._exchanges.last

    def world(self) -> World:
        """The world of this run, opened once. Raises Unreachable; to whoever asks again too."""
        from conformance.world import open_world

        if self._unreachable is not None:
            raise self._unreachable
        if self._world is None:
            try:
                self._world = open_world(
                    self._bank(),
                    self._specs,
                    clock_moment=self._settings.now,
                    secrets=self._secrets,
                    exchanges=self._exchanges,
                    logins=self._logins,
                )
                if self._settings.idles:
                    self._world.sender.meanwhile.add(partial(self._world.rules.judge_one, _SOON_JUDGED))
                    self._world.sender.meanwhile.add(self._do_a_little)
            except (Unreachable, Blocked) as error:
                self._unreachable = Unreachable(str(error))
                raise self._unreachable from None
        return self._world

    @property
    def _logins(self) -> LoginTurns:
        """Turns that all workers and shards take, where they play against one bank."""
        target = self._settings.target
        shared = bool(self._settings.worker) or self._settings.shard is not None
        return LoginTurns(Locks().of_logins(target.base_url) if shared and target is not None else None)

    def _bank(self) -> Target:
        target, workers = self._settings.target, self._settings.workers * _beside(self._settings.shard)
        if target is not None:
            rate = target.limits.rate_per_s
            limits = replace(target.limits, rate_per_s=rate / workers if rate else None)  # all together keep to it
            return replace(target, limits=limits)
        from conformance import embedded

        self._running, target = embedded.start(self._settings.now)
        return target

    def _inspect(self, persona: str, selected: Sequence[Scenario], world: World) -> None:
        """Before a persona's first scenario: is he here as documented? The embedded bank's people are our own."""
        from conformance.runner import inspect

        if self._settings.target is None or persona in self._shortfalls:
            return
        self._shortfalls[persona] = ()
        self._shortfalls[persona] = inspect(world, [one for one in selected if one.persona == persona])

    def close(self) -> None:
        """Put the consents back, best effort, and stop the embedded bank."""
        world, running = self._world, self._running
        self._world = self._running = None
        try:
            if world is not None:
                world.close()
        finally:
            with undisturbed():  # what was found is told also where somebody interrupts what puts the consents back
                if world is not None:
                    self._observed += self._judged(world)
                if running is not None:
                    running.stop()

    # ---------------------------------------------------------------------------------------------------------- telling

    def describe(self) -> tuple[str, str]:
        """The name of the bank and its base URL, as reports show them."""
        target = self._settings.target
        if self._world is not None:
            return self._world.target.name, self._world.target.base_url
        if target is not None:
            return target.name, target.base_url
        from conformance import embedded

        return embedded.NAME, ""

    def hide_codes(self, cast: Cast) -> None:
        """The SMS codes of these personas are not told from now on, whoever of them logs in."""
        for persona in cast.personas.values():
            self._secrets.learn_code(persona.sms_code)

    @property
    def bank(self) -> Bank:
        """The bank as it is examined; nothing is known of one that each worker has for itself."""
        world = self._world
        if world is None:
            return Bank(target=self._settings.target) if self._settings.target is not None else Bank()
        return Bank(target=world.target, shown=world.sender.shown)

    @cached_property
    def hints(self) -> tuple[str, ...]:
        """What the user should know of his target before he reads anything else."""
        target = self._settings.target
        if target is None:
            return ()
        found = [*target.hints, maintenance.notice(self._settings.moment)]
        if target.tls is not None:
            from conformance.client import tls

            found += tls.readable_notices(target, datetime.now(UTC))
        return tuple(hint for hint in found if hint)

    def add_requirements(self, own: Mapping[str, Requirement]) -> None:
        """Tell of the user's own requirements too."""
        self._register = self._readable({**self._specs.register, **own})

    @property
    def register(self) -> Mapping[str, Requirement]:
        """What the bank promises and what the user asks of it, as reports tell it."""
        if self._register is None:
            self._register = self._readable(self._specs.register)
        return self._register

    def _readable(self, register: Mapping[str, Requirement]) -> Mapping[str, Requirement]:
        """A register without personal data: the documentation names its personas."""
        names, told = self._pseudonyms, self._sentences
        if names is not None:
            told = {key: names.text(one.says) for key, one in register.items()}
        return {key: replace(one, says=told[key]) if key in told else one for key, one in register.items()}

    def mask(self, text: str) -> str:
        """A text that is told beside the verdicts, without what must not be told."""
        return self.masks.text(places.without(text))

    @cached_property
    def masks(self) -> Masks:
        """What is put over everything that leaves the run."""
        names, hidden, key = self._pseudonyms, self._secrets, self._settings.key
        if names is None:
            return Masks(secrets=hidden.mask, several=hidden.mask_all, learnt=lambda: hidden.known, key=key)
        return Masks(
            secrets=hidden.mask,
            several=hidden.mask_all,
            personal=names.text,
            verdict=names.record,
            learnt=lambda: hidden.known + names.known,
            key=key,
        )

    def title(self, scenario: Scenario) -> str:
        """The sentence of a scenario, as reports may tell it."""
        return self.mask(scenario.title) if self._settings.masked else scenario.title

    def recorded(self, played: Played, upto: int | None = None) -> Recorded:
        """A verdict as it may be told, behind all that was exchanged so far, or up to this number."""
        verdict = played.verdict
        register, exchanges = self.register, self._taken(upto)
        self._unwritten += () if self._settings.worker else exchanges
        levels = {key: register[key].level for key in verdict.scenario.covers if key in register}
        record = to_record(
            replace(verdict, reason=places.without(verdict.reason)) if verdict.reason else verdict,
            self.masks,
            levels=levels,
            sources=played.sources or _sources(verdict),
            file=places.shown(verdict.scenario.place.file, verdict.scenario.name),
        )
        told = record | {"origin": played.origin.value, "lacking": list(played.lacking)}
        taken = {one.number for one in exchanges}
        earlier = [one for one in verdict.exchanges if one.number not in taken]
        return Recorded.of(Batch.of(exchanges, self.masks, told, earlier, self._settings.worker))

    def observed(self) -> observations.Packed:
        """What answers have come to by rules since this was last asked, as it may be told."""
        found, self._observed = self._observed, []
        return found + (self._judged(self._world) if self._world is not None else [])

    def _judged(self, world: World) -> observations.Packed:
        return observations.packed(world.rules.take(), world.rules.rules, self.masks, self._settings.worker)

    def of_rule(self, verdict: Verdict) -> Recorded:
        """What is told of a rule; its findings are masked, its exchanges have their numbers in the ledger."""
        listed = [one.masked(self.mask) for one in self._settings.deviations]
        known = deviations.applied(verdict, listed, self._settings.today)
        covers, file = verdict.scenario.covers, verdict.scenario.place.file
        levels = {key: self.register[key].level for key in covers if key in self.register}
        record = to_record(
            known, Masks(), levels=levels, sources=_sources(known, specs.specs_folder().parent), file=file
        )
        told = record | {"origin": Origin.RULE.value, "lacking": []}
        return Recorded.of(Batch(exchanges=(), verdict=told, earlier=known.exchanges, numbered=True))

    def let_go(self) -> None:
        """The exchanges of the last verdict are written, or cannot be."""
        self._unwritten = ()

    def rest(self) -> Batch:
        """What was exchanged and no verdict tells of; also where a verdict was lost by an interruption."""
        exchanges = (*self._unwritten, *self._taken())
        self.let_go()
        return Batch.of(exchanges, self.masks, source=self._settings.worker)

    def _do_a_little(self) -> bool:
        """Do some of what can wait: all of it or nothing, whenever the run is interrupted."""
        with undisturbed():
            return self.meanwhile.do_a_little()

    def _make_one_ready(self) -> bool:
        """Mask the next exchange that will be told; False where there is none."""
        exchange = self._heard.after(self._ready)
        if exchange is None:
            return False
        self._ready = exchange.number
        if len(exchange.content) <= _SOON_MASKED:
            self.masks.make_ready(exchange)
        return True

    def _taken(self, upto: int | None = None) -> tuple[Exchange, ...]:
        """What was exchanged and is not told yet; all is known that is to be hidden in it."""
        exchanges = self._heard.take(upto)
        self._ready = max(self._ready, self._exchanges.last if upto is None else upto)
        if self._pseudonyms is not None:
            for exchange in exchanges:
                self._pseudonyms.learn_from(exchange)
        return exchanges

    @cached_property
    def _pseudonyms(self) -> Pseudonyms | None:
        """What personal data goes by in the reports; None where it is told as it is."""
        if not self._settings.masked:
            return None
        from conformance.masking.pseudonyms import pseudonyms_of, words_of

        own_words = words_of(one.says for one in self._specs.register.values())
        cast = self._settings.cast
        return pseudonyms_of((persona.raw for persona in cast.personas.values()), self._settings.key, own_words)


def _beside(shard: Shard | None) -> int:
    """So many shards may be played at once, itself counted; the last is played alone."""
    return 1 if shard is None or shard.is_last else shard.of - 1


def _verdict(scenario: Scenario, outcome: Outcome, reason: str) -> Verdict:
    return Verdict(scenario=scenario, outcome=outcome, reason=reason, started=datetime.now(PARIS))


def _lacking(verdict: Verdict, world: World) -> list[str]:
    """What a skipped scenario needs and the target does not offer."""
    skipped = verdict.outcome is Outcome.SKIPPED
    return [need for need in verdict.scenario.needs if skipped and not world.target.offers(need)]


def _sources(verdict: Verdict, folder: Path = Path()) -> Mapping[int, str]:
    """The lines that findings point at, as the file below a folder has them now."""
    wanted = {finding.place.line for finding in verdict.findings}
    if not wanted:
        return {}
    try:
        lines = (folder / verdict.scenario.place.file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return {line: lines[line - 1] for line in sorted(wanted) if 0 < line <= len(lines)}
