"""Every number becomes another one, and no two the same."""

from __future__ import annotations

import pytest

from conformance.masking.permutation import Permutation

KEY = bytes(32)


@pytest.mark.parametrize("size", [2, 3, 9, 10, 26, 97, 260, 1000])
def test_one_ring_of_all_numbers(size: int) -> None:
    """Walked along it, each is met once before the first comes again."""
    ring = Permutation(size, KEY, "test")
    at, seen = 0, []
    for _ in range(size):
        seen.append(at)
        at = ring.successor(at)
    assert at == 0
    assert sorted(seen) == list(range(size))


def test_key_and_purpose_decide() -> None:
    """Whoever has another key learns nothing from it."""
    rings = [Permutation(1000, key, purpose) for key in (KEY, b"1" * 32) for purpose in ("one", "two")]
    assert len({tuple(map(ring.successor, range(50))) for ring in rings}) == len(rings)


def test_a_number_that_is_alone_stays() -> None:
    """There is no other one."""
    assert Permutation(1, KEY, "test").successor(0) == 0
