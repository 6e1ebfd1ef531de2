"""Digests, signatures and tags tell nothing of what was masked, and judge alike."""

from __future__ import annotations

import base64
import hashlib

import pytest

from conformance.masking.derived import without_derived

KEY = bytes(32)
TRUE, MASKED = b'{"iban": "FR76..."}', b'{"iban": "FR12..."}'


def sha(body: bytes) -> str:
    return base64.b64encode(hashlib.sha256(body).digest()).decode()


def changed(name: str, value: str, *, after: bytes = MASKED, elsewhere: bool = False) -> str:
    [(_, told)] = without_derived([(name, value)], KEY, before=TRUE, after=after, elsewhere=elsewhere)
    return told


@pytest.mark.parametrize("form", ["SHA-256={}", "sha-256=:{}:", "id-sha-256={}, sha-256={}"])
def test_a_right_digest_is_that_of_the_masked_body(form: str) -> None:
    """In the forms of RFC 3230 and RFC 9530."""
    told = changed("Digest", form.replace("{}", sha(TRUE)))
    assert sha(TRUE) not in told
    assert told.endswith(form.replace("{}", sha(MASKED))[-46:])


def test_a_wrong_digest_stays_wrong() -> None:
    """And of its length."""
    told = changed("Content-Digest", f"sha-256=:{sha(b'another')}:")
    assert sha(b"another") not in told
    assert sha(MASKED) not in told
    assert len(told) == len(f"sha-256=:{sha(TRUE)}:")
    assert changed("Content-MD5", base64.b64encode(hashlib.md5(TRUE).digest()).decode()) == (
        base64.b64encode(hashlib.md5(MASKED).digest()).decode()
    )


def test_a_signature_is_another_one_of_its_form() -> None:
    """Also where only the URL was masked, which is signed too; its other members stay."""
    value = f'keyId="https://tpp.example/seal",algorithm="rsa-sha256",headers="digest",signature="{"aZ09+/" * 40}=="'
    for told in (changed("Signature", value), changed("Signature", value, after=TRUE, elsewhere=True)):
        head, _, signature = told.partition(',signature="')
        assert head == value.partition(',signature="')[0]
        assert len(told) == len(value)
        assert signature.endswith('=="')
        assert "aZ09+/aZ09" not in told
    jws = ".".join(("eyJhbGciOiJSUzI1NiJ9", "", "c2lnbmF0dXJlLW9mLXRoaXM"))
    assert changed("X-JWS-Signature", jws).count(".") == 2
    assert "c2lnbmF0dXJl" not in changed("X-JWS-Signature", jws)


def test_a_tag_is_always_another_one() -> None:
    """Quoted by a later request whose own body is not masked; equal ones stay equal."""
    tag = '"0123456789abcdef0123"'
    told = changed("ETag", tag)
    assert told != tag
    assert changed("If-None-Match", tag, after=TRUE) == told
    assert changed("ETag", 'W/"5"') != 'W/"5"'


def test_nothing_else_is_touched() -> None:
    """Where nothing was masked all headers stay."""
    headers = [("Digest", f"SHA-256={sha(TRUE)}"), ("Signature", 'signature="abc"'), ("X-Request-ID", "0b2c9d3e")]
    assert without_derived(headers, KEY, before=TRUE, after=TRUE) == tuple(headers)
    assert changed("Content-Type", "application/json") == "application/json"
