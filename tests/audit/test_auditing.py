"""Traffic of others: what contradicts, what cannot be judged, and what is never said."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from conformance import specs
from conformance.audit import Audit, audit
from conformance.audit.text import data, headline, render
from conformance.audit.traffic import of_archive
from conformance.clock import PARIS
from conformance.errors import ExitCode
from conformance.har.reading import Archive, Recorded
from conformance.model import Asker, Call, Exchange, Purpose
from tests.support.makers import BASE
from tests.support.stories import answer

TOKEN, OTHER = "access-token-1234567", "access-token-7654321"
IBAN = "FR7613807008043001965405158"
ROWS = "/accounts/038-1/transactions"
HEADERS = (("Content-Type", "application/hal+json; charset=utf-8"), ("X-Request-ID", "r"))
SENT = (("X-Request-ID", "r"), ("PSU-IP-Address", "1.2.3.4"))


def asked(path: str, body: Any = None, *, token: str = TOKEN, sent: Any = SENT, **changed: Any) -> Exchange:
    made = answer(path, body, persona="", headers=HEADERS, **changed)
    bearer = (("Authorization", f"Bearer {token}"),) if token else ()
    return replace(made, call=replace(made.call, headers=(*sent, *bearer)))


def granted(token: str = TOKEN, refresh: str = "refresh-token-1234", **form: str) -> Exchange:
    """An answer of the token endpoint."""
    body = {
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": 3600,
        "scope": "aisp",
        "refresh_token": refresh,
    }
    made = answer(
        body=body, method="POST", headers=(("Content-Type", "application/json"), ("Cache-Control", "no-store"))
    )
    call = Call(method="POST", url="https://bank.example/oauth/token", content=urlencode(form).encode())
    return replace(made, call=call)


def audited(*exchanges: Exchange, **changed: Any) -> Audit:
    """In this order, a second apart."""
    recorded = [
        Recorded(exchange=replace(one, number=number, at=one.at + timedelta(seconds=number)), **changed)
        for number, one in enumerate(exchanges, 1)
    ]
    return audit(of_archive("b.har", Archive(recorded=tuple(recorded), own=False)), specs.load())


def contradictions(found: Audit) -> list[tuple[str, str]]:
    return [(one.promise, one.says) for rule in found.rules for one in rule.contradictions]


def accounts() -> Exchange:
    row = {"resourceId": "038-1", "accountId": {"iban": IBAN}}
    return asked("/accounts", {"accounts": [row], "_links": {}})


def page(rows: list[dict[str, Any]], query: str = "", **links: str) -> Exchange:
    named = {name: {"href": f"{BASE}{ROWS}{href}"} for name, href in links.items()}
    return asked(ROWS + query, {"transactions": rows, "_links": named})


def row(number: int, day: str = "2026-11-20") -> dict[str, Any]:
    return {"resourceId": f"038-{number}", "bookingDate": day}


def judged(found: Audit, name: str) -> int:
    return next(one.judged for one in found.rules if one.name == f"memory/{name}")


def test_an_answer_that_breaks_a_rule_is_a_contradiction() -> None:
    """Told by its cause, with the exchange that shows it."""
    found = audited(replace(asked("/end-user-identity", {}), headers=(("Content-Type", "text/html"),)))
    assert found.code is ExitCode.NOT_CONFORM
    assert {rule for cause in found.causes for rule in cause.rules} >= {"rules/identity"}
    assert "CONTRADICTION" in render(found)


def test_nothing_is_said_of_conformity() -> None:
    """Whatever is found."""
    refusal = {"timestamp": "2026-11-22T14:05:00+01:00", "status": 403, "error": "Forbidden", "message": "BADS"}
    refused = asked("/accounts", refusal | {"path": "/accounts"}, status=403)
    found = audited(refused, asked("/consents", status=201, method="PUT"))
    assert headline(found).startswith("no contradiction in 2 exchanges; ")
    assert "CONFORM" not in render(found)
    assert found.code is ExitCode.CONFORM
    assert data(found)["says"] == headline(found)


def test_traffic_of_somebody_else_judges_nothing() -> None:
    """It is no bank's, and that is said."""
    other = replace(asked("/x"), call=Call(method="GET", url="https://shop.example/cart"))
    found = audited(other)
    assert found.code is ExitCode.COULD_NOT_RUN
    assert headline(found) == f"no contradiction in 0 exchanges; 0 of {len(found.rules)} rules had something to judge"
    assert "no API found in it" in render(found)


