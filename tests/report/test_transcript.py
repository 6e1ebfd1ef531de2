"""Requests and answers as text."""

from __future__ import annotations

from conformance.model import NOT_JSON
from conformance.report.transcript import request_text, response_text
from tests.support import makers


def test_bodies_are_laid_out_and_dull_headers_left_out() -> None:
    """What every request carries says nothing."""
    headers = (("User-Agent", "x"), ("PSU-Accept-Language", "fr-FR"), ("X-Mine", "1"))
    call = makers.call(method="PUT", headers=headers, content=b'{"psuIdentity":true}')
    assert request_text(call, 1_000).endswith('\nX-Mine: 1\n\n{\n  "psuIdentity": true\n}')
    assert '  "transactions": [\n' in response_text(makers.exchange(), 1_000)


def test_the_end_of_a_long_body_is_left_out() -> None:
    """The ledger has it."""
    text = response_text(makers.exchange(content=b"x" * 60, data=NOT_JSON), 50)
    assert text.endswith("x" * 50 + "\n… 10 bytes more in the ledger")
