"""The bank as an ASGI application: which address is answered by which room."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from starlette.applications import Starlette
from starlette.routing import Route

from conformance.sandbox import control, landing, login, oauth, routes
from conformance.sandbox.bank import Bank
from conformance.sandbox.clock import Clock
from conformance.sandbox.exchange import Answer, Call, Endpoint
from conformance.sandbox.faults import FAULTS
from conformance.sandbox.gate import OPEN, Gate
from conformance.sandbox.mixture import known, mixed
from conformance.sandbox.variations import VARIATIONS
from conformance.sandbox.visits import ROOT

Room = Callable[[Bank, Call], Answer]

RESOURCES: tuple[tuple[str, Room], ...] = ((ROOT + "/{rest:path}", routes.answer),)
TOKENS: tuple[tuple[str, Room], ...] = (
    (oauth.OAUTH + "/token", oauth.token),
    (oauth.OAUTH + "/revoke", oauth.revoke),
)
SCREENS: tuple[tuple[str, Room], ...] = (
    (oauth.OAUTH + "/authorize", login.authorize),
    (oauth.OAUTH + "/identification", login.identify),
    (oauth.OAUTH + "/confirmation", login.confirm),
)
OURS: tuple[tuple[str, Room], ...] = (
    ("/_sandbox", control.describe),
    ("/_sandbox/clock", control.clock),
    ("/_sandbox/quotas", control.quotas),
    ("/", landing.page),
)
ELSE: Room = routes.answer


def build(
    now: datetime | None, faults: tuple[str, ...], variations: tuple[str, ...] = (), gate: Gate = OPEN
) -> Starlette:
    """A bank with an own clock and own memory behind its addresses; the gate says who may come in."""
    wrong = [FAULTS[name].rules for name in known(faults, FAULTS, "fault")]
    other = [VARIATIONS[name].rules for name in known(variations, VARIATIONS, "variation")]
    bank = Bank(rules=mixed(*wrong, *other), clock=Clock(now), faults=faults, variations=variations)
    app = Starlette(
        routes=[
            *(Route(path, Endpoint(partial(_looked_at, gate.to_api(room), bank))) for path, room in RESOURCES),
            *(Route(path, Endpoint(partial(_looked_at, gate.to_tokens(room), bank))) for path, room in TOKENS),
            *(Route(path, Endpoint(partial(_looked_at, room, bank))) for path, room in SCREENS),
            *(Route(path, Endpoint(partial(room, bank))) for path, room in OURS),
        ]
    )
    app.router.redirect_slashes = False
    app.router.default = Endpoint(partial(_looked_at, ELSE, bank))  # no pattern: a path may hold a line break
    app.state.bank = bank
    return app


def _looked_at(room: Room, bank: Bank, call: Call) -> Answer:
    """The first look at a request, its X-Request-ID echoed, the last look at the answer."""
    answer = room(bank, bank.rules.received(call))
    request_id = call.headers.get("x-request-id")
    return bank.rules.sent(call, answer if request_id is None else answer.with_headers(("x-request-id", request_id)))
