"""A ledger goes into a page and comes back, byte for byte; one that was changed there is refused."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.ledger.in_page import Packing, ledger_of, packed

LINES = b'{"kind":"header","format":2}\n' + b'{"kind":"exchange","at":{"x":1}}\n' * 300 + b'{"kind":"foo'


def page(ledger: bytes) -> bytes:
    return b"<!doctype html><body>" + packed(ledger).markup.encode() + b"<script>let a = 1;</script></body>"


@given(st.binary(max_size=200) | st.text("ab}{\n", max_size=60).map(str.encode))
def test_what_goes_in_comes_out(ledger: bytes) -> None:
    """Whatever it is: also the torn last line of a run that was killed."""
    assert ledger_of(page(ledger)) == ledger


ID, OTHER = "0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def line(number: int, sent: str, echoed: str, body: str) -> str:
    """An exchange."""
    return (
        f'{{"kind":"exchange","number":{number},"request":{{"headers":[["X-Request-ID","{sent}"]]}},'
        f'"response":{{"headers":[["x-request-id","{echoed}"]],"body":"{body}"}},'
        f'"elapsed_ms":{number / 8},"at":"2026-11-27T03:23:18.11280{number % 10}+01:00"}}\n'
    )


def body(text: str, digest: str | None = None) -> str:
    """A body, below its own digest or another."""
    return f'{{"kind":"body","sha256":"{digest or hashlib.sha256(text.encode()).hexdigest()}","text":"{text}"}}\n'


def test_what_varies_comes_back_too() -> None:
    """Ids that are echoed and such as are not, numbers that are left out, digests before and after their body, of none,
    of two bodies and of a body that is another; also what only looks like one of our own signs.
    """
    one, two, none = (hashlib.sha256(text).hexdigest() for text in (b"one", b"two", b"none"))
    ledger = (
        line(1, ID, ID, one) + body("one") + line(2, OTHER, ID, two) + line(7, OTHER, OTHER, none) + body("two")
        + body("two") + body("three", none) + line(8, ID, "none", one) + body("#0 = +") + line(10, ID, ID, "#1")
    ).encode()  # fmt: skip
    assert ledger_of(page(ledger)) == ledger
    for sign in range(7):
        assert ledger_of(page(ledger + bytes([sign]))) == ledger + bytes([sign])


def test_packed_little_by_little_it_is_the_same() -> None:
    """Whatever was packed when the next line came; a line that is long is packed in parts."""
    lines = [line(number, ID, OTHER, "none" * number).encode() for number in range(40)]
    lines.append(b'{"kind":"body","json":[' + b",".join(b'{"id":%d}' % one for one in range(20_000)) + b"]}\n")
    at_once = packed(b"".join(lines))
    for parts in (1, 3, 50):
        packing = Packing()
        for one in lines:
            packing.add(one)
            done = [packing.pack_a_little() for _ in range(parts)]
        assert done[-1] == (parts < 50)
        assert packing.end() == at_once


def test_what_varies_takes_little_room() -> None:
    """An exchange whose body was seen before costs what is new in it: its id, its length, its moment."""
    texts = [body(f"{number}") for number in range(50)]
    digests = [hashlib.sha256(f"{number}".encode()).hexdigest() for number in range(50)]
    lines = [
        line(number, str(uuid.uuid5(uuid.NAMESPACE_URL, f"{number}")), ID, digests[number % 50])
        for number in range(2000)
    ]
    assert packed("".join(texts + lines).encode()).size < 2000 * 45


def test_what_is_said_many_times_takes_its_room_once() -> None:
    """However far apart."""
    far = bytes(range(256)) * 200
    assert ledger_of(page(LINES)) == LINES
    assert packed(LINES + far + b"}" + LINES + far + b"}").size < packed(LINES + far + b"}").size + 100


def test_a_changed_ledger_is_refused() -> None:
    """Another piece, another order, another digest, or none at all."""
    whole = page(LINES + line(1, ID, ID, "0" * 64).encode())
    forged = base64.b64encode(gzip.compress(b'{"kind":"header","format":3}\n')).decode()
    for changed in (
        re.sub(rb'(id="ledger-pieces"[^>]*>)[^<]*', rb"\g<1>" + forged.encode(), whole),
        re.sub(rb'(id="ledger-order">)[^<]*', rb"\g<1>" + base64.b64encode(gzip.compress(b"0,999")), whole),
        re.sub(rb'data-sha256="[0-9a-f]+"', b'data-sha256="%s"' % (b"0" * 64), whole),
        re.sub(rb'(id="ledger-order">)[^<]*', rb"\g<1>AAAA", whole),
        re.sub(rb'(id="ledger-varying">)[^<]*', rb"\g<1>" + base64.b64encode(gzip.compress(b"=\0#5\0\0\0+")), whole),
        b"<!doctype html>",
    ):
        with pytest.raises(ValueError, match="inside the page"):
            ledger_of(changed)
