"""What a certificate says of a run, and what a run must have for one. Pure.

Whatever it says of the run can be worked out again from the ledger, and is, by whoever checks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from conformance.catalogue.shipped import Origin
from conformance.frozen import dataclass
from conformance.ledger.ledger import Story
from conformance.model import Outcome
from conformance.report import coverage
from conformance.report.finished import Finished, facts
from conformance.report.statement import End, Word, whole
from conformance.specs import Requirement
from conformance.verification.result import Standing, Verification

STATEMENT: Final = "https://in-toto.io/Statement/v1"
PREDICATE: Final = "urn:stet-conformance:certificate:1"
PAYLOAD: Final = "application/vnd.in-toto+json"
_WORDS: Final = (Word.CONFORM, Word.WITH_DEVIATIONS)
DOES_NOT_PROVE: Final = (
    "that the exchanges took place: whoever holds the key can forge exchanges, though not what they come to",
    "that the bank answers others, or on another day, as it answered here",
    "what is listed as not checked, and what the target does not offer",
    "who holds the key: its fingerprint has to be had from the operator by another way",
)
Record = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Who states it, when, and for how long."""

    operator: str
    issued: datetime
    valid: timedelta
    fingerprint: str
    public_key: str
    """In PEM."""


def shortcomings(finished: Finished, verification: Verification) -> Iterator[str]:
    """What a run lacks for a certificate; nothing where it may be certified."""
    says, known = finished.statement, facts(finished.header, finished.results, finished.footer)
    if known.end is not End.WHOLE:
        yield f"the run did not come to its end: {known.end.value}"
    elif not whole(known):
        yield "only a part of the shipped set was played"
    for outcome, what in ((Outcome.FAILED, "failed"), (Outcome.BLOCKED, "was blocked"), (Outcome.BROKEN, "broke")):
        names = [one.name for one in finished.results if one.outcome is outcome]
        if names:
            yield f"{len(names)} {what}, the first of them {names[0]}"
    for one in finished.results:
        if one.outcome is Outcome.SKIPPED and one.origin is not Origin.RULE and not one.lacking:
            yield f"{one.name} was skipped, and no feature that the target declares says why"
    if known.stale:
        yield "a known deviation is stale or has expired"
    if says.word not in _WORDS and known.end is End.WHOLE and whole(known):
        yield f"the run says {says.headline}"
    yield from verification.altered
    for standing in (Standing.DIFFERS, Standing.CANNOT):
        several = verification.of(standing)
        if several:
            yield f"judged again {several[0].name} {standing}: {several[0].why[0]}"


def of_run(story: Story, finished: Finished, verification: Verification, register: Mapping[str, Requirement]) -> Record:
    """What is stated of the run itself."""
    header, footer = story.header, finished.footer
    standings = coverage.standings(register, finished.results)
    target = header["target"]
    found: Record = {
        "word": finished.statement.headline,
        "scope": finished.statement.scope,
        "run": {"id": header["run"], "harness": header["harness"], **header.get("identity", {})},
        "target": {"name": target["name"], "base_url": target["base_url"], "api": header["api"]},
        "tls": header["bank"].get("tls", []),
        "period": {"from": header["started"], "to": footer["ended"]},
        "set": dict(header["catalogue"]),
        "judged_by": dict(header["judged_by"]["digests"]),
        "sharpness": footer.get("sharpness", "not measured"),
        "counts": dict(footer["counts"]),
        "not_offered": _not_offered(finished),
        "not_checked": [one.requirement.id for one in standings if not one.checked],
        "deviations": list(footer.get("deviations", ())),
        "judged_again": {
            "verdicts": len(verification.verdicts),
            "same": len(verification.of(Standing.SAME)),
        },
        "hints": list(header.get("hints", ())),
    }
    if "parts" in header:
        found["shards"] = [{"run": one["header"]["run"], "seal": one["seal"]} for one in header["parts"]]
    if "now" in header:
        found["now"] = header["now"]
    if header["bank"].get("release"):
        found["target"]["release"] = header["bank"]["release"]
    if "clock_offset_s" in footer:
        found["clock_offset_s"] = footer["clock_offset_s"]
    return found


def statement(told: Record, subjects: Mapping[str, str], issue: Issue) -> Record:
    """The whole statement; `subjects` are the files it is about, each with its SHA-256."""
    return {
        "_type": STATEMENT,
        "subject": [{"name": name, "digest": {"sha256": digest}} for name, digest in subjects.items()],
        "predicateType": PREDICATE,
        "predicate": {
            **told,
            "operator": issue.operator,
            "issued": issue.issued.isoformat(timespec="seconds"),
            "expires": (issue.issued + issue.valid).isoformat(timespec="seconds"),
            "signer": {"fingerprint": issue.fingerprint, "public_key": issue.public_key},
            "does_not_prove": list(DOES_NOT_PROVE),
        },
    }


def _not_offered(finished: Finished) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in finished.results:
        for need in one.lacking[:1] if one.outcome is Outcome.SKIPPED else ():
            found[need] = found.get(need, 0) + 1
    return dict(sorted(found.items()))
