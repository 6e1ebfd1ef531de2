"""Signed requests: what is signed, over the wire, and the flaws that a bank can find."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from conformance.client import signature, signed_text
from conformance.client.signature import Seal
from conformance.errors import Blocked, Mistakes
from conformance.model import Call
from conformance.target.target import Signature
from tests.support.fakebank import FakeBank, as_json
from tests.support.issued import sending

NOW = datetime.now(UTC)


CAVAGE = {
    "Host": "example.com",
    "Date": "Sun, 05 Jan 2014 21:31:40 GMT",
    "Content-Type": "application/json",
    "Digest": "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=",
    "Content-Length": "18",
}
VECTORS = {
    "date": (
        "SjWJWbWN7i0wzBvtPl8rbASWz5xQW6mcJmn+ibttBqtifLN7Sazz6m79cNfwwb8DMJ5cou1s7uEGKKCs+FLEEaDV5lp7q25W"
        "qS+lavg7T8hc0GppauB6hbgEKTwblDHYGEtbGmtdHgVCk9SuS13F0hZ8FD0k/5OxEPXe5WozsbM="
    ),
    "(request-target) host date": (
        "qdx+H7PHHDZgy4y/Ahn9Tny9V3GP6YgBPyUXMmoxWtLbHpUnXS2mg2+SbrQDMCJypxBLSPQR2aAjn7ndmw2iicw3HMbe8VfE"
        "dKFYRqzic+efkb3nndiv/x1xSHDJWeSWkx3ButlYSuBskLu6kd9Fswtemr3lgdDEmn04swr2Os0="
    ),
    "(request-target) host date content-type digest content-length": (
        "vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEKBIvB1q52LaEUHFv1"
        "20V01IL+TAD48XaERZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE="
    ),
}


@pytest.mark.parametrize("names", VECTORS)
def test_the_test_values_of_the_draft(names: str) -> None:
    """draft-cavage-http-signatures-10 and -12, appendix C: default, basic, all headers; its published key."""
    key = serialization.load_pem_private_key((Path(__file__).parent / "cavage.key").read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    url = "https://example.com/foo?param=value&pet=dog"
    text = signed_text.signing_string("POST", url, list(CAVAGE.items()), names.split())
    assert base64.b64encode(signature.rsa_sha256(key, text.encode())).decode() == VECTORS[names]
    assert signed_text.digest(b'{"hello": "world"}') == CAVAGE["Digest"]


def parsed(header: str) -> Mapping[str, str]:
    return {key: value.strip('"') for key, _, value in (part.partition("=") for part in header.split(",", 3))}


def verified(headers: Mapping[str, str], method: str, url: str, body: bytes, issued: Path) -> bool:
    """As a bank would, from what arrived alone."""
    fields = parsed(headers["signature"])
    text = signed_text.signing_string(method, url, list(headers.items()), fields["headers"].split())
    key = x509.load_pem_x509_certificate((issued / "qseal.pem").read_bytes()).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    try:
        key.verify(base64.b64decode(fields["signature"]), text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except Exception:
        return False
    return headers["digest"] == signed_text.digest(body)


def seal(issued: Path, name: str = "qseal") -> Signature:
    return Signature(key_id=f"https://me.example/{name}_0123", key=issued / f"{name}.key")


@pytest.mark.parametrize("path", ["/accounts", "/accounts/A%20é/transactions?dateFrom=2026-01-01&x=%2F"])
@pytest.mark.parametrize("body", [None, b'{"a": 1}'])
@pytest.mark.parametrize(("flaw", "good"), [("", True), ("garbled", False), ("wrong_key", False), ("tampered", False)])
def test_what_arrives_is_what_was_signed(path: str, body: bytes | None, flaw: str, good: bool, issued: Path) -> None:
    """Over the wire, paths and headers as the bank sees them; each flaw is one a bank can find."""
    with (
        FakeBank(lambda _: as_json({})) as bank,
        sending(bank, signature=seal(issued)) as sender,
    ):
        headers = (("Content-Type", "application/json"),) if body else ()
        call = Call(method="PUT", url=bank.target().base_url + path, headers=headers, content=body)
        exchange = sender.send(call, "some-token", flaw=flaw)
        asked = bank.asked[0]
    sent = {**asked.headers, "content-length": str(len(asked.body))}
    url = exchange.call.url
    assert parsed(sent["signature"])["keyId"] == "https://me.example/qseal_0123"
    assert verified(sent, "PUT", url, asked.body, issued) is good
    assert "psu-ip-address" in sent["signature"]


def test_flaws_of_time_and_absence(issued: Path) -> None:
    """No signature at all; a true one, but of long ago."""
    made = Seal(seal(issued))
    call = Call(method="GET", url="http://b/accounts", headers=(("X-Request-ID", "1"),))
    missing = dict(made.sign(call, NOW, "none").headers)
    assert "Signature" not in missing
    assert "Digest" in missing
    assert dict(made.sign(call, NOW, "stale").headers)["Date"] == "Mon, 07 Oct 2019 00:00:00 GMT"


def test_a_call_replayed_word_for_word(issued: Path) -> None:
    """The same headers as the call before, its X-Request-ID included; another call cannot stand in for it."""
    made = Seal(seal(issued))
    call = Call(method="GET", url="http://b/accounts", headers=(("X-Request-ID", "1"),))
    first = made.sign(call, NOW)
    assert made.sign(replace(call, headers=(("X-Request-ID", "2"),)), NOW, "replayed") == first
    with pytest.raises(Blocked, match="step before"):
        made.sign(replace(call, url="http://b/consents"), NOW, "replayed")


def test_a_signature_of_the_scenario_stays(issued: Path) -> None:
    """It knows what it does."""
    call = Call(method="GET", url="http://b/accounts", headers=(("signature", "mine"),))
    assert Seal(seal(issued)).sign(call, NOW) is call


def test_logins_are_not_signed(issued: Path) -> None:
    """The customer's browser has no seal; the token endpoint knows the client by its QWAC."""
    with (
        FakeBank(lambda _: as_json({})) as bank,
        sending(bank, signature=seal(issued)) as sender,
    ):
        sender.send(Call(method="POST", url=f"{bank.origin}/stet/psd2/oauth/token"))
        assert "signature" not in bank.asked[0].headers


@pytest.mark.parametrize(("name", "says"), [("nowhere", "No such file"), ("junk", "no key can be read")])
def test_a_seal_that_cannot_be_read(name: str, says: str, tmp_path: Path) -> None:
    """Told before the run."""
    (tmp_path / "junk.key").write_bytes(b"junk")
    with pytest.raises(Mistakes, match=says):
        Seal(Signature(key_id="x", key=tmp_path / f"{name}.key"))
