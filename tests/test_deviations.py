"""Known deviations: what they excuse, and when they turn a run red themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from conformance import deviations
from conformance.errors import Mistakes
from conformance.model import Finding, Outcome, Place, Scenario, Verdict

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
    found = deviations.stale(listed(tmp_path), played, names, day)
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


def test_the_printed_entry_is_accepted_once_filled_in(tmp_path: Path) -> None:
    """What the report prints for a new failure is a valid list after a person has filled in what only he knows."""
    text = "deviations:\n" + deviations.entry(verdict(finding(), finding("has", "_links.next")))
    text = text.replace("expires: CHANGE ME", "expires: 2027-01-31")
    found = listed(tmp_path, text)
    assert [one.claim for one in found] == ["count transactions", "has _links.next"]
    assert (
        deviations.applied(verdict(finding(), finding("has", "_links.next")), found, TODAY).outcome is Outcome.DEVIANT
    )
