"""What a PSD2 certificate says of its holder (ETSI TS 119 495): who, in which roles, until when."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import pkcs12

from conformance.certificates import der
from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.ownfiles import KEY_FILE, content

ROLES: Final = {
    "0.4.0.19495.1.1": "PSP_AS",
    "0.4.0.19495.1.2": "PSP_PI",
    "0.4.0.19495.1.3": "PSP_AI",
    "0.4.0.19495.1.4": "PSP_IC",
}
STATEMENTS: Final = "1.3.6.1.5.5.7.1.3"
PSD2: Final = "0.4.0.19495.2"
ORGANIZATION: Final = "2.5.4.97"
_IDENTIFIER: Final = pattern(r"PSD[A-Z]{2}-[A-Z]{2,8}-.+")
_SOON: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One certificate, read."""

    subject: str
    organization: str
    """organizationIdentifier; '' where it has none."""
    roles: tuple[str, ...]
    """The PSD2 roles; none where it has no PSD2 statement."""
    starts: datetime
    ends: datetime
    fingerprint: str
    """SHA-256, in lower-case hexadecimal digits."""


def read(path: Path, passphrase: str | None = None) -> Holder:
    """The holder of the first certificate in a PEM or PKCS#12 file. Raises ValueError or OSError."""
    return holder(certificate(path, passphrase))


def certificate(path: Path, passphrase: str | None = None) -> x509.Certificate:
    """The first certificate of a file. Raises ValueError or OSError."""
    data = content(path, KEY_FILE)
    if b"-----BEGIN" in data:
        return x509.load_pem_x509_certificate(data)
    found = pkcs12.load_pkcs12(data, passphrase.encode() if passphrase else None).cert
    if found is None:
        raise ValueError("the file holds no certificate")
    return found.certificate


def holder(found: x509.Certificate) -> Holder:
    """What a certificate says."""
    names = found.subject.get_attributes_for_oid(x509.ObjectIdentifier(ORGANIZATION))
    return Holder(
        subject=found.subject.rfc4514_string(),
        organization=str(names[0].value) if names else "",
        roles=_roles(found),
        starts=found.not_valid_before_utc,
        ends=found.not_valid_after_utc,
        fingerprint=found.fingerprint(hashes.SHA256()).hex(),
    )


def notices(found: Holder, now: datetime, what: str = "certificate") -> list[str]:
    """What the user should know of a certificate before the run, worst first; nothing where all is well."""
    said = []
    if now < found.starts:
        said.append(f"the {what} is not valid before {found.starts:%Y-%m-%d}")
    if now >= found.ends:
        said.append(f"the {what} expired on {found.ends:%Y-%m-%d}")
    elif found.ends - now < _SOON:
        said.append(f"the {what} expires in {(found.ends - now).days} days")
    if not found.roles:
        said.append(f"the {what} has no PSD2 statement")
    elif "PSP_AI" not in found.roles:
        said.append(f"role PSP_AI missing in the {what}: it has {', '.join(found.roles)}")
    if not found.organization:
        said.append(f"the {what} names no organizationIdentifier")
    elif not _IDENTIFIER.fullmatch(found.organization):
        said.append(f"the organizationIdentifier of the {what} is not PSDxx-authority-number: {found.organization}")
    return said


def _roles(found: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = found.extensions.get_extension_for_oid(x509.ObjectIdentifier(STATEMENTS))
    except (x509.ExtensionNotFound, ValueError):
        return ()
    raw = extension.value
    with suppress(ValueError):
        return tuple(_read_roles(raw.value)) if isinstance(raw, x509.UnrecognizedExtension) else ()
    return ()


def _read_roles(raw: bytes) -> list[str]:
    """QCStatements: a sequence of (statementId, statementInfo); that of PSD2 begins with (roleOfPspOid, name) pairs."""
    _, content = next(der.elements(raw))
    for _, statement in der.elements(content):
        (_, name), *info = der.elements(statement)
        if der.dotted(name) == PSD2 and info:
            _, pairs = next(der.elements(info[0][1]))
            names = [der.dotted(next(der.elements(pair))[1]) for _, pair in der.elements(pairs)]
            return [ROLES.get(name, name) for name in names]
    return []
