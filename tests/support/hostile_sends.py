"""How a bank sends what no bank should: an answer right but for one thing, in pieces, without end, or none at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from threading import Event
from typing import Final, NamedTuple

from conformance.model import Outcome

PLACES: Final = ("API", "token", "login")
ACCOUNTS: Final = {
    "accounts": [],
    "_links": {"self": {"href": "/v1/accounts"}, "endUserIdentity": {"href": "/v1/end-user-identity"}},
}
SECRET: Final = "canary-of-a-token-that-must-stay-at-home"
CALLBACK: Final = "https://myAPP.fr/Home/OAuth2Callback"
CODE: Final = "canary-of-a-code"
SHORT_S: Final = 0.25
"""How long the bank is waited for where it takes its time."""


class Place(NamedTuple):
    """Where a case takes place, and what can be known there."""

    name: str
    own: str
    """host:port of the bank."""
    foreign: str
    """host:port of somebody else."""
    state: str
    over: Event
    path: str
    """What was asked for."""

    @property
    def good(self) -> tuple[str, bytes]:
        """The head of an answer that belongs there, without its length, and its body."""
        if self.name == "login":
            back = f"{CALLBACK}?code={CODE}&state={self.state}"
            return f"302 Found\r\nLocation: {back}\r\nContent-Type: text/html", b"<html>go on</html>"
        body = ACCOUNTS if self.name == "API" else {"access_token": SECRET, "token_type": "Bearer", "expires_in": 3600}
        return "200 OK\r\nContent-Type: application/json", json.dumps(body).encode()


Sends = Callable[[Place], Iterator[bytes]]


class Case(NamedTuple):
    """What is sent, where, within which time the scenario has to end, as what, and with which words."""

    sends: Sends
    ends: tuple[Outcome, ...]
    """At each of the places."""
    says: tuple[str, ...]
    """At each of the places; '' for nothing."""
    places: tuple[str, ...] = PLACES
    bound_s: float = 10
    """Twenty times what most take: machines that test are busy, and what hangs hangs for good."""
    waits: bool = False
    """Whether the bank takes its time."""
    steps: str = ""
    """Other steps than to ask for the accounts."""
    rule: str = ""
    """The rule of every answer that finds it, where it is none of the scenario's."""
    long: bool = False


def answer(place: Place, *headers: str, head: str = "", body: bytes | None = None, version: str = "1.1") -> bytes:
    """A whole answer, the good one unless said otherwise; its length is told, unless headers tell another one."""
    said, content = place.good
    content = content if body is None else body
    own_length = any(one.lower().startswith(("content-length", "transfer-encoding")) for one in headers)
    lengths = () if own_length else (f"Content-Length: {len(content)}",)
    return "\r\n".join((f"HTTP/{version} {head or said}", *lengths, *headers, "", "")).encode("latin-1") + content


def once(*headers: str, head: str = "", body: bytes | None = None, version: str = "1.1") -> Sends:
    """A whole answer, at once."""
    return lambda place: iter([answer(place, *headers, head=head, body=body, version=version)])


def raw(*pieces: bytes) -> Sends:
    """These bytes, whatever is asked."""
    return lambda _: iter(pieces)


def dripped(*, headers: bool) -> Sends:
    """The good answer a byte at a time, from its beginning or from its body on."""

    def sends(place: Place) -> Iterator[bytes]:
        whole = answer(place)
        at = 0 if headers else whole.index(b"\r\n\r\n") + 4
        yield whole[:at]
        for index in range(at, len(whole)):
            place.over.wait(0.05)
            yield whole[index : index + 1]

    return sends


def endless(head: bytes, piece: bytes, wait_s: float = 0.0) -> Sends:
    """A beginning, and then the same again and again until nobody listens any more."""

    def sends(place: Place) -> Iterator[bytes]:
        yield head
        while not place.over.wait(wait_s):
            yield piece

    return sends


def silence(place: Place) -> Iterator[bytes]:
    """Nothing, until the test is over."""
    place.over.wait(10)
    yield b""


def document(text: str | bytes) -> Sends:
    """A body of the API or of the token endpoint."""
    body = text.encode() if isinstance(text, str) else text
    return once(head="200 OK\r\nContent-Type: application/hal+json; charset=utf-8", body=body)


def screen(html: str) -> Sends:
    """A screen of a login."""
    return once(head="200 OK\r\nContent-Type: text/html; charset=utf-8", body=f"<html>{html}</html>".encode())


def shown(html: str) -> Sends:
    """A screen of a login on which {foreign} is a host."""
    return lambda place: screen(html.format(foreign=place.foreign))(place)


def moved(to: str, status: int = 302) -> Sends:
    """A redirect; {own} and {foreign} are hosts, {path} is what was asked for."""

    def sends(place: Place) -> Iterator[bytes]:
        there = to.format(own=place.own, foreign=place.foreign, path=place.path)
        yield answer(place, head=f"{status} Moved\r\nLocation: {there}", body=b"")

    return sends


def linked(href: str) -> Sends:
    """A list of accounts whose next page is there."""

    def sends(place: Place) -> Iterator[bytes]:
        there = href.format(own=place.own, foreign=place.foreign, path=place.path)
        body = ACCOUNTS | {"_links": {"self": {"href": "/v1/accounts"}, "next": {"href": there}}}
        yield answer(place, body=json.dumps(body).encode())

    return sends


def posting(action: str, status: int = 0) -> Sends:
    """A form that leads elsewhere, at once or by a redirect that keeps what is posted."""

    def sends(place: Place) -> Iterator[bytes]:
        there = action.format(own=place.own, foreign=place.foreign, path=place.path)
        to = there if not status else ""
        if status and place.path.startswith("POST"):
            yield answer(place, head=f"{status} Moved\r\nLocation: {there}", body=b"")
        else:
            form = f"<form method=post action='{to}'><input name=identifiant><input type=submit value=Valider></form>"
            yield from screen(form)(place)

    return sends


def row(number: int, **other: object) -> dict[str, object]:
    """A row of a page of transactions."""
    right = {
        "resourceId": f"tr-{number:08}",
        "entryReference": f"{number:08}",
        "transactionAmount": {"amount": "12.34", "currency": "EUR"},
        "creditDebitIndicator": "CRDT",
        "status": "BOOK",
        "bookingDate": "2026-11-01",
        "valueDate": "2026-11-01",
        "remittanceInformation": {"unstructured": [f"virement {number}"]},
    }
    return right | other


def rows(count: int, **other: object) -> Sends:
    """A page of so many rows."""
    links = {"self": {"href": "/v1/accounts/1/transactions"}, "account": {"href": "/v1/accounts"}}
    page = {"transactions": [row(number, **other) for number in range(count)], "_links": links}
    return document(json.dumps(page))
