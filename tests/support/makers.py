"""Verdicts to draw, made by hand: the same values give the same texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from conformance import jsontext
from conformance.clock import PARIS
from conformance.ledger.ledger import Batch, Entry
from conformance.ledger.masks import Masks
from conformance.ledger.record import to_record
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


def claims(word: str, wanted: Any) -> tuple[Claim, ...]:
    """The only claim of a step."""
    return (Claim(word=word, wanted=wanted, must=True, place=place(21, 14)),)


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
        data=jsontext.read(content),
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
    given = changed.pop("exchanges", (exchange(),))
    exchanges = tuple(replace(one, number=number) for number, one in enumerate(given, 1))
    findings = changed.pop("findings", (finding(),) if outcome is Outcome.FAILED else ())
    made = Verdict(
        scenario=scenario(),
        outcome=outcome,
        findings=tuple(
            replace(one, exchange=_same(one.exchange, given, exchanges) or exchanges[shown]) for one in findings
        ),
        exchanges=exchanges,
        started=MOMENT,
        elapsed_ms=91.5,
    )
    return replace(made, **changed)


def _same(shown: Exchange | None, given: Sequence[Exchange], exchanges: Sequence[Exchange]) -> Exchange | None:
    """The exchange that shows a finding, as it is numbered."""
    return next((new for old, new in zip(given, exchanges, strict=True) if old is shown), None)


def entry(of: Verdict, **changed: Any) -> Entry:
    """A verdict as it comes out of the ledger, the line of its finding quoted."""
    levels = changed.pop("levels", dict.fromkeys(of.scenario.covers, "must"))
    record = to_record(of, Masks(), levels=levels, sources=changed.pop("sources", {21: LINE}))
    return Batch.of(of.exchanges, Masks(), record).entry


def requirement(key: str, says: str, **changed: Any) -> Requirement:
    made = Requirement(id=key, chapter="Transactions", level="must", of="bank", says=says, lines=("1921-1939",))
    return replace(made, **changed)


REGISTER = {
    "PAG-02": requirement("PAG-02", "the last page holds the rest and no link to a next one"),
    "AT-TRX-15": requirement("AT-TRX-15", "the 245 transactions come as a page of 200 and a page of 45"),
    "AT-BAL-3": requirement("AT-BAL-3", "an unknown account is answered with 404", chapter="Balances", lines=("1289",)),
    "LIM-01": requirement("LIM-01", "pages are limited", level="info", chapter="Limits", lines=("3600",)),
    "ERR-24": requirement("ERR-24", "a lost card is told", chapter="Errors", lines=("740",), not_tested="no such card"),
}
HEADER: dict[str, Any] = {
    "kind": "header",
    "format": 2,
    "run": "0b59f565-cac2-4165-82a3-a6f1c6bbd653",
    "harness": "0.1.0",
    "target": {"name": "Bank <i>", "base_url": BASE},
    "api": "STET 1.4.2.17",
    "started": MOMENT.isoformat(),
    "bank": {
        "endpoints": {},
        "features": {},
        "limits": {},
        "link_hosts": [],
        "login": "robot",
        "authenticates": True,
        "live": False,
    },
    "cast": {"own": False, "personas": {}, "unknown": {}},
    "deviations": [],
    "judged_by": {
        "digests": {"requirements": "a" * 64, "scenarios": "b" * 64},
        "archive": {"name": "judged-by.tar.gz", "sha256": "c" * 64},
    },
    "libraries": {},
    "catalogue": {"scenarios": 436, "sha256": "c" * 64},
    "python": "3.11.7",
    "platform": "Linux",
    "selection": [],
}
