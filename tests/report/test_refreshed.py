"""What only a refreshed token shows: no request says so, a whole run does."""

from __future__ import annotations

from conformance.model import Exchange, Verdict
from conformance.model.exchange import Asker, Purpose
from tests.support import makers
from tests.support.defects import BALANCES, TRANSACTIONS, asked, failed, found, status, step

ASKS = step(claims=makers.claims("status", 200))


def had(number: int, grant: str, persona: str) -> Exchange:
    """An access token."""
    call = makers.call(
        url=f"{makers.BASE}/token", method="POST", content=f"grant_type={grant}".encode(), persona=persona
    )
    return makers.exchange(call=call, status=200, number=number, asker=Asker(purpose=Purpose.LOGIN, scenario="a/b"))


def refused(number: int, path: str, promise: str, persona: str = "marc", *before: Exchange) -> Verdict:
    shown = asked(path, number, persona=persona, status=403)
    return failed(f"a/{number}", (status(403, promise=promise), shown), step=ASKS, exchanges=(*before, shown))


def answered(number: int, path: str, persona: str, *before: Exchange) -> Verdict:
    return failed(f"b/{number}", step=ASKS, exchanges=(*before, asked(path, number, persona=persona)))


BY_LOGIN, BY_REFRESH = had(1, "authorization_code", "adam"), had(2, "refresh_token", "marc")
BROKEN = (
    refused(3, BALANCES, "REF-01", "marc", BY_REFRESH),
    refused(4, TRANSACTIONS, "TRX-02"),
    refused(5, BALANCES, "BAL-03"),
)
KEPT = (answered(6, BALANCES, "adam", BY_LOGIN), answered(7, TRANSACTIONS, "adam"))


def test_what_is_refused_to_refreshed_tokens_alone_is_one_cause_about_refreshing() -> None:
    """At whatever address, whatever the scenarios are about that used one."""
    assert [cause.promise for cause in found(*BROKEN, *KEPT)] == ["REF-01"]


def test_what_is_granted_to_another_refreshed_token_is_not_about_refreshing() -> None:
    """Nor what no other token was granted."""
    lea = had(8, "refresh_token", "lea")
    also = answered(9, BALANCES, "lea", lea), answered(10, TRANSACTIONS, "lea")
    assert [cause.promise for cause in found(*BROKEN, *KEPT, *also)] != ["REF-01"]
    assert len(found(*BROKEN)) == 2
