"""What a bank may send that no bank should: each case with the time it may take, and what has to be said of it.

A case takes place at the API, at the token endpoint, at the screens of a login, or at each of them.
"""

from __future__ import annotations

import gzip
import json
from typing import Final

from conformance.model import Outcome
from tests.support.hostile_sends import (
    Case,
    Sends,
    answer,
    document,
    dripped,
    endless,
    linked,
    moved,
    once,
    posting,
    raw,
    rows,
    screen,
    shown,
    silence,
)

CHUNKED: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
TO_THE_END: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
GIGABYTE: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1073741824\r\n\r\n"
BOMB: Final = gzip.compress(b'{"accounts": "' + b"x" * 60_000_000 + b'"}')
HTTP_2: Final = b"\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64\0\x04\x40\0\0\0\0\x02\0\0\0\0\0\0\x08\x07" + b"\0" * 13
HINTS: Final = b"HTTP/1.1 103 Early Hints\r\n\r\n"
MANY: Final = "[" + "1," * 500_000 + "[]," * 100_000 + "1" + ",1" * 500_000 + "]"
TWICE: Final = "{" + ",".join(f'"m{n}":1' for n in range(30_000)) + ',"m7":2}'
TYPED: Final = "<form method=post action=x><input name=identifiant><button>Valider</button></form>"
FORMS: Final = "<form method=post><input name=a><input type=submit></form>" * 2_000
FIELDS: Final = "<form method=post>" + "<input name=a><label>b</label>" * 20_000 + "</form>"
ATTRIBUTES: Final = "<form><input " + " ".join(f"a{n}" for n in range(100_000)) + ">"
CHOICES: Final = f"<form>{'<select>' * 250}{'<option>x' * 60_000}"
LINKS: Final = f"<base href='/{'a/' * 300}'>" + "".join(f"<a href=../{n}>x</a>" for n in range(4_000))
ONE_LABEL: Final = (
    f"<p id=a>{'word ' * 20_000}<form method=post>{'<input name=a aria-labelledby=a>' * 2_000}<input type=submit>"
)
TOKENS: Final = json.dumps({"accounts": [{"access_token": f"token-{n:0>30}"} for n in range(200_000)]})
EMPTY: Final = '{"transactions":[' + "{}," * 300_000 + "{}]}"
MARKS: Final = "\x1b[2J\x1b]0;x\x07<script>alert(1)</script>\u202e\u2066"
PAGE: Final = (
    "  - GET: /accounts/1/transactions\n"
    "    expect: {status: 200, schema: transactions, count: {transactions: {least: 1}}}\n"
)
FOLLOW: Final = "  - GET: /accounts\n    expect: {status: 200}\n  - walk: _links.next\n    expect: {status: 200}\n"
_P, _F, _B = Outcome.PASSED, Outcome.FAILED, Outcome.BLOCKED
_LONG, _NO_END = "the body is longer than 1 MiB", "did not end it within"
_ROWS = "rules/transactions"
_NO_HTTP, _CUT = "is no HTTP/1.1: ", "in the middle of an answer"


def everywhere(sends: Sends, ends: Outcome, says: str, *, waits: bool = False) -> Case:
    """A case that ends alike at each place."""
    return Case(sends, (ends,) * 3, (says,) * 3, waits=waits)


def api(sends: Sends, ends: Outcome, says: str, **more: object) -> Case:
    """A case at the API."""
    return Case(sends, (ends,), (says,), places=("API",), **more)  # type: ignore[arg-type]


def token(sends: Sends, ends: Outcome, says: str, **more: object) -> Case:
    """A case at the token endpoint."""
    return Case(sends, (ends,), (says,), places=("token",), **more)  # type: ignore[arg-type]


def login(sends: Sends, ends: Outcome, says: str, **more: object) -> Case:
    """A case at the screens."""
    return Case(sends, (ends,), (says,), places=("login",), **more)  # type: ignore[arg-type]


def follow(href: str, ends: Outcome, says: str) -> Case:
    """A case of a link."""
    return api(linked(href), ends, says, steps=FOLLOW)


