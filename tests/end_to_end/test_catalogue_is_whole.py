"""The shipped scenarios cover the register: nothing testable is left out, nothing unknown is claimed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from conformance import catalogue, rules, specs
from conformance.catalogue.steps import VERBS
from conformance.checks import CHECKS
from conformance.model import AnsweredStep, Scenario
from conformance.report import places


@cache
def scenarios() -> tuple[Scenario, ...]:
    return catalogue.load([specs.scenarios_folder()], specs.load())


def answered() -> Iterator[AnsweredStep]:
    """Every step of the catalogue that brings an answer."""
    steps = (step for scenario in scenarios() for step in scenario.steps)
    return (step for step in steps if isinstance(step, AnsweredStep))


def test_every_testable_requirement_has_a_scenario_or_a_rule_about_all_answers() -> None:
    """What the register calls a must or a should, and does not say why it is not tested, is proven by one of them."""
    held = [rule.scenario for rule in rules.load()]
    covered = {one for scenario in (*scenarios(), *held) for one in scenario.covers}
    testable = [one for one in specs.load().register.values() if one.level in ("must", "should") and not one.not_tested]
    without = sorted(one.id for one in testable if one.id not in covered)
    assert without == [], f"{len(without)} of {len(testable)} testable requirements have no scenario"


def test_every_scenario_covers_what_is_known_and_testable() -> None:
    """At least one requirement, all of them in the register, none that the register calls untested."""
    register = specs.load().register
    assert [scenario.name for scenario in scenarios() if not scenario.covers] == []
    claimed = {(scenario.name, one) for scenario in scenarios() for one in scenario.covers}
    assert sorted(pair for pair in claimed if pair[1] not in register) == []
    assert sorted(pair for pair in claimed if register[pair[1]].not_tested) == []


def test_every_reading_is_a_known_ambiguity() -> None:
    """Of the scenarios and of the requirements."""
    known = specs.load().ambiguities
    readings = {(scenario.name, one) for scenario in scenarios() for one in scenario.reading}
    readings |= {(one.id, reading) for one in specs.load().register.values() for reading in one.reading}
    assert sorted(pair for pair in readings if pair[1] not in known) == []


def test_every_check_word_is_used() -> None:
    """A word is added only with one scenario that needs it."""
    used = {claim.word for step in answered() for claim in step.claims}
    assert sorted(set(CHECKS) - used) == []
    assert sorted(used - set(CHECKS)) == []


def test_every_persona_and_every_verb_is_used() -> None:
    """No persona of the cast and no verb of the language is there for nothing."""
    acting = {scenario.persona for scenario in scenarios()}
    acting |= {step.actor for step in answered() if step.actor}
    assert sorted(set(specs.load().cast.personas) - acting) == []
    verbs = {step.verb for scenario in scenarios() for step in scenario.steps}
    assert sorted(set(VERBS) - verbs) == []


def test_rows_are_needed_only_of_whom_the_documentation_counts_them() -> None:
    """Elsewhere their number is the bank's own, and a bank with fewer breaks no promise."""
    personas = specs.load().cast.personas
    needed = [
        (one.name, personas[one.persona].documented_rows(nickname) or 0, least)
        for one in scenarios()
        for nickname, least in one.given.rows.items()
    ]
    assert [name for name, documented, least in needed if documented < least] == []


def test_every_place_is_claimed_or_explained() -> None:
    """Each rule in each place, whoever asks, by a scenario or by a reason; and no reason is left over."""
    assert list(map(str, places.mistakes(places.fill(specs.places(), scenarios())))) == []


def test_no_two_scenarios_say_the_same() -> None:
    """A title names one claim, and one only."""
    titles = [scenario.title for scenario in scenarios()]
    assert sorted({title for title in titles if titles.count(title) > 1}) == []
