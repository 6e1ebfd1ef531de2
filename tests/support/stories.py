"""Ledgers as they are read back, made by hand: what was asked, what came, and what it came to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from conformance import jsontext
from conformance.ledger.entry import Entry
from conformance.ledger.masks import Masks
from conformance.ledger.reading import Story
from conformance.ledger.record import to_record
from conformance.model import Asker, Call, Exchange, Outcome, Purpose, Verdict
from conformance.report.finished import result_of
from tests.support import makers
from tests.support.runs import finished


def answer(path: str = "/accounts", body: Any = None, **changed: Any) -> Exchange:
    """An answer of the bank's to a step of `played/one`."""
    scenario, step = changed.pop("scenario", "played/one"), changed.pop("step", 0)
    method, persona = changed.pop("method", "GET"), changed.pop("persona", "marc")
    content = changed.pop("content", b"" if body is None else orjson.dumps(body))
    made = Exchange(
        call=Call(method=method, url=makers.BASE + path, persona=persona, scope="aisp"),
        status=200,
        headers=(("content-type", "application/hal+json"),) if content else (),
        content=content,
        data=jsontext.read(content),
        at=makers.MOMENT,
        asker=Asker(purpose=Purpose.STEP, scenario=scenario, step=step),
    )
    return replace(made, **changed)


def verdict(name: str = "played/one", outcome: Outcome = Outcome.PASSED, **changed: Any) -> Verdict:
    """What a scenario came to, without exchanges of its own."""
    made = makers.verdict(Outcome.PASSED, exchanges=())
    return replace(made, scenario=makers.scenario(name=name), outcome=outcome, **changed)


def story(*exchanges: Exchange, verdicts: tuple[Verdict, ...] = (), cut_off: bool = False, **header: Any) -> Story:
    """A run with these exchanges and verdicts; where none is told `played/one` has passed."""
    numbered = {number: replace(one, number=number) for number, one in enumerate(exchanges, 1)}
    told = verdicts or (verdict(),)
    records = [
        {**to_record(one, Masks(), levels={}), "origin": header.pop(one.scenario.name, "shipped"), "lacking": []}
        for one in told
    ]
    shown = {one.number: one for each in told for one in each.exchanges}
    entries = [Entry.of(record, shown) for record in records]
    foot = finished(result_of(record) for record in records).footer
    return Story(
        path=Path("ledger.jsonl"),
        header=makers.HEADER | {"catalogue": {"scenarios": 4, "sha256": "c" * 64}} | header,
        records=tuple(records),
        entries=tuple(entries),
        exchanges=numbered,
        footer=None if cut_off else foot,
    )
