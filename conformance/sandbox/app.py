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
from conformance.sandbox.faults import rules_with
from conformance.sandbox.visits import ROOT

ROUTES: tuple[tuple[str, Callable[[Bank, Call], Answer]], ...] = (
    (ROOT + "/{rest:path}", routes.answer),
    (oauth.OAUTH + "/authorize", login.authorize),
    (oauth.OAUTH + "/identification", login.identify),
    (oauth.OAUTH + "/confirmation", login.confirm),
    (oauth.OAUTH + "/token", oauth.token),
    (oauth.OAUTH + "/revoke", oauth.revoke),
    ("/_sandbox", control.describe),
    ("/_sandbox/clock", control.clock),
    ("/_sandbox/quotas", control.quotas),
    ("/", landing.page),
    ("/{rest:path}", routes.answer),
)


def build(now: datetime | None, faults: tuple[str, ...]) -> Starlette:
    """A bank with an own clock and own memory behind its addresses."""
    bank = Bank(rules=rules_with(faults), clock=Clock(now), faults=faults)
    app = Starlette(routes=[Route(path, Endpoint(partial(handler, bank))) for path, handler in ROUTES])
    app.state.bank = bank
    return app
