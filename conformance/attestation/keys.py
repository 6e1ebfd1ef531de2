"""The keys that sign certificates, and the fingerprints by which a third party knows them."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization as forms
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from securesystemslib.signer import CryptoSigner, SSlibKey

from conformance.errors import Unreachable, mistake
from conformance.ownfiles import KEY_FILE, content

PublicKey = Ed25519PublicKey | RSAPublicKey | EllipticCurvePublicKey
_ALGORITHM: Final = "sha256:"
_USABLE: Final = (Ed25519PrivateKey, RSAPrivateKey, EllipticCurvePrivateKey)
_KINDS: Final = (Ed25519PublicKey, RSAPublicKey, EllipticCurvePublicKey)
_SMALLEST_RSA: Final = 2048
_MAKE_ONE: Final = "stet-conformance keygen makes one"


def generate(path: Path) -> str:
    """A new Ed25519 key in a file that only its owner may read, and its fingerprint.

    Raises Mistakes where a file stands there, Unreachable where none can be written.
    """
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, forms.NoEncryption())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise mistake(f"{path} is there already", hint="a key is never overwritten: name another file") from None
    except OSError as error:
        raise Unreachable(f"{path} cannot be written: {error.strerror}") from None
    with os.fdopen(handle, "wb") as file:
        file.write(text)
    return fingerprint(key.public_key())


def signer(path: Path, passphrase: str = "") -> tuple[CryptoSigner, PublicKey]:
    """What signs with the private key of a PEM file, and its public key. Raises Mistakes.

    Ed25519, or the RSA or ECDSA key of a QSealC.
    """
    try:
        key = forms.load_pem_private_key(content(path, KEY_FILE), passphrase.encode() or None)
    except OSError as error:
        raise mistake(f"--key {path} cannot be read: {error.strerror}", hint=_MAKE_ONE) from None
    except TypeError:
        says = "wants a passphrase" if not passphrase else "wants no passphrase"
        raise mistake(f"--key {path} {says}", hint="it is taken from the variable STET_KEY_PASSPHRASE") from None
    except (ValueError, UnsupportedAlgorithm):
        raise mistake(f"--key {path} is no private key in PEM, or its passphrase is another", hint=_MAKE_ONE) from None
    if not isinstance(key, _USABLE):
        raise mistake(f"--key {path} is of a kind that signs nothing here", hint="Ed25519, RSA or ECDSA")
    public = key.public_key()
    if isinstance(public, RSAPublicKey) and public.key_size < _SMALLEST_RSA:
        raise mistake(f"--key {path} has {public.key_size} bits: too few to be believed")
    try:
        return CryptoSigner(key, public_key(public)), public
    except ValueError as error:
        raise mistake(f"--key {path} cannot sign: {error}", hint="P-256, P-384 or P-521 of ECDSA") from None


def public_key(key: PublicKey) -> SSlibKey:
    """A public key as the envelope knows it; its id is its fingerprint. Raises ValueError for an unusable curve."""
    return SSlibKey.from_crypto(key, keyid=fingerprint(key))


def written(key: PublicKey) -> str:
    """A public key in PEM."""
    return key.public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo).decode()


def read(text: bytes) -> PublicKey:
    """The public key of a text in PEM: one by itself, that of a certificate or of a private key. Raises ValueError."""
    key: object = None
    with suppress(ValueError, UnsupportedAlgorithm):
        key = forms.load_pem_public_key(text)
    if key is None:
        with suppress(ValueError, UnsupportedAlgorithm):
            key = x509.load_pem_x509_certificate(text).public_key()
    if key is None:
        with suppress(ValueError, TypeError, UnsupportedAlgorithm):
            key = forms.load_pem_private_key(text, None).public_key()
    if not isinstance(key, _KINDS):
        raise ValueError("this is no public key that signs")
    return key


def fingerprint(key: PublicKey) -> str:
    """`sha256:` and the digest of the key's SubjectPublicKeyInfo in DER, in hexadecimal."""
    der = key.public_bytes(forms.Encoding.DER, forms.PublicFormat.SubjectPublicKeyInfo)
    return _ALGORITHM + hashlib.sha256(der).hexdigest()


def named(text: str) -> str:
    """The fingerprint that `--key` names: itself, however it is spelled, or a file with a key. Raises Mistakes."""
    digits = text.lower().removeprefix(_ALGORITHM).replace(":", "").replace(" ", "")
    if len(digits) == 64 and set(digits) <= set("0123456789abcdef"):
        return _ALGORITHM + digits
    try:
        return fingerprint(read(content(Path(text), KEY_FILE)))
    except (OSError, ValueError):
        says = f"--key {text} is neither a fingerprint nor a file with a key"
        raise mistake(says, hint="sha256: and 64 hexadecimal digits, as keygen prints them") from None
