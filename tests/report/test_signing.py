"""A script that signs requests anew: run by a shell in which curl only says how it was called."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from conformance.client.signature import Seal
from conformance.client.signed_text import signing_string
from conformance.model import Call
from conformance.report.curl import script
from conformance.report.signing import can_be_signed, prelude
from conformance.target.target import Signature
from tests.support import makers

THEN = datetime(2026, 6, 1, tzinfo=UTC)
SHELL = pytest.mark.skipif(
    shutil.which("openssl") is None or not Path("/bin/sh").exists(), reason="needs a shell and openssl"
)


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def pem(key: rsa.RSAPrivateKey, tmp_path: Path) -> Path:
    path = tmp_path / "the key.pem"
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(key.private_bytes(*form))
    return path


@SHELL
@pytest.mark.parametrize("body", [None, b'{"it\'s": "100 % \\n"}'], ids=["GET", "PUT"])
def test_the_signature_is_of_what_is_sent_at_that_moment(key: rsa.RSAPrivateKey, pem: Path, body: bytes | None) -> None:
    """Over a new Date and X-Request-ID, and everything else as it was."""
    headers = (("X-Request-ID", "old"), ("PSU-IP-Address", "192.168.0.1"), ("Content-Type", "application/json"))
    method, url = "GET" if body is None else "PUT", "https://b/stet/accounts?page=2"
    call = Seal(Signature(key=pem, key_id="me")).sign(Call(method=method, url=url, headers=headers, content=body), THEN)
    text = script("a title", (), [makers.exchange(number=7, call=call)], key=pem, base_url=makers.BASE)
    shell = text.replace("set -u", "set -u\ncurl() { printf '%s\\0' \"$@\"; }", 1)
    ran = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, check=True)
    sent = dict(one.split(": ", 1) for one in ran.stdout.split("\0") if re.match(r"[A-Z][\w-]+: ", one))
    assert sent["X-Request-ID"] != "old"
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", sent["X-Request-ID"])
    assert abs(parsedate_to_datetime(sent["Date"]) - datetime.now(UTC)) < timedelta(minutes=5)
    names, seal = re.search(r'headers="([^"]*)",signature="([^"]*)"', sent["Signature"]).groups()  # type: ignore[union-attr]
    known = [*sent.items(), ("Content-Length", str(len(body or b"")))]
    signed = signing_string(method, url, known, names.split()).encode()
    key.public_key().verify(base64.b64decode(seal), signed, padding.PKCS1v15(), hashes.SHA256())


def test_the_key_is_the_targets_or_named_by_a_variable() -> None:
    """A key in PKCS#12 is not read by openssl as it is."""
    assert any("STET_QSEAL_KEY:-'a b.pem'" in line for line in prelude(Path("a b.pem")))
    assert not any(":-" in line for path in (None, Path("key.p12")) for line in prelude(path))


def test_a_signature_that_does_not_say_what_it_is_of_is_not_made_anew() -> None:
    """Of a bank's or a scenario's own making."""
    assert not can_be_signed(Call(method="GET", url="https://b/", headers=(("Signature", "x"),)))
