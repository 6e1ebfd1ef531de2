"""Mutual TLS: what is shown, what is verified, what a run tells of its certificates."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from conformance.client import tls
from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.errors import Mistakes, Unreachable
from conformance.masking.secrets import Secrets
from conformance.model import Call, Exchange
from conformance.target.target import OAuth, Target, Tls
from tests.support.fakebank import FakeBank, as_json
from tests.support.issued import sending

NOW = datetime.now(UTC)


def demanding(issued: Path) -> ssl.SSLContext:
    """A bank that demands a certificate of the authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(issued / "server.pem", issued / "server.key")
    context.load_verify_locations(issued / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def ask(issued: Path, options: Tls | None) -> Exchange:
    with FakeBank(lambda _: as_json({"a": 1}), demanding(issued)) as bank, sending(bank, tls=options) as sender:
        return sender.send(Call(method="GET", url=f"{bank.origin}/accounts"), "some-token")


def pem(issued: Path, name: str = "qwac") -> Tls:
    return Tls(certificate=issued / f"{name}.pem", key=issued / f"{name}.key", ca=issued / "ca.pem")


def bundle(issued: Path, into: Path, passphrase: str) -> Path:
    key = serialization.load_pem_private_key((issued / "qwac.key").read_bytes(), None)
    found = x509.load_pem_x509_certificate((issued / "qwac.pem").read_bytes())
    assert isinstance(key, rsa.RSAPrivateKey)
    secret = serialization.BestAvailableEncryption(passphrase.encode())
    path = into / "qwac.p12"
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"qwac", key, found, None, secret))
    return path


def test_mutual_tls_with_pem(issued: Path) -> None:
    """Certificate and key in two files."""
    assert ask(issued, pem(issued)).status == 200


def test_mutual_tls_with_one_file(issued: Path, tmp_path: Path) -> None:
    """Certificate and key in one."""
    both = tmp_path / "both.pem"
    both.write_bytes((issued / "qwac.pem").read_bytes() + (issued / "qwac.key").read_bytes())
    assert ask(issued, Tls(certificate=both, ca=issued / "ca.pem")).status == 200


def test_mutual_tls_with_pkcs12(issued: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its passphrase; nothing is left behind on the disk."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    path = bundle(issued, tmp_path, "open sesame")
    assert ask(issued, Tls(certificate=path, passphrase="open sesame", ca=issued / "ca.pem")).status == 200
    assert list((tmp_path / "tmp").iterdir()) == []


def test_a_bank_that_gets_no_certificate_hangs_up(issued: Path) -> None:
    """The hint says what it may want."""
    with pytest.raises(Unreachable, match=r"tls\.certificate"):
        ask(issued, Tls(ca=issued / "ca.pem"))


def test_a_certificate_the_bank_does_not_know(issued: Path) -> None:
    """Its alert is told."""
    with pytest.raises(Unreachable, match=r"unknown ca|certificate"):
        ask(issued, pem(issued, "qwac-unknown-ca"))


def test_the_bank_is_verified(issued: Path) -> None:
    """By its name and authority, unless the target file says not to."""
    with pytest.raises(Unreachable, match=r"the certificate of 127\.0\.0\.1 is not trusted"):
        ask(issued, replace(pem(issued), ca=None))
    assert ask(issued, replace(pem(issued), ca=None, verify=False)).status == 200


def test_a_port_that_has_answered_over_tls_speaks_tls(issued: Path) -> None:
    """What breaks later on is told as it is: it is not asked whether the port speaks something else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(issued / "server.pem", issued / "server.key")
    listener = socket.create_server(("127.0.0.1", 0))
    origin = f"https://127.0.0.1:{listener.getsockname()[1]}"

    def first_over_tls() -> None:
        with listener.accept()[0] as plain, context.wrap_socket(plain, server_side=True) as secured:
            secured.recv(4096)
            secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        while True:
            with listener.accept()[0] as plain:
                plain.recv(4096)
                plain.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    Thread(target=first_over_tls, daemon=True).start()
    target = Target(name="t", base_url=origin, tls=Tls(ca=issued / "ca.pem"))
    with Sender(target, Clock(), Secrets()) as sender:
        assert sender.send(Call(method="GET", url=origin)).status == 200
        with pytest.raises(Unreachable, match=r"TLS with \S+ failed: wrong version number$"):
            sender.send(Call(method="GET", url=origin))
    with Sender(target, Clock(), Secrets()) as another, pytest.raises(Unreachable, match=r"speak http:// rather"):
        another.send(Call(method="GET", url=origin))


@pytest.mark.parametrize("says_so", [True, False])
def test_a_body_without_a_length_ends_where_tls_says_so(issued: Path, says_so: bool) -> None:
    """RFC 9112, 9.8: a connection that is cut before that is no end of a body."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(issued / "server.pem", issued / "server.key")
    listener = socket.create_server(("127.0.0.1", 0))
    origin = f"https://127.0.0.1:{listener.getsockname()[1]}"

    def answer() -> None:
        while True:
            with listener.accept()[0] as plain, context.wrap_socket(plain, server_side=True) as secured:
                secured.recv(4096)
                secured.sendall(b'HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{"a": 1}')
                if says_so:
                    with suppress(OSError):
                        secured.unwrap()

    Thread(target=answer, daemon=True).start()
    target = Target(name="t", base_url=origin, tls=Tls(ca=issued / "ca.pem"))
    with Sender(target, Clock(), Secrets()) as sender:
        if says_so:
            assert sender.send(Call(method="GET", url=origin)).data == {"a": 1}
            return
        with pytest.raises(Unreachable, match="closed the connection in the middle of an answer"):
            sender.send(Call(method="GET", url=origin))


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
def test_files_that_do_not_fit_are_told(changes: dict[str, Any], says: str, issued: Path, tmp_path: Path) -> None:
    """Before anything is sent, without a traceback, and without asking at the terminal."""
    (tmp_path / "junk").write_bytes(b"\x00\x01junk")
    key = serialization.load_pem_private_key((issued / "qwac.key").read_bytes(), None)
    locked = serialization.BestAvailableEncryption(b"right")
    form = serialization.PrivateFormat.PKCS8
    (tmp_path / "locked.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, locked))
    made = {name: tmp_path / name for name in ("junk", "locked.key")} | {"p12": bundle(issued, tmp_path, "right")}
    paths = {
        what: made.get(name, issued / name) if what != "passphrase" and name else name for what, name in changes.items()
    }
    options = Tls(**{"certificate": issued / "qwac.pem", "key": issued / "qwac.key", **paths})
    with pytest.raises(Mistakes) as caught:
        tls.context(options)
    assert says in str(caught.value)
    assert "right" not in str(caught.value).replace("passphrase right", "")


def test_what_a_run_tells_of_its_certificates(issued: Path) -> None:
    """Nothing of a good one; role, dates and a client_id that is not the certificate's."""

    def told(name: str, client_id: str = "PSDFR-ACPR-13807") -> list[str]:
        oauth = OAuth(authorize_url="", token_url="", client_id=client_id, redirect_uri="")
        return tls.notices(Target(name="t", base_url="https://b", oauth=oauth, tls=pem(issued, name)), NOW)

    assert told("qwac") == []
    assert told("qwac", "registered-id") == []
    assert told("qwac-other-organization") == [
        "oauth.client_id is PSDFR-ACPR-13807, the client certificate belongs to PSDFR-ACPR-99999"
    ]
    assert "role PSP_AI missing" in told("qwac-wrong-role")[0]
    assert tls.notices(Target(name="t", base_url="https://b"), NOW) == []
