"""Known deviations: what they excuse, and when they turn a run red themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from conformance import deviations
from conformance.errors import Mistakes
from conformance.model import Finding, Follow, Outcome, Place, Scenario, Verdict
from tests.support import makers

PLACE = Place(file="x.yaml", line=1, column=1)
TODAY = date(2026, 11, 22)
ENTRY = """deviations:
  - scenario: transactions/two-pages
    claim: count transactions
    reason: one row too many, known to the bank
    owner: Jeanne
    ticket: BPGO-12
    expires: 2026-11-22
"""


def finding(word: str = "count", key: str = "transactions", *, must: bool = True) -> Finding:
    return Finding(
        word=word,
        key=key,
        where=key,
        says="another number",
        wanted=45,
        got=46,
        must=must,
        place=PLACE,
        step=0,
    )


def verdict(*findings: Finding, outcome: Outcome = Outcome.FAILED, name: str = "transactions/two-pages") -> Verdict:
    scenario = Scenario(name=name, title="a title", place=PLACE, covers=("AT-TRX-15",), persona="adam")
    return Verdict(scenario=scenario, outcome=outcome, findings=findings, started=datetime(2026, 11, 22, tzinfo=UTC))


def listed(tmp_path: Path, text: str = ENTRY) -> tuple[deviations.Deviation, ...]:
    path = tmp_path / "deviations.yaml"
    path.write_text(text, encoding="utf-8")
    return deviations.load(path)


def test_a_listed_failure_is_deviant_with_its_particulars(tmp_path: Path) -> None:
    """Every must that failed is listed: the verdict tells who accepted it, where and until when."""
    judged = deviations.applied(verdict(finding()), listed(tmp_path), TODAY)
    assert judged.outcome is Outcome.DEVIANT
    assert judged.reason == "one row too many, known to the bank (BPGO-12, Jeanne, until 2026-11-22)"


@pytest.mark.parametrize(
    ("found", "day"),
    [
        ([finding(), finding("status", "")], TODAY),
        ([finding("count", "accounts")], TODAY),
        ([finding()], date(2026, 11, 23)),
    ],
    ids=["another must fails too", "another entry fails", "expired yesterday"],
)
def test_what_is_not_listed_still_fails(tmp_path: Path, found: list[Finding], day: date) -> None:
    """A deviation excuses the claim it names, until its day, and nothing else."""
    assert deviations.applied(verdict(*found), listed(tmp_path), day).outcome is Outcome.FAILED


def test_a_deviation_without_claim_covers_whatever_fails(tmp_path: Path) -> None:
    """Without `claim` the whole scenario is excused."""
    text = ENTRY.replace("    claim: count transactions\n", "")
    judged = deviations.applied(verdict(finding("status", "")), listed(tmp_path, text), TODAY)
    assert judged.outcome is Outcome.DEVIANT


@pytest.mark.parametrize(
    ("played", "known", "day", "why"),
    [
        ([verdict(outcome=Outcome.PASSED)], True, TODAY, "none of what it covers fails any more"),
        ([verdict(finding("status", ""))], True, TODAY, "none of what it covers fails any more"),
        ([], False, TODAY, "there is no such scenario"),
        ([verdict(finding())], True, date(2026, 11, 23), "it expired on 2026-11-22"),
        ([verdict(finding())], True, TODAY, ""),
        ([verdict(outcome=Outcome.BLOCKED)], True, TODAY, ""),
        ([], True, TODAY, ""),
    ],
)
def test_when_a_deviation_is_stale(tmp_path: Path, played: list[Verdict], known: bool, day: date, why: str) -> None:
    """It is stale when it passes, matches nothing or has expired; not when its scenario was not judged."""
    names = {"transactions/two-pages"} if known else set()
    known_ones = listed(tmp_path)
    found = deviations.stale(known_ones, [deviations.judged(one, known_ones) for one in played], names, day)
    assert [one.why for one in found] == ([why] if why else [])


def test_all_four_particulars_are_required_and_told_at_once(tmp_path: Path) -> None:
    """Every mistake of the file is told with its line."""
    text = "deviations:\n  - scenario: a/b\n    resaon: something long enough\n    expires: tomorrow\n"
    with pytest.raises(Mistakes) as caught:
        listed(tmp_path, text)
    told = [str(one).replace(str(tmp_path), "") for one in caught.value.mistakes]
    assert any(":3:5: `resaon` is not known here (did you mean `reason`?)" in one for one in told)
    assert {name for name in ("reason", "owner", "ticket") if any(f"`{name}` is missing" in one for one in told)} == {
        "reason",
        "owner",
        "ticket",
    }


def test_an_impossible_day_is_a_mistake(tmp_path: Path) -> None:
    """The 30th of February is refused at its place."""
    with pytest.raises(Mistakes, match="`2026-02-30` is not a valid date"):
        listed(tmp_path, ENTRY.replace("2026-11-22", "2026-02-30"))


def shown(found: Finding, status: int) -> Finding:
    """A finding that an answer of this status shows."""
    answer = makers.exchange(status=status)
    return replace(found, exchange=answer, got=status if found.word == "status" else found.got)


def filled(text: str) -> str:
    """Entries as a person completes them."""
    return text.replace("expires: CHANGE ME", "expires: 2027-01-31")


PINNED = """deviations:
  - {about}
    claim: status
    came: {{status: 404}}
    reason: an account without rows is not found
    owner: Jeanne
    ticket: BPGO-12
    expires: 2027-01-31
