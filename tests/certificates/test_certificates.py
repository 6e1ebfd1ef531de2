"""Certificates for testing, what they say, and the TLS and seals made with them."""

from __future__ import annotations

import base64
import ssl
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from conformance.certificates import der, eidas, issuing
from conformance.client import signature, tls
from conformance.client.sender import Sender
from conformance.client.signature import Seal
from conformance.clock import Clock
from conformance.errors import Blocked, Mistakes, Unreachable
from conformance.masking.secrets import Secrets
from conformance.model import Call, Exchange
from conformance.target.target import OAuth, Signature, Target, Tls
from tests.support.fakebank import FakeBank, as_json

NOW = datetime.now(UTC)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certs")
    issuing.issue(folder)
    return folder


# --------------------------------------------------------------------------------------------------- what they say


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
    name: str, organization: str, roles: tuple[str, ...], said: list[str], folder: Path
) -> None:
    """Holder and roles, and what a user should know."""
    holder = eidas.read(folder / f"{name}.pem")
    assert (holder.organization, holder.roles) == (organization, roles)
    assert eidas.notices(holder, NOW) == said


@pytest.mark.parametrize(
    ("name", "said"),
    [("qwac-expired", "the certificate expired on"), ("qwac-not-yet-valid", "the certificate is not valid before")],
)
def test_certificates_out_of_time(name: str, said: str, folder: Path) -> None:
    """Told first."""
    assert eidas.notices(eidas.read(folder / f"{name}.pem"), NOW)[0].startswith(said)


def test_a_certificate_about_to_expire(folder: Path) -> None:
    """Thirty days are warning enough to get another one."""
    holder = eidas.read(folder / "qwac.pem")
    assert eidas.notices(holder, holder.ends - timedelta(days=12, hours=1)) == ["the certificate expires in 12 days"]
    assert eidas.notices(holder, holder.ends - timedelta(days=31)) == []


def test_who_signed_whom(folder: Path) -> None:
    """All by the authority, but for the one by an unknown one."""
    authority = x509.load_pem_x509_certificate((folder / "ca.pem").read_bytes())
    for profile in issuing.PROFILES:
        found = x509.load_pem_x509_certificate((folder / f"{profile.name}.pem").read_bytes())
        if profile.authority == "ca":
            found.verify_directly_issued_by(authority)
        else:
            assert found.issuer != authority.subject


def test_keys_are_for_their_owner_alone(folder: Path) -> None:
    """Also those of fictitious agents: a habit is a habit."""
    assert {path.stat().st_mode & 0o777 for path in folder.glob("*.key")} == {0o600}
    assert len(list(folder.glob("*.key"))) == len(issuing.PROFILES) + 2


def test_a_clients_own_identity(tmp_path: Path) -> None:
    """`certs` can be made for the client_id of a target."""
    issuing.issue(tmp_path, client_id="PSDFR-ACPR-24680")
    assert eidas.read(tmp_path / "qwac.pem").organization == "PSDFR-ACPR-24680"
    assert eidas.read(tmp_path / "qwac-other-organization.pem").organization == "PSDFR-ACPR-99999"


# ------------------------------------------------------------------------------------------------------------- TLS


