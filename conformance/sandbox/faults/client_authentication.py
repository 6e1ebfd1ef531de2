"""Faults of client certificates and signatures: clients and requests that are taken though they must not be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from conformance.sandbox.differences import Fault
from conformance.sandbox.hooks import alter_response, derive, is_api_request, override
from conformance.sandbox.messages import Request, Response, json_response
from conformance.sandbox.rules import Rules


class LendsCertificate(Rules):
    """A client without a certificate is taken for the first that had one."""

    where: Callable[[Request], bool] = staticmethod(is_api_request)

    def __init__(self) -> None:
        super().__init__()
        self._known = b""

    def rewrite_request(self, request: Request) -> Request:
        """Lend it that certificate."""
        if request.certificate:
            self._known = self._known or request.certificate
        elif type(self).where(request):
            request = replace(request, certificate=self._known)
        return super().rewrite_request(request)


def _is_token_request(request: Request) -> bool:
    return "/oauth/" in request.path


def _refuse_key_id_with_fingerprint(response: Response, request: Request) -> Response:
    """A keyId that ends in a fingerprint is not understood."""
    named = "_" in request.headers.get("signature", "").partition('keyId="')[2].partition('"')[0]
    return json_response(400, {"status": 400, "message": "FF01", "error": "Bad Request"}) if named else response


FAULTS = (
    Fault(
        "token-without-a-certificate",
        "protocol",
        ("SEC-01",),
        "The token address takes callers without a certificate.",
        derive(LendsCertificate, where=staticmethod(_is_token_request)),
    ),
    Fault(
        "api-without-a-certificate",
        "protocol",
        ("SEC-07",),
        "The API takes callers without a certificate.",
        LendsCertificate,
    ),
    Fault(
        "certificate-of-any-client",
        "state",
        ("SEC-02",),
        "The certificate of another client will do.",
        override(certificate_is_for=lambda *_, **__: True),
    ),
    Fault(
        "certificate-out-of-its-time",
        "protocol",
        ("SEC-11",),
        "A certificate that has expired is believed.",
        override(certificates_expire=False),
    ),
    Fault(
        "certificate-of-any-authority",
        "protocol",
        ("SEC-11",),
        "A certificate of an unknown authority is believed.",
        override(authorities=("ca.pem", "unknown-ca.pem")),
    ),
    Fault(
        "certificate-of-any-role",
        "state",
        ("SEC-12",),
        "A certificate without the role of the service will do.",
        override(may_call=lambda *_: True),
    ),
    Fault(
        "signature-not-needed",
        "protocol",
        ("SEC-03",),
        "A request without a signature is taken.",
        override(requires_signature=lambda _, request: "signature" in request.headers),
    ),
    Fault(
        "signature-not-needed-for-consents",
        "protocol",
        ("SEC-03",),
        "A consent without a signature is taken.",
        override(requires_signature=lambda _, request: "signature" in request.headers or request.method != "PUT"),
    ),
    Fault(
        "signature-not-verified",
        "state",
        ("SEC-04", "SEC-06"),
        "What a signature signs is not looked at.",
        override(signatures_are_verified=False),
    ),
    Fault(
        "digest-not-compared",
        "state",
        ("SEC-05",),
        "A digest is not compared with its body.",
        override(digests_are_compared=False),
    ),
    Fault(
        "key-id-with-a-fingerprint-refused",
        "protocol",
        ("SEC-08",),
        "A keyId that ends in a fingerprint is not understood.",
        alter_response("/accounts", _refuse_key_id_with_fingerprint),
    ),
    Fault(
        "signature-good-twice",
        "state",
        ("SEC-13",),
        "A signed request is taken a second time.",
        override(each_signature_once=False),
    ),
    Fault(
        "signature-good-for-ever",
        "state",
        ("SEC-13",),
        "A request that was signed years ago is taken.",
        override(signature_lifetime=timedelta(days=36500)),
    ),
)
"""Of the chapters on certificates and signatures."""
