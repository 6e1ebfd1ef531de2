"""What answers came to by rules, masked and as plain data: sent from one process to another, and read back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from conformance.clock import PARIS
from conformance.ledger.batch import Batch
from conformance.ledger.masks import Masks
from conformance.ledger.record import to_record
from conformance.model import Finding
from conformance.rules import Gathered, Observed, Rule, Way, verdict

Packed = list[tuple[str, int, int, str, list[Any], list[tuple[str, int, int, int, list[str]]]]]
"""For each rule its name, in how many answers it held and was broken, our own fault, its findings, what it gathered:
path, least, among, values, and digests of the different ones."""


def packed(observed: Iterable[Observed], rules: Sequence[Rule], masks: Masks, source: str) -> Packed:
    """Observations as they may be told; `source` is the process whose numbers the exchanges have."""
    by_name = {rule.name: rule for rule in rules}
    return [
        (
            one.rule,
            one.held,
            one.broken,
            masks.text(one.fault),
            _findings(one, by_name[one.rule], masks, source),
            [(each.path, each.least, each.among, each.values, sorted(each.different)) for each in one.gathered],
        )
        for one in observed
    ]


def _findings(one: Observed, rule: Rule, masks: Masks, source: str) -> list[Any]:
    if not one.ways:
        return []
    told = verdict(rule, one, datetime.now(PARIS))
    return list(Batch.of((), masks, to_record(told, masks), told.exchanges, source).packed())


def unpacked(several: Packed) -> tuple[Observed, ...]:
    """The observations that were packed so."""
    return tuple(
        Observed(
            rule=rule,
            held=held,
            broken=broken,
            ways=tuple(map(_way, _read(findings))),
            gathered=tuple(_gathered(*one) for one in gathered),
            fault=fault,
        )
        for rule, held, broken, fault, findings, gathered in several
    )


def _gathered(path: str, least: int, among: int, values: int, different: Iterable[str]) -> Gathered:
    return Gathered(path=path, least=least, among=among, values=values, different=frozenset(different))


def _read(findings: list[Any]) -> tuple[Finding, ...]:
    return Batch.unpacked(*findings).entry.verdict.findings if findings else ()


def _way(finding: Finding) -> Way:
    return Way(finding=finding)


class Sightings:
    """The observations of all processes of a run."""

    def __init__(self) -> None:
        self._packed: list[tuple[str, Packed]] = []

    def add(self, source: str, packed: Packed) -> None:
        """Those of the process of that name."""
        self._packed.append((source, packed))

    def observed(self, number: Callable[[str, int], int]) -> Iterator[Observed]:
        """All of them; `number` is the one that an exchange of a process has in the ledger."""
        for source, packed in self._packed:
            for one in unpacked(packed):
                yield replace(one, ways=tuple(_numbered(way, partial(number, source)) for way in one.ways))


def _numbered(way: Way, number: Callable[[int], int]) -> Way:
    shown = way.finding.exchange
    if shown is None:
        return way
    return Way(finding=replace(way.finding, exchange=replace(shown, number=number(shown.number))))
