"""The folder of certificates that the bank lives by, and how its door hands a caller's certificate on."""

import ssl
from asyncio import BaseTransport, Transport
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from conformance.sandbox.gate import Gate
from conformance.sandbox.rules.parties import PartyRules
from conformance.sandbox.seals import registered

NO_CHECK_TIME = ssl.VerifyFlags(0x200000)
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME, which Python has no name for."""


@dataclass(frozen=True, slots=True)
class Folder:
    """What `stet-conformance certs` writes: ca.pem, server.pem, server.key, qseal.pem."""

    path: Path

    def __post_init__(self) -> None:
        for name in ("ca.pem", "server.pem", "server.key", "qseal.pem"):
            if not (self.path / name).is_file():
                raise FileNotFoundError(2, f"there is no {name} in it", str(self.path))

    def gate(self, *, signatures: bool) -> Gate:
        """A gate that asks for certificates, and for signatures of the registered seal if so wished."""
        return Gate(certificates=True, seals=(registered(self.path / "qseal.pem"),) if signatures else None)

    def options(self) -> dict[str, Any]:
        """What uvicorn is told. A certificate is taken but not forced: customers have none, and log in here too."""
        return {
            "http": KnowingProtocol,
            "ssl_certfile": str(self.path / "server.pem"),
            "ssl_keyfile": str(self.path / "server.key"),
            "ssl_ca_certs": str(self.path / "ca.pem"),
            "ssl_cert_reqs": int(ssl.CERT_OPTIONAL),
        }

    def settle(self, context: ssl.SSLContext, rules: PartyRules) -> None:
        """Whose certificates are believed, and when."""
        for name in rules.authorities:
            context.load_verify_locations(str(self.path / name))
        if not rules.certificates_end:
            context.verify_flags |= NO_CHECK_TIME


class KnowingProtocol(H11Protocol):
    """Tells the application whose connection it is, as the TLS extension of ASGI has it; uvicorn does not."""

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Look at the certificate once per connection."""
        super().connection_made(transport)
        shown = _shown(transport)
        if shown:
            self.app = _Presented(self.app, shown)


@dataclass(frozen=True, slots=True)
class _Presented:
    """An application, and the certificate that its caller presents."""

    app: ASGIApp
    certificate: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        extensions = {**scope.get("extensions", {}), "tls": {"client_cert_chain": [self.certificate]}}
        await self.app({**scope, "extensions": extensions}, receive, send)


def _shown(transport: BaseTransport) -> str:
    spoken = transport.get_extra_info("ssl_object")
    der = spoken.getpeercert(binary_form=True) if spoken is not None else None
    return ssl.DER_cert_to_PEM_cert(der) if der else ""
