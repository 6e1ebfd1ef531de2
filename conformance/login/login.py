"""The documented redirect sequence, played as a form robot: authorize, the bank's screens, the callback.

Chapters "Récupérer votre jeton" and "Assemblage sandbox", steps 1 and 2: the customer types his identifier, then the
code he got by SMS, and the bank sends his browser to the redirect_uri. That address is never called: the robot reads
what it would carry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from conformance.client.calls import form
from conformance.client.fields import as_utf8, excerpt
from conformance.client.sender import Sender
from conformance.login import browser, robot, screens
from conformance.login.callback import Callback, Login, LoginFailed
from conformance.login.cookies import Cookies
from conformance.login.home import elsewhere
from conformance.login.robot import Filled
from conformance.login.screens import Screen
from conformance.login.source import UnreadScreen
from conformance.model import Call, Exchange
from conformance.target.address import bare, joined, same_address, with_query
from conformance.target.target import OAuth, Target

__all__ = ["Callback", "Login", "LoginFailed", "authorize"]

_HOPS: Final = 12
_NAMED: Final = 50
"""So many fields of a screen are named in a message."""
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_BROWSER: Final = (
    ("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"),
    ("Accept-Language", "fr-FR,fr;q=0.9,en;q=0.5"),
)


def authorize(  # noqa: PLR0913 - who logs in where, and the two ways in which a customer may differ
    sender: Sender,
    target: Target,
    persona: Login,
    params: Mapping[str, str],
    *,
    press: str = "submit",
    pause: Callable[[], None] | None = None,
) -> Callback:
    """Log a persona in and return what the callback carries; `press="cancel"` refuses instead.

    `pause` is called between the first screen and the answer to the second: time may pass there.

    Raises LoginFailed (a Blocked) with a reason that names the screen and what to put into the target file, Unreachable
    where the bank does not answer.
    """
    if target.oauth is None:
        raise LoginFailed("the target declares no `oauth`, so there is nowhere to log in")
    if target.live or target.login.kind == "person":
        raise LoginFailed("only the customer himself may log in here (login.kind: person)")
    for code in (persona.sms_code, *persona.further_codes):
        sender.secrets.learn_code(code)
    identifiers = (persona.identifier, *persona.alternates)
    if target.login.kind == "browser":
        callback = browser.authorize(target, persona, params, sender.note, press=press, pause=pause)
        sender.secrets.learn(callback.params.get("code", ""))
        return callback
    for identifier in identifiers:
        walk = _Walk(
            sender=sender,
            target=target,
            oauth=target.oauth,
            identifier=identifier,
            code=persona.sms_code,
            identifiers=list(persona.further_identifiers),
            codes=list(persona.further_codes),
        )
        walk.pause = pause
        try:
            return walk.to_callback(params, press)
        except LoginFailed as failed:
            if not failed.refused or identifier == identifiers[-1]:
                raise
    raise AssertionError("the last identifier returns or raises")


@dataclass(slots=True, kw_only=True)
class _Walk:
    """One way from the authorize endpoint to the callback, with its own cookies."""

    sender: Sender
    target: Target
    oauth: OAuth
    identifier: str
    code: str
    identifiers: list[str] = field(default_factory=list)
    """What is typed next, where the screen comes back."""
    codes: list[str] = field(default_factory=list)
    press: str = "submit"
    pause: Callable[[], None] | None = None
    callbacks: set[str] = field(default_factory=set)
    cookies: Cookies = field(default_factory=Cookies)
    exchanges: list[Exchange] = field(default_factory=list)
    sent: list[object] = field(default_factory=list)
    identified: bool = False

    def to_callback(self, params: Mapping[str, str], press: str) -> Callback:
        """Go from screen to screen until the callback is reached. Raises LoginFailed and Unreachable."""
        self.press = press
        self.callbacks = {params.get("redirect_uri", ""), self.oauth.redirect_uri} - {""}
        call = self._page(with_query(self.oauth.authorize_url, params), "")
        for _ in range(_HOPS):
            if isinstance(call, Callback):
                return call
            exchange = self._send(call)
            location = exchange.header("Location") if exchange.status in _REDIRECTS else None
            call = (
                self._onward(exchange, as_utf8(location))
                if location is not None
                else self._answer(self._read(exchange))
            )
        if isinstance(call, Callback):
            return call
        last = excerpt(bare(call.url))
        raise self._failed(f"the login went on for {_HOPS} screens without reaching the callback; the last was {last}")

    def _send(self, call: Call) -> Exchange:
        cookie = self.cookies.give(call.url)
        headers = (*call.headers, *_BROWSER, *((("Cookie", cookie),) if cookie else ()))
        sent = Call(method=call.method, url=call.url, headers=headers, content=call.content)
        exchange = self.sender.send(sent, batch=True)
        self.exchanges.append(exchange)
        self.cookies.take(call.url, exchange.headers)
        return exchange

    def _onward(self, exchange: Exchange, location: str) -> Call | Callback:
        url = joined(exchange.call.url, location) or location
        if exchange.status in (307, 308) and exchange.call.method == "POST":
            last = exchange.call
            typed = tuple(header for header in last.headers if header[0].lower() == "content-type")
            return self._reached(url) or Call(method="POST", url=self._safe(url), headers=typed, content=last.content)
        return self._page(url, exchange.call.url)

    def _page(self, url: str, referer: str) -> Call | Callback:
        return self._reached(url) or Call(method="GET", url=self._safe(url), headers=_from(referer))

    def _read(self, exchange: Exchange) -> Screen:
        try:
            return screens.read(exchange)
        except UnreadScreen as unread:
            where = excerpt(bare(exchange.call.url))
            raise self._failed(f"the login screen {where} {unread} and is not read") from None

    def _answer(self, screen: Screen) -> Call | Callback:
        """What a customer does next: gives up, fills in a form, follows the page where it leads."""
        names = self.target.login.fields
        if self.press == "cancel":
            refusal = robot.give_up(screen, names)
            if isinstance(refusal, str):
                return self._page(refusal, screen.url)
            if refusal is not None:
                return self._submit(refusal, screen)
        callback = next(
            (found for url, _ in screen.links if (found := self._reached(url)) and "code" in found.params), None
        )
        filled = robot.fill(screen, self.identifier, self.code, identified=self.identified, names=names)
        if filled is not None and (filled.identifier or filled.code or not (callback or screen.refresh)):
            if self._comes_back(screen, filled):
                self._type_the_next(screen, filled)
                filled = (
                    robot.fill(screen, self.identifier, self.code, identified=self.identified, names=names) or filled
                )
            if filled.code and self.pause is not None:
                self.pause()
                self.pause = None
            self.identified = self.identified or bool(filled.identifier)
            return self._submit(filled, screen)
        if callback is not None:
            return callback
        if screen.refresh:
            return self._page(screen.refresh, screen.url)
        raise self._failed(_nothing_to_do(screen))

    def _submit(self, filled: Filled, screen: Screen) -> Call | Callback:
        fields = list(filled.fields)
        if filled.method != "POST":
            return self._page(urlunsplit(urlsplit(filled.action)._replace(query=urlencode(fields))), screen.url)
        parts = urlsplit(screen.url)
        origin = ("Origin", f"{parts.scheme}://{parts.netloc}")
        reached = self._reached(filled.action, urlencode(fields))
        return reached or form("POST", self._safe(filled.action), fields, (origin, *_from(screen.url)))

    def _comes_back(self, screen: Screen, filled: Filled) -> bool:
        """Whether a screen was filled in before: that means no."""
        if not (filled.identifier or filled.code):
            return False
        labels = tuple(control.words for each in screen.forms for control in each.controls if control.typed)
        mark = (filled.asks, labels, screen.title)
        if mark in self.sent or (self.identified and bool(filled.identifier) and not filled.code):
            return True
        self.sent.append(mark)
        return False

    def _type_the_next(self, screen: Screen, filled: Filled) -> None:
        """A customer who has not given up types something else; a bank may also have him begin anew with who he is.

        Raises LoginFailed where there is nothing else to type.
        """
        if filled.code and self.codes:
            self.code = self.codes.pop(0)
        elif filled.identifier and self.identifiers:
            self.identifier = self.identifiers.pop(0)
        elif not (filled.identifier and self.codes):
            reason = excerpt(screen.complaint) or "the same screen came back without saying why"
            left_out = f" ({screen.left_out})" if screen.unread else ""
            raise self._failed(f"login refused for {self.identifier}: {reason}{left_out}", refused=True)

    def _reached(self, url: str, more: str = "") -> Callback | None:
        """The callback, where a URL is it; what a form would post to it counts too."""
        if not any(same_address(url, callback) for callback in self.callbacks):
            return None
        parts = urlsplit(url)
        query, shown, posted = (parse_qsl(text, keep_blank_values=True) for text in (parts.query, parts.fragment, more))
        # what follows a # never reaches the third party: a code there is none (RFC 6749, 4.1.2)
        params = dict([*query, *(one for one in shown if one[0] != "code"), *posted])
        self.sender.secrets.learn(params.get("code", ""))
        return Callback(params=params, exchanges=tuple(self.exchanges))

    def _safe(self, url: str) -> str:
        """The URL, if a login may go there."""
        wrong = elsewhere(url, self.target, self.oauth)
        if wrong:
            raise self._failed(f"the login leads to {wrong}")
        return url

    def _failed(self, says: str, *, refused: bool = False) -> LoginFailed:
        return LoginFailed(says, tuple(self.exchanges), refused=refused)


def _nothing_to_do(screen: Screen) -> str:
    if screen.status >= 400:
        said = excerpt(screen.complaint or screen.title or screen.text)
        return f"the bank answered {screen.status} to {bare(screen.url)}" + (f": {said}" if said else "")
    fields = [excerpt(name, 60) for name in robot.visible_fields(screen)]
    if not screen.forms:
        return f"{screen} has no form to fill in" + (f"; it says: {excerpt(screen.text)}" if screen.text else "")
    more = f" and {len(fields) - _NAMED:,} more" if len(fields) > _NAMED else ""
    seen = f"its fields are {', '.join(fields[:_NAMED])}{more}" if fields else "it has no field to type in"
    advice = f"name them in the target file: login.fields.identifier: {fields[0] if fields else 'name'}"
    return f"no login form was found on {screen}: {seen}; {advice}"


def _from(referer: str) -> tuple[tuple[str, str], ...]:
    return (("Referer", bare(referer)),) if referer else ()
