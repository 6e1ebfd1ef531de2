"""`authorize`: the redirect sequence as a step; its answer is what the callback receives. `login`: to the token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlsplit

from conformance.actions.asking import answer_to, exchanged
from conformance.actions.scene import Brought, Turn
from conformance.errors import Blocked
from conformance.login.callback import Login, LoginFailed
from conformance.model import JSON, NOT_JSON, Authorize, Exchange, Form, LogIn, Mismatch, Request, Typed
from conformance.stage import moment
from conformance.words import plain
from conformance.world import login_of


def authorized(turn: Turn[Authorize]) -> Brought:
    """Play the redirect sequence; the answer's body is what the callback receives.

    An error that comes back without the state of the request, or with another, is a mismatch (RFC 6749, 4.1.2.1).
    Raises Blocked where the target has no OAuth2 endpoints or the robot does not find its way, Unreachable where the
    bank does not answer.
    """
    from conformance.login.login import authorize  # noqa: PLC0415 - slow to import: it reads HTML

    world, step = turn.world, turn.step
    oauth = world.target.oauth
    if oauth is None:
        raise Blocked("the target declares no OAuth2 endpoints")
    asked = {**dict.fromkeys(step.params), **_usual(turn), **step.params}  # in the order of the step, then as usual
    params = {name: plain(value) for name, value in asked.items() if value is not None}
    login = _typed(step.typed, login_of(turn.actor))
    other: dict[str, str] = {}
    try:
        with world.logins.mine():
            world.tokens.forget(turn.actor.id)
            callback = authorize(turn.sender, world.target, login, params, press=step.press, pause=_pause(turn, other))
    except LoginFailed as failed:
        return _led_astray(failed, turn)
    got: dict[str, JSON] = {**callback.params, **({"meanwhile": other} if step.meanwhile else {})}
    return Brought(answer=answer_to(turn, callback.exchanges, got), mismatches=_other_state(params.get("state"), got))


def _usual(turn: Turn[Authorize]) -> dict[str, str]:
    """The parameters of an authorization request, where nothing else is said."""
    words = turn.world.oauth
    asked = {"response_type": "code", "scope": "aisp"}
    return asked | {name: words[name] for name in ("client_id", "redirect_uri")}


def _other_state(sent: str | None, got: Mapping[str, JSON]) -> tuple[Mismatch, ...]:
    """The mismatch of an error for which the client cannot tell which of its requests it answers."""
    if sent is None or "error" not in got or got.get("state") == sent:
        return ()
    says = "the error comes back without the state that was sent, so that the client cannot tell what it answers"
    return (Mismatch(says=says, wanted=sent, got=got.get("state"), where="state"),)


def logged_in(turn: Turn[LogIn]) -> Brought:
    """Play the redirect sequence and exchange its code; the answer is that of the token endpoint.

    A callback without a code, and an answer without an access token, are mismatches: such a login is none. Raises as
    `authorized` does.
    """
    with turn.world.logins.mine():
        return _logged_in(turn)


def _logged_in(turn: Turn[LogIn]) -> Brought:
    place, params = turn.step.place, turn.step.params
    callback = authorized(turn.doing(Authorize(place=place, params=params)))
    if callback.answer is None:
        return callback
    way, code = callback.answer.exchanges, callback.answer.body.get("code")
    if not code:
        says, got = "the callback has no code", callback.answer.body.get("error", "no code and no error")
        return _refused(says, "a code", got, way)
    oauth = turn.world.oauth
    same = {name: params.get(name, oauth[name]) for name in ("redirect_uri", "client_id")}
    form = Form({"grant_type": "authorization_code", "code": code, **same})
    exchange_code = turn.doing(Request(place=place, method="POST", addresses=(oauth["token"],), payload=form))
    exchange = exchanged(exchange_code, "POST", oauth["token"], form)
    body = exchange.data if isinstance(exchange.data, dict) else {}
    if exchange.status != 200 or not body.get("access_token"):
        says, wanted = "the code is not exchanged for an access token", "200 with an access_token"
        return _refused(says, wanted, f"{exchange.status} {body.get('error', '')}".rstrip(), (*way, exchange))
    return Brought(answer=answer_to(turn, (exchange,), exchange.data))


def _refused(says: str, wanted: str, got: JSON, way: tuple[Exchange, ...]) -> Brought:
    """A login that ends without a token, shown by the last of what was exchanged."""
    return Brought(answer=None, mismatches=(Mismatch(says=says, wanted=wanted, got=got, exchange=way[-1]),))


def _typed(typed: Typed, usually: Login) -> Login:
    identifier, *identifiers = typed.identifier or (usually.identifier,)
    code, *codes = typed.sms_code or (usually.sms_code,)
    return Login(
        identifier=identifier,
        sms_code=code,
        alternates=() if typed.identifier else usually.alternates,
        further_identifiers=tuple(identifiers),
        further_codes=tuple(codes),
    )


def _pause(turn: Turn[Authorize], other: dict[str, str]) -> Callable[[], None] | None:
    """What happens between the two screens, where the step says so: the clocks move on, another customer logs in.

    What the callback of the other receives is put into `other`.
    """
    after, meanwhile = turn.step.after, turn.step.meanwhile
    if not (after or meanwhile):
        return None

    def pass_time() -> None:
        if after:
            turn.world.controls.set_clock(moment(after, turn.world.clock.now()))
            turn.scene.moved = True
        if meanwhile:
            other.update(_log_in_meanwhile(meanwhile, turn))

    return pass_time


def _log_in_meanwhile(persona: str, turn: Turn[Authorize]) -> Mapping[str, str]:
    """What the callback receives of another customer's login, in a browser of his own and with a state of its own.

    Raises Blocked where the target's cast lacks him or he does not come to the callback, Unreachable where the bank
    does not answer.
    """
    from conformance.login.login import authorize  # noqa: PLC0415 - slow to import: it reads HTML

    somebody = turn.world.cast.personas.get(persona)
    if somebody is None:
        raise Blocked(f"the target's cast has no persona {persona}")
    turn.world.tokens.forget(somebody.id)
    params = {**_usual(turn), "state": "meanwhile"}
    return authorize(turn.sender, turn.world.target, login_of(somebody), params).params


def _led_astray(failed: LoginFailed, turn: Turn[Authorize]) -> Brought:
    """A login that did not come to the callback: a refusal where one was expected, else no stage for what follows.

    What the bank did wrong for certain is a mismatch: the customer sent elsewhere with his code, the documented
    credentials refused, an error status in place of a screen, no way back for a customer who refuses or takes too long.
    What may be our own fault, a screen the robot cannot read, blocks.
    """
    step = turn.step
    last = failed.exchanges[-1] if failed.exchanges else None
    location = (last.header("location") if last is not None else None) or ""
    if "code" in parse_qs(urlsplit(location).query):
        says = "the customer is sent, with the code, to an address that is not the redirect_uri"
        return _astray(says, "the redirect_uri", location.partition("?")[0])
    if last is None:
        raise failed
    if step.refused:
        return Brought(answer=answer_to(turn, failed.exchanges, {}))
    if (step.press == "cancel" or step.after) and len(failed.exchanges) > 1:
        return _astray("the customer is not led back to the callback", "a redirect to the redirect_uri", str(failed))
    if last.data is not NOT_JSON:
        return _astray("the bank answers a customer's browser with JSON", "the bank's screens", str(failed), last)
    if last.status >= 400:
        return _astray(
            "the bank answers the login with an error", "the bank's screens", f"{last.status}: {failed}", last
        )
    if failed.refused and step.typed == Typed():
        return _astray(str(failed), "the documented identifier and SMS code are accepted", "refused")
    raise failed


def _astray(says: str, wanted: str, got: str, shown: Exchange | None = None) -> Brought:
    return Brought(answer=None, mismatches=(Mismatch(says=says, wanted=wanted, got=got, exchange=shown),))
