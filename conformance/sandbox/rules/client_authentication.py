"""Which clients the bank admits (chapters: recover a token; assembly; eligibility; STET part 1, 3.5: signatures)."""

from datetime import timedelta

from conformance.sandbox.messages import Request


class ClientRules:
    """What a client's certificate and the signature of a request must say."""

    client_role = "PSP_AI"
    """The PSD2 role a certificate must give (ETSI TS 119 495)."""
    required_signed_headers = ("(request-target)", "x-request-id")
    algorithm = "rsa-sha256"
    signature_lifetime = timedelta(minutes=5)
    each_signature_once = True
    signatures_are_verified = True
    digests_are_compared = True
    authorities = ("ca.pem",)
    """Files of the certificate folder: whose certificates are trusted."""
    certificates_expire = True
    """Whether a certificate out of its period of validity is refused."""

    def may_call(self, roles: tuple[str, ...]) -> bool:
        """A certificate with the role of an account information service."""
        return self.client_role in roles

    def requires_signature(self, request: Request) -> bool:  # noqa: ARG002 - a fault may make exceptions
        """Every request is signed."""
        return True

    def certificate_is_for(self, *, organization: str, client_id: str) -> bool:
        """The client id is the organizationIdentifier of the certificate."""
        return organization == client_id

    def requires_digest(self, body: bytes) -> bool:
        """STET wants a digest always; without a body nobody misses it."""
        return bool(body)
