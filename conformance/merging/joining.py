"""join(shards, path) -> one ledger: the lines of each shard in its order, then what rules come to in all answers."""

from __future__ import annotations

import uuid
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from conformance import deviations, rules
from conformance.catalogue.shipped import Origin, shipped_set
from conformance.clock import PARIS
from conformance.deviations import Judged
from conformance.errors import mistake
from conformance.ledger import judged_by
from conformance.ledger.entry import Entry
from conformance.ledger.facts import footer
from conformance.ledger.ledger import Batch, Ledger, Story
from conformance.ledger.masks import Masks
from conformance.ledger.record import to_record
from conformance.model import Exchange, Outcome, Verdict
from conformance.ownfiles import content
from conformance.proof import sharpness
from conformance.report import finished
from conformance.report.statement import End, statement
from conformance.report.tally import Result, count
from conformance.rules import Observed, Rule, Way
from conformance.verification import held_again, texts
from conformance.verification.playback import labelled
from conformance.verification.texts import Judges

Record = Mapping[str, Any]

_OF_ONE: Final = ("shard", "identity", "hints", "platform", "python")
"""What the first line of a shard says of itself only."""


def join(shards: Sequence[Story], path: Path) -> Path:
    """Write the ledger of all shards, in their order, and the texts that judged them beside it.

    Raises Mistakes where those texts cannot be had, Unreachable where nothing can be written.
    """
    judges, wrong = texts.as_then(shards[0])
    if wrong:
        raise mistake(f"{shards[0].path}: {wrong[0]}")
    joined = _Joined(shards, judges, path)
    joined.write()
    return joined.path


class _Joined:
    """One ledger, being joined."""

    def __init__(self, shards: Sequence[Story], judges: Judges, path: Path) -> None:
        self._shards, self._judges = shards, judges
        self._head = _header(shards, path.name)
        self._ledger = Ledger(path, self._head, _archive(shards[0]))
        self._exchanges: dict[int, Exchange] = {}
        """All of them, by their numbers in the whole."""
        self._results: list[Result] = []
        self._listed = deviations.read_members(self._head["deviations"])
        self._judged: list[Judged] = []
        self._day = datetime.fromisoformat(self._head.get("now") or self._head["started"]).astimezone(PARIS).date()

    @property
    def path(self) -> Path:
        """Where it stands."""
        return self._ledger.path

    def write(self) -> None:
        """All of its lines. Raises Unreachable."""
        try:
            for shard in self._shards:
                self._write_shard(shard)
            for record, entry in self._of_rules():
                self._ledger.write(Batch(exchanges=(), verdict=record, numbered=True))
                self._note(record, entry)
            self._ledger.close(self._footer())
        finally:
            self._ledger.leave()

    def _write_shard(self, shard: Story) -> None:
        """What it exchanged, each verdict behind all that it needed."""
        source, numbers, written = shard.header["run"], sorted(shard.exchanges), 0
        for record, entry in zip(shard.records, shard.entries, strict=True):
            if record["origin"] == Origin.RULE:
                continue
            upto = max(record["exchanges"], default=0)
            needed = max(written, bisect_right(numbers, upto))
            told = {name: value for name, value in record.items() if name != "after"}
            self._add(shard, numbers[written:needed], source, told)
            self._note(record, entry)
            written = needed
        self._add(shard, numbers[written:], source, None)

    def _add(self, shard: Story, numbers: Sequence[int], source: str, verdict: Record | None) -> None:
        exchanges = tuple(shard.exchanges[number] for number in numbers)
        self._ledger.write(Batch(exchanges=exchanges, verdict=verdict, source=source))
        for one in exchanges:
            number = self._ledger.number(source, one.number)
            self._exchanges[number] = replace(one, number=number)

    def _note(self, record: Record, entry: Entry) -> None:
        self._results.append(finished.result_of(record))
        if self._listed:
            self._judged.append(deviations.judged(entry.verdict, self._listed))

    # -------------------------------------------------------------------------------------------------------- of rules

    def _of_rules(self) -> Iterator[tuple[Record, Entry]]:
        """What each rule came to in the answers of all shards together."""
        started = datetime.fromisoformat(self._head.get("now") or self._head["started"])
        again = {one.rule: one for one in held_again.observed(self._head, self._exchanges.values(), self._judges)}
        by_name: dict[str, list[tuple[Story, Record, Entry]]] = {}
        for shard in self._shards:
            for record, entry in zip(shard.records, shard.entries, strict=True):
                if record["origin"] == Origin.RULE:
                    by_name.setdefault(record["name"], []).append((shard, record, entry))
        for rule in self._judges.rules:
            told = by_name.get(rule.name, [])
            if not told:
                continue
            found = again.get(rule.name)
            if not _same(rule, found, [entry for _, _, entry in told]):
                # Of what is masked in a ledger nobody can judge again: then it is what the shards came to.
                found = self._added(rule, [(shard, entry) for shard, _, entry in told])
            (verdict,) = rules.verdicts([rule], [] if found is None else [found], started)
            yield self._told(deviations.applied(verdict, self._listed, self._day), [record for _, record, _ in told])

    def _added(self, rule: Rule, told: Sequence[tuple[Story, Entry]]) -> Observed:
        ways = []
        for shard, entry in told:
            for one in entry.verdict.findings:
                shown = one.exchange
                if shown is not None:
                    shown = self._exchanges[self._ledger.number(shard.header["run"], shown.number)]
                ways.append(Way(finding=replace(one, exchange=shown)))
        tallies = [entry.verdict.tally for _, entry in told if entry.verdict.tally is not None]
        faults = [entry.verdict.reason for _, entry in told if entry.verdict.outcome is Outcome.BROKEN]
        return Observed(
            rule=rule.name,
            held=sum(one.held for one in tallies),
            broken=sum(one.broken for one in tallies),
            ways=tuple(ways),
            fault=faults[0] if faults else "",
        )

    def _told(self, verdict: Verdict, records: Sequence[Record]) -> tuple[Record, Entry]:
        """The line of a rule, with what the lines of the shards say of it beside what it came to."""
        first, sources = records[0], {line: text for one in records for line, text in one["sources"].items()}
        told = to_record(verdict, Masks(), levels=first["levels"], file=verdict.scenario.place.file)
        record = labelled({**told, "sources": sources, "origin": Origin.RULE.value, "lacking": []})
        return record, Entry.of(record, self._exchanges)

    # --------------------------------------------------------------------------------------------------------- the end

    def _footer(self) -> Record:
        annex, stale = self._deviations()
        ending = {"end": End.WHOLE.value, "stale": stale, "deviations": annex}
        found = finished.facts(self._head, self._results, ending)
        says = statement(found)
        return footer(
            count(self._results),
            exit_code=says.code,
            word=says.headline,
            end=End.WHOLE.value,
            complete=True,
            ended=max((one["ended"] for one in self._head["parts"]), key=datetime.fromisoformat),
            sharpness=sharpness.told(found),
            stale=stale,
            deviations=annex,
        )

    def _deviations(self) -> tuple[list[dict[str, str]], list[str]]:
        """The list with what the whole run says of it, and what has to be taken out."""
        gone = {
            one["scenario"]
            for one in _ending(self._shards[0]).get("deviations", ())
            if one["standing"] == deviations.NO_SCENARIO
        }
        known = {*shipped_set().files, *(one.name for one in self._results)}
        known |= {one.scenario for one in self._listed if not one.by_cause} - gone
        stale = deviations.stale(self._listed, self._judged, known, self._day)
        return (
            list(deviations.annex(self._listed, self._judged, known, self._day)),
            [f"the deviation of {one.deviation.about}: {one.why}" for one in stale],
        )


