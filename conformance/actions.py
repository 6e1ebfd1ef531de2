"""The verbs: what a step sends, and the answers it brings back. The only room that knows what `follow` and `walk` mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import orjson

from conformance import paths
from conformance.client import links
from conformance.client.login import Login, LoginFailed, authorize
from conformance.errors import Blocked
from conformance.model import JSON, Answer, Call, Exchange, Fault, Scenario, Step
from conformance.specs import Persona
from conformance.stage import moment
from conformance.words import Vocabulary, fill
from conformance.world import JSON_TYPE, World, set_clock

_LISTS: Mapping[str, JSON] = {"accounts": [], "transactions": [], "_links": {}}
"""What an answer 204 stands for: there is nothing to list."""
_FORM_TYPE = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
_GARBLED = "this-is-no-token-the-bank-ever-issued"


@dataclass(slots=True, kw_only=True)
class Scene:
    """Where a scenario stands while it is played: what it kept and what it got last."""

    scenario: Scenario
    persona: Persona
    world: World
    kept: dict[str, JSON] = field(default_factory=dict)
    last: Answer | None = None
    moved: bool = False

    def vocabulary(self, persona: Persona | None = None) -> Vocabulary:
        """What words mean now."""
        world = self.world
        return Vocabulary(
            persona=persona or self.persona, cast=world.cast, today=world.clock.today, oauth=world.oauth, kept=self.kept
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One answer of a step, the object that held the followed link (as `$it`), and faults of the way there."""

    answer: Answer | None
    it: JSON = None
    faults: tuple[Fault, ...] = ()


def perform(step: Step, scene: Scene) -> Iterator[Brought]:
    """Do what a step says; usually one answer, for a `follow` one per link, for `clock` none."""
    actor = scene.world.cast.personas[step.send["as"]] if "as" in step.send else scene.persona
    send = fill({key: value for key, value in step.send.items() if key != "as"}, scene.vocabulary(actor))
    match step.verb:
        case "clock":
            set_clock(scene.world, moment(_span(step.target, scene), scene.world.clock.now()))
            scene.moved = True
        case "authorize":
            yield _authorized(fill(step.target, scene.vocabulary(actor)), send, scene, actor)
        case "follow":
            yield from _followed(step.target, send, scene, actor)
        case "walk":
            yield from _walked(fill(step.target, scene.vocabulary(actor)), send, scene, actor)
        case verb:
            url = _url(fill(step.target, scene.vocabulary(actor)), send, scene)
            yield Brought(answer=_single(_send(verb, url, send, scene, actor), send, scene))


def _span(text: str, scene: Scene) -> str:
    """A clock step's text; a kept number is one of seconds."""
    filled = str(fill(text, scene.vocabulary()))
    return f"{filled}s" if "$" in text else filled


# ------------------------------------------------------------------------------------------------------------- sending


def _url(target: str, send: Mapping[str, JSON], scene: Scene) -> str:
    url = target if target.startswith("http") else scene.world.target.base_url + quote(target, safe="/%-._~!$&'()*+,;=:@?")
    query = {key: value for key, value in send.get("query", {}).items() if value is not None}
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query, doseq=True)}" if query else url


def _send(verb: str, url: str, send: Mapping[str, JSON], scene: Scene, actor: Persona) -> Exchange:
    content, kind = _content(send)
    given = {str(name).lower(): (str(name), value) for name, value in send.get("headers", {}).items()}
    headers = [(name, str(value)) for name, value in given.values() if value is not None]
    if kind is not None and "content-type" not in given:
        headers.append(kind)
    if verb != "GET" and url.rstrip("/").endswith("/consents"):
        scene.world.touched(actor)
    scope = str(send.get("scope", scene.scenario.scope))
    token = None if _is_oauth(url, scene) else _token(send, scene, actor, scope)
    call = Call(
        method=verb,
        url=url,
        headers=tuple(headers),
        content=content,
        without=tuple(name for name, (_, value) in given.items() if value is None),
        persona=actor.id if token else "",
        scope=scope if token else "",
    )
    return scene.world.sender.send(call, token, batch=bool(send.get("batch")))


def _content(send: Mapping[str, JSON]) -> tuple[bytes | None, tuple[str, str] | None]:
    if "raw" in send:
        return str(send["raw"]).encode(), JSON_TYPE
    if "form" in send:
        fields = {name: value for name, value in send["form"].items() if value is not None}
        return urlencode(fields, doseq=True).encode(), _FORM_TYPE
    if "body" in send:
        return orjson.dumps(send["body"]), JSON_TYPE
    return None, None


