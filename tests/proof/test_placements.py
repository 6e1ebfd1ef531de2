"""A fault at one place: which are tried, and what catches it."""

import pytest

from conformance.model import Outcome
from conformance.proof.placements import placement, sample
from conformance.proof.trial import Result, Trial
from tests.proof.test_matrix import REGISTER, came_to

HONEST = {"must": Outcome.PASSED, "also": Outcome.PASSED, "ought": Outcome.PASSED}


def planted(breaks: tuple[str, ...], **outcomes: str) -> Result:
    trial = Trial(kind="placed", differences=("f@later",), scenarios=tuple(outcomes), breaks=breaks)
    return Result(trial=trial, played=tuple(came_to(name, Outcome(value)) for name, value in outcomes.items()))


def test_every_single_place_is_tried_and_the_rest_by_a_seed():
    several = [f"f@a+{number}" for number in range(50)]
    chosen = sample(["f@a", "f@b"], several, seed=3, size=10)
    assert chosen[:2] == ["f@a", "f@b"]
    assert len(chosen) == len(set(chosen)) == 12
    assert chosen == sample(["f@a", "f@b"], several, seed=3, size=10)
    assert chosen != sample(["f@a", "f@b"], several, seed=4, size=10)
    assert sample([], several, seed=1, size=99) != several
    assert set(sample([], several, seed=1, size=99)) == set(several)


@pytest.mark.parametrize(
    ("breaks", "outcomes", "by"),
    [
        (("M-1", "S-1"), {"must": "failed", "also": "passed", "ought": "passed"}, ("must",)),
        (("M-1",), {"must": "warned", "also": "blocked"}, ()),
        (("S-1",), {"ought": "warned"}, ("ought",)),
        (("M-1", "S-1"), {"must": "passed", "ought": "warned"}, ()),
        (("M-1",), {"ought": "failed", "must": "passed"}, ()),
    ],
)
def test_one_of_its_promises_must_be_named_a_must_by_a_failure(breaks, outcomes, by):
    found = placement(planted(breaks, **outcomes), REGISTER, HONEST)
    assert found.by == by
    assert {one.name for one in found.silent} <= set(outcomes) - set(by)


def test_what_warns_without_the_fault_too_catches_nothing():
    honest = HONEST | {"ought": Outcome.WARNED}
    assert placement(planted(("S-1",), ought="warned"), REGISTER, honest).by == ()
