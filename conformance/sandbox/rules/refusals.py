"""How the bank says no (chapters: error codes of each use case; STET: the error body)."""

from datetime import datetime
from http import HTTPStatus

from conformance.sandbox.messages import JSON, NameValuePairs, Request


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Raised where a request is refused: the status, the code or words of the error body, and more headers."""

    def __init__(self, status: int, message: str, headers: NameValuePairs = ()) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


class RefusalRules:
    """One method per reason; each returns the refusal for the caller to raise."""

    def error_body(self, refusal: Refusal, request: Request, now: datetime) -> JSON:
        """The error body of STET; the code is the whole message."""
        return {
            "timestamp": now.isoformat(timespec="milliseconds"),
            "status": refusal.status,
            "error": HTTPStatus(refusal.status).phrase,
            "message": refusal.message,
            "path": request.path[:140],
        }

    def no_such_path(self) -> Refusal:
        """There is no resource at this path."""
        return Refusal(404, "Not Found")

    def wrong_verb(self, allowed: str) -> Refusal:
        """The resource does not know this method."""
        return Refusal(405, "NIMP", (("allow", allowed),))

    def unknown_client(self) -> Refusal:
        """The client's certificate is missing, or not that of an account information service."""
        return Refusal(403, "BE05")

    def bad_signature(self, reason: str) -> Refusal:
        """The request is not signed as it should be; why stands in the challenge (draft-cavage 3.1)."""
        challenge = f'Signature headers="(request-target) x-request-id digest", error="{reason}"'
        return Refusal(401, "BE05", (("www-authenticate", challenge),))

    def bad_token(self, reason: str = "") -> Refusal:
        """There is no token, or none that is alive."""
        challenge = f'Bearer error="{reason}"' if reason else "Bearer"
        return Refusal(401, "Unauthorized", (("www-authenticate", challenge),))

    def wrong_scope(self) -> Refusal:
        """The token was given for another role."""
        return Refusal(403, "BADS")

    def not_acceptable(self) -> Refusal:
        """The client takes none of the media types."""
        return Refusal(406, "Not Acceptable")

    def not_implemented(self) -> Refusal:
        """The bank does not know trusted beneficiaries."""
        return Refusal(501, "NIMP")

    def bad_request(self) -> Refusal:
        """The body or the form of the request is wrong."""
        return Refusal(400, "FF01")

    def bad_date(self) -> Refusal:
        """A date is malformed, too old, or after the other one."""
        return Refusal(400, "ENDE")

    def bad_page(self) -> Refusal:
        """There is no such page."""
        return Refusal(400, "IPGN")

    def unknown_account(self) -> Refusal:
        """The customer has no account or card with this id."""
        return Refusal(404, "AC01")

    def unknown_iban(self) -> Refusal:
        """The customer has no account with this IBAN."""
        return Refusal(403, "AC01")

    def card_not_available(self) -> Refusal:
        """The card was not used lately."""
        return Refusal(404, "CDNA")

    def not_consented(self) -> Refusal:
        """The customer did not agree to this."""
        return Refusal(403, "NGAC")

    def identity_not_consented(self) -> Refusal:
        """The customer did not agree to tell who he is."""
        return Refusal(403, "NGAC")

    def quota_exceeded(self) -> Refusal:
        """The batch accesses of the day are used up."""
        return Refusal(429, "TMRQ")

    def internal_error(self) -> Refusal:
        """Something broke inside the bank."""
        return Refusal(500, "INTE")
