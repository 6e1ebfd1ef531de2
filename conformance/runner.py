"""play(scenario, world) -> Verdict: set the stage, then fill, send, check and keep, step by step; then judge."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from conformance import paths
from conformance.actions import Brought, Scene, perform
from conformance.checks import CHECKS, Setting, allowed
from conformance.errors import Blocked, Trouble, Unreachable
from conformance.model import JSON, Answer, Claim, Exchange, Finding, Mismatch, Outcome, Place, Scenario, Step, Verdict
from conformance.preflight import inspect, standing_on
from conformance.stage import clear_stage, missing_feature, set_stage
from conformance.words import UnknownWord, fill, fill_text
from conformance.world import World, open_world, quotas_url

__all__ = ["World", "inspect", "open_world", "play"]


@dataclass(slots=True)
class _Record:
    """What a scenario has come to so far."""

    findings: list[Finding] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)

    def add(self, exchanges: tuple[Exchange, ...] | list[Exchange], step: int) -> None:
        """Note what a step exchanged."""
        self.exchanges.extend(exchanges)
        self.steps.extend([step] * len(exchanges))


def play(scenario: Scenario, world: World) -> Verdict:
    """The verdict on one scenario. Raises nothing: what stops it is in the verdict.

    A scenario that failed while the day changed in Paris is played once more: its dates were yesterday's.
    """
    day = world.clock.today
    verdict = _play(scenario, world)
    if verdict.outcome is Outcome.FAILED and scenario.given.clock is None and world.clock.today != day:
        return _play(scenario, world)
    return verdict


def _play(scenario: Scenario, world: World) -> Verdict:
    started, ticks = world.clock.now(), time.perf_counter()
    record = _Record()
    outcome, reason = _outcome(scenario, world, record)
    return Verdict(
        scenario=scenario,
        outcome=outcome,
        findings=tuple(record.findings),
        exchanges=tuple(record.exchanges),
        steps=tuple(record.steps),
        reason=reason,
        started=started,
        elapsed_ms=round((time.perf_counter() - ticks) * 1000, 3),
    )


def _outcome(scenario: Scenario, world: World, record: _Record) -> tuple[Outcome, str]:
    """What it comes to, and why where it is no judgement of the bank."""
    skipped = missing_feature(scenario, world)
    if skipped:
        return Outcome.SKIPPED, skipped
    scene: Scene | None = None
    try:
        persona = world.cast.personas.get(scenario.persona)
        if persona is None:
            raise Blocked(f"the target's cast has no persona {scenario.persona}")
        short = standing_on(scenario, world)
        if short:
            raise Blocked(short)
        record.add(set_stage(scenario, persona, world), -1)
        scene = Scene(scenario=scenario, persona=persona, world=world)
        _act(scene, record)
    except (Blocked, Unreachable) as stopped:
        return (Outcome.FAILED, "") if _failed(record) else (Outcome.BLOCKED, str(stopped))
    except Exception as error:  # whatever else is raised in here is our own fault, and must not look like the bank's
        return Outcome.BROKEN, f"{type(error).__name__}: {error}"
    finally:
        _leave(scenario, scene, world)
    return judged(record.findings), ""


def judged(findings: list[Finding]) -> Outcome:
    """The word for a scenario that was played to its end."""
    if any(finding.must for finding in findings):
        return Outcome.FAILED
    return Outcome.WARNED if findings else Outcome.PASSED


def _failed(record: _Record) -> bool:
    return any(finding.must for finding in record.findings)


def _leave(scenario: Scenario, scene: Scene | None, world: World) -> None:
    """Clear the stage; the next scenario finds out by itself if that did not work."""
    try:
        clear_stage(scenario, world, moved=scene is not None and scene.moved)
    except Trouble:
        return


def _act(scene: Scene, record: _Record) -> None:
    """Play the steps in their order, until a word cannot be filled in."""
    gaps: dict[str, str] = {}
    for index, step in enumerate(scene.scenario.steps):
        began = len(record.exchanges)
        try:
            for brought in perform(step, scene):
                record.findings.extend(_on_the_way(step, index, brought, began))
                if brought.answer is not None:
                    _take(step, index, brought, scene, record)
                    _keep(step, brought.answer, scene, gaps)
        except UnknownWord as unknown:
            if step.send.get("optional"):
                continue
            if _failed(record):
                return
            raise Blocked(_not_as_needed(str(unknown), gaps)) from None


def _on_the_way(step: Step, index: int, brought: Brought, began: int) -> Iterator[Finding]:
    """What was wrong with the links of a step; `began` is the number of exchanges before it."""
    for mismatch in brought.mismatches:
        found = _found(step.verb, step.place, mismatch, index, began)
        yield found if brought.answer is not None or mismatch.exchange < 0 else replace(found, exchange=-1)


def _take(step: Step, index: int, brought: Brought, scene: Scene, record: _Record) -> None:
    """Note one answer of a step and check it."""
    answer, first = brought.answer, len(record.exchanges)
    assert answer is not None
    record.add(answer.exchanges, index)
    if index == 0 and answer.last.status == 429 and scene.scenario.given.quotas and not quotas_url(scene.world.target):
        raise Blocked("today's batch accesses of this persona are already used up, and the target cannot reset them")
    if brought.it is not None:
        scene.kept["it"] = brought.it
    for claim in step.claims:
        record.findings.extend(_checked(claim, index, answer, scene, first))


def _checked(claim: Claim, step: int, answer: Answer, scene: Scene, first: int) -> Iterator[Finding]:
    asked = scene.scenario.steps[step]
    vocabulary = scene.vocabulary(scene.actor(asked))
    setting = Setting(documented=scene.world.specs, statuses=allowed(asked.claims))
    wanted = fill(claim.wanted, vocabulary)
    written = {str(fill(key, vocabulary)): str(key) for key in claim.wanted} if _entries(claim.wanted) else {}
    for mismatch in CHECKS[claim.word].check(wanted, answer, setting):
        place = claim.at(written.get(mismatch.key, mismatch.key))
        yield _found(claim.word, place, replace(mismatch, advice=mismatch.advice or not claim.must), step, first)


def _entries(wanted: JSON) -> bool:
    return isinstance(wanted, dict | list)


def _found(word: str, place: Place, mismatch: Mismatch, step: int, first: int) -> Finding:
    return Finding(
        word=word,
        key=mismatch.key,
        where=mismatch.where,
        says=mismatch.says,
        wanted=mismatch.wanted,
        got=mismatch.got,
        must=not mismatch.advice,
        place=place,
        step=step,
        exchange=first + mismatch.exchange,
    )


def _keep(step: Step, answer: Answer, scene: Scene, gaps: dict[str, str]) -> None:
    """Keep parts of an answer for later steps; what is not there is missed only where it is used."""
    for name, path in step.keep.items():
        filled = fill_text(path, scene.vocabulary(scene.actor(step)))
        scene.kept.pop(name, None)
        found = list(paths.find(filled, answer.body))
        hits = [one.value for one in found if isinstance(one, paths.Hit)]
        gap = paths.gap(found)
        if paths.many(filled) and (hits or (gap is not None and gap.unmatched)):
            scene.kept[name] = hits
        elif hits:
            scene.kept[name] = hits[0]
        elif gap is not None:
            gaps[name] = paths.told(gap)


def _not_as_needed(says: str, gaps: dict[str, str]) -> str:
    """Why a word could not be filled in: what was missing where it should have been kept, if that is why."""
    told = (f"${name}: {gap}" for name, gap in gaps.items() if re.search(rf"\${name}\b", says))
    return f"the data are not as the scenario needs them: {next(told, says)}"
