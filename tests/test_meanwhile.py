"""What waits to be done is done one at a time, in its order, by one of those who wait for the bank."""

from __future__ import annotations

import pytest

from conformance.meanwhile import Meanwhile


def test_what_was_left_first_is_done_first() -> None:
    """The next one's turn comes when nothing of it is left."""
    done: list[str] = []
    left = {"first": 2, "second": 1}
    meanwhile = Meanwhile()

    def work(name: str) -> bool:
        if left[name]:
            left[name] -= 1
            done.append(name)
            return True
        return False

    meanwhile.add(lambda: work("first"))
    meanwhile.add(lambda: work("second"))
    assert [meanwhile.do_a_little() for _ in range(5)] == [True, True, True, False, False]
    assert done == ["first", "first", "second"]


def test_work_is_not_done_by_two_at_once() -> None:
    """Nor within itself; and where it breaks, the next one who waits may go on."""
    meanwhile = Meanwhile()
    within: list[bool] = []

    def work() -> bool:
        within.append(meanwhile.do_a_little())
        if len(within) == 1:
            raise ZeroDivisionError
        return True

    meanwhile.add(work)
    with pytest.raises(ZeroDivisionError):
        meanwhile.do_a_little()
    assert meanwhile.do_a_little()
    assert within == [False, False]
