"""The seal on a request, looked at (draft-cavage-http-signatures as STET profiles it; RFC 3230 for the digest)."""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from conformance.sandbox.exchange import Call
from conformance.sandbox.rules import Rules

PARAMETER = re.compile(r'\s*(\w+)="([^"]*)"\s*(?:,|$)')
FINGERPRINT = re.compile(r"_([0-9a-f]{40}|[0-9a-f]{64})$", re.IGNORECASE)


class BadSealError(Exception):
    """Why a request is not believed to be its sender's."""


@dataclass(frozen=True, slots=True)
class Seal:
    """A QSealC that a client handed in when it registered."""

    organization: str
    fingerprints: tuple[str, str]
    key: rsa.RSAPublicKey


def registered(path: Path) -> Seal:
    """The seal in a PEM file."""
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    names = certificate.subject.get_attributes_for_oid(x509.ObjectIdentifier("2.5.4.97"))
    key = certificate.public_key()
    if not names or not isinstance(key, rsa.RSAPublicKey):
        raise ValueError(f"{path.name} is no seal: it wants an organizationIdentifier and an RSA key")
    # SHA-1 names a certificate here, it protects nothing.
    prints = (certificate.fingerprint(hashes.SHA1()).hex(), certificate.fingerprint(hashes.SHA256()).hex())
    return Seal(str(names[0].value), prints, key)


def check(call: Call, seals: tuple[Seal, ...], rules: Rules, now: datetime) -> tuple[str, str]:
    """What makes a signature unmistakable: the id of its request, and itself. Raises BadSealError."""
    given = _parameters(call.headers.get("signature", ""))
    names = given["headers"].lower().split()
    missing = [name for name in rules.signed_at_least if name not in names]
    if missing:
        raise BadSealError(f"{missing[0]} is not signed")
    if given.get("algorithm", rules.algorithm).lower() != rules.algorithm:
        raise BadSealError(f"the algorithm is {rules.algorithm}")
    _check_digest(call, names, rules)
    if rules.signatures_are_verified:
        _check_key(given, signed_text(call, names), _by_name(given["keyId"], seals))
    _check_date(call.headers.get("date"), rules, now)
    return call.headers.get("x-request-id", ""), given["signature"]


def signed_text(call: Call, names: list[str]) -> bytes:
    """One line per name; a header that is not there cannot have been signed."""
    lines = []
    for name in names:
        value = f"{call.method.lower()} {call.target}" if name == "(request-target)" else call.headers.get(name)
        if value is None:
            raise BadSealError(f"{name} is signed, but not sent")
        lines.append(f"{name}: {value.strip()}")
    return "\n".join(lines).encode("latin-1")


def _parameters(header: str) -> Mapping[str, str]:
    if not header:
        raise BadSealError("there is no signature")
    found = dict(PARAMETER.findall(header))
    for name in ("keyId", "headers", "signature"):
        if not found.get(name):
            raise BadSealError(f"the signature has no {name}")
    return found


def _by_name(key_id: str, seals: tuple[Seal, ...]) -> tuple[Seal, ...]:
    """The seals a keyId may mean: the one of the fingerprint at its end, or any where it has none."""
    named = FINGERPRINT.search(key_id)
    return tuple(seal for seal in seals if named[1].lower() in seal.fingerprints) if named else seals


def _check_key(given: Mapping[str, str], text: bytes, seals: tuple[Seal, ...]) -> None:
    if not seals:
        raise BadSealError("the key is not known")
    try:
        signature = b64decode(given["signature"], validate=True)
    except ValueError as error:
        raise BadSealError("the signature is no base64") from error
    if not any(_fits(seal.key, signature, text) for seal in seals):
        raise BadSealError("the signature does not match")


def _fits(key: rsa.RSAPublicKey, signature: bytes, text: bytes) -> bool:
    try:
        key.verify(signature, text, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _check_digest(call: Call, names: list[str], rules: Rules) -> None:
    """A digest that is sent is that of the body; one that must be sent is signed too."""
    given = call.headers.get("digest")
    right = f"SHA-256={b64encode(sha256(call.body).digest()).decode()}"
    if given is not None and given.strip() != right and rules.digests_are_compared:
        raise BadSealError("the digest is not that of the body")
    if rules.digest_is_asked_for(call.body) and (given is None or "digest" not in names):
        raise BadSealError("the digest of the body is missing")


def _check_date(text: str | None, rules: Rules, now: datetime) -> None:
    if text is None:
        return
    try:
        age = abs(now - parsedate_to_datetime(text))
    except (ValueError, TypeError) as error:
        raise BadSealError("the date is none") from error
    if age > rules.signature_life:
        raise BadSealError("the signature is too old")
