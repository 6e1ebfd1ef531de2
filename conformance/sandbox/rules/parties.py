"""Whom the bank lets near at all (chapters: recover a token; assembly; eligibility; STET part 1, 3.5: signatures)."""

from datetime import timedelta

from conformance.sandbox.exchange import Call


class PartyRules:
    """What a client's certificate and the seal on a request must say."""

    role_of_a_party = "PSP_AI"
    signed_at_least = ("(request-target)", "x-request-id")
    algorithm = "rsa-sha256"
    signature_life = timedelta(minutes=5)
    each_signature_once = True
    signatures_are_verified = True
    digests_are_compared = True
    authorities = ("ca.pem",)
    """Files of the folder: whose certificates are believed."""
    certificates_end = True
    """Whether a certificate out of its time is refused."""

    def may_call(self, roles: tuple[str, ...]) -> bool:
        """A certificate with the role of an account information service."""
        return self.role_of_a_party in roles

    def wants_a_seal(self, call: Call) -> bool:  # noqa: ARG002 - a fault may make exceptions
        """Every request is signed."""
        return True

    def certificate_is_for(self, organization: str, client_id: str) -> bool:
        """The client id is the organizationIdentifier of the certificate."""
        return organization == client_id

    def digest_is_asked_for(self, body: bytes) -> bool:
        """STET wants a digest always; without a body nobody misses it."""
        return bool(body)
