"""The signature of a request, verified (draft-cavage-http-signatures as STET profiles it; RFC 3230 for the digest)."""

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

from conformance.sandbox.messages import Request
from conformance.sandbox.rules.client_authentication import ClientRules

PARAMETER = re.compile(r'\s*(\w+)="([^"]*)"\s*(?:,|$)')
FINGERPRINT = re.compile(r"_([0-9a-f]{40}|[0-9a-f]{64})$", re.IGNORECASE)


class BadSignatureError(Exception):
    """Why the signature of a request is not good."""


@dataclass(frozen=True, slots=True)
class SealCertificate:
    """A QSealC that a client handed in when it registered."""

    fingerprints: tuple[str, str]
    """SHA-1 and SHA-256 of the certificate, in lower-case hex."""
    key: rsa.RSAPublicKey


def load_seal_certificate(path: Path) -> SealCertificate:
    """The QSealC in a PEM file.

    Raises OSError where there is none, ValueError where it is no certificate of an organisation with an RSA key.
    """
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    names = certificate.subject.get_attributes_for_oid(x509.ObjectIdentifier("2.5.4.97"))
    key = certificate.public_key()
    if not names or not isinstance(key, rsa.RSAPublicKey):
        raise ValueError(f"{path.name} is no seal: it wants an organizationIdentifier and an RSA key")
    # SHA-1 names a certificate here, it protects nothing.
    prints = (certificate.fingerprint(hashes.SHA1()).hex(), certificate.fingerprint(hashes.SHA256()).hex())
    return SealCertificate(prints, key)


def verify_signature(
    request: Request, seal_certificates: tuple[SealCertificate, ...], rules: ClientRules, now: datetime
) -> tuple[str, str]:
    """The id of the request and its signature, which no other has. Raises BadSignatureError where it is not good."""
    given = _parameters(request.headers.get("signature", ""))
    names = given["headers"].lower().split()
    missing = [name for name in rules.required_signed_headers if name not in names]
    if missing:
        raise BadSignatureError(f"{missing[0]} is not signed")
    if given.get("algorithm", rules.algorithm).lower() != rules.algorithm:
        raise BadSignatureError(f"the algorithm is {rules.algorithm}")
    _check_digest(request, names, rules)
    if rules.signatures_are_verified:
        _check_key(given, build_signed_text(request, names), _select_by_key_id(given["keyId"], seal_certificates))
    _check_date(request.headers.get("date"), rules, now)
    return request.headers.get("x-request-id", ""), given["signature"]


def build_signed_text(request: Request, names: list[str]) -> bytes:
    """One line per signed header (draft-cavage, 2.3). Raises BadSignatureError where one of them was not sent."""
    lines = []
    for name in names:
        value = (
            f"{request.method.lower()} {request.target}" if name == "(request-target)" else request.headers.get(name)
        )
        if value is None:
            raise BadSignatureError(f"{name} is signed, but not sent")
        lines.append(f"{name}: {value.strip()}")
    return "\n".join(lines).encode("latin-1")


def _parameters(header: str) -> Mapping[str, str]:
    if not header:
        raise BadSignatureError("there is no signature")
    found = dict(PARAMETER.findall(header))
    for name in ("keyId", "headers", "signature"):
        if not found.get(name):
            raise BadSignatureError(f"the signature has no {name}")
    return found


def _select_by_key_id(key_id: str, seal_certificates: tuple[SealCertificate, ...]) -> tuple[SealCertificate, ...]:
    """The certificates a keyId may mean: the one of the fingerprint at its end, or any where it has none."""
    named = FINGERPRINT.search(key_id)
    return (
        tuple(one for one in seal_certificates if named[1].lower() in one.fingerprints) if named else seal_certificates
    )


def _check_key(given: Mapping[str, str], text: bytes, seal_certificates: tuple[SealCertificate, ...]) -> None:
    if not seal_certificates:
        raise BadSignatureError("the key is not known")
    try:
        signature = b64decode(given["signature"], validate=True)
    except ValueError as error:
        raise BadSignatureError("the signature is no base64") from error
    if not any(_matches(one.key, signature, text) for one in seal_certificates):
        raise BadSignatureError("the signature does not match")


def _matches(key: rsa.RSAPublicKey, signature: bytes, text: bytes) -> bool:
    try:
        key.verify(signature, text, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def _check_digest(request: Request, names: list[str], rules: ClientRules) -> None:
    """A digest that is sent is that of the body; one that must be sent is signed too."""
    given = request.headers.get("digest")
    expected = f"SHA-256={b64encode(sha256(request.body).digest()).decode()}"
    if given is not None and given.strip() != expected and rules.digests_are_compared:
        raise BadSignatureError("the digest is not that of the body")
    if rules.requires_digest(request.body) and (given is None or "digest" not in names):
        raise BadSignatureError("the digest of the body is missing")


def _check_date(text: str | None, rules: ClientRules, now: datetime) -> None:
    if text is None:
        return
    try:
        age = abs(now - parsedate_to_datetime(text))
    except (ValueError, TypeError) as error:
        raise BadSignatureError("the date is none") from error
    if age > rules.signature_lifetime:
        raise BadSignatureError("the signature is too old")
