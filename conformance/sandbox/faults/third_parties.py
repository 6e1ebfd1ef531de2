"""Faults between two third parties of the same customer."""

from conformance.sandbox.differences import Fault
from conformance.sandbox.hooks import CONSENTS, ContextRules, override
from conformance.sandbox.messages import Request, Response


class OpensToEveryClient(ContextRules):
    """A consent opens to every client what one of them was allowed."""

    def rewrite_response(self, request: Request, response: Response) -> Response:
        """Store it for all of them."""
        grant = self.memory.tokens.by_access_token.get(request.bearer_token)
        if grant is not None and self.is_for(CONSENTS) and response.status == 201:
            for client in self.clients:
                self.memory.consents[grant.customer.login, client] = self.memory.consent_of(grant)
        return super().rewrite_response(request, response)


FAULTS = (
    Fault(
        "consent-opens-to-every-third-party",
        "state",
        ("CON-41",),
        "What is consented by way of one third party is open to all.",
        OpensToEveryClient,
    ),
    Fault(
        "accesses-counted-over-third-parties",
        "state",
        ("QUO-28",),
        "The batch accesses of all third parties are counted together.",
        override(quota_key=lambda _, access: (access.now.date(), access.resource, access.psu[0], access.resource_id)),
    ),
)
