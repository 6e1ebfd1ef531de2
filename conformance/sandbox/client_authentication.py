"""Is the client a registered third-party provider, and is the request its own? (chapters: token, eligibility)

The customer's own browser has no certificate, and it comes to the same host: the login screens are not protected.
A certificate that is out of date or of an unknown authority does not come as far as this: the handshake ends there.
"""

from dataclasses import dataclass, field

from conformance.sandbox.bank import Bank, Endpoint
from conformance.sandbox.client_certificates import CertificateHolder, read_holder
from conformance.sandbox.messages import Request, Response, json_response
from conformance.sandbox.routes import render_refusal
from conformance.sandbox.signatures import BadSignatureError, SealCertificate, verify_signature
from conformance.sandbox.token_endpoint import NO_STORE


class ClientRejectedError(Exception):
    """Why a client is not admitted with the certificate it has, or has not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientAuthentication:
    """What is demanded of every client; nothing unless said."""

    certificates: bool = False
    seal_certificates: tuple[SealCertificate, ...] | None = None
    """The registered ones, where requests must be signed."""
    seen: set[tuple[str, str]] = field(default_factory=set)
    """Request id and signature of the requests that came in: none is good twice."""

    def protect_api(self, endpoint: Endpoint) -> Endpoint:
        """The API for admitted clients only; the others get 403 or 401 with BE05, the party is not recognised."""

        def protected(bank: Bank, request: Request) -> Response:
            try:
                self._authenticate(bank, request)
                self._verify_signature(bank, request)
            except ClientRejectedError:
                return render_refusal(bank.rules, bank.rules.unknown_client(), request, bank.clock.now())
            except BadSignatureError as wrong:
                return render_refusal(bank.rules, bank.rules.bad_signature(str(wrong)), request, bank.clock.now())
            return endpoint(bank, request)

        return protected

    def protect_token_endpoint(self, endpoint: Endpoint) -> Endpoint:
        """Tokens for admitted clients only: the certificate is how a client authenticates (RFC 8705)."""

        def protected(bank: Bank, request: Request) -> Response:
            try:
                holder = self._authenticate(bank, request)
                for client_id in (value for name, value in request.form if name == "client_id"):
                    if holder is not None and not bank.rules.certificate_is_for(
                        organization=holder.organization, client_id=client_id
                    ):
                        raise ClientRejectedError("the certificate is not this client's")
            except ClientRejectedError as wrong:
                body = {"error": "invalid_client", "error_description": str(wrong)}
                return json_response(401, body, "application/json;charset=UTF-8", NO_STORE)
            return endpoint(bank, request)

        return protected

    def _authenticate(self, bank: Bank, request: Request) -> CertificateHolder | None:
        """The holder of the client's certificate; on the API the token must be one of its own."""
        if not self.certificates:
            return None
        if not request.certificate:
            raise ClientRejectedError("there is no client certificate")
        holder = read_holder(request.certificate)
        if not bank.rules.may_call(holder.roles):
            raise ClientRejectedError(f"the certificate does not give the role {bank.rules.client_role}")
        grant = bank.memory.tokens.find_grant(request.bearer_token)
        if grant is not None and not bank.rules.certificate_is_for(
            organization=holder.organization, client_id=grant.client_id
        ):
            raise ClientRejectedError("the token was given to another client")
        return holder

    def _verify_signature(self, bank: Bank, request: Request) -> None:
        if self.seal_certificates is None or not bank.rules.requires_signature(request):
            return
        signature = verify_signature(request, self.seal_certificates, bank.rules, bank.clock.instant())
        if signature in self.seen and bank.rules.each_signature_once:
            raise BadSignatureError("the signature came in before")
        self.seen.add(signature)


NO_AUTHENTICATION = ClientAuthentication()