def demanding(folder: Path) -> ssl.SSLContext:
    """A bank that demands a certificate of the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem", folder / "server.key")
    context.load_verify_locations(folder / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def ask(folder: Path, options: Tls | None) -> Exchange:
    with FakeBank(lambda _: as_json({"a": 1}), demanding(folder)) as bank, sending(bank, tls=options) as sender:
        return sender.send(Call(method="GET", url=f"{bank.origin}/accounts"), "some-token")


def sending(bank: FakeBank, **changes: Any) -> Sender:
    return Sender(bank.target(**changes), Clock(), Secrets())


def pem(folder: Path, name: str = "qwac") -> Tls:
    return Tls(certificate=folder / f"{name}.pem", key=folder / f"{name}.key", ca=folder / "ca.pem")


def bundle(folder: Path, into: Path, passphrase: str) -> Path:
    key = serialization.load_pem_private_key((folder / "qwac.key").read_bytes(), None)
    found = x509.load_pem_x509_certificate((folder / "qwac.pem").read_bytes())
    assert isinstance(key, rsa.RSAPrivateKey)
    secret = serialization.BestAvailableEncryption(passphrase.encode())
    path = into / "qwac.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"qwac", key, found, None, secret))
    return path


def test_mutual_tls_with_pem(folder: Path) -> None:
    """Certificate and key in two files."""
    assert ask(folder, pem(folder)).status == 200


def test_mutual_tls_with_one_file(folder: Path, tmp_path: Path) -> None:
    """Certificate and key in one."""
    both = tmp_path / "both.pem"
    both.write_bytes((folder / "qwac.pem").read_bytes() + (folder / "qwac.key").read_bytes())
    assert ask(folder, Tls(certificate=both, ca=folder / "ca.pem")).status == 200


def test_mutual_tls_with_pkcs12(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its passphrase; nothing is left behind on the disk."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    path = bundle(folder, tmp_path, "open sesame")
    assert ask(folder, Tls(certificate=path, passphrase="open sesame", ca=folder / "ca.pem")).status == 200
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_bank_that_gets_no_certificate_hangs_up(folder: Path) -> None:
    """The hint says what it may want."""
    with pytest.raises(Unreachable, match=r"tls\.certificate"):
        ask(folder, Tls(ca=folder / "ca.pem"))


def test_a_certificate_the_bank_does_not_know(folder: Path) -> None:
    """Its alert is told."""
    with pytest.raises(Unreachable, match=r"unknown ca|certificate"):
        ask(folder, pem(folder, "qwac-unknown-ca"))


def test_the_bank_is_verified(folder: Path) -> None:
    """By its name and authority, unless the target file says not to."""
    with pytest.raises(Unreachable, match=r"the certificate of 127\.0\.0\.1 is not trusted"):
        ask(folder, replace(pem(folder), ca=None))
    assert ask(folder, replace(pem(folder), ca=None, verify=False)).status == 200


def test_tls_is_at_least_1_2() -> None:
    """Article 30 of the RTS, the documentation, and good sense."""
    assert tls.context(None).minimum_version == ssl.TLSVersion.TLSv1_2
    assert tls.context(None).verify_mode == ssl.CERT_REQUIRED


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"key": "qseal.key"}, "tls.key is not the key of tls.certificate"),
        ({"key": None}, "tls.key"),
        ({"certificate": "nowhere.pem"}, "No such file"),
        ({"certificate": "junk"}, "PEM or PKCS#12"),
        ({"ca": "junk"}, "tls.ca must be a PEM file"),
        ({"certificate": "p12", "passphrase": "wrong"}, "is tls.passphrase right"),
        ({"key": "locked.key", "passphrase": "wrong"}, "is tls.passphrase right"),
        ({"key": "locked.key", "passphrase": None}, "is tls.passphrase right"),
    ],
)
def test_files_that_do_not_fit_are_told(changes: dict[str, Any], says: str, folder: Path, tmp_path: Path) -> None:
    """Before anything is sent, without a traceback, and without asking at the terminal."""
    (tmp_path / "junk").write_bytes(b"\x00\x01junk")
    key = serialization.load_pem_private_key((folder / "qwac.key").read_bytes(), None)
    locked = serialization.BestAvailableEncryption(b"right")
    form = serialization.PrivateFormat.PKCS8
    (tmp_path / "locked.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, locked))
    made = {name: tmp_path / name for name in ("junk", "locked.key")} | {"p12": bundle(folder, tmp_path, "right")}
    paths = {
        what: made.get(name, folder / name) if what != "passphrase" and name else name for what, name in changes.items()
    }
    options = Tls(**{"certificate": folder / "qwac.pem", "key": folder / "qwac.key", **paths})
    with pytest.raises(Mistakes) as caught:
        tls.context(options)
    assert says in str(caught.value)
    assert "right" not in str(caught.value).replace("passphrase right", "")


def test_what_a_run_tells_of_its_certificates(folder: Path) -> None:
    """Nothing of a good one; role, dates and a client_id that is not the certificate's."""

    def told(name: str, client_id: str = "PSDFR-ACPR-13807") -> list[str]:
        oauth = OAuth(authorize_url="", token_url="", client_id=client_id, redirect_uri="")
        return tls.notices(Target(name="t", base_url="https://b", oauth=oauth, tls=pem(folder, name)), NOW)

    assert told("qwac") == []
    assert told("qwac", "registered-id") == []
    assert told("qwac-other-organization") == [
        "oauth.client_id is PSDFR-ACPR-13807, the client certificate belongs to PSDFR-ACPR-99999"
    ]
    assert "role PSP_AI missing" in told("qwac-wrong-role")[0]
    assert tls.notices(Target(name="t", base_url="https://b"), NOW) == []


