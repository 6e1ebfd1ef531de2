"""The two points of a request's way through the bank at which a difference can take hold without touching a rule."""

from conformance.sandbox.messages import Request, Response


class HookRules:
    """Both do nothing here; whoever overrides one calls `super()`, so that several differences go together."""

    def rewrite_request(self, request: Request) -> Request:
        """The request as the bank reads it; called before anything else looks at it."""
        return request

    def rewrite_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 - for overriding rules
        """The response as it leaves; called after everything else."""
        return response
