"""play(scenario, world): what a scenario comes to, and what its verdict tells."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from conformance import checks
from conformance.model import Finding, Outcome, Place
from conformance.preflight import Shortfall
from conformance.runner import judged, play
from conformance.target.target import OAuth
from tests.support.fakebank import Reply, as_json
from tests.support.played import ROOT, Bank, bank, said, server, shown, written

__all__ = ["bank", "server"]

PASSES = "  - {GET: /accounts, expect: {status: 200}}\n"
FAILS = "  - {GET: /accounts, expect: {status: 404}}\n"


# ---------------------------------------------------------------------------------------------------- verdict words


def test_passed_where_every_claim_holds(bank: Bank) -> None:
    """With all that was exchanged, the stage's included, and no findings."""
    verdict = bank.play(PASSES)
    assert (verdict.outcome, verdict.findings, verdict.reason) == (Outcome.PASSED, (), "")
    assert [one.asker.step for one in verdict.exchanges] == [None, 0]
    assert len(verdict.exchanges) == 2
    assert verdict.scenario.name == "s"


def test_failed_where_a_must_does_not_hold(bank: Bank) -> None:
    """With the place of the claim, what was wanted and got, and the exchange that shows it."""
    verdict = bank.play(PASSES + FAILS)
    assert verdict.outcome is Outcome.FAILED
    (finding,) = verdict.findings
    assert str(finding.place) == "s.yaml:6:39"
    assert (finding.word, finding.wanted, finding.got, finding.must) == ("status", 404, 200, True)
    assert finding.step == 1
    assert finding.exchange is verdict.exchanges[2]


@pytest.mark.parametrize("claims", ["should: {status: 404}", "expect: {status: 404, error: AC01}"])
def test_warned_where_only_a_should_does_not_hold(bank: Bank, claims: str) -> None:
    """One that the scenario says, or the tolerant reading of a must."""
    bank.routes["GET /x"] = as_json({"message": "AC01: no such account"}, 404 if "expect" in claims else 200)
    verdict = bank.play(f"  - GET: /x\n    {claims}\n")
    assert verdict.outcome is Outcome.WARNED
    assert [finding.must for finding in verdict.findings] == [False]


def test_skipped_where_the_target_does_not_offer_it(bank: Bank) -> None:
    """With the reason, and without asking the bank anything."""
    verdict = bank.play(PASSES, "needs: [fallback, quotas]\n")
    told = "the target does not declare the fallback (features.fallback), that daily quotas may be used up"
    assert (verdict.outcome, verdict.reason) == (Outcome.SKIPPED, f"{told} (features.quotas)")
    assert bank.asked == []


def test_blocked_where_nobody_answers(bank: Bank) -> None:
    """That is no judgement of the bank."""
    bank.changes = {"base_url": "http://127.0.0.1:9/stet"}
    verdict = bank.play(PASSES)
    assert verdict.outcome is Outcome.BLOCKED
    assert "127.0.0.1" in verdict.reason


