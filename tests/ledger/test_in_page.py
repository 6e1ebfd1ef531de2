"""A ledger goes into a page and comes back, byte for byte; one that was changed there is refused."""

from __future__ import annotations

import base64
import gzip
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.ledger.in_page import ledger_of, packed

LINES = b'{"kind":"header","format":2}\n' + b'{"kind":"exchange","at":{"x":1}}\n' * 300 + b'{"kind":"foo'


def page(ledger: bytes) -> bytes:
    return b"<!doctype html><body>" + packed(ledger).markup.encode() + b"<script>let a = 1;</script></body>"


@given(st.binary(max_size=200) | st.text("ab}{\n", max_size=60).map(str.encode))
def test_what_goes_in_comes_out(ledger: bytes) -> None:
    """Whatever it is: also the torn last line of a run that was killed."""
    assert ledger_of(page(ledger)) == ledger


def test_what_is_said_many_times_takes_its_room_once() -> None:
    """However far apart."""
    far = bytes(range(256)) * 200
    assert ledger_of(page(LINES)) == LINES
    assert packed(LINES + far + b"}" + LINES + far + b"}").size < packed(LINES + far + b"}").size + 100


def test_a_changed_ledger_is_refused() -> None:
    """Another piece, another order, another digest, or none at all."""
    whole = page(LINES)
    forged = base64.b64encode(gzip.compress(b'{"kind":"header","format":3}\n')).decode()
    for changed in (
        re.sub(rb'(id="ledger-pieces"[^>]*>)[^<]*', rb"\g<1>" + forged.encode(), whole),
        re.sub(rb'(id="ledger-order">)[^<]*', rb"\g<1>" + base64.b64encode(gzip.compress(b"0,999")), whole),
        whole.replace(packed(LINES).sha256.encode(), b"0" * 64),
        re.sub(rb'(id="ledger-order">)[^<]*', rb"\g<1>AAAA", whole),
        b"<!doctype html>",
    ):
        with pytest.raises(ValueError, match="inside the page"):
            ledger_of(changed)
