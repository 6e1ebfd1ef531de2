"""What the checks say, in full: every member of every finding, word by word, as tests/golden/findings has it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from conformance.checks import CHECKS
from conformance.checks.schema import _LIMITS
from conformance.model import NOT_JSON, Answer, Mismatch
from conformance.report.text import apart
from tests.support.answers import NOON, answer, exchange, mismatches, pages, shown_by
from tests.support.constraints import GUARDS
from tests.support.golden import same

GARBAGE = b"\xff<html>" + b"x" * 100
NIGHT = datetime(2026, 6, 17, 21, 30, tzinfo=NOON.tzinfo)
LINKS = {"self": {"href": "/a"}, "first": {"href": "/a"}, "last": {"href": "/a"}}
LONG = "r" * 70
REFUSAL = {"status": 404, "message": "AC01"}
LATIN = (("content-type", "application/json; charset=latin-1"),)

BOOKED = {"resourceId": LONG, "bookingDate": "2026-06-01T10:00", "entryReference": "9", "status": "BOOK"}
PENDING = {"resourceId": "p", "expectedBookingDate": "2026-06-05", "entryReference": "", "status": "PDNG"}
DATELESS = {"resourceId": "d", "entryReference": "A1", "status": "OTHR"}
ALL = [BOOKED, PENDING, DATELESS, "x" * 90]


def link(href: Any) -> dict[str, Any]:
    return {"_links": {"self": {"href": href}}}


def accounts(**members: Any) -> dict[str, Any]:
    """A page with one account."""
    account = {"name": "A", "cashAccountType": "CACC", "_links": {}, "accountId": {"iban": "FR76A", "currency": "EUR"}}
    return {"accounts": [account | members], "_links": {"self": {"href": "/accounts"}}}


Case = tuple[Any, Answer]
"""What is wanted of an answer."""
CASES: dict[str, list[Case]] = {
    "status": [
        (200, answer({}, status=404)),
        ([400, 404], answer({}, status=500)),
        (200, Answer(exchanges=(exchange({}), exchange({}, status=500)), body={}, walked=True)),
        (200, Answer(exchanges=(exchange({}), exchange({}, status=500)), body={})),
        (200, Answer(exchanges=(exchange({}, status=500), exchange({})), body={}, walked=True)),
    ],
    "error": [
        ("BADS", answer({"message": "NGAC"}, status=403)),
        ("BADS", Answer(exchanges=(exchange({}), exchange({"message": 7})), body={"message": 7})),
        ("BADS", answer({"message": "no: BADS!"}, status=403)),
        ("BADS", Answer(exchanges=(exchange({}), exchange({})), body={"message": "Forbidden", "error": "BADS x"})),
        ("BADS", answer({"code": "BADS"}, status=403)),
        ("BADS", answer({"message": "BADS", "code": "NGAC"}, status=403)),
        ("BADS", answer({"message": "NGAC: BADS"}, status=403)),
        ("BADS", answer({"error_description": "it is BADS"}, status=403)),
        ("BADS", answer(NOT_JSON, content=GARBAGE, status=403)),
        ("BADS", Answer(exchanges=(exchange({}), exchange([])), body=[])),
        (["AC01", "TMRQ"], answer({"message": "TQMR and more"}, status=429)),
    ],
    "schema": [
        ("accounts", answer(accounts(name=None, usage="x", resourceId="", currency="EUR", bicFi=[1, 2], psuStatus={}))),
        ("accounts", answer(accounts(details=None, accountId={}, balances=[{}]))),
        ("accounts", answer({"accounts": [{}, {}, {}], "_links": {"self": {"href": "/a"}}})),
        ("accounts", answer(accounts(product="x" * 41, linkedAccount=None, details={"a": 1, "b": 2}))),
        ("accounts", answer(accounts(name="x" * 71, balances=[]))),
        ("accounts", pages(accounts(product="x" * 41), accounts(product=7), accounts(product=8))),
        ("accounts", pages(accounts(product="x" * 41), accounts(product="x" * 42))),
        ("accounts", answer(NOT_JSON, content=GARBAGE)),
        ("accounts", answer(NOT_JSON)),
        ("accounts", Answer(exchanges=(exchange(accounts()), exchange(NOT_JSON)), body={}, walked=True)),
        ("balances", answer({"balances": [], "_links": {"self": {"href": "/a b"}}})),
        ("identity", answer({"connectedPsu": "", "connectedPsuNamePrefix": "MR", "_links": {"self": {}}})),
        ("error", answer({"status": 200, "message": "x" * 141}, headers=(("content-type", "text/html"),))),
        ("error", Answer(exchanges=(exchange([], headers=()), exchange({}, headers=())), body=[])),
        ("error", answer({"status": 700.5, "message": ""})),
        ("token", answer({"access_token": "a", "token_type": "bearer", "expires_in": 0})),
        ("consents", answer({"balances": [], "transactions": [], "trustedBeneficiaries": True, "psuIdentity": True})),
        ("consents", answer("x" * 300)),
        ("accounts", answer(NOT_JSON, status=204)),
        ("error", answer(REFUSAL, content=b'{"status":404,"message":"AC01","x":{"a":1,"a":2},"y":{"a":1,"a":2}}')),
        ("accounts", answer({"accounts": [{}, {}], "_links": {"self": {"href": "/a"}}})),
        ("error", Answer(exchanges=(exchange(REFUSAL), exchange(REFUSAL, headers=())), body=REFUSAL)),
        ("error", answer(REFUSAL, headers=(("Content-Type", "application/json; Charset=ISO-8859-1"),))),
        ("error", answer(REFUSAL, headers=(("Content-Type", 'application/json;charset="utf-8"'),))),
        ("error", answer(REFUSAL, headers=(("Content-Type", "application/json; charset=UTF8"),))),
        ("error", Answer(exchanges=(exchange(REFUSAL), exchange(REFUSAL, headers=LATIN)), body=REFUSAL)),
    ],
    "headers": [
        ({"Cache-Control": "no-store", "X-A": True, "X-B": False, "X-C": 7}, answer({}, headers=(("x-b", "1"),))),
        ({"Cache-Control": "no-store"}, answer({}, headers=(("cache-control", "No-Store, max-age=0"),))),
        ({"WWW-Authenticate": "Bearer"}, answer({}, headers=(("www-authenticate", 'Bearer realm="x", Basic'),))),
        ({"Allow": "GET, PUT"}, answer({}, headers=(("allow", "GET, PUT"),))),
        ({"Allow": ["GET", "PUT"]}, answer({}, headers=(("allow", "POST"), ("allow", "DELETE")))),
        ({"X": 7}, Answer(exchanges=(exchange({}, headers=(("x", "7"),)), exchange({}, headers=())), body={})),
        ({"Allow": ["GET", "PUT"], "X-A": "a b"}, answer({}, headers=(("allow", "PUT"), ("x-a", "Bearer, a b")))),
    ],
    "empty": [(True, answer(NOT_JSON, content=GARBAGE)), (True, answer([])), (True, answer({}))],
    "count": [
        ({"a": 1, "b": 2, "n": 3}, answer({"a": [1, 2], "n": 7})),
        ({"a[*]": 1, "a[k=v]": 1, "b[*]": 0}, answer({"a": []})),
        ({"a": {"least": 1}, "b": {"most": 0}, "c": {"least": 0}}, answer({"a": [], "b": [1], "c": []})),
        ({"a": {"most": 1}, "b": {"least": 1}}, answer({"a": [], "b": [1]})),
        ({"l[*].x": 2}, answer({"l": [{}, {"x": 1}]})),
    ],
    "has": [
        (["a", "n", "l[*].x"], answer({"n": None, "l": [{"x": 1}, {}]})),
        (["a"], answer(NOT_JSON, content=GARBAGE)),
        (["a"], answer({"a": 0})),
    ],
    "lacks": [
        (["a", "b", "e[*].x", "l[*].x", "n"], answer({"a": 1, "b": False, "e": [], "l": [{}, {"x": 2}], "n": None})),
        (["f[*].x", "g.x"], answer({"g": {}})),
        (["a"], answer(NOT_JSON, content=GARBAGE, status=200)),
        (["a"], answer(NOT_JSON, content=b"gone", status=400)),
        (["a"], answer(NOT_JSON, status=399)),
    ],
    "equals": [
        ({"a": 1, "b": True, "c": "x", "d[*]": [1, 2], "d": [2]}, answer({"a": 2, "b": 1, "d": [1]})),
        ({"d[*]": 1, "e[*]": []}, answer({"d": [1, 3, 4], "e": [1]})),
        ({"d[*]": [], "e": {"x": [1]}}, answer({"d": [], "e": {"x": [2]}})),
    ],
    "amount": [
        ({"a": "1.00", "b": 0, "c": 0, "l[*]": 5}, answer({"a": "1.01", "b": "x", "l": [5.0, "6", 7]})),
        ({"a": 1, "b": 1, "c": "0"}, answer({"a": True, "b": "NaN", "c": ["0"]})),
    ],
    "values": [
        ({"l[*]": [1, "b", "b"], "m": 3, "gone": 1, "e[*]": ["x"]}, answer({"l": ["b", {"k": 1}, 2], "m": 4, "e": []})),
        ({"e[*]": [], "l[*].k": ["x"]}, answer({"e": [], "l": [{"k": "x"}, {}]})),
        ({"gone": [], "l[*]": ["y" * 170, 2, 3, 4]}, answer({"l": []})),
        ({"l[*]": ["y" * 170, 2, 3, 4]}, answer({"l": ["a"]})),
        ({"l[*]": []}, answer({"l": [1, 2, 3]})),
    ],
    "only": [
        ({"l[*]": [1, 2], "m": 3, "gone": [1]}, answer({"l": [1, 5, 6], "m": 4})),
        ({"l[*]": [1]}, answer({"l": []})),
        ({"gone[*]": [1], "l[*]": [1]}, answer({"l": [2]})),
    ],
    "none": [
        ({"l[*]": [1, 2], "m": 4, "gone[*]": ["x" * 300], "also[*]": [1]}, answer({"l": [3, 2, 1], "m": 4})),
        ({"l[*]": ["1"], "m": [1], "x?": [1], "l[*].y": []}, answer({"l": [1], "m": ["1"]})),
        ({"l[*]": [1]}, answer(NOT_JSON, status=400)),
        ({"l[*]": [1]}, answer(NOT_JSON, status=399)),
        ({"l[*]": [1]}, answer(NOT_JSON, status=400, content=b"gone")),
    ],
    "unique": [
        (["l[*].id", "m[*]"], answer({"l": [{"id": 1}, {"id": "1"}, {"id": 1}], "m": [7, 7]})),
        (["gone[*].id", "also[*]"], answer({})),
        (["l[*].id"], answer({"l": [{}, {"id": ""}, {"id": ""}, {"id": None}, {"id": 2}, {"id": 2}]})),
    ],
    "distinct": [({"l[*]": 3, "gone[*]": 1}, answer({"l": [1, "1", None, 2]}))],
    "matches": [
        ({"a": "[0-9]+", "b": ".", "gone": "x", "l[*]": "x"}, answer({"a": "12a", "b": 1, "l": ["x", "y", "z"]}))
    ],
    "unlike": [
        ({"l": ".*", "n?": ".*"}, answer({"l": ["x"], "n": None})),
        ({"a": "[0-9]+", "b": ".*", "gone": "x"}, answer({"a": "12", "b": "any"})),
    ],
    "between": [
        (
            {"a": {"from": "2026-06-01", "to": "2026-06-30"}, "gone": {"from": "1"}, "b": {"to": "1"}},
            answer({"a": "2026-07-01", "b": 7}),
        ),
        ({"l[*]": {"to": "2026-06-30"}}, answer({"l": ["2026-06-30T23:59", "2026-06-30", "2026-07-01", "2026-08-01"]})),
        ({"l[*]": {"from": "2026-06-01"}}, answer({"l": ["2026-06-01", "2026-05-31T00:00"]})),
    ],
    "latest": [
        (
            {"l": "2026-06-01", "m": "2026-06-01", "gone": "2026-06-01", "n": "2026-06-01"},
            answer({"l": [{"status": "BOOK", "bookingDate": "2026-05-31"}], "m": [], "n": 7}),
        )
    ],
    "link": [
        ({"_links.self": "/accounts", "_links.next": "/x", "_links.prev": "/y"}, answer(link("/elsewhere"))),
        ({"l[*]._links.b": "/accounts/{id}/b/{gone}"}, answer({"l": [{"id": 1, "_links": {"b": {"href": "/x"}}}, {}]})),
        ({"l[*]._links.b": "/accounts/{id}/"}, answer({"l": [{"id": "e t", **{"_links": {"b": None}}}]})),
        ({"l[*]._links.b": "/x"}, answer({"l": []})),
        ({"l[*]._links.b": "/x", "_links.c": "/x"}, answer({"l": [7]})),
        ({"_links.self": "/accounts"}, answer(link(7))),
        (
            {"_links.self": "/accounts"},
            answer({"_links": {"self": "http://bank.test/stet/psd2/v1.4.2/accounts/?page=2"}}),
        ),
        ({"_links.self": "/accounts/"}, answer(link("/stet/psd2/v1.4.2/accounts"))),
        ({"_links.self": "/accounts/a b"}, answer(link("/stet/psd2/v1.4.2/accounts/a%20b"))),
        ({"_links.self": "/accountsX"}, answer(link("/stet/psd2/v1.4.2/accounts"))),
        ({"_links.self": "/accounts"}, answer(link("/stet/psd2/v1.4.2/accountsX"))),
        ({"X._links.self": "/accounts"}, answer({"X": link("/stet/psd2/v1.4.2/accounts")})),
    ],
    "redirect": [
        ({"query": ["a", "b"]}, answer({}, status=200)),
        ({"query": ["a", "b"]}, answer({}, status=302, headers=(("location", "https://t/?x=1&b=2#a=1"),))),
        (
            {"to": "https://t/.*", "matches": {"a": "[0-9]+", "c": "."}},
            answer({}, status=303, headers=(("location", "http://t/?a=x?y"),)),
        ),
        ({"query": ["b"]}, answer({}, status=307, headers=(("location", "http://t/?a=1?b=2&c=3"),))),
        ({}, answer({}, status=308)),
        ({"query": ["a"]}, answer({}, status=302, headers=(("location", "https://t/?x=1#&a=1"),))),
    ],
    "rows": [
        ({"r": ["a", "b"], "gone": [1], "n": [], "k": 7}, answer({"r": ["a"], "n": {}, "k": []})),
        ({"r": [{"resourceId": LONG}]}, answer({"r": [{"entryReference": "e" * 70}]})),
        ({"r": [{"resourceId": LONG}]}, answer({"r": []})),
        ({"r": [BOOKED]}, answer({"r": [BOOKED | {"bookingDate": "2026-06-03"}]})),
        ({"r": ["a"]}, answer({"r": ["a", "b", "c"]})),
        ({"r": [{"b": 1, "a": 2}]}, answer({"r": [{"a": 2, "b": 1}, {"resourceId": "", "entryReference": LONG}]})),
    ],
    "selects": [
        (
            {"r": ALL, "gone": ALL, "n": ALL, "k": None},
            answer({"r": ALL, "n": 7, "k": []}, query={"dateFrom": "2026-06-02"}),
        ),
        ({"r": ALL}, answer({"r": []}, query={"dateFrom": "2026-06-01", "dateTo": "2026-06-06", "page": 2})),
        ({"r": ALL}, answer({"r": [*ALL, "new" * 40, DATELESS | {"resourceId": "o"}]}, query={"dateTo": "2026-06-30"})),
        ({"r": ALL}, answer({"r": ALL}, query={"dateTo": "2026-06-30", "entryReferenceTo": "A2"})),
        ({"r": ALL}, answer({"r": ALL[1:]}, query={"dateTo": "2026-06-30"})),
        ({"r": ALL}, answer({"r": [*ALL, ALL[0] | {"status": "PDNG"}]}, query={"dateTo": "2026-06-30"})),
        ({"r": ALL}, answer({"r": [DATELESS]}, query={"entryReferenceFrom": "100"})),
        ({"r": ALL}, answer({"r": [BOOKED]}, query={"entryReferenceTo": "9"})),
        ({"r": [BOOKED]}, answer({"r": [BOOKED]}, query={"afterEntryReference": "0008"})),
        ({"r": [BOOKED]}, answer({"r": []}, query={"dateTo": "2026-06-01"})),
        ({"r": [BOOKED, PENDING]}, answer({"r": [BOOKED, PENDING]}, query={"dateTo": "2026-06-03"})),
        ({"r": 7}, answer({"r": []}, query={"dateTo": "2026-06-03"})),
        ({"r": [BOOKED, PENDING]}, answer({"r": []}, query={"dateFrom": "2026-06-02"})),
        ({"r": ALL}, answer({"r": ALL}, query={"entryReferenceFrom": "A1"})),
        ({"r": []}, answer({"r": [DATELESS]})),
    ],
    "balances": [
        ({"b": ["VALU", "CLBD", "OTHR"], "gone": [], "c": ["OTHR"]}, answer({"b": [{"balanceType": "VALU"}], "c": 7})),
        ({"b": ["VALU", "CLBD", "OTHR"]}, answer({"b": [{"balanceType": one} for one in ("VALU", "CLBD", "XPCD")]})),
        ({"b": ["VALU", "CLBD", "OTHR"]}, answer({"b": [{"balanceType": "CLBD"}, {"balanceType": "OTHR"}]}, at=NIGHT)),
        ({"b": ["VALU", "CLBD", "OTHR"]}, answer({"b": [{"balanceType": "CLBD"}, {"balanceType": "OTHR"}]})),
        ({"b": ["VALU", "OTHR"]}, answer({"b": [{"balanceType": "VALU"}, {"balanceType": "XPCD"}]}, at=NIGHT)),
        ({"b": ["OTHR", "OTHR"]}, answer({"b": [{"balanceType": "OTHR"}, {"balanceType": "XPCD"}]})),
        ({"l[*].b": ["OTHR"], "c": ["OTHR"]}, answer({"l": [{"b": []}, {"b": [{}]}], "c": []})),
    ],
    "pages": [
        (
            {"count": 1, "first": {"r": 3}, "most": {"r": 1, "s": 0}},
            pages({"r": [1, 2], "s": []}, {"r": [1, 2], "s": [1]}),
        ),
        ({"count": {"least": 2, "most": 3}, "first": {"r": 1, "s": 1}}, pages({"r": [1, 2], "s": [1]})),
        ({"count": {"least": 2}}, pages({}, {})),
        ({"count": {"most": 0}}, pages({})),
        ({"count": {"most": 1}}, pages({})),
        ({"linked": True}, pages({"_links": LINKS}, {"_links": LINKS})),
        ({"linked": True}, pages({"_links": LINKS | {"next": {"href": "/b"}}}, {"_links": LINKS | {"prev": None}})),
        ({"linked": True}, pages({"_links": LINKS | {"next": {"href": "/b"}, "prev": {"href": "/c"}}}, {})),
        ({"linked": True}, pages({"_links": {}})),
    ],
}


def told(mismatch: Mismatch, brought: Answer) -> str:
    """A mismatch in full, on one line."""
    level = "should" if mismatch.advice else "must"
    of = f"{level} · key {mismatch.key or '-'} · at {mismatch.where or '-'} · exchange {shown_by(mismatch, brought)}"
    return f"    {of}\n      {mismatch.says}\n      wanted {shown(mismatch.wanted)}\n      got {shown(mismatch.got)}"


def shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def test_a_link_is_resolved_against_the_address_that_was_asked() -> None:
    """A relative one means nothing by itself."""
    asked: list[tuple[str, str]] = []

    def below(href: str, url: str) -> str:
        asked.append((href, url))
        return "/accounts"

    brought = Answer(exchanges=(exchange({}),), body=link("accounts"), below=below)
    assert mismatches("link", {"_links.self": "/accounts"}, brought) == []
    assert asked == [("accounts", exchange({}).call.url)]


def test_every_word_says_something_here() -> None:
    """A new word needs a row above."""
    assert set(CASES) == set(CHECKS)


@pytest.mark.parametrize("word", CASES)
def test_what_a_word_finds(word: str) -> None:
    """The first line is what is wanted, then each finding; none where the answer is as wanted."""
    lines = []
    for wanted, brought in CASES[word]:
        body = "no JSON" if brought.body is NOT_JSON else shown(brought.body)
        query = f" asked with {shown(dict(brought.query))}" if brought.query else ""
        lines.append(f"{word}: {shown(wanted)}\n  of {body[:300]}{query}")
        lines.extend(told(mismatch, brought) for mismatch in mismatches(word, wanted, brought))
    same(f"findings/{word}.txt", "\n".join(lines))


def test_wanted_and_got_always_differ() -> None:
    """Who reads `8 rows` twice learns nothing."""
    for word, cases in CASES.items():
        for wanted, brought in cases:
            for mismatch in mismatches(word, wanted, brought):
                left, right = apart(mismatch.wanted, mismatch.got)
                assert left != right, (word, mismatch)


def test_every_constraint_of_the_schemas_reads_as_a_wish() -> None:
    """The others are told by what they name: a member, types, values, a form."""
    assert set(_LIMITS) == GUARDS - {"required", "type", "enum", "pattern", "const"}


def test_the_golden_files_are_those_of_the_words() -> None:
    folder = Path(__file__).parents[1] / "golden" / "findings"
    assert {path.stem for path in folder.glob("*.txt")} == set(CASES)
