"""Bodies are masked as bytes, whatever they are."""

from __future__ import annotations

import pytest

from conformance.masking.bodies import masked_body
from conformance.masking.pseudonyms import pseudonyms_of
from conformance.masking.secrets import Secrets

IBAN = "FR7613807008043001965405158"


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-be", "latin-1", "utf-8-sig"])
def test_in_every_encoding(codec: str) -> None:
    """It is read as before, with the label and the other IBAN in it."""
    secrets, names = Secrets(), pseudonyms_of([{"id": "adam", "accounts": [{"iban": IBAN}]}])
    secrets.learn("t0k/en-é-1")
    body = f'{{"é": "t0k\\/en-é-1", "iban": "{IBAN}"}}'.encode(codec)
    told = masked_body(body, secrets.mask, names.text).decode(codec)
    assert told == f'{{"é": "{secrets.label("t0k/en-é-1")}", "iban": "{names.name(IBAN)}"}}'


@pytest.mark.parametrize("body", [b"", bytes(range(256)), b"\xff\xfe", b"\xed\xa0\x80", "é".encode()])
def test_what_has_nothing_in_it_stays(body: bytes) -> None:
    """Byte for byte."""
    secrets = Secrets()
    secrets.learn("t0k/en-1")
    assert masked_body(body, secrets.mask) == body


def test_a_number_stays_a_number() -> None:
    """A secret may be the digits of one; a text that looks like one in JSON is a text."""
    secrets = Secrets()
    secrets.learn_code("12345678")
    digits = secrets.label("12345678").removeprefix("***")
    told = masked_body(b'{"n": 12345678, "m": [-12345678], "s": ": 12345678, \\"12345678"}', secrets.mask)
    assert told.decode() == f'{{"n": {digits}, "m": [-{digits}], "s": ": ***{digits}, \\"***{digits}"}}'
