"""Keys that sign certificates."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from conformance.attestation import keys
from conformance.errors import Mistakes


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, passphrase: bytes = b"") -> bytes:
    hidden = forms.BestAvailableEncryption(passphrase) if passphrase else forms.NoEncryption()
    return key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, hidden)


def test_a_new_key_is_its_owners_and_never_overwritten(tmp_path: Path) -> None:
    """What is printed is what its file says, and a public key or fingerprint names the same."""
    path = tmp_path / "key.pem"
    fingerprint = keys.generate(path)
    signer, public = keys.signer(path)
    (tmp_path / "public.pem").write_text(keys.written(public), encoding="utf-8")
    assert keys.fingerprint(public) == fingerprint == signer.public_key.keyid
    spelled = fingerprint.removeprefix("sha256:").upper()
    pairs = ":".join(spelled[at : at + 2] for at in range(0, 64, 2))
    assert {keys.named(text) for text in (fingerprint, spelled, pairs, str(path), str(tmp_path / "public.pem"))} == {
        fingerprint
    }
    with pytest.raises(Mistakes, match="is there already"):
        keys.generate(path)


@pytest.mark.parametrize("key", [rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())])
def test_the_key_of_a_qsealc_signs_too(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, tmp_path: Path) -> None:
    """RSA and ECDSA; with a passphrase that has to be given."""
    path = tmp_path / "qseal.key"
    path.write_bytes(pem(key, b"secret"))
    signer, public = keys.signer(path, "secret")
    keys.public_key(public).verify_signature(signer.sign(b"text"), b"text")
    with pytest.raises(Mistakes, match="wants a passphrase"):
        keys.signer(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"nothing", "no private key in PEM"),
        (pem(rsa.generate_private_key(65537, 1024)), "1024 bits"),
        (pem(ec.generate_private_key(ec.BrainpoolP256R1())), "cannot sign"),
        (None, "cannot be read"),
    ],
    ids=["no key", "too short", "a curve nobody verifies", "no file"],
)
def test_what_cannot_sign_is_refused(content: bytes | None, says: str, tmp_path: Path) -> None:
    """With the reason."""
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    with pytest.raises(Mistakes, match=says):
        keys.signer(tmp_path / "key")


def test_what_is_neither_a_fingerprint_nor_a_key(tmp_path: Path) -> None:
    """It is said what one looks like."""
    (tmp_path / "text").write_text("nothing", encoding="utf-8")
    for text in ("sha256:12", str(tmp_path / "text"), str(tmp_path / "none")):
        with pytest.raises(Mistakes, match="neither a fingerprint nor a file with a key"):
            keys.named(text)