# -------------------------------------------------------------------------------------------------------- signature

CAVAGE = {
    "Host": "example.com",
    "Date": "Sun, 05 Jan 2014 21:31:40 GMT",
    "Content-Type": "application/json",
    "Digest": "SHA-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=",
    "Content-Length": "18",
}
VECTORS = {
    "date": (
        "SjWJWbWN7i0wzBvtPl8rbASWz5xQW6mcJmn+ibttBqtifLN7Sazz6m79cNfwwb8DMJ5cou1s7uEGKKCs+FLEEaDV5lp7q25W"
        "qS+lavg7T8hc0GppauB6hbgEKTwblDHYGEtbGmtdHgVCk9SuS13F0hZ8FD0k/5OxEPXe5WozsbM="
    ),
    "(request-target) host date": (
        "qdx+H7PHHDZgy4y/Ahn9Tny9V3GP6YgBPyUXMmoxWtLbHpUnXS2mg2+SbrQDMCJypxBLSPQR2aAjn7ndmw2iicw3HMbe8VfE"
        "dKFYRqzic+efkb3nndiv/x1xSHDJWeSWkx3ButlYSuBskLu6kd9Fswtemr3lgdDEmn04swr2Os0="
    ),
    "(request-target) host date content-type digest content-length": (
        "vSdrb+dS3EceC9bcwHSo4MlyKS59iFIrhgYkz8+oVLEEzmYZZvRs8rgOp+63LEM3v+MFHB32NfpB2bEKBIvB1q52LaEUHFv1"
        "20V01IL+TAD48XaERZFukWgHoBTLMhYS2Gb51gWxpeIq8knRmPnYePbF5MOkR0Zkly4zKH7s1dE="
    ),
}


@pytest.mark.parametrize("names", VECTORS)
def test_the_test_values_of_the_draft(names: str) -> None:
    """draft-cavage-http-signatures-10 and -12, appendix C: default, basic, all headers; its published key."""
    key = serialization.load_pem_private_key((Path(__file__).parent / "cavage.key").read_bytes(), None)
    assert isinstance(key, rsa.RSAPrivateKey)
    url = "https://example.com/foo?param=value&pet=dog"
    text = signature.signing_string("POST", url, list(CAVAGE.items()), names.split())
    assert base64.b64encode(signature.rsa_sha256(key, text.encode())).decode() == VECTORS[names]
    assert signature.digest(b'{"hello": "world"}') == CAVAGE["Digest"]


def test_what_is_signed() -> None:
    """STET Part I section 3.5: content headers with a body only, every psu-* header, whatever their case."""
    headers = [
        ("PSU-IP-Address", "1"),
        ("X-Request-ID", "2"),
        ("Digest", "3"),
        ("Date", "4"),
        ("psu-date", "5"),
        ("Accept", "6"),
    ]
    usual = ["(request-target)", "digest", "x-request-id", "date"]
    assert signature.signed_names(headers, has_body=False) == [*usual, "psu-date", "psu-ip-address"]
    with_body = signature.signed_names([*headers, ("Content-Type", "7")], has_body=True)
    assert with_body == [*usual, "content-type", "content-length", "psu-date", "psu-ip-address"]


def test_repeated_headers_are_one_line() -> None:
    """Joined by a comma and a blank (draft-cavage 2.3)."""
    text = signature.signing_string("GET", "http://b", [("X-A", " 1 "), ("x-a", "2")], ["(request-target)", "x-a"])
    assert text == "(request-target): get /\nx-a: 1, 2"


def parsed(header: str) -> Mapping[str, str]:
    return {key: value.strip('"') for key, _, value in (part.partition("=") for part in header.split(",", 3))}


