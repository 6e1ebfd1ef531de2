"""What the bank reads in a client certificate."""

from __future__ import annotations

import ssl
from pathlib import Path

from conformance.certificates import issuing
from conformance.sandbox.client_certificates import CertificateHolder, read_holder
from tests.support.secured import CLIENT


def test_what_certificates_say(tmp_path: Path) -> None:
    """The bank's own reading of the PSD2 statement."""
    issuing.issue(tmp_path)

    def read(name: str) -> CertificateHolder:
        return read_holder(ssl.PEM_cert_to_DER_cert((tmp_path / f"{name}.pem").read_text()))

    assert read("qwac") == CertificateHolder(CLIENT, ("PSP_AI",))
    assert read("qwac-wrong-role").roles == ("PSP_PI",)
    assert read("qwac-no-psd2").roles == ()
    assert read("server") == CertificateHolder("", ())
