"""The verbs: what a step sends, and the answers it brings back. The only room that knows `follow` and `walk`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import orjson

from conformance import paths
from conformance.checks.link import href, links
from conformance.client.links import Link, NotFollowed, resolve
from conformance.client.login import Login, LoginFailed, authorize
from conformance.errors import Blocked, Unreachable
from conformance.model import JSON, NOT_JSON, Answer, Call, Exchange, Fault, Scenario, Step
from conformance.specs import Persona
from conformance.stage import moment
from conformance.words import Vocabulary, fill, fill_text, plain
from conformance.world import JSON_TYPE, World, set_clock

_LISTS: Mapping[str, JSON] = {"accounts": [], "transactions": [], "_links": {}}
"""What an answer 204 stands for: there is nothing to list."""
_FORM_TYPE = ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
_AS_WRITTEN = "/%-._~!$&'()*+,;=:@?"
"""What of a scenario's path is not percent-encoded."""
_WORD, _DATE_TIME = re.compile(r"\$[a-z_][\w.]*", re.IGNORECASE), re.compile(r"\d{4}-\d\d-\d\dT")
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

    def actor(self, step: Step) -> Persona:
        """Who acts in a step. Raises Blocked where the target's cast lacks him."""
        actor = self.world.cast.personas.get(step.send.get("as", self.persona.id))
        if actor is None:
            raise Blocked(f"the target's cast has no persona {step.send['as']}")
        return actor

    def vocabulary(self, actor: Persona) -> Vocabulary:
        """What words mean now, to the one who acts."""
        world = self.world
        return Vocabulary(
            persona=actor, cast=world.cast, today=world.clock.today, oauth=world.oauth, kept=self.kept
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """One answer of a step, the object that held the followed link (as `$it`), and faults of the way there."""

    answer: Answer | None
    it: JSON = None
    faults: tuple[Fault, ...] = ()


def perform(step: Step, scene: Scene) -> Iterator[Brought]:
    """Do what a step says; usually one answer, for a `follow` one per link, for `clock` none."""
    actor = scene.actor(step)
    vocabulary = scene.vocabulary(actor)
    send = _days(step.send, fill({key: value for key, value in step.send.items() if key != "as"}, vocabulary))
    match step.verb:
        case "clock":
            set_clock(scene.world, moment(_span(step.target, scene), scene.world.clock.now()))
            scene.moved = True
        case "authorize":
            yield _authorized(fill(step.target, vocabulary), send, scene, actor)
        case "follow":
            yield from _followed(fill_text(step.target, vocabulary), send, scene, actor)
        case "walk":
            starts = step.target if isinstance(step.target, list) else [step.target]
            yield from _walked([fill_text(start, vocabulary) for start in starts], send, scene, actor)
        case verb:
            url = _url(fill_text(step.target, vocabulary), send, scene)
            yield _asked(verb, url, send, scene, actor)


def _days(written: Mapping[str, JSON], send: dict[str, JSON]) -> dict[str, JSON]:
    """A day kept from a row that tells it as a date-time is asked for as a day (YYYY-MM-DD)."""
    words = {name for name, text in written.get("query", {}).items() if _WORD.fullmatch(str(text))}
    query = {
        name: value[:10] if name in words and isinstance(value, str) and _DATE_TIME.match(value) else value
        for name, value in send.get("query", {}).items()
    }
    return {**send, "query": query} if query else send


def _span(text: str, scene: Scene) -> str:
    """A clock step's text; a kept number is one of seconds."""
    filled = str(fill(text, scene.vocabulary(scene.persona)))
    return f"{filled}s" if "$" in text else filled


# ------------------------------------------------------------------------------------------------------------- sending


def _url(target: str, send: Mapping[str, JSON], scene: Scene) -> str:
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


def _send(verb: str, url: str, send: Mapping[str, JSON], scene: Scene, actor: Persona) -> Exchange:
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


def _asked(verb: str, url: str, send: Mapping[str, JSON], scene: Scene, actor: Persona) -> Brought:
    """One request and its answer. A bank that hangs up on a certificate has refused it, if it answers others."""
    try:
        return Brought(answer=_single(_send(verb, url, send, scene, actor), send, scene))
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


def _single(exchange: Exchange, send: Mapping[str, JSON], scene: Scene) -> Answer:
    return _answer((exchange,), _body(exchange), send, scene, walked=False)


def _answer(
    exchanges: tuple[Exchange, ...], body: JSON, send: Mapping[str, JSON], scene: Scene, *, walked: bool
) -> Answer:
    answer = Answer(
        exchanges=exchanges, body=body, query=send.get("query", {}), walked=walked, below=scene.world.below
    )
    scene.last = answer
    return answer


def _body(exchange: Exchange) -> JSON:
    return dict(_LISTS) if exchange.status == 204 and not exchange.content else exchange.data


# ------------------------------------------------------------------------------------------------------------- follow


def _followed(path: str, send: Mapping[str, JSON], scene: Scene, actor: Persona) -> Iterator[Brought]:
    """One answer per link that the path leads to in the last answer; a link that is missing is a fault.

    Faults of a link are shown by the answer that holds it, which came before the step.
    """
    before = scene.last
    if before is None:
        raise Blocked("there is no answer whose link could be followed")
    asked = before.exchanges[0].call.url
    for where, holder, link in list(links(path, before.body)):
        to = _leads(link, asked, scene)
        if isinstance(to, Link):
            answer = _single(_send("GET", _url(to.url, send, scene), send, scene, actor), send, scene)
            yield Brought(answer=answer, it=holder, faults=_remark(to, link, where, -1))
        elif not (send.get("optional") and isinstance(link, paths.Gap)):
            yield Brought(answer=None, faults=(_no_way(to, link, where, path, -1),))


def _leads(link: JSON, asked: str, scene: Scene) -> Link | NotFollowed:
    """Where a link leads; a bank may write anything there."""
    if isinstance(link, paths.Gap):
        return NotFollowed(reason=paths.told(link))
    address = href(link)
    if not isinstance(address, str):
        return NotFollowed(reason="it has no href")
    if not address.isprintable():
        return NotFollowed(reason="its href is no URL")
    try:
        return resolve(address, asked, scene.world.target)
    except ValueError as error:
        return NotFollowed(reason=f"its href is no URL: {error}")


def _no_way(to: NotFollowed, link: JSON, where: str, path: str, exchange: int) -> Fault:
    if isinstance(link, paths.Gap):
        says = f"{to.reason}, so it cannot be followed"
        return Fault(says=says, wanted=f"a link at {path}", where=where, key=path, exchange=exchange)
    says = f"the link cannot be followed: {to.reason}"
    return Fault(says=says, wanted="a link below the API root", got=href(link), where=where, exchange=exchange)


def _remark(to: Link, link: JSON, where: str, exchange: int) -> tuple[Fault, ...]:
    """What was not quite right about a link that is followed all the same."""
    if not to.note:
        return ()
    wanted = "the host that was called, or one the target lists"
    return (Fault(says=to.note, wanted=wanted, got=href(link), where=where, advice=True, exchange=exchange),)


# --------------------------------------------------------------------------------------------------------------- walk


@dataclass(slots=True)
class _Walk:
    """The pages of a walk, and what was wrong on the way."""

    send: Mapping[str, JSON]
    scene: Scene
    actor: Persona
    pages: list[Exchange] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def by(self) -> str:
        """The name of the links it goes by."""
        return str(self.send.get("by", "next"))

    def from_start(self, start: str) -> None:
        """Read the page at a start, a request or a link of the last answer, and those behind it."""
        url = _url(start, self.send, self.scene) if start.startswith(("/", "http")) else self._first_link(start)
        seen: set[str] = set()
        while url is not None and url not in seen:
            if len(seen) >= self.scene.world.target.limits.page_cap:
                told = "raise limits.page_cap in the target file to walk them all"
                raise Blocked(f"more than {len(seen)} pages: {told}")
            seen.add(url)
            self.pages.append(_send("GET", url, self.send, self.scene, self.actor))
            url = self._onward()
        if url is not None:
            says, where = f"the {self.by} link leads back to a page already read", f"_links.{self.by}"
            wanted = "an end of the pages"
            self.faults.append(Fault(says=says, wanted=wanted, got=url, where=where, exchange=self._here))

    @property
    def _here(self) -> int:
        return len(self.pages) - 1

    def _first_link(self, path: str) -> str | None:
        if self.scene.last is None:
            raise Blocked("there is no answer whose link could be walked from")
        where, _, link = next(links(path, self.scene.last.body))
        if isinstance(link, paths.Gap) and self.send.get("optional"):
            return None
        return self._url_of(link, self.scene.last.exchanges[0].call.url, where, -1)

    def _onward(self) -> str | None:
        page = self.pages[-1]
        shown = page.data.get("_links") if page.status == 200 and isinstance(page.data, dict) else None
        link = shown.get(self.by) if isinstance(shown, dict) else None
        return None if link is None else self._url_of(link, page.call.url, f"_links.{self.by}", self._here)

    def _url_of(self, link: JSON, asked: str, where: str, exchange: int) -> str | None:
        to = _leads(link, asked, self.scene)
        if isinstance(to, NotFollowed):
            self.faults.append(_no_way(to, link, where, where, exchange))
            return None
        told = {fault.says for fault in self.faults}
        self.faults.extend(fault for fault in _remark(to, link, where, exchange) if fault.says not in told)
        return to.url


def _walked(starts: Sequence[str], send: Mapping[str, JSON], scene: Scene, actor: Persona) -> Iterator[Brought]:
    """All pages as one answer, in the order of the pages whichever way they were walked."""
    walk = _Walk(send, scene, actor)
    for start in starts:
        walk.from_start(start)
    pages, faults = tuple(walk.pages), tuple(walk.faults)
    if walk.by == "prev":
        last = len(pages) - 1
        faults = tuple(replace(one, exchange=last - one.exchange) if one.exchange >= 0 else one for one in faults)
        pages = pages[::-1]
    yield Brought(answer=_answer(pages, _joined(pages), send, scene, walked=True) if pages else None, faults=faults)


def _joined(pages: tuple[Exchange, ...]) -> JSON:
    """The first page with its lists joined over all pages."""
    bodies = [_body(page) for page in pages]
    first = bodies[0]
    if not isinstance(first, dict):
        return first
    return {name: _rows(bodies, name) if isinstance(value, list) else value for name, value in first.items()}


def _rows(bodies: Sequence[JSON], name: str) -> list[JSON]:
    lists = [body.get(name) for body in bodies if isinstance(body, dict)]
    return [row for rows in lists if isinstance(rows, list) for row in rows]


# ---------------------------------------------------------------------------------------------------------- authorize


def _authorized(params: Mapping[str, JSON], send: Mapping[str, JSON], scene: Scene, actor: Persona) -> Brought:
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
    return Brought(answer=_answer(tuple(callback.exchanges), dict(callback.params), send, scene, walked=False))


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

    What the bank did wrong for certain is a fault: the customer sent elsewhere with his code, the documented
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
        return Brought(answer=_answer(failed.exchanges, {}, send, scene, walked=False))
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
    return Brought(answer=None, faults=(Fault(says=says, wanted=wanted, got=got),))
