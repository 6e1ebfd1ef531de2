"""What a client certificate says of its holder: which organisation it is, and its PSD2 roles (ETSI TS 119 495)."""

from collections.abc import Iterator
from dataclasses import dataclass

from cryptography import x509

ORGANIZATION_IDENTIFIER = x509.ObjectIdentifier("2.5.4.97")
QC_STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
PSD2_STATEMENT = bytes.fromhex("0606040081982702")
ROLES = {
    bytes.fromhex("060704008198270101"): "PSP_AS",
    bytes.fromhex("060704008198270102"): "PSP_PI",
    bytes.fromhex("060704008198270103"): "PSP_AI",
    bytes.fromhex("060704008198270104"): "PSP_IC",
}
"""The object identifiers 0.4.0.19495.1.x and 0.4.0.19495.2 as they stand in a certificate."""


@dataclass(frozen=True, slots=True)
class CertificateHolder:
    """The holder of a certificate; no roles where it has no PSD2 statement."""

    organization: str
    roles: tuple[str, ...]


def read_holder(der: bytes) -> CertificateHolder:
    """The holder of a certificate that the TLS layer has found valid, in DER. Raises ValueError for anything else."""
    certificate = x509.load_der_x509_certificate(der)
    names = certificate.subject.get_attributes_for_oid(ORGANIZATION_IDENTIFIER)
    return CertificateHolder(str(names[0].value) if names else "", _roles(certificate))


def _roles(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        statements = certificate.extensions.get_extension_for_oid(QC_STATEMENTS).value.public_bytes()
        return tuple(_roles_of(statements))
    except (x509.ExtensionNotFound, ValueError, IndexError):
        return ()


def _roles_of(statements: bytes) -> Iterator[str]:
    """SEQUENCE OF (id, info); the info of the PSD2 statement begins with a SEQUENCE OF (role id, role name)."""
    for statement in _inside(next(_elements(statements))):
        name, *info = _inside(statement)
        if name == PSD2_STATEMENT and info:
            for role in _inside(next(_inside(info[0]))):
                yield ROLES.get(next(_inside(role)), "unknown")


def _inside(element: bytes) -> Iterator[bytes]:
    return _elements(element[_head(element) :])


def _elements(data: bytes) -> Iterator[bytes]:
    """The elements that stand side by side, each with its head."""
    while data:
        size = _head(data) + _length(data)
        if size > len(data):
            raise ValueError("cut off")
        yield data[:size]
        data = data[size:]


def _head(data: bytes) -> int:
    """How many bytes stand before the content: tag, and a length in one or more bytes."""
    return 2 + (data[1] & 0x7F if data[1] & 0x80 else 0)


def _length(data: bytes) -> int:
    return int.from_bytes(data[2 : _head(data)], "big") if data[1] & 0x80 else data[1]
