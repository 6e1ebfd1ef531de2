"""The TLS of a target: the QWAC shown to the bank, the authorities believed, TLS 1.2 at least, verification on.

The chapter "Eligibilité" asks for mutual TLS with a QWAC; verification is off only where the target file says so, and
then every run tells it.
"""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import certifi
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from conformance.certificates import eidas
from conformance.client.sockets import cut_off_after, opened
from conformance.errors import Mistakes, mistake
from conformance.ownfiles import KEY_FILE, content, look_at
from conformance.target.target import Target, Tls

_LISTS = 64 << 20
"""No list of authorities has so many bytes."""


def context(tls: Tls | None) -> ssl.SSLContext:
    """What to speak TLS with: the machine's authorities, the well-known ones, and the target's own.

    Raises Mistakes where a certificate, key or authority of the target cannot be used.
    """
    made = ssl.create_default_context()
    made.load_verify_locations(certifi.where())
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if tls is None:
        return made
    if tls.ca is not None:
        try:
            look_at(tls.ca, _LISTS)
            made.load_verify_locations(tls.ca)
        except (OSError, ssl.SSLError) as error:
            raise _wrong(tls.ca, error, "tls.ca must be a PEM file with certificates") from None
    if not tls.verify:
        made.check_hostname = False
        made.verify_mode = ssl.CERT_NONE
    if tls.certificate is not None:
        _show(made, tls, tls.certificate)
    return made


def server_key(url: str, target: Target) -> str:
    """The mark (SHA-256, base64) of the public key of the server at a URL, whose certificate is verified on the way.

    For programs that cannot be given an authority of their own but can be given the key to believe.

    Raises OSError where the server is out of reach or not trusted, Mistakes where a file of the target cannot be used.
    """
    parts = urlsplit(url)
    with (
        opened(parts.hostname or "", parts.port or 443, target) as plain,
        cut_off_after(target.limits.timeout_s, plain),
        context(target.tls).wrap_socket(plain, server_hostname=parts.hostname) as spoken,
    ):
        shown = x509.load_der_x509_certificate(spoken.getpeercert(binary_form=True) or b"")
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    key = shown.public_key().public_bytes(serialization.Encoding.DER, form)
    return base64.b64encode(hashlib.sha256(key).digest()).decode()


def notices(target: Target, now: datetime) -> list[str]:
    """What the run should tell of the target's certificates before it starts. Raises Mistakes for an unreadable one."""
    tls = target.tls
    if tls is None or tls.certificate is None:
        return []
    try:
        holder = eidas.read(tls.certificate, tls.passphrase)
    except (OSError, ValueError) as error:
        raise _wrong(tls.certificate, error, "PEM or PKCS#12; tls.passphrase opens it") from None
    said = eidas.notices(holder, now, "client certificate")
    client_id = target.oauth.client_id if target.oauth else ""
    if holder.organization and client_id.startswith("PSD") and client_id != holder.organization:
        said.append(f"oauth.client_id is {client_id}, the client certificate belongs to {holder.organization}")
    return said


def readable_notices(target: Target, now: datetime) -> list[str]:
    """The notices; none of a certificate that cannot be read, which is said where it is used."""
    with suppress(Mistakes):
        return notices(target, now)
    return []


def _show(made: ssl.SSLContext, tls: Tls, certificate: Path) -> None:
    """Load the client certificate. A passphrase is always given, so that OpenSSL never stops to ask for one."""
    try:
        if tls.key is not None:
            look_at(tls.key, KEY_FILE)
        if b"-----BEGIN" in content(certificate, KEY_FILE):
            made.load_cert_chain(certificate, tls.key, password=lambda: tls.passphrase or "")
        else:
            with _unpacked(certificate, tls.passphrase) as (path, passphrase):
                made.load_cert_chain(path, password=passphrase)
    except ssl.SSLError as error:
        raise _wrong(certificate, error, _advice(error, tls)) from None
    except (OSError, ValueError, TypeError) as error:
        raise _wrong(certificate, error, "is tls.passphrase right, and the file PEM or PKCS#12?") from None


@contextmanager
def _unpacked(path: Path, passphrase: str | None) -> Iterator[tuple[str, str]]:
    """A PKCS#12 file as the PEM file that ssl wants; its key is never written unencrypted."""
    bundle = pkcs12.load_pkcs12(content(path, KEY_FILE), passphrase.encode() if passphrase else None)
    if bundle.cert is None or bundle.key is None:
        raise ValueError("it must hold a certificate and its key")
    once = secrets.token_hex(16)
    encryption = serialization.BestAvailableEncryption(once.encode())
    parts = [bundle.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)]
    chain = [bundle.cert, *bundle.additional_certs]
    parts += [each.certificate.public_bytes(serialization.Encoding.PEM) for each in chain]
    handle, name = tempfile.mkstemp(suffix=".pem")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(b"".join(parts))
        yield name, once
    finally:
        Path(name).unlink()


def _advice(error: ssl.SSLError, tls: Tls) -> str:
    """What to mend; OpenSSL says as little of a wrong passphrase as of a file that is no PEM."""
    if "MISMATCH" in str(error.reason):
        return "tls.key is not the key of tls.certificate"
    if any(b"ENCRYPTED" in path.read_bytes() for path in (tls.key, tls.certificate) if path is not None):
        return "is tls.passphrase right?"
    return "tls.certificate must hold the certificate, tls.key (or the same file) its private key, both PEM"


def _wrong(path: Path, error: Exception, hint: str) -> Mistakes:
    if isinstance(error, ssl.SSLError):
        said = (error.reason or "no certificate and key in it could be read").replace("_", " ").lower()
    else:
        said = (isinstance(error, OSError) and error.strerror) or str(error)
    return mistake(f"{path} cannot be used: {said}", hint=hint)
