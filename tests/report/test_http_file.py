"""A scenario's requests as a file for the HTTP clients of editors."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conformance.report.http_file import http_file
from tests.support import makers


def drawn(**changed: object) -> str:
    return http_file(
        "a title", ["about it"], [makers.exchange(call=replace(makers.call(), **changed), number=7)], makers.BASE
    )


def test_a_request_stands_under_what_came_with_its_token_as_a_variable() -> None:
    """Method, address and version; headers; an empty line; the body as it was sent."""
    body = b'{"a": "\xc3\xa9"}'
    text = drawn(method="PUT", content=body, headers=(("X-A", "1"), ("Authorization", "Bearer ***")))
    head, request = text.split("\n\n### ", 1)
    assert head.splitlines()[0] == "# a title"
    assert head.splitlines()[-1] == "@STET_TOKEN_ADAM_AISP = {{$processEnv STET_TOKEN_ADAM_AISP}}"
    assert request.splitlines() == [
        "7 step 2: PUT /stet/psd2/v1.4.2/accounts/038-742/transactions?page=2 was answered 200",
        "PUT https://bank.example/stet/psd2/v1.4.2/accounts/038-742/transactions?page=2 HTTP/1.1",
        "X-A: 1",
        "Authorization: Bearer {{STET_TOKEN_ADAM_AISP}}",
        "",
        '{"a": "é"}',
    ]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"masked": True}, "values in it are masked"),
        ({"content": b"\xff"}, "its body is no text"),
        ({"content": b"a {{b"}, "stands for a variable here"),
        ({"content": b"a\n### b"}, "mean something else here"),
        ({"method": "GET http://evil/ HTTP/1.1\n\n###"}, "its method or the name of a header is none"),
        ({"headers": (("X\nPOST http://evil/", "1"),)}, "its method or the name of a header is none"),
        ({"headers": (("X-A", "1\n\n### \nPOST http://evil/"),)}, "the value of a header is none"),
        ({"url": "https://bank.example/\n\n### \nPOST http://evil/"}, "its address"),
        ({"url": "file:///etc/passwd"}, "its address"),
        ({"headers": (("X-A", "{{STET_TOKEN_ADAM_AISP}}"),)}, "mean something else here"),
        ({"headers": (("###", "1"),)}, "mean something else here"),
        ({"method": "###"}, "mean something else here"),
    ],
)
def test_what_cannot_be_sent_is_a_comment_that_says_why(changed: dict[str, object], why: str) -> None:
    """And needs no token."""
    text = drawn(**changed)
    assert why in text
    assert "@STET" not in text
    assert all(line.startswith("#") for line in text.splitlines() if line)


def test_no_credential_goes_to_another_host() -> None:
    """A ledger from elsewhere may name any: what it carried is left out, and that is said."""
    text = drawn(url="https://bank.example@evil.example/x", headers=(("Authorization", "Bearer ***"),))
    assert "STET_TOKEN" not in text
    assert "Authorization" not in text
    assert "# It goes to another host than the bank's" in text