def test_broken_where_we_ourselves_fall(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is raised in here must not look like the bank's fault."""

    def falls(*_: Any) -> Iterator[Any]:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setitem(checks.CHECKS, "status", checks.Word(check=falls))
    verdict = bank.play(PASSES)
    assert (verdict.outcome, verdict.reason) == (Outcome.BROKEN, "ZeroDivisionError: division by zero")


@pytest.mark.parametrize(
    ("musts", "outcome"),
    [([], Outcome.PASSED), ([False], Outcome.WARNED), ([False, True], Outcome.FAILED), ([True], Outcome.FAILED)],
)
def test_one_must_outweighs_all_shoulds(musts: list[bool], outcome: Outcome) -> None:
    """The worst finding gives the word."""
    place = Place(file="f", line=1, column=1)
    rest: dict[str, Any] = dict.fromkeys(("word", "key", "where", "says"), "") | dict.fromkeys(("wanted", "got"))
    found = [Finding(must=must, place=place, step=0, **rest) for must in musts]
    assert judged(found) is outcome


# ------------------------------------------------------------------------------------------------------- step by step


def test_steps_go_on_after_a_failed_expectation(bank: Bank) -> None:
    """One run tells all."""
    verdict = bank.play(FAILS + PASSES + FAILS)
    assert [finding.step for finding in verdict.findings] == [0, 2]
    assert [one.asker.step for one in verdict.exchanges] == [None, 0, 1, 2]


NEEDS = "  - {GET: '/accounts/$id', expect: {status: 404}}\n"
KEEPS = "  - {GET: /accounts, expect: {status: 200}, keep: {id: 'accounts[type=CARD][0].resourceId'}}\n"


def test_a_word_that_cannot_be_filled_blocks(bank: Bank) -> None:
    """The data are not as the scenario needs them, and the reason says which."""
    verdict = bank.play(KEEPS + NEEDS + FAILS)
    told = "the bank's data are not what the scenario needs: $id: accounts has no item with type=CARD"
    assert (verdict.outcome, verdict.reason, verdict.findings) == (Outcome.BLOCKED, told, ())
    assert bank.asked == ["GET /accounts"] * 2


def test_what_is_missing_by_a_breach_of_a_rule_fails(bank: Bank) -> None:
    """Then it is the bank's fault and not that its data are others: told with the promise that the rule names."""
    bank.routes["GET /accounts"] = as_json({"accounts": [{"resourceId": "a"}], "_links": {}})
    keeps = KEEPS.replace("accounts[type=CARD][0].resourceId", "accounts[0].cashAccountType")
    verdict = bank.play(keeps + NEEDS)
    assert verdict.outcome is Outcome.FAILED
    (finding,) = verdict.findings
    says = "accounts[0].cashAccountType is missing, so it cannot be kept"
    assert (finding.word, finding.key, finding.says, finding.step, finding.must) == ("keep", "id", says, 0, True)
    assert finding.promise.startswith("SCH-")
    assert finding.exchange in verdict.exchanges
    assert bank.play(KEEPS + NEEDS).outcome is Outcome.BLOCKED


def test_a_word_that_cannot_be_filled_after_a_failure_leaves_it_failed(bank: Bank) -> None:
    """What was found before is told; nothing after it is played."""
    verdict = bank.play(FAILS + KEEPS + NEEDS + FAILS)
    assert (verdict.outcome, verdict.reason) == (Outcome.FAILED, "")
    assert [finding.step for finding in verdict.findings] == [0]


def test_a_word_that_cannot_be_filled_after_a_warning_blocks(bank: Bank) -> None:
    """A warning alone is no judgement of what could not be tried."""
    verdict = bank.play("  - {GET: /accounts, should: {status: 404}}\n" + KEEPS + NEEDS)
    assert verdict.outcome is Outcome.BLOCKED
    assert len(verdict.findings) == 1


def test_where_no_claim_was_evaluated_nothing_is_said(bank: Bank) -> None:
    """Every step that makes one was left out: that is no bank which keeps its promise."""
    only_keeps = "  - {GET: /x, keep: {next: _links.nothing}}\n"
    bank.routes["GET /x"] = as_json({})
    scenario = written(only_keeps + "  - {GET: /x/$next, expect: {status: 200}}\n")
    with bank.world() as world:  # a file that claims so little is not even read
        steps = (scenario.steps[0], replace(scenario.steps[1], optional=True))
        verdict = play(replace(scenario, steps=steps), world)
    assert verdict.outcome is Outcome.BLOCKED
    assert verdict.reason.startswith("not one claim could be evaluated")


def test_an_optional_step_is_left_out_where_its_word_cannot_be_filled(bank: Bank) -> None:
    """What depends on data that need not be there."""
    verdict = bank.play(KEEPS + NEEDS.replace("expect", "optional: true, expect") + PASSES)
    assert verdict.outcome is Outcome.PASSED
    assert [one.asker.step for one in verdict.exchanges] == [None, 0, 2]


@pytest.mark.parametrize(
    ("path", "body", "kept"),
    [
        ("t", {"t": [1]}, [1]),
        ("t[*].id", {"t": [{"id": 1}, {"id": 2}]}, [1, 2]),
        ("t[*].id", {"t": []}, []),
        ("t[k=v].id", {"t": [{"k": "w"}]}, []),
        ("t[k=v][0].id", {"t": [{"k": "v", "id": 7}]}, 7),
        ("n", {"n": None}, None),
    ],
)
def test_a_part_of_an_answer_is_kept(bank: Bank, path: str, body: Any, kept: Any) -> None:
    """A path with several values keeps a list, also an empty one."""
    bank.routes |= {"GET /x": as_json(body), "GET /y": as_json({"y": kept})}
    steps = f"  - GET: /x\n    expect: {{status: 200}}\n    keep:\n      a: {path}\n"
    bank.routes["POST /z"] = as_json({})
    verdict = bank.play(f"{steps}  - POST: /z\n    body: {{a: $a}}\n    expect: {{status: 200}}\n")
    assert verdict.outcome is Outcome.PASSED, verdict.reason
    assert json.loads(bank.server.asked[-1].body) == {"a": kept}


@pytest.mark.parametrize("body", ["text", None, {}, {"t": None}, {"t": "x"}, {"t": [{}]}])
def test_what_is_not_there_is_not_kept_as_an_empty_list(bank: Bank, body: Any) -> None:
    """A bank that sends something else has not sent nothing."""
    bank.routes["GET /x"] = as_json(body)
    steps = "  - GET: /x\n    expect: {status: 200}\n    keep:\n      a: t[*].id\n"
    verdict = bank.play(f"{steps}  - {{GET: /x, expect: {{values: {{x: $a}}}}}}\n")
    assert verdict.outcome is Outcome.BLOCKED
    assert verdict.reason.startswith("the bank's data are not what the scenario needs: $a: ")


def test_what_is_kept_again_is_forgotten_first(bank: Bank) -> None:
    """An old value does not stand in for one that is missing now."""
    again = KEEPS.replace("accounts[type=CARD][0].resourceId", "accounts[0].resourceId") + KEEPS
    assert bank.play(again + NEEDS).outcome is Outcome.BLOCKED


def test_an_entry_with_a_word_in_it_has_its_place(bank: Bank) -> None:
    """In an object and in a list; two that come to the same are one."""
    claims = [
        "        accounts[resourceId=$main.resourceId]: 1",
        "        accounts[resourceId=$second.resourceId]: 1",
        "      has:",
        "        - accounts[resourceId=$third.resourceId]",
        "      equals:",
        "        $main.currency: EUR",
        "        $second.currency: EUR",
    ]
    bank.routes["GET /x"] = as_json({"accounts": []})
    verdict = bank.play("  - GET: /x\n    expect:\n      count:\n" + "\n".join(claims) + "\n")
    assert [line.split(" ")[:2] for line in said(verdict)] == [
        ["8:48", "count"],
        ["9:50", "count"],
        ["11:11", "has"],
        ["14:27", "equals"],
    ]
    assert verdict.findings[0].key == "accounts[resourceId=038-CPT30019654051]"


# ------------------------------------------------------------------------------ what a verdict and a finding tell


def test_a_verdict_tells_when_it_began_and_how_long_it_took(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the run's clock, and in milliseconds with three decimals."""
    ticks = iter([5.0, 5.0123456])
    with bank.world() as world:
        monkeypatch.setattr("conformance.runner.time.perf_counter", lambda: next(ticks, 5.0123456))
        before = world.clock.now()
        verdict = play(written("  - {GET: /x, expect: {status: 404}}\n", "given: {token: none}\n"), world)
    assert before <= verdict.started <= bank.clock.now()
    assert verdict.elapsed_ms == 12.346


def test_a_finding_tells_where_in_which_answer_and_what(bank: Bank) -> None:
    """Of a walk, the page that shows it."""
    following = as_json({"r": [1], "_links": {"next": {"href": f"{ROOT}/t?page=2"}}})
    bank.routes["GET /t"] = lambda asked: as_json({"r": [1, 2]}) if asked.query else following
    verdict = bank.play("  - GET: /t\n    expect: {status: 200}\n  - walk: /t\n    expect: {pages: {most: {r: 1}}}\n")
    (finding,) = verdict.findings
    assert (finding.where, finding.says, finding.key) == ("r", "page 2 has too many items", "most")
    assert shown(verdict).call.url.endswith("/t?page=2")


@pytest.mark.parametrize(("first", "outcome"), [(FAILS, Outcome.FAILED), (PASSES, Outcome.BLOCKED)])
def test_a_bank_that_hangs_up_blocks_unless_something_failed_before(bank: Bank, first: str, outcome: Outcome) -> None:
    """What was found is a judgement of the bank, and needs no reason."""
    bank.routes["GET /t"] = Reply(hang_up=True)
    verdict = bank.play(first + "  - {GET: /t, expect: {status: 200}}\n")
    assert verdict.outcome is outcome
    assert bool(verdict.reason) is (outcome is Outcome.BLOCKED)


def test_a_persona_that_is_not_as_documented_blocks(bank: Bank) -> None:
    """With what the preflight found short; an acceptance test is played all the same."""
    scenario = written("  - {GET: /accounts, expect: {status: 200, lacks: [$main.iban]}}\n")
    with bank.world() as world:
        missing = [Shortfall(persona="marc", nickname="main", says="Marc has no main")]
        verdict = play(replace(scenario, covers=("ACC-01",)), world, missing)
        assert (verdict.outcome, verdict.reason) == (Outcome.BLOCKED, "Marc has no main")
        assert play(scenario, world, missing).outcome is Outcome.PASSED


def test_a_persona_whom_the_cast_lacks_blocks(bank: Bank) -> None:
    """Whoever acts."""
    with bank.world() as world:
        verdict = play(written(PASSES), replace(world, cast=replace(world.cast, personas={})))
    assert (verdict.outcome, verdict.reason) == (Outcome.BLOCKED, "the target's cast has no persona marc")


def test_a_kept_path_may_hold_words(bank: Bank) -> None:
    """They are filled in before it is followed."""
    bank.routes["GET /x"] = as_json({"t": [{"id": "038-CPT30019654051", "n": 7}]})
    keep = "    keep:\n      n: t[id=$main.resourceId][0].n\n"
    steps = f"  - GET: /x\n    expect: {{status: 200}}\n{keep}  - GET: /x\n    expect: {{equals: {{'t[0].n': $n}}}}\n"
    assert bank.play(steps).outcome is Outcome.PASSED


def test_only_what_is_missed_is_told(bank: Bank) -> None:
    """Of what could not be kept, that which was wanted, and none whose name begins alike."""
    keeps = (
        "  - {GET: /accounts, expect: {status: 200}, keep: {a: _links.gone, ab: _links.missing, abc: _links.away}}\n"
    )
    verdict = bank.play(keeps + "  - {GET: /$ab, expect: {status: 200}}\n")
    assert verdict.reason == "the bank's data are not what the scenario needs: $ab: _links.missing is missing"


def test_a_member_that_what_was_kept_lacks_is_told(bank: Bank) -> None:
    """The word itself, since nothing was missing where it was kept."""
    keeps = "  - {GET: /accounts, expect: {status: 200}, keep: {a: _links}}\n"
    verdict = bank.play(keeps + "  - {GET: /$a.next, expect: {status: 200}}\n")
    assert verdict.reason == "the bank's data are not what the scenario needs: `$a.next`: there is no `next` in it"


def test_a_link_that_is_not_there_is_shown_by_the_answer_before(bank: Bank) -> None:
    """The finding has its own step and place, and the exchange that lacks the link."""
    verdict = bank.play(PASSES + "  - {follow: _links.next, expect: {status: 200}}\n")
    (finding,) = verdict.findings
    assert (finding.word, finding.step) == ("follow", 1)
    assert finding.exchange is verdict.exchanges[1]
    assert str(finding.place) == "s.yaml:6:6"


def test_a_login_that_the_bank_answers_with_an_error_is_shown_by_that_answer(bank: Bank) -> None:
    """By its address and status the cause is told of what else fails there."""
    bank.routes["GET /oauth/authorize"] = as_json({}, 500)
    root = f"{bank.server.origin}{ROOT}/oauth"
    bank.changes = {
        "oauth": OAuth(
            authorize_url=f"{root}/authorize",
            token_url=f"{root}/token",
            client_id="c",
            redirect_uri="https://app.test/",
        )
    }
    verdict = bank.play("  - {authorize: {}}\n", "given: {token: none}\n")
    (finding,) = verdict.findings
    assert (finding.word, finding.step) == ("authorize", 0)
    assert finding.exchange is not None
    assert finding.exchange.status == 500


def test_a_warning_under_a_must_says_which_reading_made_it_one(bank: Bank) -> None:
    """The code inside a longer message: ambiguity C11. What a should wants needs no excuse."""
    bank.routes["GET /x"] = as_json({"message": "AC01: no such account"}, 404)
    claims = ("expect: {error: AC01}", "should: {error: AC01}")
    must, should = (bank.play(f"  - GET: /x\n    {claim}\n").findings[0] for claim in claims)
    assert (must.must, should.must) == (False, False)
    assert must.tolerance == "the reading of C11: The error model of STET 1.4.2 part 2, with the code in its message"
    assert not should.tolerance
    assert len(bank.play(f"  - GET: /x\n    {claims[0]}\n    {claims[1]}\n").findings) == 1  # it is told once
