"""Batch accesses: the list, each account and each method is answered four times a day at most (QUO-01 to 06). Pure.

What follows the page links of an answer is no further access (QUO-07). Where the bank's clock or quotas were set, all
are counted anew. What was asked for at midnight counts for neither day.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Final

from conformance.audit.memory import Contradiction, Judgement, Memory
from conformance.audit.visits import Customer
from conformance.specs.quotas import GRANTED

TITLE: Final = "Without the customer each resource is answered four times a day at most"
_PROMISES: Final = {
    "/accounts": "QUO-01",
    "/accounts/{accountResourceId}/balances": "QUO-02",
    "/accounts/{accountResourceId}/transactions": "QUO-03",
    "/end-user-identity": "QUO-06",
}
_PAGES: Final = ("next", "prev")
_Counted = tuple[Customer, str, date, int]


def judge(memory: Memory) -> Judgement:
    """Each resource that was asked for without the customer more often than the bank grants."""
    found = Judgement()
    answered: Counter[_Counted] = Counter()
    asked: Counter[_Counted] = Counter()
    links: set[tuple[Customer, str]] = set()
    for one in memory.visits:
        if one.customer is None:
            continue
        call, exchange = one.exchange.call, one.exchange
        links |= {(one.customer, url) for name in _PAGES if (url := one.link(name, memory.bank))}
        sent = {name.lower() for name, _ in call.headers}
        if call.method != "GET" or one.address not in _PROMISES or "psu-ip-address" in sent:
            continue
        if (one.customer, call.url) in links or one.day is None:
            continue
        key = one.customer, one.below, one.day, one.era
        asked[key] += 1
        found.judged += asked[key] > GRANTED
        if exchange.status // 100 == 2:
            answered[key] += 1
            if answered[key] > GRANTED:
                says = f"{one.address} is answered {answered[key]} times on {one.day:%d %b %Y} without the customer"
                found.found.append(Contradiction(promise=_PROMISES[one.address], says=says, exchange=exchange.number))
    return found
