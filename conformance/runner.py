"""play(scenario, world) -> Verdict: set the stage, then fill, send, check and keep, step by step; then judge."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import field

from conformance import attribution, paths
from conformance.actions import Brought, Scene, perform
from conformance.attribution import Claimed
from conformance.catalogue.casting import lacking
from conformance.catalogue.turns import logs_in_twice
from conformance.checks import CHECKS, Setting, allowed
from conformance.errors import Blocked, Unreachable
from conformance.frozen import dataclass, replace
from conformance.model import (
    ANOTHER_CONSENT,
    JSON,
    Answer,
    AnsweredStep,
    Asker,
    Claim,
    Exchange,
    Finding,
    Mismatch,
    Outcome,
    PlayedStep,
    Purpose,
    Scenario,
    Verdict,
)
from conformance.overtaken import may_be_of_two_days, may_be_overtaken
from conformance.preflight import Shortfall, inspect, standing_on
from conformance.stage import clear_stage, missing_feature, set_stage
from conformance.words import UnknownWord, Vocabulary, fill, fill_address, fill_text
from conformance.world import World, open_world

__all__ = ["Shortfall", "World", "inspect", "open_world", "play"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Missing:
    """Why something could not be kept of an answer."""

    says: str
    finding: Finding | None
    """Where that is a breach which a rule has found: the bank's fault, and not that its data are others."""


@dataclass(slots=True)
class _Record:
    """What a scenario has come to so far."""

    findings: list[Finding] = field(default_factory=list)
    played: list[PlayedStep] = field(default_factory=list)
    evidence: tuple[Exchange, ...] = ()
    """What shows why the stage could not be set; an earlier scenario may have met it."""
    gaps: dict[str, _Missing] = field(default_factory=dict)
    """What could not be kept, by name."""
    claims: int = 0
    """How many claims were evaluated, those of a verb about its own links included."""

    @property
    def failed(self) -> bool:
        """Whether at least one mandatory claim did not hold."""
        return any(finding.must for finding in self.findings)


def play(scenario: Scenario, world: World, shortfalls: Iterable[Shortfall] = ()) -> Verdict:
    """The verdict on one scenario. Raises nothing: what stops it is in the verdict.

    `shortfalls` are what the pre-flight found missing of the personas: a scenario that stands on one is blocked. A
    scenario that finds something while the day may have changed in Paris is played once more, when it is another one at
    the bank and here: its dates were yesterday's. So is one that finds nothing wrong but that an answer differs from an
    older one: what happened in between may have come between.
    """
    missing = tuple(shortfalls)
    with world.logins.mine() if logs_in_twice(scenario) else nullcontext():
        return _repeated(scenario, world, missing)


def _repeated(scenario: Scenario, world: World, missing: tuple[Shortfall, ...]) -> Verdict:
    """The verdict that counts, of two where the first is no proof."""
    began = world.clock.now()
    verdict = _play(scenario, world, missing)
    if may_be_of_two_days(verdict, began, world.clock):
        world.sender.rest(world.clock.turning_s())
        return _play(scenario, world, missing)
    return _play(scenario, world, missing) if may_be_overtaken(verdict) else verdict


def _play(scenario: Scenario, world: World, missing: tuple[Shortfall, ...]) -> Verdict:
    started, ticks = world.clock.now(), time.perf_counter()
    record = _Record()
    with world.sender.exchanges.heard() as heard:
        outcome, reason = _outcome(scenario, world, missing, record)
        if outcome in (Outcome.FAILED, Outcome.BLOCKED) and scenario.given.consent is not None and record.played:
            reason = "; ".join(filter(None, (reason, _meddling(scenario, world))))
    return Verdict(
        scenario=scenario,
        outcome=outcome,
        findings=tuple(record.findings),
        exchanges=_in_order((*record.evidence, *heard.exchanges)),
        played=tuple(record.played),
        reason=reason,
        hit=world.rules.hit(one for one in heard.exchanges if one.asker.purpose is Purpose.STEP),
        started=started,
        elapsed_ms=round((time.perf_counter() - ticks) * 1000, 3),
    )


def _in_order(exchanges: Iterable[Exchange]) -> tuple[Exchange, ...]:
    """Exchanges in the order of the run, each once."""
    return tuple(one for _, one in sorted({one.number: one for one in exchanges}.items()))


