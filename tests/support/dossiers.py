"""Dossiers of runs that are made by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html

from conformance.ledger.entry import Entry
from conformance.ledger.in_page import packed
from conformance.ledger.ledger import Story
from conformance.ledger.lines import dumps
from conformance.ledger.masks import Masks
from conformance.ledger.record import to_record
from conformance.model import Verdict
from conformance.report.causes import causes
from conformance.report.dossier import drawing
from conformance.report.dossier.run import Told
from conformance.report.dossier.texts import Language
from conformance.report.finished import result_of
from conformance.report.sightings import sightings
from conformance.report.text import Register
from tests.support import makers
from tests.support.runs import finished

LEDGER = dumps(makers.HEADER) + b"\n"


def told(*verdicts: Verdict, register: Register = makers.REGISTER, **more: Any) -> Told:
    """A run that came to these verdicts; `more` of its header or footer."""
    verdicts = tuple(_numbered(one, 100 * at) for at, one in enumerate(verdicts))
    records = [to_record(one, Masks(), levels=dict.fromkeys(one.scenario.covers, "must")) for one in verdicts]
    exchanges = {one.number: one for verdict in verdicts for one in verdict.exchanges}
    entries = tuple(Entry.of(record, exchanges) for record in records)
    run = finished([result_of({**record, "origin": "shipped"}) for record in records], **more)
    return Told(
        story=Story(
            path=Path("ledger.jsonl"), header=run.header, records=tuple(records), entries=entries,
            exchanges=exchanges, footer=run.footer,
        ),
        finished=run,
        register=register,
        causes=causes([sightings(entry) for entry in entries], register),
    )  # fmt: skip


def _numbered(verdict: Verdict, after: int) -> Verdict:
    """Its exchanges counted on from a number, as those of one run are."""
    fresh = {id(one): replace(one, number=one.number + after) for one in verdict.exchanges}
    return replace(
        verdict,
        exchanges=tuple(fresh.values()),
        findings=tuple(replace(one, exchange=fresh.get(id(one.exchange))) for one in verdict.findings),
    )


def drawn(run: Told, lang: Language = "en") -> lxml.html.HtmlElement:
    """Its dossier, as a browser would have it."""
    return lxml.html.document_fromstring(drawing.page(run, packed(LEDGER), lang))
