"""TLS: the certificates of the bank, the authorities it trusts, and the client certificate of a connection."""

import ssl
from asyncio import BaseTransport, Transport
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from conformance.sandbox.client_authentication import ClientAuthentication
from conformance.sandbox.rules.client_authentication import ClientRules
from conformance.sandbox.signatures import load_seal_certificate

NO_CHECK_TIME = ssl.VerifyFlags(0x200000)
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python has no name for."""


@dataclass(frozen=True, slots=True)
class CertificateFolder:
    """What `stet-conformance certs` writes: ca.pem, server.pem, server.key, qseal.pem.

    Raises FileNotFoundError where one of them is missing.
    """

    path: Path

    def __post_init__(self) -> None:
        for name in ("ca.pem", "server.pem", "server.key", "qseal.pem"):
            if not (self.path / name).is_file():
                raise FileNotFoundError(2, f"there is no {name} in it", str(self.path))

    def require(self, *, signatures: bool) -> ClientAuthentication:
        """Require certificates of clients, and with `signatures` requests signed by the registered QSealC.

        Raises ValueError where qseal.pem is no QSealC.
        """
        registered = (load_seal_certificate(self.path / "qseal.pem"),) if signatures else None
        return ClientAuthentication(certificates=True, seal_certificates=registered)

    def uvicorn_options(self) -> dict[str, Any]:
        """The options of uvicorn. A client certificate is optional: customers have none, and log in here too."""
        return {
            "http": ClientCertificateProtocol,
            "ssl_certfile": str(self.path / "server.pem"),
            "ssl_keyfile": str(self.path / "server.key"),
            "ssl_ca_certs": str(self.path / "ca.pem"),
            "ssl_cert_reqs": int(ssl.CERT_OPTIONAL),
        }

    def trust_authorities(self, context: ssl.SSLContext, rules: ClientRules) -> None:
        """Load the authorities that the rules trust.

        Raises OSError where the file of one of them is missing, ssl.SSLError where it is no certificate.
        """
        for name in rules.authorities:
            context.load_verify_locations(str(self.path / name))
        if not rules.certificates_expire:
            context.verify_flags |= NO_CHECK_TIME


class ClientCertificateProtocol(H11Protocol):
    """Hands the client certificate to the application, as the TLS extension of ASGI has it; uvicorn does not."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Read the certificate once per connection."""
        super().connection_made(transport)
        certificate = _read_certificate(transport)
        if certificate:
            self.app = _WithCertificate(self.app, certificate)


@dataclass(frozen=True, slots=True)
class _WithCertificate:
    """An application, and the certificate that its client presented."""

    app: ASGIApp
    certificate: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        extensions = {**scope.get("extensions", {}), "tls": {"client_cert_chain": [self.certificate]}}
        await self.app({**scope, "extensions": extensions}, receive, send)


def _read_certificate(transport: BaseTransport) -> str:
    """The client certificate of a connection as PEM; empty where there is none."""
    tls = transport.get_extra_info("ssl_object")
    der = tls.getpeercert(binary_form=True) if tls is not None else None
    return ssl.DER_cert_to_PEM_cert(der) if der else ""
