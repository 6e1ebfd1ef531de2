"""status: 200, or status: [400, 404]."""

from typing import Any

import pytest

from tests.support.answers import answer, lines, mismatches, pages, shown_by
from tests.support.answers import exchange as one


@pytest.mark.parametrize(("wanted", "got"), [(200, 200), ([400, 404], 404), ([400, 404], 400)])
def test_the_wanted_status_holds(wanted: Any, got: int) -> None:
    """The status, or one of several."""
    assert lines("status", wanted, answer(status=got)) == []


@pytest.mark.parametrize(("wanted", "got"), [(200, 201), ([400, 404], 200), (404, 500)])
def test_another_status_is_a_fault(wanted: Any, got: int) -> None:
    """Wanted and got are both told."""
    asked = " or ".join(map(str, wanted)) if isinstance(wanted, list) else wanted
    assert lines("status", wanted, answer(status=got)) == [f": the status is wrong (wanted {asked}, got {got})"]


def test_every_page_of_a_walk_must_have_it() -> None:
    """The first page that has not is told, and which exchange shows it."""
    walked = pages({}, {}, {})
    broken = (one({}), one({}, status=500), one({}, status=502))
    brought = type(walked)(exchanges=broken, body={}, walked=True)
    (mismatch,) = mismatches("status", 200, brought)
    assert (mismatch.says, mismatch.got) == ("the status of page 2 is wrong", 500)
    assert shown_by(mismatch, brought) == 1
