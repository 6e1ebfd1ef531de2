"""How a bank is made different in one point: a rule, a request before it is read, a response before it leaves.

Every function here returns a class of `Rules`. Several of them go together in one bank, because each builds on what the
one before it left. The honest rules know nothing of this module.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any, TypeVar

import orjson

from conformance.sandbox.clock import Clock
from conformance.sandbox.edits import Edit
from conformance.sandbox.memory import Memory
from conformance.sandbox.messages import NameValuePairs, Request, Response, json_response
from conformance.sandbox.rules import Refusal, Rules

ACCOUNTS, CONSENTS = "/accounts", "/consents"
BALANCES, TRANSACTIONS, IDENTITY = "/balances", "/transactions", "/end-user-identity"
AUTHORIZE, IDENTIFICATION, CONFIRMATION, TOKEN = "/authorize", "/identification", "/confirmation", "/oauth/token"
"""The ends of paths by which a difference says where it applies; "" is everywhere."""

R = TypeVar("R", bound=Rules)


class ContextRules(Rules):
    """Rules that see more than their arguments: the current request, the clock, and what the bank remembers.

    The honest rules decide by their arguments alone. `connect` gives the context once the bank is built.
    """

    memory: Memory
    clock: Clock
    request: Request

    def connect(self, *, memory: Memory, clock: Clock) -> None:
        """Let these rules see what their bank remembers and what time it is there."""
        self.memory, self.clock = memory, clock

    def rewrite_request(self, request: Request) -> Request:
        """Remember the request as the others left it."""
        self.request = request = super().rewrite_request(request)
        return request

    @property
    def on_card(self) -> bool:
        """Whether the request is about a card."""
        return "/038-GFC" in self.request.path

    def is_for(self, where: str) -> bool:
        """Whether the request is about this resource."""
        return is_for(self.request, where)

    def has_parameters(self, *names: str) -> bool:
        """Whether the request has all these query parameters."""
        return set(names) <= {name for name, _ in self.request.query}


def derive(base: type[R], **members: object) -> type[R]:
    """A subclass with some values or methods of its own.

    Raises TypeError where the base has no such member: a misspelt rule would change nothing.
    """
    if unknown := [name for name in members if not hasattr(base, name)]:
        raise TypeError(f"{base.__name__} has no rule {unknown[0]}")
    return type(f"Derived{base.__name__}", (base,), members)


def combine(*parts: type[Rules]) -> type[Rules]:
    """One class of rules with all these differences; its name is made of theirs."""
    distinct = tuple(dict.fromkeys(parts))
    if len(distinct) < 2:
        return distinct[0] if distinct else Rules
    return type("And".join(part.__name__ for part in distinct), distinct, {})


def override(**members: object) -> type[Rules]:
    """The rules with some values or methods of their own. Raises TypeError as `derive` does."""
    return derive(Rules, **members)


def override_in_context(**members: object) -> type[Rules]:
    """Like `override`, for methods that need the context. Raises TypeError as `derive` does."""
    return derive(ContextRules, **members)


def alter_request(where: str, change: Callable[[Request], Request], *, verb: str = "") -> type[Rules]:
    """The request is taken for another one; with any HTTP method where no `verb` is named."""

    class AlteredRequest(Rules):
        def rewrite_request(self, request: Request) -> Request:
            request = super().rewrite_request(request)
            return change(request) if is_for(request, where) and request.method == (verb or request.method) else request

    return AlteredRequest


def alter_response(
    where: str, change: Callable[[Response, Request], Response], *, status: Collection[int] = (200,)
) -> type[Rules]:
    """The response is another one; one of any status where `status` is empty.

    What stands in the place of a whole response echoes the request id as that did: a fault breaks its own promise only.
    """

    class AlteredResponse(Rules):
        def rewrite_response(self, request: Request, response: Response) -> Response:
            response = super().rewrite_response(request, response)
            applies = is_for(request, where) and (response.status in status or not status)
            return _echoing(change(response, request), response) if applies else response

    return AlteredResponse


def _echoing(changed: Response, response: Response) -> Response:
    if changed.headers or (changed.status, changed.body) == (response.status, response.body):
        return changed
    return changed.with_headers(*((name, value) for name, value in response.headers if name == "x-request-id"))


def alter_body(where: str, *edits: Edit, status: Collection[int] = (200,)) -> type[Rules]:
    """The JSON body of the response is another one; a body that is no JSON stays."""

    def change(response: Response, request: Request) -> Response:
        if "json" not in response.media or not response.body:
            return response
        document: Any = orjson.loads(response.body)
        for edit in edits:
            edit(document, request)
        return replace(response, body=orjson.dumps(document))

    return alter_response(where, change, status=status)


def refuse_requests(where: str, status: int, when: Callable[[Request], bool]) -> type[Rules]:
    """Good requests to the API are refused."""
    refusal = json_response(status, {"status": status, "message": "FF01"})
    return alter_response(
        where, lambda response, request: refusal if is_api_request(request) and when(request) else response, status=()
    )


def refuse_with(status: int, message: str, headers: NameValuePairs = ()) -> Callable[[Rules], Refusal]:
    """A reason to refuse (a method of the rules) with another status, code or headers."""
    return lambda _: Refusal(status, message, headers)


def execute_as(other: str, *, verb: str, where: str) -> type[Rules]:
    """An HTTP method that the resource does not have is executed like the `other`."""
    return alter_request(where, lambda request: replace(request, method=other), verb=verb)


def is_for(request: Request, where: str) -> bool:
    """Whether the path of a request ends so, with or without a slash behind it."""
    return request.path.rstrip("/").endswith(where)


def is_api_request(request: Request) -> bool:
    """Whether a request is one to the API, not to the authorization server."""
    return "/oauth/" not in request.path
