"""Which scenarios a shard plays: a share of a set, the same wherever it is worked out. Pure.

All scenarios of one persona alone stay together: who plays them keeps tokens and consents, and the bank knows one
customer of that name. What several personas act in, what belongs to the whole bank (its clock, its counters), and what
takes batch accesses is the last shard: it is played while no other one is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from conformance.catalogue.turns import Turn
from conformance.errors import mistake
from conformance.frozen import dataclass
from conformance.late import pattern

MOST_SHARDS: Final = 16
"""More than there are personas."""
_WRITTEN: Final = pattern(r"([0-9]{1,3})/([0-9]{1,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One share of so many."""

    number: int
    """From 1."""
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @property
    def is_last(self) -> bool:
        """Whether it holds what all share, and is played while no other one is."""
        return self.number == self.of


def read(text: str) -> Shard:
    """The shard that `2/4` names. Raises Mistakes."""
    found = _WRITTEN.fullmatch(text.strip())
    number, of = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= number <= of <= MOST_SHARDS:
        raise mistake(f"--shard {text}: this names no shard", hint=f"2/4 is the second of four; {MOST_SHARDS} at most")
    return Shard(number=number, of=of)


def share(turns: Mapping[str, Turn], shard: Shard, seed: int = 0) -> frozenset[str]:
    """The names of the scenarios that a shard plays; `seed` decides between personas with as much to do.

    Raises Mistakes where the set cannot be split into so many.
    """
    shares = list(_shares(turns, shard.of, seed))
    if len(shares) < shard.of:
        says = f"--shard {shard}: what is selected can be split into {len(shares)} at most"
        raise mistake(says, hint="the scenarios of one persona stay together, and so do those that several share")
    return shares[shard.number - 1]


def told(shard: Shard, seed: int, names: Iterable[str]) -> dict[str, Any]:
    """What the header of a ledger tells of a shard; `names` are those of the whole set that is split."""
    hashed = hashlib.sha256("\n".join(sorted(names)).encode("utf-8", "replace")).hexdigest()
    return {"number": shard.number, "of": shard.of, "seed": seed, "set": hashed}


def _shares(turns: Mapping[str, Turn], of: int, seed: int) -> Iterable[frozenset[str]]:
    """At most so many shares, none of them empty."""
    if of == 1:
        return [frozenset(turns)]
    shared = frozenset(name for name, turn in turns.items() if turn.is_shared)
    alone: dict[str, set[str]] = {}
    weights: dict[str, float] = {}
    for name, turn in turns.items():
        if name not in shared:
            persona = min(turn.personas)
            alone.setdefault(persona, set()).add(name)
            weights[persona] = weights.get(persona, 0.0) + turn.weight
    several = min(of - bool(shared), len(alone))
    loads, found = [0.0] * several, [set[str]() for _ in range(several)]
    for persona in sorted(alone, key=lambda one: (-weights[one], _drawn(seed, one))):
        lightest = loads.index(min(loads))
        loads[lightest] += weights[persona]
        found[lightest] |= alone[persona]
    return [*map(frozenset, found), *([shared] if shared else [])]


def _drawn(seed: int, persona: str) -> bytes:
    return hashlib.sha256(f"{seed} {persona}".encode()).digest()