def _outcome(scenario: Scenario, world: World, missing: tuple[Shortfall, ...], record: _Record) -> tuple[Outcome, str]:
    """What it comes to, and why where it is no judgement of the bank."""
    skipped = missing_feature(scenario, world)
    if skipped:
        return Outcome.SKIPPED, skipped
    timeless = world.controls.clock_lost
    scene: Scene | None = None
    try:
        short = lacking(scenario, world.cast, world.specs.cast)
        if short:
            raise Blocked(short)
        persona = world.cast.personas[scenario.persona]
        if fallen_short := standing_on(scenario, persona, missing):
            raise Blocked(fallen_short)
        if timeless and "clock" in scenario.needs:
            raise Blocked(timeless)
        set_stage(scenario, persona, world)
        scene = Scene(scenario=scenario, persona=persona, world=world)
        _act(scene, record)
    except Blocked as stopped:
        record.evidence = stopped.exchanges
        if not record.failed:
            return Outcome.BLOCKED, str(stopped)
    except Unreachable as silent:
        if not record.failed:
            return Outcome.BLOCKED, str(silent)
    except Exception as error:  # whatever else is raised in here is our own fault, and must not look like the bank's
        return Outcome.BROKEN, f"{type(error).__name__}: {error}"
    finally:
        clear_stage(scenario, world, moved=scene is not None and scene.moved)
    if not record.claims:
        return Outcome.BLOCKED, "not one claim could be evaluated: every step that makes one was left out"
    outcome = judged(record.findings)
    return (Outcome.BLOCKED, timeless) if timeless and outcome is Outcome.FAILED else (outcome, "")


def _meddling(scenario: Scenario, world: World) -> str:
    """That the consent which the stage has set is not there any more; '' where it is, and where nobody can tell."""
    persona = world.cast.personas[scenario.persona]
    try:
        another = world.consents.is_another(persona, Asker(purpose=Purpose.STAGE, scenario=scenario.name))
    except (Blocked, Unreachable):
        return ""
    if not another:
        return ""
    return (
        f"the consent of {persona.id} {ANOTHER_CONSENT}: somebody else may be using this persona, "
        "or the bank does not keep what it is told"
    )


def judged(findings: Iterable[Finding]) -> Outcome:
    """The word for a scenario that was played to its end."""
    found = tuple(findings)
    if any(finding.must for finding in found):
        return Outcome.FAILED
    return Outcome.WARNED if found else Outcome.PASSED


def _act(scene: Scene, record: _Record) -> None:
    """Play the steps in their order, until a word cannot be filled in."""
    for index, step in enumerate(scene.scenario.steps):
        scene.filled.clear()
        begun = scene.world.clock.begin(scene.scenario.name, index)
        try:
            for brought in perform(index, scene):
                if isinstance(step, AnsweredStep):
                    _take(step, index, brought, scene, record)
        except UnknownWord as unknown:
            if step.optional:
                continue
            missing = _missing(str(unknown), record.gaps)
            if missing is not None and missing.finding is not None and not record.failed:
                record.findings.append(missing.finding)
                record.claims += 1
            if record.failed:
                return
            says = missing.says if missing is not None else str(unknown)
            raise Blocked(f"the bank's data are not what the scenario needs: {says}") from None
        finally:
            record.played.append(PlayedStep(step=index, at=begun, words=_changed(scene.filled)))


def _changed(filled: Iterable[tuple[str, JSON]]) -> tuple[tuple[str, JSON], ...]:
    """The words of a step and what they stood for, one that goes on standing for the same only once."""
    now: dict[str, JSON] = {}
    found = []
    for word, value in filled:
        if word not in now or now[word] != value:
            now[word] = value
            found.append((word, value))
    return tuple(found)


def _take(step: AnsweredStep, index: int, brought: Brought, scene: Scene, record: _Record) -> None:
    """Note one answer of a step, check it and keep what is asked for; what was wrong on the way to it comes first."""
    answer = brought.answer
    shown = answer.exchanges[0] if answer is not None else None
    verb = Claimed(word=step.verb, place=step.place)
    for one in brought.mismatches:
        found = _found(scene, index, verb, one, shown)
        record.findings.append(replace(found, tolerance=_tolerance(one, scene)))
    record.claims += len(brought.mismatches)
    if answer is None:
        return
    if brought.it is not None:
        scene.memory["it"] = brought.it
    vocabulary = scene.vocabulary(scene.actor(step))
    setting = Setting(documented=scene.world.specs, statuses=allowed(step.claims))
    for claim in step.claims:
        for found in _checked(claim, index, answer, scene, vocabulary=vocabulary, setting=setting):
            if not any(_says_as_much(one, found) for one in record.findings):
                record.findings.append(found)
        record.claims += 1
    _keep(step, index, answer, scene, vocabulary=vocabulary, gaps=record.gaps)


