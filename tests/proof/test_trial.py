"""A trial, against the embedded bank itself; the command, from outside."""

import json
from datetime import datetime, time

import pytest
import time_machine
from click.testing import CliRunner

from conformance import catalogue, specs
from conformance.clock import PARIS
from conformance.commands import prove
from conformance.commands.scenarios import folders
from conformance.model import Outcome
from conformance.proof.plan import covering
from conformance.proof.trial import Played, Result, Trial, conduct
from conformance.sandbox.faults import FAULTS

SPECS = specs.load()
CATALOGUE = catalogue.load(folders(()), SPECS)


def outcomes(kind, name, *scenarios):
    trial = Trial(kind=kind, differences=(name,) if name else (), scenarios=scenarios)
    chosen = [one for one in CATALOGUE if one.name in scenarios]
    played = conduct(trial, chosen, SPECS, lambda one: prove.bank(None, one)).played
    return {one.name: one.outcome for one in played if not one.name.startswith("rules/")}


def test_a_fault_turns_the_scenario_that_covers_it():
    names = ("transactions/to-date", "balances/marc-three")
    assert outcomes("honest", "", *names) == dict.fromkeys(names, Outcome.PASSED)
    assert outcomes("fault", "date-to-inclusive", *names) == {
        "transactions/to-date": Outcome.FAILED,
        "balances/marc-three": Outcome.PASSED,
    }


def test_a_fault_is_caught_in_the_evening_too():
    """While the accounting runs there, the trial is held at noon."""
    evening = datetime.combine(datetime.now(PARIS).date(), time(21, 30), tzinfo=PARIS)
    with time_machine.travel(evening):
        assert outcomes("fault", "value-balance-missing", "balances/marc-three") == {
            "balances/marc-three": Outcome.FAILED
        }


def test_rules_judge_what_was_answered_on_the_way():
    """A fault of every body is theirs; the scenario that met it is only touched."""
    trial = Trial(kind="fault", differences=("balances-of-another-type",), scenarios=("balances/marc-three",))
    chosen = [one for one in CATALOGUE if one.name in trial.scenarios]
    played = {one.name: one for one in conduct(trial, chosen, SPECS, lambda one: prove.bank(None, one)).played}
    assert {one.finding.promise for one in played["rules/balances"].found.found} == {"SCH-19"}


def test_a_variation_turns_nothing():
    names = ("transactions/alix-page-by-page", "balances/marc-three")
    assert set(outcomes("variation", "compressed-in-pieces", *names).values()) == {Outcome.PASSED}


def test_a_fault_elsewhere_turns_nothing():
    assert outcomes("fault", "wrong-verb-501", "balances/marc-three") == {"balances/marc-three": Outcome.PASSED}


def test_every_requirement_with_a_scenario_is_broken_by_a_fault():
    broken = {one for fault in FAULTS.values() for one in fault.breaks}
    covered = {one for scenario in CATALOGUE for one in scenario.covers}
    assert sorted(covered - broken) == []


def test_every_fault_has_a_scenario_that_covers_what_it_breaks_or_goes_where_a_rule_sees_it():
    assert [fault.name for fault in FAULTS.values() if not covering(CATALOGUE, (*fault.breaks, *fault.tour))] == []


def test_the_command_exits_0_where_all_is_caught_and_writes_the_matrix(tmp_path):
    file = tmp_path / "proof.json"
    arguments = ["--fault", "signature-not-needed", "-n", "1", "--json", str(file)]
    found = CliRunner().invoke(prove.command, arguments, standalone_mode=False)
    assert found.return_value == 0, found.output
    assert json.loads(file.read_bytes())["caught"] == 1


@pytest.mark.long
def test_the_command_tries_a_fault_at_one_place(tmp_path):
    file = tmp_path / "proof.json"
    arguments = ["--fault", "any-page-answered@accounts", "-n", "1", "--json", str(file)]
    found = CliRunner().invoke(prove.command, arguments, standalone_mode=False)
    written = json.loads(file.read_bytes())
    assert (found.return_value, written["missed"]) == (0, []), found.output
    assert [one["fault"] for one in written["places"]] == ["any-page-answered@accounts"]
    assert "1 of 1 faults at one place caught: 1 of 1 of a must" in found.output


def test_a_group_of_variations_that_turns_something_is_tried_one_by_one():
    """Two that are harmless by themselves are no false alarm together."""
    tried = []

    def again(trials):
        tried.extend(trial.variations for trial in trials)
        return [Result(trial=trial, played=()) for trial in trials]

    red = Played(name="x", outcome=Outcome.FAILED)
    groups = [Trial(kind="variation", differences=names, scenarios=()) for names in (("a", "b"), ("c", "d"), ("e",))]
    results = [Result(trial=one, played=(red,) if one.variations != ("c", "d") else ()) for one in groups]
    found = prove.try_alone(results, [], again)
    assert tried == [("a",), ("b",)]
    assert [one.trial.variations for one in found] == [("c", "d"), ("e",), ("a",), ("b",)]


def test_the_command_refuses_a_name_that_stands_for_nothing():
    found = CliRunner().invoke(prove.command, ["--fault", "date-to-inclusiv"], standalone_mode=False)
    assert "did you mean date-to-inclusive?" in str(found.exception)