def verified(headers: Mapping[str, str], method: str, url: str, body: bytes, folder: Path) -> bool:
    """As a bank would, from what arrived alone."""
    fields = parsed(headers["signature"])
    text = signature.signing_string(method, url, list(headers.items()), fields["headers"].split())
    key = x509.load_pem_x509_certificate((folder / "qseal.pem").read_bytes()).public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    try:
        key.verify(base64.b64decode(fields["signature"]), text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except Exception:
        return False
    return headers["digest"] == signature.digest(body)


def seal(folder: Path, name: str = "qseal") -> Signature:
    return Signature(key_id=f"https://me.example/{name}_0123", key=folder / f"{name}.key")


@pytest.mark.parametrize("path", ["/accounts", "/accounts/A%20é/transactions?dateFrom=2026-01-01&x=%2F"])
@pytest.mark.parametrize("body", [None, b'{"a": 1}'])
@pytest.mark.parametrize(("flaw", "good"), [("", True), ("garbled", False), ("wrong_key", False), ("tampered", False)])
def test_what_arrives_is_what_was_signed(path: str, body: bytes | None, flaw: str, good: bool, folder: Path) -> None:
    """Over the wire, paths and headers as the bank sees them; each flaw is one a bank can find."""
    with (
        FakeBank(lambda _: as_json({})) as bank,
        sending(bank, signature=seal(folder)) as sender,
    ):
        headers = (("Content-Type", "application/json"),) if body else ()
        call = Call(method="PUT", url=bank.target().base_url + path, headers=headers, content=body)
        exchange = sender.send(call, "some-token", flaw=flaw)
        asked = bank.asked[0]
    sent = {**asked.headers, "content-length": str(len(asked.body))}
    url = exchange.call.url
    assert parsed(sent["signature"])["keyId"] == "https://me.example/qseal_0123"
    assert verified(sent, "PUT", url, asked.body, folder) is good
    assert "psu-ip-address" in sent["signature"]


def test_flaws_of_time_and_absence(folder: Path) -> None:
    """No signature at all; a true one, but of long ago."""
    made = Seal(seal(folder))
    call = Call(method="GET", url="http://b/accounts", headers=(("X-Request-ID", "1"),))
    missing = dict(made.sign(call, NOW, "none").headers)
    assert "Signature" not in missing
    assert "Digest" in missing
    assert dict(made.sign(call, NOW, "stale").headers)["Date"] == "Mon, 07 Oct 2019 00:00:00 GMT"


def test_a_call_replayed_word_for_word(folder: Path) -> None:
    """The same headers as the call before, its X-Request-ID included; another call cannot stand in for it."""
    made = Seal(seal(folder))
    call = Call(method="GET", url="http://b/accounts", headers=(("X-Request-ID", "1"),))
    first = made.sign(call, NOW)
    assert made.sign(replace(call, headers=(("X-Request-ID", "2"),)), NOW, "replayed") == first
    with pytest.raises(Blocked, match="step before"):
        made.sign(replace(call, url="http://b/consents"), NOW, "replayed")


def test_a_signature_of_the_scenario_stays(folder: Path) -> None:
    """It knows what it does."""
    call = Call(method="GET", url="http://b/accounts", headers=(("signature", "mine"),))
    assert Seal(seal(folder)).sign(call, NOW) is call


def test_logins_are_not_signed(folder: Path) -> None:
    """The customer's browser has no seal; the token endpoint knows the client by its QWAC."""
    with (
        FakeBank(lambda _: as_json({})) as bank,
        sending(bank, signature=seal(folder)) as sender,
    ):
        sender.send(Call(method="POST", url=f"{bank.origin}/stet/psd2/oauth/token"))
        assert "signature" not in bank.asked[0].headers


@pytest.mark.parametrize(("name", "says"), [("nowhere", "No such file"), ("junk", "no key can be read")])
def test_a_seal_that_cannot_be_read(name: str, says: str, tmp_path: Path) -> None:
    """Told before the run."""
    (tmp_path / "junk.key").write_bytes(b"junk")
    with pytest.raises(Mistakes, match=says):
        Seal(Signature(key_id="x", key=tmp_path / f"{name}.key"))
