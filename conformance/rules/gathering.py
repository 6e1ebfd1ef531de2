"""What a rule about all answers of a run together has met: how many values, and how many different ones."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from conformance.checks.comparing import canonical, number_of
from conformance.checks.distinct import of_form
from conformance.frozen import dataclass
from conformance.model import Claim, Exchange, Mismatch
from conformance.paths import values
from conformance.rules.rule import Rule
from conformance.wording import plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The values at one path of all answers, or of those that one worker has met."""

    path: str
    least: int
    """So many different ones there ought to be."""
    among: int
    """So many values it takes to say anything."""
    values: int = 0
    different: frozenset[str] = frozenset()
    """Digests of the different ones, `least` of them at most."""

    @property
    def enough(self) -> bool:
        """Whether there are values enough to say anything."""
        return self.values >= self.among

    @property
    def holds(self) -> bool:
        """Whether there are different ones enough."""
        return len(self.different) >= self.least

    def joined(self, other: Gathered) -> Gathered:
        """Both, as if they had been met by one worker."""
        return replace(self, values=self.values + other.values, different=self.different | other.different)


def joined(one: Iterable[Gathered], other: Iterable[Gathered]) -> tuple[Gathered, ...]:
    """What two workers have met, path by path."""
    found = {each.path: each for each in one}
    for each in other:
        known = found.get(each.path)
        found[each.path] = each if known is None else known.joined(each)
    return tuple(found.values())


class Together:
    """Hears the answers that a rule is about. The same document counts once, however often it is read."""

    def __init__(self, rule: Rule) -> None:
        self._rule = rule
        self._wanted = {path: number for claim in rule.claims for path, number in claim.wanted.items()}
        self._values: dict[str, Counter[str]] = {path: Counter() for path in self._wanted}
        """At each path how many values each document had, where it had most."""
        self._different: dict[str, set[str]] = {path: set() for path in self._wanted}
        self._heard: set[tuple[str, bytes]] = set()
        """What was asked, and the digest of what came."""
        self._personas: set[str] = set()
        self._shown: Exchange | None = None

    def hear(self, exchange: Exchange, digest: bytes) -> None:
        """Take the values of an answer, whose body has this digest."""
        self._shown = self._shown or exchange
        self._personas |= {exchange.call.persona} - {""}
        source = f"{exchange.call.persona} {exchange.call.url}"
        if (source, digest) in self._heard:
            return
        self._heard.add((source, digest))
        for path, number in self._wanted.items():
            hits = [value for value in values(path, exchange.data) if value is not None]
            self._values[path][source] = max(self._values[path][source], len(hits))
            different = self._different[path]
            for value in of_form(hits, number) if len(different) < number["least"] else ():
                different.add(hashlib.sha256(canonical(value)).hexdigest())
                if len(different) == number["least"]:
                    break

    @property
    def gathered(self) -> tuple[Gathered, ...]:
        """What has been heard so far, path by path."""
        return tuple(
            Gathered(
                path=path,
                least=number["least"],
                among=self._rule.together,
                values=self._values[path].total(),
                different=frozenset(self._different[path]),
            )
            for path, number in self._wanted.items()
        )

    @property
    def shown(self) -> Exchange:
        """The first answer. Raises ValueError where there was none."""
        if self._shown is None:
            raise ValueError("nothing was heard")
        return self._shown

    @property
    def personas(self) -> tuple[str, ...]:
        """Whose answers they are."""
        return tuple(sorted(self._personas))

    def mismatches(self) -> Iterator[tuple[Claim, Mismatch]]:
        """What does not hold of what was heard here; what others have heard may yet make it hold."""
        for one in self.gathered:
            if not one.holds:
                claim = next(each for each in self._rule.claims if one.path in each.wanted)
                wanted = number_of(claim.wanted[one.path])
                yield (
                    claim,
                    Mismatch(says=says(one), wanted=wanted, got=len(one.different), where=one.path, key=one.path),
                )


def says(one: Gathered) -> str:
    """What is wrong with what was gathered."""
    return f"the number of different values is wrong, among {plural(one.values, 'value')} of the whole run"
