"""Who plays a scenario: the first of its personas whom the target's cast has, with all that the scenario names of him.

A claim that the documentation ties to one persona names one. Another names whom it was written for, then who else may
prove it, so that a mock with few customers is not blocked for want of the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from conformance import words
from conformance.catalogue.steps import beside, target
from conformance.frozen import replace
from conformance.model import JSON, AnsweredStep, Authorize, Consent, Scenario
from conformance.specs import Cast, Persona

ANYONE: Final = "anyone"
"""Stands for everybody in the cast, in its order."""


def assigned(scenario: Scenario, cast: Cast, documented: Cast) -> Scenario:
    """The scenario with who plays it on a target of this cast; as it is written where nobody there can."""
    if not scenario.personas and scenario.persona != ANYONE:
        return scenario  # nobody else may play it, whatever is missing
    for persona in _candidates(scenario, cast):
        if next(_missing(scenario, persona, cast, documented), None) is None:
            return replace(scenario, persona=persona.id)
    return scenario


def lacking(scenario: Scenario, cast: Cast, documented: Cast) -> str:
    """What a cast lacks for a scenario that nobody of it can play; '' where somebody can."""
    first = ""
    for persona in _candidates(scenario, cast):
        missing = next(_missing(scenario, persona, cast, documented), "")
        if not missing:
            return ""
        first = first or missing
    wanted = [one for one in _wanted(scenario) if one != ANYONE]
    nobody = f"no persona {wanted[0]}" if len(wanted) == 1 else f"none of {', '.join(wanted)}"
    return f"the target's cast has {first or nobody}"


def _wanted(scenario: Scenario) -> tuple[str, ...]:
    return scenario.personas or (scenario.persona,)


def _candidates(scenario: Scenario, cast: Cast) -> Iterator[Persona]:
    wanted = _wanted(scenario)
    named = [one for one in wanted if one in cast.personas]
    others = [one for one in cast.personas if one not in named] if ANYONE in wanted else []
    yield from (cast.personas[one] for one in (*named, *others))


def _missing(scenario: Scenario, persona: Persona, cast: Cast, documented: Cast) -> Iterator[str]:
    """All that the scenario names where this persona plays it, and the cast does not have: `no account …`."""
    consent, rows = scenario.given.consent, scenario.given.rows
    staged = (*consent.balances, *consent.transactions) if isinstance(consent, Consent) else ()
    for nickname in (*staged, *rows):
        if persona.account(nickname) is None:
            yield f"no account `{nickname}` of {persona.id}"
    for nickname, needed in rows.items():
        known = persona.documented_rows(nickname)
        if known is not None and known < needed:
            yield f"no account of {persona.id} with {needed} transactions"
    kept: set[str] = {"it"}
    for step in scenario.answered:
        if isinstance(step, Authorize) and step.meanwhile and step.meanwhile not in cast.personas and not step.optional:
            yield f"no persona {step.meanwhile}"
        actor = persona if step.actor is None else cast.personas.get(step.actor)
        if actor is None:
            if not step.optional:
                yield f"no persona {step.actor}"
            continue
        for word in words.used(_said(step)):
            if word[0] not in kept and not step.optional:  # such a step is left out where a word means nothing
                yield from _unknown(word, actor, kept, cast, documented)
        kept |= set(step.keep)


def _said(step: AnsweredStep) -> list[JSON]:
    """All that a step says in which words may stand."""
    return [target(step), beside(step), [claim.wanted for claim in step.claims], dict(step.keep)]


def _unknown(word: words.Used, actor: Persona, kept: Collection[str], cast: Cast, documented: Cast) -> Iterator[str]:
    """What is missing for a word, which the documentation knows."""
    name, _, text = word
    if name == "others" and {*cast.personas, *cast.strangers} == {actor.id}:
        yield f"nobody beside {actor.id}"
    elif words.explain_unknown(word, actor, cast, kept) is None:
        return
    elif name in documented.personas and name not in cast.personas:
        yield f"no persona {name}"
    elif any(one.account(name) is not None for one in documented.personas.values()):
        yield f"no account `{name}` of {actor.id}"
    else:
        yield f"no `{text}` of {actor.id}"
