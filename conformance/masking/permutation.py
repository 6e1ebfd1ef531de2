"""Permutations of numbers that only the holder of a key can work out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from conformance.frozen import dataclass
from conformance.masking.run_key import keyed_bytes

_ROUNDS: Final = 6


@dataclass(frozen=True, slots=True)
class Permutation:
    """A permutation of the numbers below `size`; another `purpose`, another one.

    A Feistel network, walked until it comes back below `size` (Black and Rogaway, Ciphers with Arbitrary Finite
    Domains, 2002).
    """

    size: int
    key: bytes
    purpose: str

    def successor(self, number: int) -> int:
        """The next one on a ring of all numbers, in an order that the key decides: never the number itself.

        The ring makes of any permutation one without a fixed point; only a number that is alone stays.
        """
        if self.size == 1:
            return number
        return self._inverse((self._place(number) + 1) % self.size)

    def _place(self, number: int) -> int:
        return self._walked(number, range(_ROUNDS), back=False)

    def _inverse(self, place: int) -> int:
        return self._walked(place, range(_ROUNDS - 1, -1, -1), back=True)

    def _walked(self, number: int, rounds: Iterable[int], *, back: bool) -> int:
        half = ((self.size - 1).bit_length() + 1) // 2
        low = (1 << half) - 1
        while True:
            left, right = number >> half, number & low
            for turn in rounds:
                left, right = (right ^ self._mixed(turn, left, half), left) if back else (
                    right, left ^ self._mixed(turn, right, half)
                )  # fmt: skip
            number = left << half | right
            if number < self.size:
                return number

    def _mixed(self, turn: int, value: int, half: int) -> int:
        length = (half + 7) // 8
        drawn = keyed_bytes(self.key, f"{self.purpose} {turn}", value.to_bytes(length, "big"), length)
        return int.from_bytes(drawn, "big") & ((1 << half) - 1)