"""
BY_SCENARIO = PINNED.format(about="scenario: transactions/two-pages\n    step: 1")
BY_CAUSE = PINNED.format(
    about="promise: AT-TRX-15\n    address: GET /accounts/{accountResourceId}/transactions"
).replace("    claim: status\n", "")


@pytest.mark.parametrize("text", [BY_SCENARIO, BY_CAUSE], ids=["by scenario", "by cause"])
def test_an_accepted_404_hides_no_500(tmp_path: Path, text: str) -> None:
    """What came is pinned: another status is another failure, and makes the entry stale."""
    known = listed(tmp_path, text)
    accepted, new = (
        verdict(replace(shown(finding("status", ""), status), where="", promise="AT-TRX-15")) for status in (404, 500)
    )
    assert deviations.applied(accepted, known, TODAY).outcome is Outcome.DEVIANT
    assert deviations.applied(new, known, TODAY).outcome is Outcome.FAILED
    now = [replace(deviations.judged(new, known), asked=frozenset({0}))]
    stale = deviations.stale(known, now, {"transactions/two-pages"}, TODAY)
    assert [one.why for one in stale] == ["none of what it covers fails any more"]


def test_a_listed_status_covers_what_else_its_answer_lacks(tmp_path: Path) -> None:
    """The rows that a 404 does not have are no failure of their own; those of the next answer are."""
    known = listed(tmp_path, BY_SCENARIO)
    status = shown(finding("status", ""), 404)
    rows = replace(finding(), exchange=status.exchange)
    assert deviations.applied(verdict(status, rows), known, TODAY).outcome is Outcome.DEVIANT
    elsewhere = shown(finding(), 200)
    assert deviations.applied(verdict(status, elsewhere), known, TODAY).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("step", "covered"), [("1", True), ("2", False), ("follow _links.next", True), ("GET /accounts", False)]
)
def test_a_step_is_named_by_its_number_or_by_what_it_does(tmp_path: Path, step: str, covered: bool) -> None:
    """Numbers count from 1, as the reports print them."""
    known = listed(tmp_path, BY_SCENARIO.replace("step: 1", f"step: {step}"))
    scenario = replace(makers.scenario(), steps=(Follow(path="_links.next", place=PLACE),))
    failed = replace(verdict(shown(finding("status", ""), 404)), scenario=scenario)
    assert (deviations.applied(failed, known, TODAY).outcome is Outcome.DEVIANT) is covered


@pytest.mark.parametrize(
    ("came", "covered"),
    [
        ("{status: 200, value: 46}", True),
        ("{status: 200, value: 47}", False),
        ("{status: 200, value: '46'}", False),
        ("{status: 200, says: another number}", True),
        ("{status: 200, says: something else}", False),
        ("{value: 46}", True),
        ("{status: 206, value: 46}", False),
    ],
)
def test_all_that_is_pinned_has_to_be_so(tmp_path: Path, came: str, covered: bool) -> None:
    """Status, value and wording; a text of digits is no number."""
    text = BY_SCENARIO.replace("{status: 404}", came).replace("claim: status", "claim: count transactions")
    judged = deviations.applied(verdict(shown(finding(), 200)), listed(tmp_path, text), TODAY)
    assert (judged.outcome is Outcome.DEVIANT) is covered


def test_numbers_in_the_wording_do_not_count(tmp_path: Path) -> None:
    """Tomorrow there is another row, of another amount."""
    text = BY_SCENARIO.replace("{status: 404}", "{status: 200, says: '3 rows lack accounts[4].amount'}")
    found = replace(shown(finding(), 200), says="17 rows lack accounts[0].amount")
    known = listed(tmp_path, text.replace("claim: status", "claim: count"))
    assert deviations.applied(verdict(found), known, TODAY).outcome is Outcome.DEVIANT


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"promise": "AT-TRX-14"}, "another promise"),
        ({"exchange": makers.exchange(call=makers.call(url=f"{makers.BASE}/accounts"), status=404)}, "another address"),
        ({"exchange": makers.exchange(call=makers.call(method="POST"), status=404)}, "another method"),
        ({"where": "transactions[3].amount"}, "another path"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_an_entry_by_cause_covers_its_own_promise_address_and_path_only(
    tmp_path: Path, change: dict[str, Any], place: str
) -> None:
    """Whatever else may be like it."""
    same = replace(shown(finding("status", ""), 404), where="", promise="AT-TRX-15")
    known = listed(tmp_path, BY_CAUSE)
    assert deviations.applied(verdict(same), known, TODAY).outcome is Outcome.DEVIANT
    assert deviations.applied(verdict(replace(same, **change)), known, TODAY).outcome is Outcome.FAILED, place


def test_an_entry_by_cause_is_stale_only_where_all_was_played(tmp_path: Path) -> None:
    """A part of the scenarios may not show what the others would; one that is blocked neither."""
    known = listed(tmp_path, BY_CAUSE)
    passed = replace(deviations.judged(verdict(outcome=Outcome.PASSED, name="a/b"), known), asked=frozenset({0}))
    assert deviations.stale(known, [passed], {"a/b"}, TODAY)
    assert not deviations.stale(known, [passed], {"a/b", "c/d"}, TODAY)
    assert not deviations.stale(
        known, [passed, replace(passed, name="c/d", outcome=Outcome.BLOCKED)], {"a/b", "c/d"}, TODAY
    )
    assert deviations.stale(
        known, [passed, replace(passed, name="c/d", outcome=Outcome.SKIPPED)], {"a/b", "c/d"}, TODAY
    )
    assert not deviations.stale(known, [replace(passed, asked=frozenset())], {"a/b"}, TODAY)


def test_an_older_entry_is_warned_of_at_its_place(tmp_path: Path) -> None:
    """It still holds; what it does not pin is named."""
    known = listed(tmp_path)
    assert deviations.applied(verdict(finding()), known, TODAY).outcome is Outcome.DEVIANT
    warnings = [one.replace(str(tmp_path), "") for one in deviations.warnings(known)]
    says = "the deviation of transactions/two-pages has no `step`, no `came`, and may hide another failure"
    assert warnings == [f"/deviations.yaml:2:5: {says}; new-deviations.yaml has the whole form"]
    assert deviations.warnings(listed(tmp_path, BY_SCENARIO)) == deviations.warnings(listed(tmp_path, BY_CAUSE)) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BY_CAUSE.replace("    came: {status: 404}\n", ""), "`came` is missing here"),
        (BY_CAUSE.replace("{status: 404}", "{value: 404}"), "speaks of one status only"),
        (BY_CAUSE.replace("    came:", "    step: 2\n    came:"), "`step` goes with `scenario`"),
        (BY_SCENARIO.replace("    came:", "    path: amount\n    came:"), "`path` goes with `promise`"),
        (BY_CAUSE.replace("  - promise", "  - scenario: a/b\n    promise"), "scenario"),
        (BY_SCENARIO.replace("scenario: transactions/two-pages", "owner: x").replace("owner: Jeanne", ""), "scenario"),
        (BY_SCENARIO.replace("{status: 404}", "{}"), "came"),
        (BY_SCENARIO.replace("{status: 404}", "{state: 404}"), "`state` is not known here"),
    ],
)
def test_what_an_entry_lacks_is_a_mistake(tmp_path: Path, text: str, says: str) -> None:
    """Told with its line."""
    with pytest.raises(Mistakes, match=says):
        listed(tmp_path, text)


def test_the_sample_of_the_reference_is_right(tmp_path: Path) -> None:
    """Both forms, and nothing to warn of."""
    text = (Path(__file__).parents[1] / "docs" / "reference.md").read_text(encoding="utf-8")
    sample = next(block for block in text.split("```") if block.startswith("yaml\ndeviations:"))
    known = listed(tmp_path, sample.removeprefix("yaml\n"))
    assert [one.about for one in known] == [
        "balances/unknown-account",
        "SCH-20 at GET /accounts/{accountResourceId}/balances",
    ]
    assert deviations.warnings(known) == []


SEVERAL = """deviations:
  - reason: both are mended with their release 8
    owner: Jeanne
    ticket: BPGO-12
    expires: 2027-01-31
    failures:
      - scenario: transactions/two-pages
        step: 1
        claim: status
        came: {status: 404}
      - scenario: transactions/two-pages
        step: 1
        claim: count transactions
        came: {status: 200}
