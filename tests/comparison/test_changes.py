"""What is by chance and what is not; what each kind of difference is told as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from conformance.comparison.changes import shifts
from conformance.comparison.drift import drift
from conformance.comparison.observing import observe
from conformance.comparison.text import drift_line
from conformance.model import Exchange
from tests.support.makers import BASE
from tests.support.stories import answer

ROWS = "/accounts/038-1/transactions"


def rows(number: int, **members: Any) -> list[dict[str, Any]]:
    return [{"resourceId": f"038-{index:03}", "status": "BOOK", **members} for index in range(number)]


def page(number: int = 20, links: Any = None, **members: Any) -> Exchange:
    body = {"_links": links or {"self": {"href": f"{BASE}{ROWS}"}}, "transactions": rows(number, **members)}
    return answer(ROWS, body)


def told(before: Sequence[Exchange], after: Sequence[Exchange], **more: bool) -> list[str]:
    """What a comparison says of the answers alone, without whose and to what they are."""
    one, other = observe(before, BASE), observe(after, BASE)
    found = drift(shifts(one, other, **{"settled": True, "texts": True, **more}), (), one, other)
    return [drift_line(each).partition(" · ")[0] for each in found]


def test_the_same_says_nothing() -> None:
    """However often it was asked for."""
    assert told([page()], [page(), page(), page()]) == []


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ({"valueDate": "2026-11-22"}, {}, "member valueDate: no longer there (at transactions[*].valueDate)"),
        ({}, {"x": 1}, "member x: new (at transactions[*].x)"),
        ({"x": "a"}, {"x": None}, "type x: text -> null (at transactions[*].x)"),
        ({"x": "1.5"}, {"x": "1.50"}, "form x: number with 1 decimal -> number with 2 decimals (at transactions[*].x)"),
        ({"x": "DBIT"}, {"x": "debit"}, "value x: DBIT -> debit (at transactions[*].x)"),
        ({"x": "2026-11-22"}, {"x": "2026-11-21"}, "value x: today -> today-1 (at transactions[*].x)"),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, "order of members members: in another order (at transactions[*])"),
    ],
)
def test_a_difference_is_named(before: dict[str, Any], after: dict[str, Any], says: str) -> None:
    """What it is about, what it was, what it is."""
    assert told([page(**before)], [page(**after)]) == [says]


def test_what_is_rare_stays_away_by_chance() -> None:
    """One row in twenty has a reason; that twenty others have none says nothing."""
    some = [{**row, "reason": "x"} if not index else row for index, row in enumerate(rows(20))]
    assert told([answer(ROWS, {"transactions": some})], [answer(ROWS, {"transactions": rows(20)})]) == []


def test_what_was_common_does_not_stay_away_by_chance() -> None:
    """Every second row had one."""
    some = [{**row, "reason": "x"} if index % 2 else row for index, row in enumerate(rows(20))]
    found = told([answer(ROWS, {"transactions": some})], [answer(ROWS, {"transactions": rows(20)})])
    assert found == ["member reason: no longer there, was in 50 % (at transactions[*].reason)"]


def test_a_row_counts_once() -> None:
    """Asked for a hundred times it is still one of two."""
    first, second = ({"transactions": [{"resourceId": "1", "x": 1}]}, {"transactions": [{"resourceId": "2"}]})
    often = [answer(ROWS, first | {"n": index % 2}) for index in range(100)]
    assert told([*often, answer(ROWS, second)], [answer(ROWS, first | {"n": 0}), answer(ROWS, second)]) == []


def test_pages_of_another_size() -> None:
    """Of those that another page follows."""
    links = {"next": {"href": f"{BASE}{ROWS}?page=2"}}
    found = told([page(20, links)], [page(19, links)])
    assert found == ["page size transactions: 20 -> 19"]


def test_a_customer_has_other_rows() -> None:
    """Not by one or two; where accounts live not by a few either."""
    assert told([page(30)], [page(32)]) == []
    assert told([page(30)], [page(27)]) == ["rows transactions: 30 different ones -> 27"]
    assert told([page(30)], [page(27)], settled=False) == []
    assert told([page(30)], [page(20)], settled=False) == ["rows transactions: 30 different ones -> 20"]


def test_links_written_otherwise_are_one_difference() -> None:
    """Whatever their relations."""
    here = {name: {"href": f"{BASE}{ROWS}"} for name in ("self", "first")}
    there = {name: {"href": f"/stet/psd2/v1.4.2{ROWS}"} for name in ("self", "first")}
    found = told([page(links=here)], [page(links=there)])
    assert found == ["link links: absolute -> by its path (at _links.self, _links.first)"]


def test_rows_in_another_order() -> None:
    """By whatever they were ordered."""
    body = {"transactions": rows(4)}
    back = {"transactions": rows(4)[::-1]}
    assert told([answer(ROWS, body)], [answer(ROWS, back)]) == [
        "order of rows transactions: ascending -> descending (at by resourceId)"
    ]


def test_look_alikes_have_an_order_of_their_own() -> None:
    """Where one of the runs is masked, it says nothing that names or texts come in another order."""
    one, other = ({"accounts": [{"name": f"n{index}"} for index in order]} for order in ((1, 2, 3, 4), (3, 1, 4, 2)))
    before, after = [answer("/accounts", one)], [answer("/accounts", other)]
    assert told(before, after) != []
    assert told(before, after, texts=False) == []


def test_headers() -> None:
    """Their names, values, media types; those of the moment have no values."""
    plain = (("content-type", "application/json"), ("date", "Sun"), ("cache-control", "no-store"))
    other = (("content-type", "application/hal+json"), ("date", "Mon"), ("cache-control", "private"), ("via", "1.1 a"))
    before, after = (answer(body={"a": 1}, headers=headers) for headers in (plain, other))
    assert told([before], [after]) == [
        "media type: application/json -> application/hal+json",
        "header via: new",
        "header value cache-control: no-store -> private",
    ]


def test_a_body_written_otherwise() -> None:
    """The same JSON."""
    before, after = answer(content='{"a":"é"}'.encode()), answer(content=b'{\n "a": "\\u00e9"}')
    assert told([before], [after]) == [
        "layout body: compact -> on several lines",
        "layout letters beyond ASCII: as they are -> escaped",
    ]


def test_fields_of_a_screen() -> None:
    """By their names."""
    html = (("content-type", "text/html"),)
    before, after = (
        answer("/login", content=f'<form><input name="{name}"></form>'.encode(), headers=html) for name in ("id", "x1")
    )
    assert told([before], [after]) == ["screen fields: id -> x1"]


def balances(*amounts: str) -> list[Exchange]:
    return [
        answer(
            "/accounts/038-1/balances",
            {"balances": [{"balanceType": "VALU", "name": "a", "balanceAmount": {"amount": one, "currency": "EUR"}}]},
        )
        for one in amounts
    ]


def test_amounts_of_balances() -> None:
    """However many zeros they have; not where an account lives."""
    assert told(balances("52.1"), balances("52.10"))[0].startswith("form amount")
    assert told(balances("52"), balances("53")) == ["amount balances: another one"]
    assert told(balances(*["52"] * 20), balances(*["52", "53"] * 9)) == ["amount balances: several in one run"]
    assert told(balances("52"), balances("53"), settled=False) == []


def test_masked_texts_are_others_in_every_run() -> None:
    """Unless both runs have one in common."""
    before, after = page(x="MALLOW"), page(x="FERNET")
    assert told([before], [after], texts=False) == []


def test_only_one_customer_shows_it() -> None:
    """And is named."""
    others = [answer(ROWS, {"transactions": rows(20, x=1)}, persona="marie")]
    mine = [answer(ROWS, {"transactions": rows(2, x=1)})], [answer(ROWS, {"transactions": rows(2)})]
    one, other = observe([*others, *mine[0]], BASE), observe([*others, *mine[1]], BASE)
    found = drift(shifts(one, other, settled=True, texts=True), (), one, other)
    assert [drift_line(each).rpartition(" · ")[2] for each in found] == ["as marc"]


def test_a_server_that_fails_now_and_then() -> None:
    """Is told once, and only where the other run has not seen it."""
    failing = answer(status=503)
    assert told([answer()], [answer(), failing]) == ["server error 503: came never before"]
    assert told([answer(), failing], [answer("/end-user-identity"), answer(), failing])[:1] == [
        "address GET /end-user-identity: asked for in the second run only"
    ]
