"""Faults of certificates and seals: who is let near though he should not be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from conformance.sandbox.altering import answer, rule
from conformance.sandbox.exchange import Answer, Call, json_answer
from conformance.sandbox.faults.fault import Fault
from conformance.sandbox.rules import Rules


class AnyCaller(Rules):
    """A caller without a certificate is taken for the one before."""

    where: Callable[[Call], bool]

    def __init__(self) -> None:
        super().__init__()
        self._known = b""

    def received(self, call: Call) -> Call:
        """Lend him that one's."""
        if call.certificate:
            self._known = self._known or call.certificate
        elif type(self).where(call):
            call = replace(call, certificate=self._known)
        return super().received(call)


def _to_tokens(call: Call) -> bool:
    return "/oauth/" in call.path


def _to_api(call: Call) -> bool:
    return "/oauth/" not in call.path


def _not_understood(given: Answer, call: Call) -> Answer:
    """A keyId that ends in a fingerprint is not understood."""
    named = "_" in call.headers.get("signature", "").partition('keyId="')[2].partition('"')[0]
    return json_answer(400, {"status": 400, "message": "FF01", "error": "Bad Request"}) if named else given


FAULTS = (
    Fault(
        "token-without-a-certificate",
        "protocol",
        ("SEC-01",),
        "The token address takes callers without a certificate.",
        type("Changed", (AnyCaller,), {"where": staticmethod(_to_tokens)}),
    ),
    Fault(
        "api-without-a-certificate",
        "protocol",
        ("SEC-07",),
        "The API takes callers without a certificate.",
        type("Changed", (AnyCaller,), {"where": staticmethod(_to_api)}),
    ),
    Fault(
        "certificate-of-any-client",
        "state",
        ("SEC-02",),
        "The certificate of another client will do.",
        rule(certificate_is_for=lambda *_: True),
    ),
    Fault(
        "certificate-out-of-its-time",
        "protocol",
        ("SEC-11",),
        "A certificate that has expired is believed.",
        rule(certificates_end=False),
    ),
    Fault(
        "certificate-of-any-authority",
        "protocol",
        ("SEC-11",),
        "A certificate of an unknown authority is believed.",
        rule(authorities=("ca.pem", "unknown-ca.pem")),
    ),
    Fault(
        "certificate-of-any-role",
        "state",
        ("SEC-12",),
        "A certificate without the role of the service will do.",
        rule(may_call=lambda *_: True),
    ),
    Fault(
        "signature-not-needed",
        "protocol",
        ("SEC-03",),
        "A request without a signature is taken.",
        rule(wants_a_seal=lambda _, call: "signature" in call.headers),
    ),
    Fault(
        "signature-not-needed-for-consents",
        "protocol",
        ("SEC-03",),
        "A consent without a signature is taken.",
        rule(wants_a_seal=lambda _, call: "signature" in call.headers or call.method != "PUT"),
    ),
    Fault(
        "signature-not-verified",
        "state",
        ("SEC-04", "SEC-06"),
        "What a signature signs is not looked at.",
        rule(signatures_are_verified=False),
    ),
    Fault(
        "digest-not-compared",
        "state",
        ("SEC-05",),
        "A digest is not compared with its body.",
        rule(digests_are_compared=False),
    ),
    Fault(
        "key-id-with-a-fingerprint-refused",
        "protocol",
        ("SEC-08",),
        "A keyId that ends in a fingerprint is not understood.",
        answer("/accounts", _not_understood),
    ),
    Fault(
        "signature-good-twice",
        "state",
        ("SEC-13",),
        "A signed request is taken a second time.",
        rule(each_signature_once=False),
    ),
    Fault(
        "signature-good-for-ever",
        "state",
        ("SEC-13",),
        "A request that was signed years ago is taken.",
        rule(signature_life=timedelta(days=36500)),
    ),
)
"""Of the chapters on certificates and signatures."""
