"""One request: its address, token, headers and body, and the answer to it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext, suppress
from urllib.parse import quote, urlencode

import orjson

from conformance.actions import batch
from conformance.actions.likeness import LIKE
from conformance.actions.scene import Brought, Turn
from conformance.client.sender import Sender
from conformance.errors import Blocked, Unreachable
from conformance.frozen import replace
from conformance.model import (
    JSON,
    Answer,
    AnsweredStep,
    AskingStep,
    Call,
    Exchange,
    Fields,
    Form,
    Json,
    Payload,
    Raw,
    Request,
)
from conformance.target.target import Tls
from conformance.words import plain
from conformance.world import JSON_TYPE, World

_LISTS: Mapping[str, JSON] = {"accounts": [], "transactions": [], "_links": {}}
"""What an answer 204 stands for: there is nothing to list."""
_FORM_TYPE = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
_AS_WRITTEN = "/%-._~!$&'()*+,;=:@?"
"""What of a scenario's path is not percent-encoded."""
_GARBLED = "this-is-no-token-the-bank-ever-issued"


def requested(turn: Turn[Request]) -> Brought:
    """The request to its first address, and the answer.

    A bank that hangs up on a certificate has refused it, if it answers others.

    Raises Unreachable where no answer comes, Blocked where no token can be had.
    """
    step = turn.step
    try:
        exchange = exchanged(turn, step.method, url_of(step.addresses[0], turn), step.payload)
    except Unreachable:
        if not step.refused:
            raise
        turn.sender.send(Call(method="GET", url=f"{turn.world.target.base_url}/accounts"))
        return Brought(answer=None)
    return Brought(answer=single_answer(exchange, turn))


def url_of(address: str, turn: Turn[AskingStep]) -> str:
    """The address of a request, its query included; a path is one below the API root."""
    url = address if address.startswith("http") else turn.world.target.base_url + quote(address, safe=_AS_WRITTEN)
    query = _texts(turn.step.query)
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query, doseq=True)}" if query else url


def _texts(given: Fields) -> dict[str, str | list[str]]:
    """Parameters as texts; null leaves one out, several values repeat one."""
    return {
        name: [plain(one) for one in value] if isinstance(value, tuple) else plain(value)
        for name, value in given.items()
        if value is not None
    }


def exchanged(turn: Turn[AskingStep], method: str, url: str, payload: Payload | None = None) -> Exchange:
    """Send one request as the step says, with the persona's token unless it says another.

    Raises Unreachable where no answer comes, Blocked where no token can be had, it must not go there, or the batch
    accesses of the day were used up by others.
    """
    envelope, world = turn.step.envelope, turn.world
    content, kind = _content(payload)
    given = {name.lower(): (name, value) for name, value in envelope.headers.items()}
    headers = [(name, plain(value)) for name, value in given.values() if value is not None]
    if kind is not None and "content-type" not in given:
        headers.append(kind)
    if method != "GET" and url.partition("?")[0].rstrip("/").endswith("/consents"):
        _note_consent(turn)
    scope = envelope.scope or turn.scene.scenario.scope
    token = None if _is_oauth(url, world) else _token(turn, scope)
    own = token and _instead(turn) is None
    call = Call(
        method=method,
        url=url,
        headers=tuple(headers),
        content=content,
        without=tuple(name for name, (_, value) in given.items() if value is None),
        persona=turn.actor.id if own else "",
        scope=scope if own else "",
    )
    access = batch.taken_by(call, turn)
    if access is None:
        with world.logins.mine() if _is_oauth(url, world) else nullcontext():
            return _sent(call, token, turn)
    batch.take(access, turn)
    exchange = _sent(call, token, turn)
    batch.judge(access, exchange, turn)
    return exchange


def _sent(call: Call, token: str | None, turn: Turn[AskingStep]) -> Exchange:
    envelope, world = turn.step.envelope, turn.world
    if not envelope.certificate:
        return turn.sender.send(call, token, batch=envelope.batch, flaw=envelope.signature)
    with _showing(envelope.certificate, world) as sender:
        return sender.asked_by(turn.asker).send(call, token, batch=envelope.batch, flaw=envelope.signature)


def _showing(certificate: str, world: World) -> Sender:
    """A sender with connections of its own that shows a bad client certificate of the target's, or `none`."""
    own = world.target.tls or Tls()
    bad = own.bad.get(certificate)
    shown = replace(
        own,
        certificate=bad.certificate if bad else None,
        key=bad.key if bad else None,
        passphrase=bad.passphrase if bad else None,
    )
    return world.sender.showing(shown, certificate)


def _note_consent(turn: Turn[AskingStep]) -> None:
    """Remember what a persona had consented before a step changes it, so that it can be put back after the run."""
    if _instead(turn) is None:
        with suppress(Blocked):
            turn.world.consents.meet(turn.actor, turn.asker)
    turn.world.consents.changes(turn.actor)


def _content(payload: Payload | None) -> tuple[bytes | None, tuple[str, str] | None]:
    match payload:
        case Raw(text):
            return text.encode(), JSON_TYPE
        case Form(fields):
            return urlencode(_texts(fields), doseq=True).encode(), _FORM_TYPE
        case Json(value):
            return orjson.dumps(value), JSON_TYPE
    return None, None


def _is_oauth(url: str, world: World) -> bool:
    """OAuth requests carry no Authorization: the client is known by its certificate and client_id."""
    return url.partition("?")[0] in (world.oauth.get("token"), world.oauth.get("authorize"), world.oauth.get("revoke"))


def _instead(turn: Turn[AskingStep]) -> str | None:
    """What the step, or the stage, has every request carry instead of the persona's token."""
    own = turn.step.envelope.token
    return own if own is not None else turn.scene.scenario.given.token


def _token(turn: Turn[AskingStep], scope: str) -> str | None:
    tokens, instead = turn.world.tokens, _instead(turn)
    if instead is None or instead in LIKE:
        turn.world.given_tokens.vouch(turn.actor, scope)
    if instead is None:
        return tokens.access(turn.actor.id, scope)
    if instead in LIKE:
        return LIKE[instead](tokens.access(turn.actor.id, scope) or "")
    return {"none": None, "garbled": _GARBLED}.get(instead, instead)


def single_answer(exchange: Exchange, turn: Turn[AskingStep]) -> Answer:
    """The answer that is one exchange."""
    return answer_to(turn, (exchange,), body_of(exchange))


def answer_to(turn: Turn[AnsweredStep], exchanges: tuple[Exchange, ...], body: JSON, *, walked: bool = False) -> Answer:
    """What the checks look at; the next step's links are looked for in it."""
    query = turn.step.query if isinstance(turn.step, AskingStep) else {}
    answer = Answer(exchanges=exchanges, body=body, query=query, walked=walked, below=turn.world.api.below)
    turn.scene.last = answer
    return answer


def body_of(exchange: Exchange) -> JSON:
    """The JSON body; an answer 204 stands for empty lists."""
    return dict(_LISTS) if exchange.status == 204 and not exchange.content else exchange.data
