"""New failures as entries for the list of known deviations, by cause, ready to be filled in. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from conformance.model import Outcome
from conformance.report.cause import Cause
from conformance.report.deviation_entries import Failure, of_cause, of_scenario
from conformance.report.deviation_entries import written as entry
from conformance.visible import on_one_line
from conformance.wording import as_json

if TYPE_CHECKING:
    from conformance.report.sightings import Sighting, Sightings

_HEAD: Final = """\
# Each cause of this run with what it takes to accept it for a time. What only a person knows is left to be filled in;
# what came is pinned, so that nothing else can hide behind an entry. Each of several `failures` is judged by itself.
deviations:
"""
_REST: Final = "  # What else these scenarios found, behind the causes above: mend those first, and look again."


def written(causes: Iterable[Cause], verdicts: Sequence[Sightings]) -> str:
    """The file; '' where nothing failed that is not listed. Filled in, it makes the same run green."""
    failed = {verdict.scenario for verdict in verdicts if verdict.outcome is Outcome.FAILED}
    lines: list[str] = []
    told: list[Failure] = []
    for cause in causes:
        new = [one for one in _failures(cause, failed) if one not in told]
        told += new
        if new:
            lines += [f"  # Cause {cause.number}: {on_one_line(' '.join(cause.sentence.split()))}", entry(new)]
    rest = [one for one in _distinct(_behind(verdicts, failed)) if one not in told]
    if rest:
        lines += [_REST, *(entry([one]) for one in rest)]
    return _HEAD + "\n".join(lines) + "\n" if lines else ""


def entry_of_cause(cause: Cause) -> str:
    """The entry that accepts a cause wherever it shows; '' for one that only should be otherwise."""
    found = _failures(cause)
    return entry(found) if found else ""


def _failures(cause: Cause, failed: Container[str] | None = None) -> list[Failure]:
    """What has to be accepted of a cause, in all of its scenarios or in those named."""
    found = [one for one in cause.sightings if one.finding.must and (failed is None or one.scenario in failed)]
    return _distinct(map(_failure, found))


def _failure(one: Sighting) -> Failure:
    """What was seen: by cause, where it is known what promise is broken and what was asked for."""
    status, looks = one.status or None, one.symptom
    if looks.promise and looks.address and status is not None:
        return of_cause(looks.promise, looks.address, looks.path, one.finding, status)
    return of_scenario(one.scenario, one.finding, status)


def _distinct(failures: Iterable[Failure]) -> list[Failure]:
    """Each once, in their order. By their texts: values that a bank sent need be nothing that can be hashed."""
    return list({as_json(dict(one)): one for one in failures}.values())


def _behind(verdicts: Iterable[Sightings], failed: set[str]) -> Iterator[Failure]:
    """What failed and is no part of a cause, but for what an answer of a wrong status lacks beside that."""
    for verdict in verdicts:
        musts = [one for one in verdict.found if one.finding.must and verdict.scenario in failed]
        spoilt = {(one.finding.step, one.number) for one in musts if one.symptom.word == "status"}
        for one in musts:
            if one.symptom.word == "status" or (one.finding.step, one.number) not in spoilt:
                yield _failure(one)