def _is_oauth(url: str, scene: Scene) -> bool:
    """OAuth requests carry no Authorization: the client is known by its certificate and client_id."""
    plain = url.partition("?")[0]
    return plain in (scene.world.oauth.get("token"), scene.world.oauth.get("authorize"), scene.world.oauth.get("revoke"))


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


def _single(exchange: Exchange, send: Mapping[str, JSON], scene: Scene) -> Answer:
    return _answer((exchange,), _body(exchange), send, scene, walked=False)


def _answer(exchanges: tuple[Exchange, ...], body: JSON, send: Mapping[str, JSON], scene: Scene, *, walked: bool) -> Answer:
    answer = Answer(
        exchanges=exchanges, body=body, query=send.get("query", {}), walked=walked, below=scene.world.below
    )
    scene.last = answer
    return answer


def _body(exchange: Exchange) -> JSON:
    return dict(_LISTS) if exchange.status == 204 and not exchange.content else exchange.data


# ------------------------------------------------------------------------------------------------------------- follow


def _followed(path: str, send: Mapping[str, JSON], scene: Scene, actor: Persona) -> Iterator[Brought]:
    """One answer per link that the path leads to in the last answer; a link that is missing is a fault."""
    before = scene.last
    if before is None:
        raise Blocked("there is no answer whose link could be followed")
    asked = before.exchanges[0].call.url
    for where, holder, link in _links(path, before.body):
        if isinstance(link, paths.Gap):
            if not send.get("optional"):
                says = f"{link.where or 'the body'} {link.why}, so it cannot be followed"
                yield Brought(answer=None, faults=(Fault(says=says, wanted=f"a link at {path}", where=where, key=path),))
            continue
        href = link.get("href") if isinstance(link, dict) else link
        to = links.resolve(href, asked, scene.world.target)
        if isinstance(to, links.NotFollowed):
            says = f"the link cannot be followed: {to.reason}"
            yield Brought(answer=None, faults=(Fault(says=says, wanted="a link below the API root", got=href, where=where),))
            continue
        url = _url(to.url, send, scene)
        answer = _single(_send("GET", url, send, scene, actor), send, scene)
        yield Brought(answer=answer, it=holder, faults=_remark(to.note, href, where))


def _links(path: str, body: JSON) -> list[tuple[str, JSON, Any]]:
    """Every link of a path, with the object whose `_links` holds it."""
    before, _, name = path.rpartition("_links.")
    holders = list(paths.find(before.rstrip("."), body)) if before else [paths.Hit(where="", value=body)]
    found: list[tuple[str, JSON, Any]] = []
    for holder in holders:
        if isinstance(holder, paths.Gap):
            found.append((holder.where, None, holder))
            continue
        for one in paths.find(f"_links.{name}", holder.value):
            where = ".".join(part for part in (holder.where, one.where) if part)
            if isinstance(one, paths.Gap):
                found.append((where, holder.value, paths.Gap(where=where, why=one.why)))
            else:
                found.append((where, holder.value, one.value))
    return found


def _remark(note: str, href: JSON, where: str) -> tuple[Fault, ...]:
    if not note:
        return ()
    return (Fault(says=note, wanted="the host that was called, or one the target lists", got=href, where=where, advice=True),)


# --------------------------------------------------------------------------------------------------------------- walk


def _walked(starts: JSON, send: Mapping[str, JSON], scene: Scene, actor: Persona) -> Iterator[Brought]:
    """All pages as one answer, in the order of the pages whichever way they were walked."""
    faults: list[Fault] = []
    pages: list[Exchange] = []
    for start in starts if isinstance(starts, list) else [starts]:
        pages += _pages(_start(start, send, scene, faults), send, scene, actor, faults)
    if not pages:
        yield Brought(answer=None, faults=tuple(faults))
        return
    ordered = tuple(reversed(pages)) if send.get("by") == "prev" else tuple(pages)
    yield Brought(answer=_answer(ordered, _joined(ordered), send, scene, walked=True), faults=tuple(faults))


def _pages(
    url: str | None, send: Mapping[str, JSON], scene: Scene, actor: Persona, faults: list[Fault]
) -> Iterator[Exchange]:
    """The page at a URL and those behind its links, until there is no more or one comes back."""
    name = str(send.get("by", "next"))
    seen: set[str] = set()
    while url is not None:
        if len(seen) >= scene.world.target.limits.page_cap:
            raise Blocked(f"more than {len(seen)} pages: raise limits.page_cap in the target file to walk them all")
        seen.add(url)
        page = _send("GET", url, send, scene, actor)
        yield page
        url = _onward(page, name, scene, faults)
        if url in seen:
            says = f"the {name} link leads back to a page already read"
            faults.append(Fault(says=says, wanted="an end of the pages", got=url, where=f"_links.{name}"))
            return


