"""How far a run is, in words."""

from __future__ import annotations

from conformance.report.progress import chapter_line, line_now


def test_a_chapter_says_what_it_came_to_and_whether_that_is_all_of_it() -> None:
    """A run that was cut off tells of how many."""
    assert chapter_line("balances", {"passed": 3, "failed": 1}, 4) == "balances          3 passed, 1 failed"
    assert chapter_line("balances", {"passed": 3}, 4) == "balances          3 passed (of 4)"


def test_the_time_that_is_left_is_told_once_it_can_be_known() -> None:
    """In seconds, then in minutes; nothing where it is all but over."""
    assert line_now("filters", 3, 505, 90.0, 0) == "filters  3 of 505"
    assert line_now("filters", 30, 505, 89.7, 2) == "filters  30 of 505, 2 failed, about 90 s left"
    assert line_now("filters", 30, 505, 600.0, 0) == "filters  30 of 505, about 10 min left"
    assert line_now("filters", 504, 505, 0.1, 0) == "filters  504 of 505"
