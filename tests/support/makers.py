"""Verdicts to draw, made by hand: the same values give the same texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson

from conformance.clock import PARIS
from conformance.ledger.ledger import Entry, to_record
from conformance.model import (
    Asker,
    Call,
    Claim,
    Exchange,
    Finding,
    Follow,
    Outcome,
    Place,
    Purpose,
    Request,
    Scenario,
    Stage,
    Verdict,
)
from conformance.specs import Requirement

MOMENT = datetime(2026, 11, 22, 14, 5, tzinfo=PARIS)
FILE = "scenarios/transactions/two-pages.yaml"
BASE = "https://bank.example/stet/psd2/v1.4.2"
LINE = "      count: {transactions: 45}"


def place(line: int, column: int) -> Place:
    return Place(file=FILE, line=line, column=column)


def scenario(**changed: Any) -> Scenario:
    claim = Claim(
        word="count",
        wanted={"transactions": 45},
        must=True,
        place=place(21, 14),
        places={"transactions": place(21, 29)},
    )
    step = Follow(path="_links.next", place=place(18, 5), claims=(claim,), keep={"page": "transactions"})
    made = Scenario(
        name="transactions/two-pages",
        title="245 transactions come as a page of 200, then a page of 45",
        place=place(2, 8),
        covers=("PAG-02", "AT-TRX-15"),
        persona="adam",
        given=Stage(consent="everything"),
        steps=(Request(method="GET", addresses=("/accounts/$busy.resourceId/transactions",), place=place(9, 5)), step),
    )
    return replace(made, **changed)


def call(**changed: Any) -> Call:
    headers = (("Accept", "application/hal+json"), ("Authorization", "Bearer 1234567890abcdef"))
    made = Call(
        method="GET", url=f"{BASE}/accounts/038-742/transactions?page=2", headers=headers, persona="adam", scope="aisp"
    )
    return replace(made, **changed)


def exchange(**changed: Any) -> Exchange:
    content = changed.pop("content", b'{"transactions": [{"amount": "1.00"}]}')
    made = Exchange(
        call=call(),
        status=200,
        headers=(("content-type", "application/hal+json"),),
        content=content,
        data=orjson.loads(content) if content[:1] in (b"{", b"[") else None,
        elapsed_ms=84.2,
        at=MOMENT,
        asker=asker(1),
    )
    return replace(made, **changed)


def asker(step: int | None) -> Asker:
    """A step of the scenario, or (None) its stage."""
    purpose = Purpose.STAGE if step is None else Purpose.STEP
    return Asker(purpose=purpose, scenario="transactions/two-pages", step=step)


def finding(**changed: Any) -> Finding:
    made = Finding(
        word="count", key="transactions", where="transactions", says="", wanted=45, got=46, must=True,
        place=place(21, 29), step=1,
    )  # fmt: skip
    return replace(made, **changed)


def verdict(outcome: Outcome = Outcome.FAILED, *, shown: int = 0, **changed: Any) -> Verdict:
    """`shown` is the exchange (index from 0) that shows the findings which name none."""
    exchanges = changed.pop("exchanges", (exchange(),))
    findings = changed.pop("findings", (finding(),) if outcome is Outcome.FAILED else ())
    made = Verdict(
        scenario=scenario(),
        outcome=outcome,
        findings=tuple(replace(one, exchange=one.exchange or exchanges[shown]) for one in findings),
        exchanges=exchanges,
        started=MOMENT,
        elapsed_ms=91.5,
    )
    return replace(made, **changed)


def entry(of: Verdict, **changed: Any) -> Entry:
    """A verdict as it comes out of the ledger, the line of its finding quoted."""
    levels = dict.fromkeys(of.scenario.covers, "must")
    return Entry.of(to_record(of, str, levels=levels, sources=changed.pop("sources", {21: LINE})))


def requirement(key: str, says: str, **changed: Any) -> Requirement:
    made = Requirement(id=key, chapter="Transactions", level="must", says=says, lines=("1921-1939",))
    return replace(made, **changed)


REGISTER = {
    "PAG-02": requirement("PAG-02", "the last page holds the rest and no link to a next one"),
    "AT-TRX-15": requirement("AT-TRX-15", "the 245 transactions come as a page of 200 and a page of 45"),
    "AT-BAL-3": requirement("AT-BAL-3", "an unknown account is answered with 404", chapter="Balances", lines=("1289",)),
    "LIM-01": requirement("LIM-01", "pages are limited", level="info", chapter="Limits", lines=("3600",)),
    "ERR-24": requirement("ERR-24", "a lost card is told", chapter="Errors", lines=("740",), not_tested="no such card"),
}
HEADER = {
    "kind": "header",
    "format": 1,
    "harness": "0.1.0",
    "target": {"name": "Bank <i>", "base_url": BASE},
    "api": "STET 1.4.2.17",
    "started": MOMENT.isoformat(),
    "requirements_sha256": "a" * 64,
    "scenarios_sha256": "b" * 64,
    "python": "3.11.7",
    "platform": "Linux",
    "selection": [],
}
