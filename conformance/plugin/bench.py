"""Where scenarios are played: the target, the embedded bank where there is none, the world once it is needed."""
# ruff: noqa: PLC0415 - what speaks HTTP is imported when something is to be sent: telling a ledger again sends nothing

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from conformance import deviations, embedded, specs
from conformance.clock import PARIS
from conformance.deviations import Deviation
from conformance.errors import Blocked, Unreachable, mistake
from conformance.ledger.ledger import Entry, to_record
from conformance.ledger.lines import dumps
from conformance.masking.pseudonyms import Pseudonyms, pseudonyms_of
from conformance.masking.secrets import Secrets
from conformance.model import Outcome, Scenario, Verdict
from conformance.plugin import options
from conformance.specs import Requirement, Specs, maintenance
from conformance.target.load import bare_target, load_target
from conformance.target.target import Target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from conformance.properties import Property
    from conformance.sandbox import Running
    from conformance.world import World


class Bench:
    """Plays scenarios against one bank. Raises Unreachable where it is out of reach, Mistakes where a file is wrong."""

    def __init__(self, config: pytest.Config, *, patient: bool) -> None:
        self.config = config
        self._patient = patient
        """Whether a bank out of reach blocks each scenario instead of ending the run: a worker cannot end it."""
        self._running: Running | None = None
        self._world: World | None = None
        self._unreachable: Unreachable | None = None
        self.scenarios: Sequence[Scenario] = ()
        """All that are going to be played here."""
        self._met: set[str] = set()
        self.masked = bool(config.getoption("stet_mask_personal"))
        """Whether personal data goes by other names in the reports."""

    @cached_property
    def specs(self) -> Specs:
        """What the bank promises."""
        return specs.load()

    @cached_property
    def now(self) -> datetime | None:
        """The moment that the user chose to run at."""
        try:
            found = options.moment(self.config)
        except ValueError:
            says = f"--now {self.config.getoption('stet_now')}: this is no moment"
            raise mistake(says, hint="2026-03-29T21:30, in Europe/Paris") from None
        return found if found is None or found.tzinfo else found.replace(tzinfo=PARIS)

    @cached_property
    def target(self) -> Target | None:
        """The bank that the user named; None for the embedded one."""
        file = self.config.getoption("stet_target")
        url = options.base_url(self.config)
        if file is not None:
            return load_target(Path(file), os.environ, tuple(self.specs.cast.personas))
        return bare_target(url, os.environ, tuple(self.specs.cast.personas)) if url else None

    @cached_property
    def deviations(self) -> tuple[Deviation, ...]:
        """The known deviations of the target."""
        path = self.target.deviations if self.target else None
        return deviations.load(path) if path else ()

    @property
    def today(self) -> date:
        """The day of the run in Paris."""
        return (self.now or datetime.now(PARIS)).astimezone(PARIS).date()

    @cached_property
    def pseudonyms(self) -> Pseudonyms | None:
        """What personal data goes by in the reports; None where it is told as it is."""
        if not self.masked:
            return None
        worker = getattr(self.config, "workerinput", {}).get("workerid", "")
        cast = specs.read_cast(self.target.cast) if self.target and self.target.cast else self.specs.cast
        return pseudonyms_of((persona.raw for persona in cast.personas.values()), f"-{worker}" if worker else "")

    @cached_property
    def hints(self) -> tuple[str, ...]:
        """What the user should know of his target before he reads anything else."""
        if self.target is None:
            return ()
        moment = self.now or datetime.now(PARIS)
        found = [*self.target.hints, maintenance.notice(moment.astimezone(PARIS))]
        if self.target.tls is not None:
            from conformance.client import tls

            found += tls.told(self.target, datetime.now(UTC))
        return tuple(hint for hint in found if hint)

    @cached_property
    def register(self) -> Mapping[str, Requirement]:
        """What the bank promises, as the reports tell it: the documentation names its personas."""
        names, register = self.pseudonyms, self.specs.register
        return (
            register
            if names is None
            else {key: replace(one, says=names.text(one.says)) for key, one in register.items()}
        )

    def describe(self) -> tuple[str, str]:
        """The name of the bank and its base URL, as reports show them."""
        if self._world is not None:
            return self._world.target.name, self._world.target.base_url
        return (self.target.name, self.target.base_url) if self.target else (embedded.NAME, "")

    def play(self, scenario: Scenario) -> tuple[Entry, bytes]:
        """The verdict on a scenario, masked, and its line of the ledger."""
        from conformance.runner import play

        try:
            world = self.world()
            self._meet(scenario, world)
            return self._told(deviations.applied(play(scenario, world), self.deviations, self.today))
        except Unreachable as error:
            if not self._patient:
                raise
            return self._told(_verdict(scenario, Outcome.BLOCKED, str(error)))
        except Exception as error:
            return self._told(_verdict(scenario, Outcome.BROKEN, f"{type(error).__name__}: {error}"))

    def examine(self, prop: Property) -> tuple[Entry, bytes]:
        """The verdict on a property, tried on as many cases as were asked for."""
        from conformance import properties

        budget = properties.budget(self.config.getoption("stet_examples"))
        verdict = properties.examine(prop, self.world(), budget, self.config.getoption("stet_seed"))
        kept = self.config.getoption("stet_keep_examples")
        if kept:
            properties.keep(verdict, Path(kept))
        return self._told(verdict, properties.sources(verdict))

    def world(self) -> World:
        """The world of this run, opened once; what kept it shut is told again to whoever asks again."""
        from conformance.runner import open_world

        if self._unreachable is not None:
            raise self._unreachable
        if self._world is None:
            try:
                self._world = open_world(self.target or self._embedded(), self.specs, clock_moment=self.now)
            except (Unreachable, Blocked) as error:
                self._unreachable = Unreachable(str(error))
                raise self._unreachable from None
        return self._world

    def _meet(self, scenario: Scenario, world: World) -> None:
        """Before a persona's first scenario: is he here as documented? The embedded bank's people are our own."""
        from conformance.runner import inspect

        if self.target is None or scenario.persona in self._met:
            return
        self._met.add(scenario.persona)
        before = dict(world.shortfalls)
        inspect(world, [one for one in self.scenarios if one.persona == scenario.persona])
        world.shortfalls = {**before, **world.shortfalls}

    def _embedded(self) -> Target:
        self._running, target = embedded.start(self.now)
        return target

    def _told(self, verdict: Verdict, sources: Mapping[int, str] | None = None) -> tuple[Entry, bytes]:
        register = self.specs.register
        levels = {key: register[key].level for key in verdict.scenario.covers if key in register}
        names = self.pseudonyms
        if names is not None:
            names.learn_from(verdict)
        over = names.record if names is not None else None
        record = to_record(verdict, self._secrets.mask, levels=levels, sources=sources or _sources(verdict), veil=over)
        return Entry.of(record), dumps(record)

    def mask(self, text: str) -> str:
        """A text that is told beside the verdicts, without what must not be told."""
        masked = self._secrets.mask(text)
        return self.pseudonyms.text(masked) if self.pseudonyms is not None else masked

    @property
    def _secrets(self) -> Secrets:
        """What is known of them: those of the target file before anything was sent."""
        if self._world is not None:
            return self._world.secrets
        known = Secrets()
        known.learn(*(self.target.secrets if "target" in self.__dict__ and self.target else ()))
        return known

    def close(self) -> None:
        """Put the consents back, best effort, and stop the embedded bank."""
        world, running = self._world, self._running
        self._world = self._running = None
        if world is not None:
            world.close()
        if running is not None:
            running.stop()


def _verdict(scenario: Scenario, outcome: Outcome, reason: str) -> Verdict:
    return Verdict(scenario=scenario, outcome=outcome, reason=reason, started=datetime.now(PARIS))


def _sources(verdict: Verdict) -> Mapping[int, str]:
    """The lines that findings point at, as the file has them now."""
    wanted = {finding.place.line for finding in verdict.findings}
    if not wanted:
        return {}
    try:
        lines: list[Any] = Path(verdict.scenario.place.file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    return {line: lines[line - 1] for line in sorted(wanted) if 0 < line <= len(lines)}
