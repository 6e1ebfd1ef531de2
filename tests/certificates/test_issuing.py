"""Certificates for testing: what they say, who signed them, whose they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from conformance.certificates import der, eidas, issuing

NOW = datetime.now(UTC)


def test_der_is_written_and_read_back() -> None:
    """Lengths of one and of several bytes, long identifiers; what is cut is refused."""
    for content in (b"", b"x" * 127, b"x" * 128, b"x" * 70_000):
        assert list(der.elements(der.encode(der.UTF8, content))) == [(der.UTF8, content)]
    for name in ("1.3.6.1.5.5.7.1.3", "0.4.0.19495.1.3", "2.5.4.97", "2.999.3"):
        assert [der.dotted(content) for _, content in der.elements(der.oid(name))] == [name]
    for cut in (b"\x30", b"\x30\x05\x01", b"\x30\x82\x01"):
        with pytest.raises(ValueError, match="element"):
            list(der.elements(cut))


@pytest.mark.parametrize(
    ("name", "organization", "roles", "said"),
    [
        ("qwac", "PSDFR-ACPR-13807", ("PSP_AI",), []),
        ("qseal", "PSDFR-ACPR-13807", ("PSP_AI",), []),
        ("qwac-wrong-role", "PSDFR-ACPR-13807", ("PSP_PI",), ["role PSP_AI missing in the certificate: it has PSP_PI"]),
        ("qwac-no-psd2", "PSDFR-ACPR-13807", (), ["the certificate has no PSD2 statement"]),
        ("qwac-other-organization", "PSDFR-ACPR-99999", ("PSP_AI",), []),
        ("qwac-unknown-ca", "PSDFR-ACPR-13807", ("PSP_AI",), []),
    ],
)
def test_what_each_certificate_says(
    name: str, organization: str, roles: tuple[str, ...], said: list[str], issued: Path
) -> None:
    """Holder and roles, and what a user should know."""
    holder = eidas.read(issued / f"{name}.pem")
    assert (holder.organization, holder.roles) == (organization, roles)
    assert eidas.notices(holder, NOW) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [("qwac-expired", "the certificate expired on"), ("qwac-not-yet-valid", "the certificate is not valid before")],
)
def test_certificates_out_of_time(name: str, said: str, issued: Path) -> None:
    """Told first."""
    assert eidas.notices(eidas.read(issued / f"{name}.pem"), NOW)[0].startswith(said)


def test_a_certificate_about_to_expire(issued: Path) -> None:
    """Thirty days are warning enough to get another one."""
    holder = eidas.read(issued / "qwac.pem")
    assert eidas.notices(holder, holder.ends - timedelta(days=12, hours=1)) == ["the certificate expires in 12 days"]
    assert eidas.notices(holder, holder.ends - timedelta(days=31)) == []


def test_who_signed_whom(issued: Path) -> None:
    """All by the authority, but for the one by an unknown one."""
    authority = x509.load_pem_x509_certificate((issued / "ca.pem").read_bytes())
    for profile in issuing.PROFILES:
        found = x509.load_pem_x509_certificate((issued / f"{profile.name}.pem").read_bytes())
        if profile.authority == "ca":
            found.verify_directly_issued_by(authority)
        else:
            assert found.issuer != authority.subject


def test_keys_are_for_their_owner_alone(issued: Path) -> None:
    """Also those of fictitious agents: a habit is a habit."""
    assert {path.stat().st_mode & 0o777 for path in issued.glob("*.key")} == {0o600}
    assert len(list(issued.glob("*.key"))) == len(issuing.PROFILES) + 2


def test_a_clients_own_identity(tmp_path: Path) -> None:
    """`certs` can be made for the client_id of a target."""
    issuing.issue(tmp_path, client_id="PSDFR-ACPR-24680")
    assert eidas.read(tmp_path / "qwac.pem").organization == "PSDFR-ACPR-24680"
    assert eidas.read(tmp_path / "qwac-other-organization.pem").organization == "PSDFR-ACPR-99999"
