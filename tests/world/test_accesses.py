"""The batch accesses of a run: counted by whom they were taken for, given back one by one or all at once."""

from __future__ import annotations

from collections import Counter
from datetime import date

from conformance.world import Access, Accesses

ACCESS = Access(day=date(2026, 11, 27), persona="marc", path="/accounts")


def test_what_is_given_back_counts_no_more() -> None:
    """Of the one scenario only."""
    accesses = Accesses()
    for scenario in ("a", "a", "b"):
        accesses.take(ACCESS, scenario)
    accesses.give_back(ACCESS, "b")
    assert accesses.taken(ACCESS) == Counter(a=2)


def test_one_may_be_given_back_after_all_were() -> None:
    """For a scenario in flight beside it the bank has given all back meanwhile: nothing is owed to anybody."""
    accesses = Accesses()
    accesses.take(ACCESS, "a")
    accesses.forget()
    accesses.give_back(ACCESS, "a")
    assert not accesses.taken(ACCESS)
    accesses.take(ACCESS, "a")
    assert accesses.taken(ACCESS) == Counter(a=1)
