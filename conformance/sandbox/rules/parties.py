"""Whom the bank lets near at all (chapters: recover a token; assembly; eligibility; STET part 1, 3.5: signatures)."""

from datetime import timedelta


class PartyRules:
    """What a client's certificate and the seal on a request must say."""

    role_of_a_party = "PSP_AI"
    signed_at_least = ("(request-target)", "x-request-id")
    algorithm = "rsa-sha256"
    signature_life = timedelta(minutes=5)
    each_signature_once = True

    def may_call(self, roles: tuple[str, ...]) -> bool:
        """A certificate with the role of an account information service."""
        return self.role_of_a_party in roles

    def certificate_is_for(self, organization: str, client_id: str) -> bool:
        """The client id is the organizationIdentifier of the certificate."""
        return organization == client_id

    def digest_is_asked_for(self, body: bytes) -> bool:
        """STET wants a digest always; without a body nobody misses it."""
        return bool(body)