def test_what_is_left_out_is_told_and_not_judged() -> None:
    """Bodies, headers, tokens, other hosts, requests beside the API."""
    elsewhere = replace(asked("/x"), call=Call(method="GET", url="https://cdn.example/a.js"))
    beside = replace(asked("/x"), call=Call(method="GET", url="https://bank.example/login"))
    lost = replace(asked("/accounts", token=""), status=200, headers=())
    found = audited(lost, elsewhere, beside, body=False, headers=False, encoded=True)
    assert not found.contradictions
    assert [one.partition(":")[0].partition(",")[0] for one in found.remarks] == [
        "several hosts",
        "1 exchange of bank.example not with the API or its token endpoint",
        "1 answer without a body",
        "1 body in Base64",
        "1 answer without headers",
        "no request carries Authorization",
    ]


def test_the_bank_may_be_named() -> None:
    """Where most of the traffic is another's."""
    recorded = Archive(recorded=(Recorded(exchange=accounts()),), own=False)
    found = audit(of_archive("b.har", recorded), specs.load(), "https://other.example/stet/psd2/v1.4.2")
    assert found.exchanges == 0


# ------------------------------------------------------------------------------------------------------- page chains


def test_a_page_links_back() -> None:
    """To the one that led to it."""
    first, second = page([row(1)], next="?page=2"), page([row(2)], "?page=2", prev="?page=1")
    assert contradictions(audited(first, second)) == []
    says = "/accounts/{accountResourceId}/transactions: the page behind the next link has no prev link"
    assert contradictions(audited(first, page([row(2)], "?page=2"))) == [("PAG-05", says)]


def test_a_row_on_two_pages_contradicts_where_the_first_has_not_changed() -> None:
    """Else a row may have arrived meanwhile."""
    first, second = page([row(1)], next="?page=2"), page([row(1), row(2)], "?page=2", prev="?page=1")
    assert contradictions(audited(first, second)) == []
    assert contradictions(audited(first, second, page([row(0)], next="?page=2"))) == []
    assert [promise for promise, _ in contradictions(audited(first, second, first))] == ["PAG-09"]


# ----------------------------------------------------------------------------------------------------------- filters


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([row(2, "2026-11-21")], ""),
        ([], "1 row missing that the filter selects"),
        ([row(1), row(2, "2026-11-21")], "1 row outside the filter"),
        ([row(2, "2026-11-21"), row(3, "2026-11-22")], ""),
    ],
)
def test_a_filter_against_the_whole_list(rows: list[dict[str, Any]], says: str) -> None:
    """Of the same day; what nobody has seen before may have arrived."""
    whole = page([row(1), row(2, "2026-11-21")])
    found = audited(whole, page(rows, "?dateFrom=2026-11-21"))
    assert judged(found, "filters") == 1
    asked_for = "/accounts/{accountResourceId}/transactions dateFrom=2026-11-21: "
    assert contradictions(found) == ([("FLT-02", asked_for + says)] if says else [])


def test_an_account_that_lives_judges_no_filter() -> None:
    """Its walks disagree, or have no end, or are of another day."""
    whole, filtered = page([row(1), row(2)]), page([], "?dateFrom=2026-11-01")
    assert judged(audited(whole, filtered, page([row(1)])), "filters") == 0
    assert judged(audited(page([row(1)], next="?page=2"), filtered), "filters") == 0
    yesterday = replace(whole, at=whole.at - timedelta(days=1))
    assert judged(audited(yesterday, filtered), "filters") == 0
    assert judged(audited(whole, page([], "?dateFrom=01/11/2026")), "filters") == 0


# ---------------------------------------------------------------------------------------------------------- consents


def consent(*ibans: str, status: int = 201) -> Exchange:
    named = [{"iban": one} for one in ibans]
    body = {"balances": named, "transactions": [], "trustedBeneficiaries": False, "psuIdentity": False}
    made = asked("/consents", status=status, method="PUT")
    return replace(made, call=replace(made.call, content=answer(body=body).content))


def test_a_consent_closes_what_it_does_not_name() -> None:
    """From the moment it is taken; one that was refused changes nothing."""
    opened = asked("/accounts/038-1/balances", {"balances": []})
    assert contradictions(audited(accounts(), consent(IBAN), opened)) == []
    assert contradictions(audited(accounts(), consent(IBAN), consent(status=400), opened)) == []
    for unknown in (0, 503):
        assert contradictions(audited(accounts(), consent(), consent(IBAN, status=unknown), opened)) == []
    found = audited(accounts(), consent(IBAN), opened, consent(), opened)
    assert judged(found, "consents") == 2
    assert [promise for promise, _ in contradictions(found)] == ["CON-11"]
    shown = next(one for rule in found.rules for one in rule.contradictions)
    assert (shown.exchange, shown.earlier) == (5, 4)


