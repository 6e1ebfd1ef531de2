"""Known deviations: failures of a target that are listed with reason, owner, ticket and expiry date.

They are still played. One that no longer fails, names no scenario, or has expired is red (exit code 5), so that the
list cannot rot. All four particulars are required: a deviation nobody owns is a defect nobody mends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from conformance import yamlfile
from conformance.errors import Mistake, Mistakes
from conformance.grammar import Grammar
from conformance.model import Finding, Outcome, Place, Verdict
from conformance.specs import grammar

STILL_FAILS: Final = "it still fails"
"""The standing of a deviation that failed as listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One accepted failure."""

    scenario: str
    claim: str
    """`count transactions`, `status`, or '' for whatever fails."""
    reason: str
    owner: str
    ticket: str
    expires: date
    place: Place

    def covers(self, verdict: Verdict, finding: Finding) -> bool:
        """Whether it speaks of this finding of this verdict."""
        return self.scenario == verdict.scenario.name and self.claim in ("", finding.word, claim_of(finding))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """A deviation that must be taken out of the list, and why."""

    deviation: Deviation
    why: str


def load(path: Path) -> tuple[Deviation, ...]:
    """The deviations of a file. Raises Mistakes with every mistake at its place."""
    document = yamlfile.read(path)
    mistakes = Grammar(grammar("deviations")).mistakes(document)
    found: list[Deviation] = []
    for index, entry in enumerate(document.data["deviations"] if not mistakes else ()):
        try:
            expires = date.fromisoformat(entry["expires"])
        except ValueError:
            place = document.place(("deviations", index, "expires"))
            mistakes.append(Mistake(place=place, says=f"`{entry['expires']}` is not a valid date"))
            continue
        place = document.place(("deviations", index))
        found.append(Deviation(**{"claim": "", **entry, "expires": expires, "place": place}))
    if mistakes:
        raise Mistakes(mistakes)
    return tuple(found)


def applied(verdict: Verdict, deviations: Sequence[Deviation], today: date) -> Verdict:
    """The verdict, `deviant` where every must that failed is listed and not expired."""
    if verdict.outcome is not Outcome.FAILED:
        return verdict
    valid = [one for one in deviations if one.expires >= today]
    used: list[Deviation] = []
    for finding in verdict.findings:
        if finding.must:
            one = next((one for one in valid if one.covers(verdict, finding)), None)
            if one is None:
                return verdict
            used.append(one)
    reasons = "; ".join(f"{one.reason} ({one.ticket}, {one.owner}, until {one.expires})" for one in dict.fromkeys(used))
    return replace(verdict, outcome=Outcome.DEVIANT, reason=reasons)


def stale(
    deviations: Iterable[Deviation], verdicts: Sequence[Verdict], known: set[str], today: date
) -> tuple[Stale, ...]:
    """The deviations to take out: expired, of no known scenario, or no longer failing on this run."""
    played = {verdict.scenario.name: verdict for verdict in verdicts}
    found = []
    for one in deviations:
        why = _why_stale(one, played.get(one.scenario), known, today)
        if why:
            found.append(Stale(deviation=one, why=why))
    return tuple(found)


def annex(
    deviations: Iterable[Deviation], verdicts: Sequence[Verdict], known: set[str], today: date
) -> tuple[dict[str, str], ...]:
    """The whole list as reports append it: each with its particulars and what this run says of it."""
    played = {verdict.scenario.name: verdict for verdict in verdicts}
    return tuple(
        {
            "scenario": one.scenario,
            "claim": one.claim,
            "reason": one.reason,
            "owner": one.owner,
            "ticket": one.ticket,
            "expires": one.expires.isoformat(),
            "standing": _why_stale(one, played.get(one.scenario), known, today) or _standing(played.get(one.scenario)),
        }
        for one in deviations
    )


def _standing(verdict: Verdict | None) -> str:
    if verdict is None:
        return "not played on this run"
    judged = verdict.outcome in (Outcome.FAILED, Outcome.DEVIANT)
    return STILL_FAILS if judged else f"{verdict.outcome.value}, so it cannot be judged"


def _why_stale(one: Deviation, verdict: Verdict | None, known: set[str], today: date) -> str:
    if one.expires < today:
        return f"it expired on {one.expires}"
    if one.scenario not in known:
        return "there is no such scenario"
    if verdict is None or verdict.outcome in (Outcome.SKIPPED, Outcome.BLOCKED, Outcome.BROKEN):
        return ""
    if any(finding.must and one.covers(verdict, finding) for finding in verdict.findings):
        return ""
    return "none of what it covers fails any more"


def claim_of(finding: Finding) -> str:
    """How a deviation names the claim of a finding: its word and entry."""
    return f"{finding.word} {finding.key}".strip()


def entry(verdict: Verdict) -> str:
    """The entries for a new failure, ready to paste; what only a person knows is left to be filled in."""
    claims = dict.fromkeys(claim_of(finding) for finding in verdict.findings if finding.must)
    return "\n".join(
        f"  - scenario: {verdict.scenario.name}\n"
        f"    claim: {_quoted(claim)}\n"
        f"    reason: CHANGE ME\n    owner: CHANGE ME\n    ticket: CHANGE ME\n    expires: CHANGE ME"
        for claim in claims
    )


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
