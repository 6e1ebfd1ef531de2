"""What a list of known deviations speaks of and there is not: it would excuse nothing, unnoticed. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from conformance.deviations import Deviation, step_name
from conformance.errors import Mistake
from conformance.grammar import did_you_mean
from conformance.model import AnsweredStep, Claim, Scenario, Step
from conformance.specs import Requirement
from conformance.wording import plural


def misplaced(
    listed: Iterable[Deviation],
    scenarios: Iterable[Scenario],
    rules: Mapping[str, Sequence[Claim]],
    register: Mapping[str, Requirement],
    *,
    whole: bool = True,
) -> Iterator[Mistake]:
    """Every scenario, step, claim and promise of a list that there is not, at its place in the file.

    `rules` are the claims of each rule, by its name. `whole`: `scenarios` are all there are, so that a name which is
    none of theirs is a mistake.
    """
    known = {one.name: one for one in scenarios}
    for one in listed:
        if one.by_cause:
            if one.promise not in register:
                says = f"no requirement is called `{one.promise}`"
                yield Mistake(place=one.at("promise"), says=says, hint=did_you_mean(one.promise, register))
        elif one.scenario in known:
            yield from _in_scenario(one, known[one.scenario])
        elif one.scenario in rules:
            yield from _claim(one, rules[one.scenario], (), "the rule")
        elif whole:
            says = f"no scenario is called `{one.scenario}`"
            yield Mistake(place=one.at("scenario"), says=says, hint=did_you_mean(one.scenario, known))


def _in_scenario(one: Deviation, scenario: Scenario) -> Iterator[Mistake]:
    steps = _meant(one, scenario.steps)
    if not steps:
        yield _no_such_step(one, scenario)
        return
    answered = [step for step in steps if isinstance(step, AnsweredStep)]
    claims = [claim for step in answered for claim in step.claims]
    yield from _claim(one, claims, [step.verb for step in answered], "that step" if one.step else "the scenario")


def _meant(one: Deviation, steps: Sequence[Step]) -> list[Step]:
    """The steps that an entry may mean; those that play no part where it names one by what it does."""
    if isinstance(one.step, int):
        return list(steps[one.step - 1 : one.step])
    return [step for step in steps if one.step in (None, step_name(step))]


def _no_such_step(one: Deviation, scenario: Scenario) -> Mistake:
    if isinstance(one.step, int):
        says = f"{scenario.name} has no step {one.step}: it has {plural(len(scenario.steps), 'step')}"
        return Mistake(place=one.at("step"), says=says)
    names = [step_name(step) for step in scenario.steps]
    hint = did_you_mean(str(one.step), names) or f"its steps: {'; '.join(dict.fromkeys(names))}"
    return Mistake(place=one.at("step"), says=f"{scenario.name} has no step `{one.step}`", hint=hint)


def _claim(one: Deviation, claims: Sequence[Claim], verbs: Sequence[str], where: str) -> Iterator[Mistake]:
    """A claim by a word that is not claimed there; what a verb finds about its own links is told by the verb."""
    word = one.claim.partition(" ")[0]
    words = dict.fromkeys([*(claim.word for claim in claims), *verbs])
    if word and word not in words:
        says = f"{where} claims nothing by the word `{word}`"
        hint = did_you_mean(word, words) or f"its words: {', '.join(claim.word for claim in claims)}"
        yield Mistake(place=one.at("claim"), says=says, hint=hint)
