"""What a change of the consents, or a refresh, opens and closes is one defect about that."""

from __future__ import annotations

from dataclasses import replace

from conformance.model import Exchange, Finding, Form, Request, Verdict
from tests.support import makers
from tests.support.defects import (
    BALANCES,
    TRANSACTIONS,
    amount,
    asked,
    failed,
    found,
    status,
    step,
)

PLACE = makers.place(9, 5)


def test_what_a_refresh_closes_is_one_defect_about_that() -> None:
    """Found closed after a refresh only, and open never; one that was closed before is another matter."""
    form = Form(fields={"grant_type": "refresh_token"})
    renews = Request(method="POST", addresses=("/token",), payload=form, keep={"token": "access_token"}, place=PLACE)
    refresh = asked("/token", 0)
    refresh = replace(refresh, call=replace(refresh.call, method="POST", content=b"grant_type=refresh_token"))
    gone = amount(0, word="has", where="accounts[0].balances", says="it is missing", promise="REF-01")

    def after(number: int, wrong: Finding, path: str, code: int, *, before: tuple[Exchange, ...]) -> Verdict:
        shown = asked(path, number, status=code, step=1)
        reads = step(claims=(*makers.claims("status", 200), *makers.claims("has", ["accounts[0].balances"])))
        wrong = replace(wrong, step=1)
        exchanges = (*(replace(one, number=number + 50) for one in before), shown)
        return failed(f"a/{number}", (wrong, shown), steps=(renews, reads), exchanges=exchanges)

    lost = [
        after(1, status(403, promise="BAL-03"), BALANCES, 403, before=(refresh,)),
        after(2, status(403, promise="TRX-02"), TRANSACTIONS, 403, before=(refresh,)),
        after(3, gone, "/accounts", 200, before=(refresh,)),
    ]
    reads = step(claims=makers.claims("status", 200))
    kept = failed("b/1", exchanges=(asked(BALANCES, 9),), step=reads)
    assert [cause.promise for cause in found(*lost, kept)] == ["REF-01"]
    closed = after(4, status(403, promise="TRX-02"), TRANSACTIONS, 403, before=())
    assert len(found(*lost, kept, closed)) > 1