"""


def test_several_failures_of_one_entry_are_told_by_one_reason(tmp_path: Path) -> None:
    """Each is accepted, and each is stale by itself, at its own line."""
    known = listed(tmp_path, SEVERAL)
    both = verdict(shown(finding("status", ""), 404), shown(finding(), 200))
    judged = deviations.applied(both, known, TODAY)
    assert judged.reason == "both are mended with their release 8 (BPGO-12, Jeanne, until 2027-01-31)"
    now = [deviations.judged(verdict(shown(finding(), 200)), known)]
    stale = deviations.stale(known, now, {"transactions/two-pages"}, TODAY)
    assert [(one.deviation.place.line, one.why) for one in stale] == [(7, "none of what it covers fails any more")]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("    failures:\n", "    claim: status\n    failures:\n", "6:5: `claim` goes into each of `failures`"),
        ("        step: 1\n", "        path: x\n", "8:9: `path` goes with `promise`"),
        ("        came: {status: 404}\n", "        owner: Jo\n", "10:9: `owner` is not known here"),
        ("2027-01-31", "2027-02-30", "5:14: `2027-02-30` is not a valid date"),
        ("    failures:\n", "    scenario: a/b\n    failures:\n", "7:5: `scenario` and `failures` exclude each other"),
    ],
)
def test_mistakes_in_an_entry_of_several_failures(tmp_path: Path, old: str, new: str, says: str) -> None:
    """Each at its place."""
    with pytest.raises(Mistakes) as raised:
        listed(tmp_path, SEVERAL.replace(old, new, 1))
    assert f"deviations.yaml:{says}" in str(raised.value)
