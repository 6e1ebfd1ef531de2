"""Certificates for testing: an authority, the QWAC and QSealC of a fictitious agent, and the bad ones worth refusing.

For sandboxes only: nobody in the world trusts this authority, and each file says TEST in its subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from conformance.certificates import der, eidas
from conformance.frozen import dataclass

_CLIENT_ID: Final = "PSDFR-ACPR-13807"
_WEB, _SEAL = "0.4.0.1862.1.6.3", "0.4.0.1862.1.6.2"
_COMPLIANCE, _TYPE = "0.4.0.1862.1.1", "0.4.0.1862.1.6"
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What one certificate says: its holder, roles, validity (a certificate profile, ETSI TS 119 495)."""

    name: str
    seal: bool = False
    """A QSealC instead of a QWAC."""
    organization: str = _CLIENT_ID
    roles: tuple[str, ...] = ("PSP_AI",)
    """PSP_AS, PSP_PI, PSP_AI, PSP_IC; where empty, there is no PSD2 statement at all."""
    starts: timedelta = -_DAY
    """From the moment of issue on, as `ends`."""
    ends: timedelta = 365 * _DAY
    authority: str = "ca"
    hosts: tuple[str, ...] = ()
    """For a server: the names and addresses it answers for."""


QWAC: Final = Profile(name="qwac")
PROFILES: Final = (
    QWAC,
    Profile(name="qseal", seal=True),
    replace(QWAC, name="qwac-expired", starts=-400 * _DAY, ends=-_DAY),
    replace(QWAC, name="qwac-not-yet-valid", starts=30 * _DAY),
    replace(QWAC, name="qwac-wrong-role", roles=("PSP_PI",)),
    replace(QWAC, name="qwac-no-psd2", roles=()),
    replace(QWAC, name="qwac-other-organization", organization="PSDFR-ACPR-99999"),
    replace(QWAC, name="qwac-unknown-ca", authority="unknown-ca"),
    Profile(name="qseal-other", seal=True, organization="PSDFR-ACPR-99999"),
    Profile(name="server", roles=(), organization="", hosts=("localhost", "127.0.0.1", "::1")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Authority:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey


def issue(folder: Path, now: datetime | None = None, client_id: str = _CLIENT_ID) -> Mapping[str, Path]:
    """Write every certificate (`name.pem`) and key (`name.key`, mode 0600) into a folder; name -> certificate.

    Raises OSError where the folder cannot be written.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    folder.mkdir(parents=True, exist_ok=True)
    made: dict[str, Path] = {}
    authorities = {name: _authority(name, moment) for name in ("ca", "unknown-ca")}
    for name, authority in authorities.items():
        made[name] = _write(folder, name, authority.certificate, authority.key)
    for profile in PROFILES:
        mine = replace(profile, organization=client_id) if profile.organization == _CLIENT_ID else profile
        key = _key()
        certificate = _signed(mine, key, authorities[profile.authority], moment)
        made[profile.name] = _write(folder, profile.name, certificate, key)
    return made


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _authority(name: str, now: datetime) -> _Authority:
    key = _key()
    subject = _name(f"TEST {name}", "")
    certificate = (
        _begun(subject, subject, key, now - 500 * _DAY, now + 3650 * _DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _Authority(certificate=certificate, key=key)


def _signed(profile: Profile, key: rsa.RSAPrivateKey, by: _Authority, now: datetime) -> x509.Certificate:
    subject = _name(f"TEST {profile.name}", profile.organization)
    issuer = by.certificate.subject
    builder = _begun(subject, issuer, key, now + profile.starts, now + profile.ends)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(), critical=True)
    known_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key())
    builder = builder.add_extension(known_by, critical=False)
    if profile.hosts:
        builder = builder.add_extension(x509.SubjectAlternativeName(_alternatives(profile.hosts)), critical=False)
    if not profile.seal:
        purpose = ExtendedKeyUsageOID.SERVER_AUTH if profile.hosts else ExtendedKeyUsageOID.CLIENT_AUTH
        builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    if profile.roles:
        oid = x509.ObjectIdentifier(eidas.STATEMENTS)
        builder = builder.add_extension(x509.UnrecognizedExtension(oid, _statements(profile)), critical=False)
    return builder.sign(by.key, hashes.SHA256())


def _begun(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, starts: datetime, ends: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(starts)
        .not_valid_after(ends)
    )


def _name(common: str, organization: str) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    if organization:
        parts.append(x509.NameAttribute(x509.ObjectIdentifier(eidas.ORGANIZATION), organization))
    return x509.Name(parts)


def _usage(*, signs: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _alternatives(hosts: tuple[str, ...]) -> list[x509.GeneralName]:
    return [x509.DNSName(host) if host[0].isalpha() else x509.IPAddress(ip_address(host)) for host in hosts]


def _statements(profile: Profile) -> bytes:
    """QCStatements with compliance, type and the PSD2 statement (ETSI TS 119 495, 5.1)."""
    codes = {name: oid for oid, name in eidas.ROLES.items()}
    roles = der.sequence(*(der.sequence(der.oid(codes[role]), der.text(role)) for role in profile.roles))
    psd2 = der.sequence(roles, der.text("Autorite de Controle Prudentiel et de Resolution"), der.text("FR-ACPR"))
    return der.sequence(
        der.sequence(der.oid(_COMPLIANCE)),
        der.sequence(der.oid(_TYPE), der.sequence(der.oid(_SEAL if profile.seal else _WEB))),
        der.sequence(der.oid(eidas.PSD2), psd2),
    )


def _write(folder: Path, name: str, certificate: x509.Certificate, key: rsa.RSAPrivateKey) -> Path:
    path, private = folder / f"{name}.pem", folder / f"{name}.key"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.unlink(missing_ok=True)
    private.touch(mode=0o600)
    clear = serialization.NoEncryption()
    private.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, clear))
    return path