CASES: Final[dict[str, Case]] = {
    "no answer at all": everywhere(silence, _B, "did not answer within", waits=True),
    "headers, a byte at a time": everywhere(dripped(headers=True), _B, _NO_END, waits=True),
    "a body, a byte at a time": everywhere(dripped(headers=False), _B, _NO_END, waits=True),
    "interim answers without end": everywhere(endless(b"", HINTS, 0.001), _B, _NO_END, waits=True),
    "chunks of one byte without end": everywhere(endless(CHUNKED, b"1\r\n \r\n", 0.02), _B, _NO_END, waits=True),
    "a chunk extension without end": everywhere(endless(CHUNKED + b"1;a=", b"x" * 9999), _B, "more than 100 kB"),
    "trailers without end": everywhere(endless(CHUNKED + b"0\r\n", b"A: b\r\n" * 999), _B, "more than 100 kB"),
    "a status line without end": everywhere(endless(b"HTTP/1.1 200 ", b"x" * 9999), _B, "more than 100 kB"),
    "a header without end": everywhere(endless(b"HTTP/1.1 200 OK\r\nA: ", b"x" * 9999), _B, "more than 100 kB"),
    "headers without end": everywhere(endless(b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 999), _B, "more than 100 kB"),
    "fifty thousand headers": everywhere(once(*(f"X-{n}: {n}" for n in range(50_000))), _B, "more than 100 kB"),
    "five thousand headers": everywhere(once(*(f"X-{n}: {n}" for n in range(5_000))), _P, ""),
    "fifteen hundred cookies": everywhere(once(*(f"Set-Cookie: c{n}={'v' * 20}" for n in range(1_500))), _P, ""),
    "a body without end, in chunks": everywhere(endless(CHUNKED, b"2710\r\n" + b" " * 10_000 + b"\r\n"), _B, _LONG),
    "a body without end or length": everywhere(endless(TO_THE_END, b" " * 65_536), _B, _LONG),
    "a gigabyte, and its length told": everywhere(endless(GIGABYTE, b" " * 65_536), _B, _LONG),
    "60 MB packed into 60 kB": everywhere(once("Content-Encoding: gzip", body=BOMB), _B, _LONG),
    "a length too long": everywhere(once("Content-Length: 5000"), _B, _CUT),
    "a negative length": everywhere(once("Content-Length: -5"), _B, f"{_NO_HTTP}its Content-Length is no length"),
    "a length of 5,000 digits": everywhere(once(f"Content-Length: {'9' * 5000}"), _B, f"{_NO_HTTP}its Content-Length"),
    "two different lengths": everywhere(once("Content-Length: 5", "Content-Length: 6"), _B, f"{_NO_HTTP}it tells two"),
    "a chunk of negative length": everywhere(
        once("Transfer-Encoding: chunked", body=b"-1\r\n{}\r\n0\r\n\r\n"), _B, "the length of a chunk is malformed"
    ),
    "a chunk that breaks off": everywhere(once("Transfer-Encoding: chunked", body=b"50\r\n{}\r\n"), _B, _CUT),
    "a coding that nobody knows": everywhere(once("Transfer-Encoding: gzip"), _B, "its Transfer-Encoding is another"),
    "two transfer codings": everywhere(once(*("Transfer-Encoding: chunked",) * 2), _B, "it tells two codings"),
    "a chunk longer than told": everywhere(
        once("Transfer-Encoding: chunked", body=b"1\r\n{}\r\n0\r\n\r\n"),
        _B,
        "a chunk does not end where its length says",
    ),
    "a first header that goes on": everywhere(
        lambda place: iter([answer(place).replace(b"\r\n", b"\r\n X-A: b\r\n", 1)]),
        _B,
        "its first header begins with a",
    ),
    "closed without a byte": everywhere(raw(), _B, "closed the connection without an answer"),
    "closed in the status line": everywhere(raw(b"HTTP/1.1 20"), _B, _CUT),
    "closed in the headers": everywhere(raw(b"HTTP/1.1 200 OK\r\nContent-"), _B, _CUT),
    "HTTP/0.9": everywhere(lambda place: iter([place.good[1]]), _B, f"{_NO_HTTP}it has no status line"),
    "HTTP/1.0": everywhere(once("Connection: close", version="1.0"), _P, ""),
    "HTTP/2 only": everywhere(raw(HTTP_2), _B, "answers in HTTP/2"),
    "an alert of TLS, in clear": everywhere(raw(b"\x15\x03\x01\0\x02\x02\x46"), _B, "answers in TLS"),
    "a status of four digits": everywhere(once(head="1000 Many"), _B, "the status line is malformed"),
    "a status below 100": everywhere(once(head="099 Early"), _B, f"{_NO_HTTP}its status is below 100"),
    "another protocol (101)": everywhere(
        once("Upgrade: x", "Connection: Upgrade", head="101 Go"), _B, "it changes to another protocol"
    ),
    "a header with a zero byte": everywhere(once("X-A: a\0b"), _B, "a header is malformed"),
    "two answers to one request": everywhere(lambda place: iter([answer(place) * 2]), _P, ""),
    "escapes in headers and reason": everywhere(once("X-A: \x1b[2J<script>\xe2\x80\xae"), _P, ""),
    "a Retry-After of 5,000 digits": Case(
        once(f"Retry-After: {'9' * 5000}", head="503 Busy"),
        (_B, _B, _B),
        ("answers 503 and asks to come back later", "answered 503 without an access_token", "answers 503 and asks"),
    ),
    "a body that is not packed as told": Case(
        once("Content-Encoding: gzip", body=b"\x1f\x8b" + b"x" * 99),
        (_F, _B),
        ("is not compressed as its Content-Encoding `gzip` says", "without a JSON body"),
        places=("API", "token"),
    ),
    "a packing with a name of 50,000 letters": api(
        once(f"Content-Encoding: {'x' * 50_000}"), _F, f"is compressed with `{'x' * 39}…`, which was not requested"
    ),
    "a number of a million digits": api(
        document(f'{{"accounts": {"9" * 1_000_000}}}'), _F, f"the number {'9' * 19}… is too large"
    ),
    "a length too short": Case(
        once("Content-Length: 5"), (_F, _B), ("it stops in the middle", "without a JSON body"), places=("API", "token")
    ),
    "JSON nested 90,000 deep": Case(
        document('{"a":' + "[" * 90_000 + "]" * 90_000 + "}"),
        (_F, _B),
        ("nested more than 200 levels deep", "without a JSON body"),
        places=("API", "token"),
    ),
    "a JSON text that never ends": Case(
        document('{"a":"' + '\\"' * 400_000),
        (_F, _B),
        ("it stops in the middle", "without a JSON body"),
        places=("API", "token"),
    ),
    "200,000 tokens in one body": Case(
        document(TOKENS),
        (_B, _B),
        ("the answer carries more than 5,000 tokens, codes and session cookies, which is not read",) * 2,
        places=("API", "token"),
        steps=PAGE,
    ),
    "more than a million values": api(document(MANY), _F, "more than 1,000,000 values", steps=PAGE),
    "30,000 members, one of them twice": api(document(TWICE), _F, "transactions is missing", steps=PAGE),
    "scripts, escapes and bidi marks in every text": api(
        rows(2, status=MARKS, entryReference=MARKS, bookingDate=MARKS), _F, "", steps=PAGE, rule=_ROWS
    ),
    "a page of 200 wrong rows": api(rows(200, status="NOPE"), _F, "(and 199 more like it)", steps=PAGE, rule=_ROWS),
    "a page of 30,000 right rows": api(rows(30_000), _P, "", steps=PAGE, bound_s=30, long=True),
    "a page of 20,000 wrong rows": api(
        rows(20_000, status="NOPE"), _F, "(and 19999 more like it)", steps=PAGE, rule=_ROWS, bound_s=30, long=True
    ),
    "300,000 empty rows": api(document(EMPTY), _F, "(and at least ", steps=PAGE, rule=_ROWS, bound_s=60, long=True),
    "a link to itself": follow("{path}", _F, ""),
    "a link to another host": follow("http://{foreign}/elsewhere", _F, "is not this bank's host"),
    "a link to a file": follow("file:///etc/passwd", _F, "it is not an http(s) address"),
    "a link with a user part": follow("http://{own}@{foreign}/accounts", _F, "is not this bank's host"),
    "a link with a backslash": follow("http://{foreign}\\@{own}/accounts", _F, ""),
    "a redirect to itself": api(moved("{path}"), _F, "the status is wrong"),
    "a redirect 307 to another host": Case(
        moved("http://{foreign}/token", 307),
        (_F, _B),
        ("the status is wrong", "answered 307 without a JSON body"),
        places=("API", "token"),
    ),
    "an access token of 100 kB": token(document(json.dumps({"access_token": "t" * 100_000})), _P, ""),
    "an access token of 10 MB": token(
        document(json.dumps({"access_token": "t" * 10_000_000})), _P, "", bound_s=30, long=True
    ),
    "an access token with a line break": token(document('{"access_token": "abc\\ndef"}'), _B, "access_token"),
    "screens that lead to themselves": login(moved("{path}"), _B, "went on for 12 screens"),
    "a screen that goes on to itself": login(screen("<meta http-equiv=refresh content='0; url=?a'>"), _B, "12 screens"),
    "a redirect of the login to another host": login(moved("https://bank.example/x"), _B, "nor on the site of"),
    "a redirect of the login to a file": login(moved("file:///etc/passwd"), _B, "cannot be requested"),
    "a form that posts to another host": login(posting("http://bank.example/x"), _B, "nor on the site of"),
    "a redirect 307 of what was typed": login(posting("http://bank.example/x", 307), _B, "nor on the site of"),
    "a redirect of the login to another port": login(moved("http://{foreign}/x"), _B, "nor on the site of"),
    "a form that posts to another port": login(posting("http://{foreign}/x"), _B, "nor on the site of"),
    "a redirect 307 to another port": login(posting("//{foreign}/x", 307), _B, "nor on the site of"),
    "a base address of another port": login(
        shown(f"<base href='http://{{foreign}}/'>{TYPED}"), _B, "nor on the site of"
    ),
    "a button that posts to another port": login(
        shown(TYPED.replace("<button", "<button formaction='//{foreign}/x'")),
        _B,
        "nor on the site of",
    ),
    "a page that goes on to another port": login(
        shown("<meta http-equiv=refresh content='0; url=http://{foreign}/'>"),
        _B,
        "nor on the site of",
    ),
    "a redirect of the login to a broken host": login(moved("http://[::1/"), _B, "`http://[::1/`, which cannot be"),
    "a redirect of the login to port 99999": login(moved("http://127.0.0.1:99999/"), _B, "there is no port 99999"),
    "a form that posts to a broken host": login(posting("http://[::1/x"), _B, "whose host or port is malformed"),
    "a cookie with control characters": login(
        once("Set-Cookie: a=\x1b[31m\x01", head="200 OK\r\nContent-Type: text/html", body=TYPED.encode()),
        _B,
        "login refused",
    ),
    "2,000 forms": login(screen(FORMS), _B, "login refused", bound_s=30, long=True),
    "20,000 fields": login(screen(FIELDS), _B, "login refused", bound_s=30, long=True),
    "100,000 paragraphs": login(
        screen("<p class=error>code" * 100_000), _B, "has no form to fill in", bound_s=30, long=True
    ),
    "100,000 elements in each other": login(screen("<div>" * 100_000), _B, "has no form to fill in", bound_s=30),
    "a tag of 100,000 attributes": login(screen(ATTRIBUTES), _B, "has more than 500 attributes on one tag"),
    "60,000 options in 250 choices": login(screen(CHOICES), _B, "has more than 25,000 options and is not read"),
    "4,000 links": login(screen(LINKS), _B, "leads to more than 3,000 addresses"),
    "2,000 fields with one long label": login(screen(ONE_LABEL), _B, "only the first 1,000 were read"),
}
