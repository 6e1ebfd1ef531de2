"""What the scenarios and rules of two runs came to: what fails now and did not, what is gone, what vanished. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from conformance.catalogue.shipped import Origin
from conformance.comparison.comparison import Failure
from conformance.comparison.runs import ComparedRun
from conformance.model import Outcome
from conformance.report.cause import Cause

_WEIGHTS = {Outcome.WARNED: 1, Outcome.DEVIANT: 2, Outcome.FAILED: 3}
_Turned = Callable[[int, int], bool]


def failing(before: ComparedRun, after: ComparedRun) -> tuple[Failure, ...]:
    """What counts against the bank in the second run, and did not in the first."""
    return tuple(_failures(before, after, _fails, must=True))


def warned(before: ComparedRun, after: ComparedRun) -> tuple[Failure, ...]:
    """What only warns in the second run, and was fine in the first."""
    return tuple(_failures(before, after, lambda was, now: was == 0 and now == 1, must=False))


def gone(before: ComparedRun, after: ComparedRun) -> tuple[Failure, ...]:
    """What failed or warned in the first run, and is fine in the second; what vanished is not fine."""
    failures = _failures(after, before, lambda now, was: _fails(now, was) or (now, was) == (0, 1), must=None)
    judged = {name for name, one in after.judged.items() if one.judged}
    left = (replace(one, names=tuple(name for name in one.names if name in judged)) for one in failures)
    return tuple(one for one in left if one.names)


def vanished(before: ComparedRun, after: ComparedRun) -> tuple[str, ...]:
    """The scenarios that the first run has judged and that the second has not; rules belong to an installation."""
    if not after.story.complete:
        return ()
    lost = (one for name, one in before.judged.items() if one.judged and name not in after.judged)
    return tuple(one.name for one in lost if one.origin in (Origin.SHIPPED, Origin.OWN))


def _fails(was: int, now: int) -> bool:
    return now > 1 and now > was


def _failures(before: ComparedRun, after: ComparedRun, turned: _Turned, *, must: bool | None) -> Iterator[Failure]:
    names = {
        name
        for name, one in after.judged.items()
        if one.judged and turned(_weight(before, name), _WEIGHTS.get(one.outcome, 0))
    }
    by_chance = _explained([one for one in after.causes if _intermittent(one, before)])
    surely = _explained([one for one in after.causes if not _intermittent(one, before)])
    names -= by_chance - surely
    left = set(names)
    for cause in after.causes:
        known = not before.symptoms.isdisjoint(one.symptom for one in cause.sightings)
        here = tuple(sorted(left & cause.explains))
        fresh = must is True and cause.must and not known and not names & cause.explains
        if here or fresh:
            left -= cause.explains
            yield Failure(
                sentence=cause.sentence,
                promise=cause.promise,
                must=cause.must,
                known=known,
                names=here,
                exchange=cause.first,
                request_id=cause.request_id,
                accepted=_accepted(after, here or tuple(sorted(cause.explains))),
            )
    if left:
        rest = tuple(sorted(left))
        yield Failure(
            sentence="", promise="", must=must is not False, known=False, names=rest, accepted=_accepted(after, rest)
        )


def _weight(run: ComparedRun, name: str) -> int:
    one = run.judged.get(name)
    return _WEIGHTS.get(one.outcome, 0) if one is not None else 0


def _accepted(run: ComparedRun, names: Sequence[str]) -> bool:
    """Whether all of these are on the list of known deviations."""
    return all(run.judged[name].outcome is Outcome.DEVIANT for name in names)


def _explained(causes: Sequence[Cause]) -> set[str]:
    return {name for cause in causes for name in cause.explains}


def _intermittent(cause: Cause, other: ComparedRun) -> bool:
    """Whether it comes and goes, and the other run knows it: then it is chance which scenarios it hits."""
    looks = {one.symptom for one in cause.sightings}
    if other.symptoms.isdisjoint(looks):
        return False
    theirs = (one for one in other.causes if not looks.isdisjoint(each.symptom for each in one.sightings))
    return cause.intermittent or any(one.intermittent for one in theirs)
