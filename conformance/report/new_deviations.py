"""New failures as entries for the list of known deviations, by cause, ready to be filled in. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Final

from conformance.model import Outcome
from conformance.report.causes import Cause
from conformance.report.deviation_entries import of_cause, of_scenario
from conformance.report.sightings import Sighting, Sightings

_HEAD: Final = """\
# Each cause of this run with what it takes to accept it for a time. What only a person knows is left to be filled in;
# what came is pinned, so that nothing else can hide behind an entry.
deviations:
"""
_REST: Final = "  # What else these scenarios found, behind the causes above: mend those first, and look again."


def written(causes: Iterable[Cause], verdicts: Sequence[Sightings]) -> str:
    """The file; '' where nothing failed that is not listed. Filled in, it makes the same run green."""
    failed = {verdict.scenario for verdict in verdicts if verdict.outcome is Outcome.FAILED}
    lines: list[str] = []
    told: set[str] = set()
    for cause in causes:
        new = [entry for entry in entries(cause, failed) if entry not in told]
        told.update(new)
        if new:
            lines += [f"  # Cause {cause.number}: {' '.join(cause.sentence.split())}", *new]
    rest = [entry for entry in dict.fromkeys(_behind(verdicts, failed)) if entry not in told]
    if rest:
        lines += [_REST, *rest]
    return _HEAD + "\n".join(lines) + "\n" if lines else ""


def entries(cause: Cause, failed: Container[str] | None = None) -> list[str]:
    """The entries that accept a cause, in all of its scenarios or in those named; none for what only should be."""
    found = [one for one in cause.sightings if one.finding.must and (failed is None or one.scenario in failed)]
    return list(dict.fromkeys(map(entry_of, found)))


def entry_of(one: Sighting) -> str:
    """The entry for what was seen: by cause, where it is known what promise is broken and what was asked for."""
    status, looks = one.status or None, one.symptom
    if looks.promise and looks.address and status is not None:
        return of_cause(looks.promise, looks.address, looks.path, one.finding, status)
    return of_scenario(one.scenario, one.finding, status)


def _behind(verdicts: Iterable[Sightings], failed: set[str]) -> Iterator[str]:
    """What failed and is no part of a cause, but for what an answer of a wrong status lacks beside that."""
    for verdict in verdicts:
        musts = [one for one in verdict.found if one.finding.must and verdict.scenario in failed]
        spoilt = {(one.finding.step, one.number) for one in musts if one.symptom.word == "status"}
        for one in musts:
            if one.symptom.word == "status" or (one.finding.step, one.number) not in spoilt:
                yield entry_of(one)
