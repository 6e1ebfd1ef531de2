"""Certificates made once, and third parties that show them: raw TLS and signatures, without the harness."""

from __future__ import annotations

import base64
import hashlib
import ssl
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

CLIENT = "PSDFR-ACPR-13807"
ROOT = "/stet/psd2/v1.4.2"


def client(folder: Path, origin: str, certificate: str | None = "qwac") -> httpx.Client:
    """A client that shows a certificate of the folder, or none."""
    context = ssl.create_default_context(cafile=str(folder / "ca.pem"))
    if certificate is not None:
        context.load_cert_chain(folder / f"{certificate}.pem", folder / f"{certificate}.key")
    return httpx.Client(base_url=origin, verify=context, trust_env=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Signs requests as the draft says, and as a test bends it."""

    folder: Path
    name: str = "qseal"
    key_id: str | None = None
    names: tuple[str, ...] = ("(request-target)", "x-request-id", "date", "digest")
    algorithm: str = "rsa-sha256"
    key: rsa.RSAPrivateKey = field(init=False)

    def __post_init__(self) -> None:
        key = serialization.load_pem_private_key((self.folder / f"{self.name}.key").read_bytes(), None)
        assert isinstance(key, rsa.RSAPrivateKey)
        object.__setattr__(self, "key", key)

    def fingerprint(self, kind: type[hashes.HashAlgorithm] = hashes.SHA256) -> str:
        return x509.load_pem_x509_certificate((self.folder / f"{self.name}.pem").read_bytes()).fingerprint(kind()).hex()

    def headers(
        self, method: str, target: str, now: datetime, body: bytes = b"", request_id: str = "1"
    ) -> dict[str, str]:
        sent = {
            "x-request-id": request_id,
            "date": format_datetime(now, usegmt=True),
            "digest": "SHA-256=" + base64.b64encode(hashlib.sha256(body).digest()).decode(),
        }
        lines = {"(request-target)": f"{method.lower()} {target}", **sent}
        text = "\n".join(f"{name}: {lines[name]}" for name in self.names).encode()
        signature = base64.b64encode(self.key.sign(text, padding.PKCS1v15(), hashes.SHA256())).decode()
        key_id = self.key_id if self.key_id is not None else f"https://tpp.example/seal_{self.fingerprint()}"
        parts = {"keyId": key_id, "algorithm": self.algorithm, "headers": " ".join(self.names), "signature": signature}
        return sent | {"signature": ",".join(f'{name}="{value}"' for name, value in parts.items())}


LONG = timedelta(minutes=6)