def _checked(  # noqa: PLR0913 - a claim of a step, and what it is held to
    claim: Claim, index: int, answer: Answer, scene: Scene, *, vocabulary: Vocabulary, setting: Setting
) -> Iterator[Finding]:
    wanted = _wanted(claim, vocabulary)
    rules = scene.world.rules
    if claim.word == "schema":
        answer = replace(answer, exchanges=tuple(one for one in answer.exchanges if wanted not in rules.documents(one)))
        if not answer.exchanges:
            return  # rules have held all of it to this very document: what they found is told once, by them
    for mismatch in CHECKS[claim.word].check(wanted, answer, setting):
        graver = replace(mismatch, advice=mismatch.advice or not claim.must)
        entry = _written(claim.wanted, vocabulary).get(mismatch.key, mismatch.key)
        claimed = Claimed(word=claim.word, place=claim.at(entry), entry=entry)
        found = _found(scene, index, claimed, graver, answer.exchanges[0])
        if any(rules.tells(claim.word, found.promise, graver, one) for one in _shown_by(mismatch, answer)):
            continue
        yield replace(found, tolerance=_tolerance(mismatch, scene) if claim.must else "")


def _says_as_much(one: Finding, other: Finding) -> bool:
    """Whether a finding makes another one needless: what must be and what should be of an answer often say alike."""
    return (
        one.must >= other.must
        and all(
            getattr(one, name) == getattr(other, name) for name in ("step", "word", "where", "key", "says", "promise")
        )
        and one.exchange is other.exchange
    )


def _tolerance(mismatch: Mismatch, scene: Scene) -> str:
    return attribution.tolerance(mismatch, scene.scenario.reading, scene.world.specs.ambiguities)


def _shown_by(mismatch: Mismatch, answer: Answer) -> tuple[Exchange, ...]:
    return answer.exchanges if mismatch.exchange is None else (mismatch.exchange,)


def _wanted(claim: Claim, vocabulary: Vocabulary) -> JSON:
    """What a claim wants, its words filled in."""
    if not CHECKS[claim.word].addresses:
        return fill(claim.wanted, vocabulary)
    return {fill_text(key, vocabulary): fill_address(text, vocabulary) for key, text in claim.wanted.items()}


def _written(wanted: JSON, vocabulary: Vocabulary) -> dict[str, str]:
    """The entries of a claim as its file writes them, by what stands there when their words are filled in."""
    return {str(fill(key, vocabulary)): str(key) for key in wanted} if isinstance(wanted, dict | list) else {}


def _found(scene: Scene, index: int, claimed: Claimed, mismatch: Mismatch, shown: Exchange | None) -> Finding:
    """The finding that a mismatch is of a claim, shown by its own exchange or else by this one."""
    about = attribution.of_step(scene.scenario, index, claimed, mismatch, scene.world.specs.register)
    return attribution.finding(about, claimed, mismatch, index, shown)


def _keep(  # noqa: PLR0913 - an answer of a step, and where its parts go
    step: AnsweredStep, index: int, answer: Answer, scene: Scene, *, vocabulary: Vocabulary, gaps: dict[str, _Missing]
) -> None:
    """Keep parts of an answer for later steps; what is not there is missed only where it is used."""
    for name, path in step.keep.items():
        filled = fill_text(path, vocabulary)
        scene.memory.pop(name, None)
        found = paths.find(filled, answer.body)
        hits = [one.value for one in found if isinstance(one, paths.Hit)]
        gap = paths.gap(found)
        if paths.many(filled) and (hits or (gap is not None and gap.unmatched)):
            scene.memory[name] = hits
        elif hits:
            scene.memory[name] = hits[0]
        elif gap is not None:
            by = _found_by_rule(gap, answer, scene)
            if by is not None:
                says = f"{paths.explain(gap)}, so it cannot be kept"
                by = replace(by, word="keep", key=name, where=gap.where, says=says, wanted="what later steps need")
                by = replace(by, got=None, place=step.place, step=index)
            gaps[name] = _Missing(says=f"${name}: {paths.explain(gap)}", finding=by)


def _found_by_rule(gap: paths.Gap, answer: Answer, scene: Scene) -> Finding | None:
    """What a rule has found that counts against the bank just where something is missing; None where none has."""
    found = (scene.world.rules.spoils(gap.where, exchange) for exchange in answer.exchanges)
    return next((one for one in found if one is not None), None)


def _missing(says: str, gaps: dict[str, _Missing]) -> _Missing | None:
    """What was missing where the word should have been kept that cannot be filled in; None if that is not why."""
    return next((gap for name, gap in gaps.items() if re.search(rf"\${name}\b", says)), None)