def test_another_token_of_the_same_customer_has_the_same_consent() -> None:
    """It is known by the accounts that it opens; one that opens others is another customer's."""
    again = accounts()
    mine = replace(again, call=replace(again.call, headers=(("Authorization", f"Bearer {OTHER}"),)))
    opened = asked("/accounts/038-1/balances", {"balances": []}, token=OTHER)
    assert [promise for promise, _ in contradictions(audited(accounts(), mine, consent(), opened))] == ["CON-11"]
    assert contradictions(audited(accounts(), consent(), opened)) == []


# ---------------------------------------------------------------------------------------------------- batch accesses


def batch(path: str = "/end-user-identity", **changed: Any) -> Exchange:
    return asked(path, status=204, sent=(), **changed)


def test_the_fifth_access_of_a_day_is_one_too_many() -> None:
    """Of the same resource, without the customer."""
    assert contradictions(audited(*[batch()] * 4)) == []
    found = audited(*[batch()] * 5)
    says = "/end-user-identity is answered 5 times on 22 Nov 2026 without the customer"
    assert contradictions(found) == [("QUO-06", says)]
    assert contradictions(audited(*[batch()] * 3, *[batch("/accounts/1/balances")] * 3)) == []
    assert contradictions(audited(*[batch()] * 3, *[asked("/end-user-identity", status=204)] * 3)) == []
    tomorrow = replace(batch(), at=batch().at + timedelta(days=1))
    assert contradictions(audited(*[batch()] * 4, tomorrow)) == []


@pytest.mark.parametrize(
    ("clock", "took_ms", "found"),
    [("00:00:04", 0.0, 0), ("23:59:50", 0.0, 0), ("00:00:11", 4000.0, 0), ("00:00:11", 0.0, 1)],
)
def test_what_came_at_midnight_counts_for_neither_day(clock: str, took_ms: float, found: int) -> None:
    """Nobody can tell for which day the bank has counted it: its clock may be some seconds from that of the traffic."""
    midnight = datetime.fromisoformat(f"2026-11-22T{clock}").replace(tzinfo=PARIS)
    first = replace(batch(), at=midnight, elapsed_ms=took_ms)
    later = replace(batch(), at=midnight.replace(hour=midnight.hour and 12, minute=30, second=0))
    assert len(contradictions(audited(first, *[later] * 4))) == found


def test_a_walk_that_midnight_interrupts_says_nothing_of_filters() -> None:
    """Some of its rows may be those of another day."""
    first, second = page([row(1)], next="?page=2"), page([row(2, "2026-11-21")], "?page=2", prev="")
    chosen = page([], "?dateFrom=2026-11-20")
    for clock, found in ("12:00:00", 1), ("00:00:02", 0):
        at = datetime.fromisoformat(f"2026-11-22T{clock}").replace(tzinfo=PARIS)
        walk = [replace(one, at=at) for one in (accounts(), first, second, chosen)]
        assert judged(audited(*walk), "filters") == found


def test_a_reset_begins_anew() -> None:
    """A run of ours says so in its archive."""
    reset = replace(
        asked("/x"), call=Call(method="DELETE", url="https://bank.example/quotas"), asker=Asker(purpose=Purpose.CONTROL)
    )
    assert contradictions(audited(*[batch()] * 4, reset, batch())) == []


def test_page_links_are_no_further_access() -> None:
    """QUO-07."""
    first = replace(page([row(1)], next="?page=2"), call=batch(ROWS).call)
    assert contradictions(audited(*[first, batch(f"{ROWS}?page=2")] * 4)) == []


# ------------------------------------------------------------------------------------------------------------ tokens


def test_a_code_opens_once() -> None:
    """One that was refused the second time is as it should be; what somebody put over a code tells nothing."""
    first = granted(grant_type="authorization_code", code="code-12345")
    again = granted(OTHER, grant_type="authorization_code", code="code-12345")
    assert [promise for promise, _ in contradictions(audited(accounts(), first, again))] == ["TOK-04"]
    refused = replace(again, status=400, content=b"", headers=())
    assert contradictions(audited(accounts(), first, refused)) == []
    hidden = granted(grant_type="authorization_code", code="[REDACTED]")
    assert contradictions(audited(accounts(), hidden, hidden)) == []


def test_a_refresh() -> None:
    """Returns the same refresh token, another access token, and ends the former one."""
    first = granted(grant_type="authorization_code", code="code-12345")
    refresh = {"grant_type": "refresh_token", "refresh_token": "refresh-token-1234"}
    assert contradictions(audited(accounts(), first, granted(OTHER, **refresh))) == []
    found = audited(first, granted(OTHER, **refresh), accounts())
    assert [promise for promise, _ in contradictions(found)] == ["REF-15"]
    same = audited(accounts(), first, granted(**refresh))
    assert [promise for promise, _ in contradictions(same)] == ["REF-13"]
    rotated = audited(accounts(), first, granted(OTHER, "refresh-token-9876", **refresh))
    assert [promise for promise, _ in contradictions(rotated)] == ["REF-14"]
