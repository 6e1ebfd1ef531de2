"""Codes and refresh tokens that are used twice, and access tokens that a refresh has ended. Pure."""

from __future__ import annotations

from typing import Final

from conformance.audit.bank import form, is_token_request
from conformance.audit.memory import Contradiction, Judgement, Memory
from conformance.audit.visits import telling

CODES: Final = "A code opens once only"
REFRESHES: Final = "A refresh returns the same refresh token and another access token, and ends the former one"


def codes(memory: Memory) -> Judgement:
    """Each code that was presented again (TOK-04)."""
    found = Judgement()
    opened: dict[str, int] = {}
    for one in memory.recorded:
        exchange = one.exchange
        sent = form(exchange) if is_token_request(exchange, memory.bank) and exchange.answered else {}
        code = sent.get("code", "") if sent.get("grant_type") == "authorization_code" else ""
        if not telling(code):
            continue
        good = exchange.status == 200
        if code in opened:
            found.judged += 1
            if good:
                says = "a code is exchanged for a token a second time"
                number = exchange.number
                found.found.append(Contradiction(promise="TOK-04", says=says, exchange=number, earlier=opened[code]))
        elif good:
            opened[code] = exchange.number
    return found


def refreshes(memory: Memory) -> Judgement:
    """Each refresh that was granted, and what its former access token still opens (REF-13, REF-14, REF-15)."""
    found = Judgement()
    held: dict[str, str] = {}
    """The access token that goes with a refresh token."""
    ended: dict[str, int] = {}
    """The refresh that ended an access token."""
    visits = {one.exchange.number: one for one in memory.visits}
    for one in memory.recorded:
        exchange, data = one.exchange, one.exchange.data
        visit = visits.get(exchange.number)
        if visit is not None and exchange.status == 200 and visit.token in ended:
            says = f"{visit.address} is answered to an access token that a refresh has ended"
            number, earlier = exchange.number, ended[visit.token]
            found.found.append(Contradiction(promise="REF-15", says=says, exchange=number, earlier=earlier))
        if not is_token_request(exchange, memory.bank) or exchange.status != 200 or not isinstance(data, dict):
            continue
        sent = form(exchange)
        access, refresh = str(data.get("access_token", "")), str(data.get("refresh_token", ""))
        if not telling(access):
            continue
        before = sent.get("refresh_token", "") if sent.get("grant_type") == "refresh_token" else ""
        if telling(before):
            found.judged += 1
            found.found += _refreshed(exchange.number, before, refresh, access, held.get(before, ""))
            former = held.get(before, "")
            if former and former != access:
                ended[former] = exchange.number
            held[before] = access
        if telling(refresh):
            held[refresh] = access
        ended.pop(access, None)
    return found


def _refreshed(number: int, before: str, refresh: str, access: str, former: str) -> list[Contradiction]:
    found = []
    if telling(refresh) and refresh != before:
        found.append(Contradiction(promise="REF-14", says="a refresh returns another refresh token", exchange=number))
    if access == former:
        found.append(Contradiction(promise="REF-13", says="a refresh returns the same access token", exchange=number))
    return found
