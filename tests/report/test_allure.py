"""Allure's view of a verdict."""

from __future__ import annotations

import pytest

from conformance.model import Outcome
from conformance.report import allure
from tests.support import makers


def filled(outcome: Outcome = Outcome.FAILED, **changed: object) -> tuple[allure.Result, dict[str, str]]:
    files: dict[str, str] = {}
    return allure.result(makers.entry(makers.verdict(outcome, **changed)), makers.REGISTER, files.__setitem__), files


def labels(result: allure.Result, name: str) -> list[str]:
    return [label["value"] for label in result["labels"] if label["name"] == name]


def test_what_it_proves_and_how_grave_it_is() -> None:
    """The chapter is the feature, each requirement a story; an acceptance test is a blocker."""
    result, _ = filled()
    assert result["name"] == "245 transactions come as a page of 200, then a page of 45"
    assert labels(result, "feature") == ["Transactions"]
    assert [story.split(":")[0] for story in labels(result, "story")] == ["PAG-02", "AT-TRX-15"]
    assert labels(result, "severity") == ["blocker"]
    assert labels(result, "suite") == ["transactions"]
    assert {one["name"]: one["value"] for one in result["parameters"]} == {"persona": "adam", "scope": "aisp"}


@pytest.mark.parametrize(
    ("covers", "severity"), [(("PAG-02",), "critical"), (("AT-BAL-3", "PAG-02"), "blocker"), ((), "normal")]
)
def test_the_gravest_requirement_counts(covers: tuple[str, ...], severity: str) -> None:
    """A must is critical; no requirement at all is normal."""
    result, _ = filled(scenario=makers.scenario(covers=covers))
    assert labels(result, "severity") == [severity]


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.PASSED, "passed"),
        (Outcome.WARNED, "passed"),
        (Outcome.FAILED, "failed"),
        (Outcome.DEVIANT, "failed"),
        (Outcome.BLOCKED, "broken"),
        (Outcome.BROKEN, "broken"),
        (Outcome.SKIPPED, "skipped"),
    ],
)
def test_the_verdict_words(outcome: Outcome, status: str) -> None:
    """A known deviation is a muted failure, not a skipped test; warned is told in words and as a tag."""
    result, _ = filled(outcome, reason="why" if outcome not in (Outcome.PASSED, Outcome.FAILED) else "")
    assert result["status"] == status
    assert outcome.value in labels(result, "tag")
    if outcome is Outcome.PASSED:
        assert result["statusDetails"] is None
    else:
        assert result["statusDetails"]["message"].startswith(outcome.upper())
        assert ("muted" in result["statusDetails"]) == (outcome is Outcome.DEVIANT)


def test_one_attachment_per_step() -> None:
    """Ten pages of one step are one file; the stage is a step of its own."""
    stage = makers.exchange(call=makers.call(method="PUT"), status=201, content=b"", asker=makers.asker(None))
    result, files = filled(exchanges=(stage, *(makers.exchange() for _ in range(10))), shown=3)
    assert [(step["name"], step["status"]) for step in result["steps"]] == [
        ("Setting the stage", "passed"),
        ("1. GET /accounts/$busy.resourceId/transactions", "skipped"),
        ("2. follow _links.next", "failed"),
    ]
    assert len(files) == 2
    (attachment,) = result["steps"][2]["attachments"]
    assert files[attachment["source"]].count(">>> GET") == 10
    assert result["steps"][2]["start"] <= result["steps"][2]["stop"]


def test_a_claim_that_did_not_hold_is_a_step_with_what_was_wanted_and_what_came() -> None:
    """Below the step of the scenario that it is a claim of."""
    result, _ = filled()
    (claim,) = result["steps"][-1]["steps"]
    assert (claim["name"], claim["status"]) == ("count transactions", "failed")
    assert claim["parameters"] == [{"name": "wanted", "value": "45"}, {"name": "got", "value": "46"}]


def test_a_link_leads_to_the_job_of_the_pipeline() -> None:
    """Where there is none, nothing is linked: the ids of requirements are stories, and no addresses."""
    told = makers.entry(makers.verdict()), makers.REGISTER, {}.__setitem__
    assert allure.result(*told)["links"] == []
    (link,) = allure.result(*told, "https://ci.example/job/1")["links"]
    assert link["url"] == "https://ci.example/job/1"


def test_the_steps_of_what_passed_share_an_attachment() -> None:
    """A file costs a millisecond on some disks, and most scenarios pass."""
    exchanges = [makers.exchange(asker=makers.asker(step)) for step in (None, 0, 1)]
    result, files = filled(Outcome.PASSED, exchanges=exchanges)
    assert len(files) == 1
    assert [step["attachments"][0]["source"] for step in result["steps"]] == list(files) * 3


def test_the_same_scenario_has_the_same_history() -> None:
    """Allure joins runs by it."""
    assert filled()[0]["historyId"] == filled(Outcome.PASSED)[0]["historyId"]
