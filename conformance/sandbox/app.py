"""The bank as an ASGI application: which endpoint answers which address."""

from datetime import datetime
from functools import partial

from starlette.applications import Starlette
from starlette.routing import Route

from conformance.sandbox import authorization_endpoint, control, landing, routes, token_endpoint
from conformance.sandbox.asgi import AT_ONCE, AsgiHandler, Latency
from conformance.sandbox.bank import Endpoint
from conformance.sandbox.branches import Branches
from conformance.sandbox.client_authentication import NO_AUTHENTICATION, ClientAuthentication
from conformance.sandbox.clock import Clock
from conformance.sandbox.differences import plant, select_names
from conformance.sandbox.faults import FAULTS
from conformance.sandbox.messages import API_ROOT, OAUTH_ROOT, Request, Response
from conformance.sandbox.variations import VARIATIONS

RESOURCES: tuple[tuple[str, Endpoint], ...] = ((API_ROOT + "/{rest:path}", routes.answer_api_request),)
TOKENS: tuple[tuple[str, Endpoint], ...] = (
    (OAUTH_ROOT + "/token", token_endpoint.exchange_token),
    (OAUTH_ROOT + "/revoke", token_endpoint.revoke_token),
)
SCREENS: tuple[tuple[str, Endpoint], ...] = (
    (OAUTH_ROOT + "/authorize", authorization_endpoint.authorize),
    (OAUTH_ROOT + "/identification", authorization_endpoint.identify),
    (OAUTH_ROOT + "/confirmation", authorization_endpoint.confirm),
)
CONTROLS: tuple[tuple[str, Endpoint], ...] = (
    ("/_sandbox", control.describe),
    ("/_sandbox/clock", control.control_clock),
    ("/_sandbox/quotas", control.reset_quotas),
    ("/", landing.show_landing_page),
)
"""What a real bank does not have; no difference takes hold here."""


def build_app(
    now: datetime | None,
    *,
    faults: tuple[str, ...] = (),
    variations: tuple[str, ...] = (),
    authentication: ClientAuthentication = NO_AUTHENTICATION,
    latency: Latency = AT_ONCE,
) -> Starlette:
    """A bank with its own clock and its own memory behind its addresses, each of whose answers lets wait (`latency`).

    Raises ValueError for a name that is no fault and no variation.
    """
    planted = [plant(name, FAULTS) for name in dict.fromkeys(faults)]
    harmless = [VARIATIONS[name] for name in select_names(variations, VARIATIONS, "variation")]
    bank = Branches(Clock(now), planted, harmless)
    hooked = partial(_hooked, bank=bank, latency=latency)
    app = Starlette(
        routes=[
            *(hooked(path, authentication.protect_api(endpoint)) for path, endpoint in RESOURCES),
            *(hooked(path, authentication.protect_token_endpoint(endpoint)) for path, endpoint in TOKENS),
            *(hooked(path, endpoint) for path, endpoint in SCREENS),
            *(Route(path, AsgiHandler(partial(endpoint, bank.head))) for path, endpoint in CONTROLS),
        ]
    )
    app.router.redirect_slashes = False
    # The default and no pattern for every other path: a path may hold a line break, which no pattern matches.
    app.router.default = AsgiHandler(partial(_answer, routes.answer_api_request, bank), latency)
    app.state.bank = bank.head
    return app


def _hooked(path: str, endpoint: Endpoint, *, bank: Branches, latency: Latency) -> Route:
    return Route(path, AsgiHandler(partial(_answer, endpoint, bank), latency))


def _answer(endpoint: Endpoint, branches: Branches, request: Request) -> Response:
    """An endpoint between the two hooks of the rules; X-Request-ID is echoed (chapter: assembly)."""
    bank = branches.bank_for(request)
    response = endpoint(bank, bank.rules.rewrite_request(request))
    request_id = request.headers.get("x-request-id")
    if request_id is not None:
        response = response.with_headers(("x-request-id", request_id))
    response = bank.rules.rewrite_response(request, response)
    branches.remember(request, response)
    return response
