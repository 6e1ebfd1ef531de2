"""Verdicts that a defect of the bank leads to, and the causes that are told of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.model import Exchange, Finding, Outcome, Request, Verdict
from conformance.report.cause import Cause
from conformance.report.causes import causes
from conformance.report.sightings import sightings
from tests.support import makers

REGISTER = {
    **makers.REGISTER,
    "TRX-02": makers.requirement("TRX-02", "amounts have a decimal point", lines=("1410",)),
    "TRX-03": makers.requirement("TRX-03", "rows are dated", lines=("1411",)),
    "TRX-04": makers.requirement("TRX-04", "rows have a code", level="should"),
    "AT-ACC-1": makers.requirement("AT-ACC-1", "the list is shown", chapter="The list (GET /accounts)"),
    "AT-TRX-1": makers.requirement("AT-TRX-1", "the first page shows the rows"),
    "BAL-03": makers.requirement("BAL-03", "balances are in euros", chapter="Balances"),
    "ACC-01": makers.requirement("ACC-01", "the accounts are listed", chapter="The list (GET /accounts)"),
    "CON-01": makers.requirement("CON-01", "what is sent is stored", chapter="Consents (PUT /consents)"),
    "ERR-01": makers.requirement("ERR-01", "a refusal is one", chapter="Errors"),
    "QUO-01": makers.requirement("QUO-01", "a batch access too many is refused", chapter="Quotas"),
    "QUO-02": makers.requirement("QUO-02", "until the day ends", chapter="Quotas"),
    "TOK-01": makers.requirement("TOK-01", "who logs in gets a token", chapter="Obtaining a token"),
    "REF-01": makers.requirement("REF-01", "a refreshed token is one as others", chapter="Refreshing a token"),
    "HDR-01": makers.requirement(
        "HDR-01", "the request id is echoed", chapter="Headers", of="stet", lines=(), stet="part 1"
    ),
}
COMMA = {
    "word": "schema", "key": "", "says": "the form is wrong", "wanted": "a decimal point", "got": "12,50",
}  # fmt: skip


BALANCES = "/accounts/i-77777/balances"
TRANSACTIONS = "/accounts/i-77777/transactions"
LOST = "_links.next is missing, so it cannot be followed"


def step(method: str = "GET", **changed: Any) -> Request:
    """A request; by default a usual one for the list."""
    return Request(**{"method": method, "addresses": ("/accounts",), "place": makers.place(9, 5), **changed})


def asked(path: str, number: int, *, persona: str = "adam", status: int = 200, step: int = 0) -> Exchange:
    """An answer of the bank's, with its own name for it."""
    return makers.exchange(
        call=makers.call(url=makers.BASE + path, persona=persona),
        status=status,
        headers=(("x-request-id", f"bank-{number}"),),
        number=number,
        asker=replace(makers.asker(step), scenario=f"played/{number}"),
    )


def amount(row: int, promise: str = "TRX-02", **changed: Any) -> Finding:
    """A comma in the amount of a row."""
    where = f"transactions[{row}].transactionAmount.amount"
    return makers.finding(**{**COMMA, "where": where, "promise": promise, "step": 0, **changed})


def status(got: int, wanted: str = "200", promise: str = "TRX-02", **changed: Any) -> Finding:
    given = {"word": "status", "key": "", "where": "", "says": "the status is wrong", "step": 0}
    return makers.finding(**{**given, "wanted": wanted, "got": got, "promise": promise, **changed})


def failed(name: str, *found: tuple[Finding, Exchange], covers: tuple[str, ...] = (), **changed: Any) -> Verdict:
    """A verdict with these findings, each with the answer that shows it."""
    shown = tuple(replace(finding, exchange=exchange) for finding, exchange in found)
    must = any(finding.must for finding in shown)
    outcome = Outcome.FAILED if must else Outcome.WARNED if shown else Outcome.PASSED
    exchanges = changed.pop("exchanges", tuple({one.number: one for _, one in found}.values()))
    step = changed.pop("step", Request(method="GET", addresses=("/accounts",), place=makers.place(9, 5)))
    steps = changed.pop("steps", (step, step, step))
    scenario = makers.scenario(name=name, covers=covers or ("TRX-02", "BAL-03"), steps=steps)
    return replace(
        makers.verdict(Outcome.PASSED),
        scenario=scenario,
        outcome=outcome,
        findings=shown,
        exchanges=exchanges,
        **changed,
    )


def found(*verdicts: Verdict) -> tuple[Cause, ...]:
    """The causes, by way of the lines that a ledger has of these verdicts."""
    return causes([sightings(makers.entry(one)) for one in verdicts], REGISTER)


def rows(says: str = "", *, word: str = "count", promise: str = "TRX-02", **changed: Any) -> Finding:
    """Something about which rows a list holds."""
    return amount(0, word=word, key="transactions", where="transactions", says=says, promise=promise, **changed)


TOO_LITTLE = [
    rows("the number of items is wrong", wanted="at least 45", got=43),
    rows("missing: 2", word="values"),
    rows("there is no row", word="latest"),
    rows("transactions is an empty list", word="only"),
    rows("2 rows are not in the unfiltered list", word="selects"),
]
TOO_MUCH = [rows("the number of items is wrong", wanted=45, got=46), rows("too many: 2", word="values")]
