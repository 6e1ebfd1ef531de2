"""`authorize`: the redirect sequence as a step; its answer is what the callback receives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlsplit

from conformance.actions.asking import answer_to
from conformance.actions.scene import Brought, Scene
from conformance.errors import Blocked
from conformance.login.login import Login, LoginFailed, authorize
from conformance.model import JSON, NOT_JSON, Mismatch
from conformance.specs import Persona
from conformance.stage import moment
from conformance.words import plain
from conformance.world import set_clock


def authorized(params: Mapping[str, JSON], send: Mapping[str, JSON], scene: Scene, actor: Persona) -> Brought:
    """Play the redirect sequence; the answer's body is what the callback receives."""
    world = scene.world
    oauth = world.target.oauth
    if oauth is None:
        raise Blocked("the target declares no OAuth2 endpoints")
    usual = {"response_type": "code", "client_id": oauth.client_id, "redirect_uri": oauth.redirect_uri, "scope": "aisp"}
    asked = {name: plain(value) for name, value in {**usual, **params}.items() if value is not None}
    world.tokens.forget(actor.id)
    typed = send.get("typed", {})
    usually = world.login(actor)
    login = Login(
        identifier=typed.get("identifier", usually.identifier),
        sms_code=typed.get("sms_code", usually.sms_code),
        alternates=() if "identifier" in typed else usually.alternates,
    )
    try:
        press, pause = send.get("press", "submit"), _pause(send, scene)
        callback = authorize(world.sender, world.target, login, asked, press=press, pause=pause)
    except LoginFailed as failed:
        return _led_astray(failed, send, scene)
    return Brought(answer=answer_to(tuple(callback.exchanges), dict(callback.params), send, scene, walked=False))


def _pause(send: Mapping[str, JSON], scene: Scene) -> Callable[[], None] | None:
    """What happens between the two screens: the clocks move on, where the step says so."""
    if "after" not in send:
        return None

    def move() -> None:
        set_clock(scene.world, moment(str(send["after"]), scene.world.clock.now()))
        scene.moved = True

    return move


def _led_astray(failed: LoginFailed, send: Mapping[str, JSON], scene: Scene) -> Brought:
    """A login that did not come to the callback: a refusal where one was expected, else no stage for what follows.

    What the bank did wrong for certain is a mismatch: the customer sent elsewhere with his code, the documented
    credentials refused, an error status in place of a screen, no way back for a customer who refuses or takes too long.
    What may be our own fault, a screen the robot cannot read, blocks.
    """
    last = failed.exchanges[-1] if failed.exchanges else None
    location = (last.header("location") if last is not None else None) or ""
    if "code" in parse_qs(urlsplit(location).query):
        says = "the customer is sent with his code to an address that is not the redirect_uri"
        return _astray(says, "the redirect_uri", location.partition("?")[0])
    if last is None:
        raise failed
    if send.get("refused"):
        return Brought(answer=answer_to(failed.exchanges, {}, send, scene, walked=False))
    if (send.get("press") == "cancel" or "after" in send) and len(failed.exchanges) > 1:
        return _astray("the customer is not led back to the callback", "a redirection to the redirect_uri", str(failed))
    if last.data is not NOT_JSON:
        return _astray("the bank answers a customer's browser with JSON", "the bank's screens", str(failed))
    if last.status >= 400:
        return _astray("the bank answers the login with an error", "the bank's screens", f"{last.status}: {failed}")
    if failed.refused and "typed" not in send:
        return _astray(str(failed), "the documented identifier and SMS code are accepted", "refused")
    raise failed


def _astray(says: str, wanted: str, got: str) -> Brought:
    return Brought(answer=None, mismatches=(Mismatch(says=says, wanted=wanted, got=got),))
