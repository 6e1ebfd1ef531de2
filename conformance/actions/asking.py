"""One request: its address, token, headers and body, and the answer to it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import quote, urlencode

import orjson

from conformance.actions.scene import Brought, Scene
from conformance.errors import Blocked, Unreachable
from conformance.model import JSON, Answer, Call, Exchange
from conformance.specs import Persona
from conformance.words import plain
from conformance.world import JSON_TYPE

_LISTS: Mapping[str, JSON] = {"accounts": [], "transactions": [], "_links": {}}
"""What an answer 204 stands for: there is nothing to list."""
_FORM_TYPE = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
_AS_WRITTEN = "/%-._~!$&'()*+,;=:@?"
"""What of a scenario's path is not percent-encoded."""
_GARBLED = "this-is-no-token-the-bank-ever-issued"


def url_of(target: str, send: Mapping[str, JSON], scene: Scene) -> str:
    """The address of a request, its query included; a path is one below the API root."""
    url = target if target.startswith("http") else scene.world.target.base_url + quote(target, safe=_AS_WRITTEN)
    query = _fields(send.get("query", {}))
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query, doseq=True)}" if query else url


def _fields(given: Mapping[str, JSON]) -> dict[str, str | list[str]]:
    """Parameters as texts; null leaves one out, a list repeats one."""
    return {
        name: [plain(one) for one in value] if isinstance(value, list) else plain(value)
        for name, value in given.items()
        if value is not None
    }


def exchanged(verb: str, url: str, send: Mapping[str, JSON], scene: Scene, actor: Persona) -> Exchange:
    """Send one request as the step says, with the persona's token unless it says another."""
    content, kind = _content(send)
    given = {str(name).lower(): (str(name), value) for name, value in send.get("headers", {}).items()}
    headers = [(name, plain(value)) for name, value in given.values() if value is not None]
    if kind is not None and "content-type" not in given:
        headers.append(kind)
    if verb != "GET" and url.partition("?")[0].rstrip("/").endswith("/consents"):
        _note_consent(send, scene, actor)
    scope = str(send.get("scope", scene.scenario.scope))
    token = None if _is_oauth(url, scene) else _token(send, scene, actor, scope)
    own = token and send.get("token", scene.scenario.given.token) is None
    call = Call(
        method=verb,
        url=url,
        headers=tuple(headers),
        content=content,
        without=tuple(name for name, (_, value) in given.items() if value is None),
        persona=actor.id if own else "",
        scope=scope if own else "",
    )
    batch, flaw = bool(send.get("batch")), str(send.get("signature", ""))
    if "certificate" not in send:
        return scene.world.sender.send(call, token, batch=batch, flaw=flaw)
    with scene.world.showing(str(send["certificate"])) as sender:
        return sender.send(call, token, batch=batch, flaw=flaw)


def asked_once(verb: str, url: str, send: Mapping[str, JSON], scene: Scene, actor: Persona) -> Brought:
    """One request and its answer. A bank that hangs up on a certificate has refused it, if it answers others."""
    try:
        return Brought(answer=single_answer(exchanged(verb, url, send, scene, actor), send, scene))
    except Unreachable:
        if not (send.get("refused") and "certificate" in send):
            raise
        scene.world.sender.send(Call(method="GET", url=f"{scene.world.target.base_url}/accounts"))
        return Brought(answer=None)


def _note_consent(send: Mapping[str, JSON], scene: Scene, actor: Persona) -> None:
    """Remember what a persona had consented before a step changes it, so that it can be put back after the run."""
    if "token" not in send and scene.scenario.given.token is None:
        with suppress(Blocked):
            scene.world.meet(actor)
    scene.world.touched(actor)


def _content(send: Mapping[str, JSON]) -> tuple[bytes | None, tuple[str, str] | None]:
    if "raw" in send:
        return str(send["raw"]).encode(), JSON_TYPE
    if "form" in send:
        return urlencode(_fields(send["form"]), doseq=True).encode(), _FORM_TYPE
    if "body" in send:
        return orjson.dumps(send["body"]), JSON_TYPE
    return None, None


def _is_oauth(url: str, scene: Scene) -> bool:
    """OAuth requests carry no Authorization: the client is known by its certificate and client_id."""
    oauth = scene.world.oauth
    return url.partition("?")[0] in (oauth.get("token"), oauth.get("authorize"), oauth.get("revoke"))


def _token(send: Mapping[str, JSON], scene: Scene, actor: Persona, scope: str) -> str | None:
    match send.get("token", scene.scenario.given.token):
        case None:
            return scene.world.tokens.access(actor.id, scope)
        case "none":
            return None
        case "garbled":
            return _GARBLED
        case "altered":
            return _altered(scene.world.tokens.access(actor.id, scope) or "")
        case kept:
            return str(kept)


def _altered(token: str) -> str:
    """The token with one character in its middle replaced."""
    middle = len(token) // 2
    return f"{token[:middle]}{'A' if token[middle : middle + 1] != 'A' else 'B'}{token[middle + 1 :]}"


def single_answer(exchange: Exchange, send: Mapping[str, JSON], scene: Scene) -> Answer:
    """The answer that is one exchange."""
    return answer_to((exchange,), body_of(exchange), send, scene, walked=False)


def answer_to(
    exchanges: tuple[Exchange, ...], body: JSON, send: Mapping[str, JSON], scene: Scene, *, walked: bool
) -> Answer:
    """What the checks look at; the next step's links are looked for in it."""
    answer = Answer(exchanges=exchanges, body=body, query=send.get("query", {}), walked=walked, below=scene.world.below)
    scene.last = answer
    return answer


def body_of(exchange: Exchange) -> JSON:
    """The JSON body; an answer 204 stands for empty lists."""
    return dict(_LISTS) if exchange.status == 204 and not exchange.content else exchange.data