def _same(rule: Rule, found: Observed | None, told: Sequence[Entry]) -> bool:
    """Whether the recorded answers come to what the shards had found; of all answers together no shard could know."""
    if rule.together:
        return not any(one.verdict.outcome is Outcome.BROKEN for one in told)
    again = found or Observed(rule=rule.name)
    tallies = [one.verdict.tally for one in told if one.verdict.tally is not None]
    sums = sum(one.held for one in tallies), sum(one.broken for one in tallies)
    return not again.fault and (again.held, again.broken) == sums


def _header(shards: Sequence[Story], name: str) -> dict[str, Any]:
    """What is true of all of them, then each by itself."""
    heads: list[Record] = [one.header for one in shards]
    first = heads[0]
    head = {key: value for key, value in first.items() if key not in _OF_ONE} | {
        key: value for key, value in first.items() if key in _OF_ONE[-2:]
    }
    tls = {(one["host"], one["leaf_sha256"]): one for each in heads for one in each["bank"].get("tls", ())}
    hints = tuple(dict.fromkeys(hint for each in heads for hint in each.get("hints", ())))
    shared = {
        key: value
        for key, value in first.get("identity", {}).items()
        if all(each.get("identity", {}).get(key) == value for each in heads)
    }
    archive = {**first["judged_by"]["archive"], "name": judged_by.beside(name)}
    head |= {
        "run": str(uuid.uuid4()),
        "started": min((each["started"] for each in heads), key=datetime.fromisoformat),
        "judged_by": {**first["judged_by"], "archive": archive},
        "bank": {**first["bank"], **({"tls": list(tls.values())} if tls else {})},
        "parts": [_part(one) for one in shards],
    }
    return head | ({"hints": list(hints)} if hints else {}) | ({"identity": shared} if shared else {})


def _part(shard: Story) -> dict[str, Any]:
    foot = _ending(shard)
    verdicts = sum(record["origin"] != Origin.RULE for record in shard.records)
    return {
        "header": dict(shard.header),
        "exchanges": len(shard.exchanges),
        "verdicts": verdicts,
        "ended": foot["ended"],
        "seal": foot["seal"],
    }


def _ending(shard: Story) -> Record:
    assert shard.footer is not None  # only complete ones are joined
    return shard.footer


def _archive(shard: Story) -> bytes:
    """The texts beside a shard. Raises Mistakes where they are not there."""
    path = judged_by.archive_of(shard.path, shard.header)
    try:
        return content(path, judged_by.LARGEST_ARCHIVE)
    except OSError as error:
        raise mistake(f"{path} cannot be read: {error.strerror}", hint="it belongs beside the ledger") from None
