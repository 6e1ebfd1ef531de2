"""What is signed: which headers, and the text that they make."""

from __future__ import annotations

from conformance.client import signed_text


def test_what_is_signed() -> None:
    """STET Part I section 3.5: content headers with a body only, every psu-* header, whatever their case."""
    headers = [
        ("PSU-IP-Address", "1"),
        ("X-Request-ID", "2"),
        ("Digest", "3"),
        ("Date", "4"),
        ("psu-date", "5"),
        ("Accept", "6"),
    ]
    usual = ["(request-target)", "digest", "x-request-id", "date"]
    assert signed_text.signed_names(headers, has_body=False) == [*usual, "psu-date", "psu-ip-address"]
    with_body = signed_text.signed_names([*headers, ("Content-Type", "7")], has_body=True)
    assert with_body == [*usual, "content-type", "content-length", "psu-date", "psu-ip-address"]


def test_repeated_headers_are_one_line() -> None:
    """Joined by a comma and a blank (draft-cavage 2.3)."""
    text = signed_text.signing_string("GET", "http://b", [("X-A", " 1 "), ("x-a", "2")], ["(request-target)", "x-a"])
    assert text == "(request-target): get /\nx-a: 1, 2"