def _start(start: str, send: Mapping[str, JSON], scene: Scene, faults: list[Fault]) -> str | None:
    if start.startswith(("/", "http")):
        return _url(start, send, scene)
    if scene.last is None:
        raise Blocked("there is no answer whose link could be walked from")
    _, _, link = _links(start, scene.last.body)[0]
    if isinstance(link, paths.Gap):
        if not send.get("optional"):
            says = f"{link.where or 'the body'} {link.why}, so it cannot be walked from"
            faults.append(Fault(says=says, wanted=f"a link at {start}", where=link.where, key=start))
        return None
    return _resolved(link, scene.last.exchanges[0].call.url, start, scene, faults)


def _onward(page: Exchange, name: str, scene: Scene, faults: list[Fault]) -> str | None:
    shown = page.data.get("_links") if page.status == 200 and isinstance(page.data, dict) else None
    link = shown.get(name) if isinstance(shown, dict) else None
    return None if link is None else _resolved(link, page.call.url, f"_links.{name}", scene, faults)


def _resolved(link: JSON, asked: str, where: str, scene: Scene, faults: list[Fault]) -> str | None:
    href = link.get("href") if isinstance(link, dict) else link
    to = links.resolve(href, asked, scene.world.target)
    if isinstance(to, links.NotFollowed):
        says = f"the link cannot be followed: {to.reason}"
        faults.append(Fault(says=says, wanted="a link below the API root", got=href, where=where))
        return None
    faults.extend(fault for fault in _remark(to.note, href, where) if fault.says not in {told.says for told in faults})
    return to.url


def _joined(pages: tuple[Exchange, ...]) -> JSON:
    """The first page with its lists joined over all pages."""
    bodies = [_body(page) for page in pages]
    first = bodies[0]
    if not isinstance(first, dict):
        return first
    joined = dict(first)
    for name, value in first.items():
        if isinstance(value, list):
            joined[name] = [row for body in bodies if isinstance(body, dict) for row in body.get(name) or ()]
    return joined


# ---------------------------------------------------------------------------------------------------------- authorize


def _authorized(params: Mapping[str, JSON], send: Mapping[str, JSON], scene: Scene, actor: Persona) -> Brought:
    """Play the redirect sequence; the answer's body is what the callback receives."""
    world = scene.world
    oauth = world.target.oauth
    if oauth is None:
        raise Blocked("the target declares no OAuth2 endpoints")
    usual = {"response_type": "code", "client_id": oauth.client_id, "redirect_uri": oauth.redirect_uri, "scope": "aisp"}
    asked = {name: str(value) for name, value in {**usual, **params}.items() if value is not None}
    world.tokens.forget(actor.id)
    typed = send.get("typed", {})
    usually = world.login(actor)
    login = Login(
        identifier=typed.get("identifier", usually.identifier),
        sms_code=typed.get("sms_code", usually.sms_code),
        alternates=() if "identifier" in typed else usually.alternates,
    )
    try:
        callback = authorize(world.sender, world.target, login, asked, press=send.get("press", "submit"))
    except LoginFailed as failed:
        return _led_astray(failed, send, scene)
    return Brought(answer=_answer(tuple(callback.exchanges), dict(callback.params), send, scene, walked=False))


def _led_astray(failed: LoginFailed, send: Mapping[str, JSON], scene: Scene) -> Brought:
    """A login that did not come to the callback: a refusal where one was expected, else no stage for what follows.

    A customer who is sent elsewhere with his code is a fault in any case.
    """
    location = (failed.exchanges[-1].header("location") if failed.exchanges else None) or ""
    if "code" in parse_qs(urlsplit(location).query):
        says = "the customer is sent with his code to an address that is not the redirect_uri"
        return Brought(answer=None, faults=(Fault(says=says, wanted="the redirect_uri", got=location.partition("?")[0]),))
    if not send.get("refused") or not failed.exchanges:
        if failed.refused and "typed" not in send:
            wanted = "the documented identifier and SMS code are accepted"
            return Brought(answer=None, faults=(Fault(says=str(failed), wanted=wanted, got="refused"),))
        raise failed
    return Brought(answer=_answer(failed.exchanges, {}, send, scene, walked=False))
