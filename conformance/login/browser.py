"""A login in a real browser, for screens that need JavaScript: headless Chromium plays the steps of the target file.

Playwright is an extra (`pip install stet-conformance[browser]`). The callback is read off the redirect; the browser is
told that its host does not exist, so that nobody is called there.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from conformance.client.causes import explain
from conformance.clock import PARIS
from conformance.login.callback import Callback, Login, LoginFailed
from conformance.login.home import elsewhere
from conformance.model import Call, Exchange
from conformance.target.address import bare, joined, same_address, with_query
from conformance.target.target import Target

INSTALLED: Final = ("chromium", "chromium-browser", "google-chrome")


def authorize(  # noqa: PLR0913 - as login.authorize, and whom to tell
    target: Target,
    persona: Login,
    params: Mapping[str, str],
    note: Callable[[Exchange], Exchange],
    *,
    press: str = "submit",
    pause: Callable[[], None] | None = None,
) -> Callback:
    """Log a persona in by the steps of `login.steps` and return what the callback carries. Raises LoginFailed.

    `note` is told of each page on the way. Before the code is typed `pause` is called, and with `press="cancel"` the
    button `login.fields.cancel` is pressed instead.
    """
    if target.oauth is None:
        raise LoginFailed("the target declares no `oauth`, so there is nowhere to log in")
    try:
        sync_api: Any = import_module("playwright.sync_api")  # an extra, and slow to import
    except ImportError:
        raise LoginFailed("login.kind: browser needs Playwright: pip install 'stet-conformance[browser]'") from None
    callback = params.get("redirect_uri") or target.oauth.redirect_uri
    with sync_api.sync_playwright() as playwright:
        believed = _believed(target, target.oauth.authorize_url)
        chromium = _launched(playwright.chromium, callback, believed, _through(target, callback))
        try:
            page = chromium.new_page(ignore_https_errors=target.tls is not None and not target.tls.verify)
            walk = _BrowserLogin(page, target, callback, note, sync_api.Error)
            walk.press, walk.pause = press, pause
            return walk.play(persona, params)
        finally:
            chromium.close()


def _believed(target: Target, url: str) -> list[str]:
    """The bank's key, where an authority of its own vouches for it: Chromium cannot be given one for a single login."""
    if target.tls is None or target.tls.ca is None or not url.startswith("https:"):
        return []
    from conformance.client import tls  # noqa: PLC0415 - slow to import, and of use with certificates only

    try:
        key = tls.server_key(url, target)
    except OSError as error:
        says, hint = explain(error, url, target.limits.timeout_s)
        raise LoginFailed(f"{says} ({hint})" if hint else says) from None
    return [f"--ignore-certificate-errors-spki-list={key}"]


def _through(target: Target, callback: str) -> dict[str, str] | None:
    """The proxy, for Chromium; the callback is none of its business, and nothing on this machine."""
    if target.proxy is None:
        return None
    user, password = target.proxy.login or ("", "")
    direct = f"localhost,127.0.0.1,[::1],{urlsplit(callback).hostname or 'callback.invalid'}"
    return {"server": target.proxy.address, "bypass": direct, "username": user, "password": password}


def _launched(kind: Any, callback: str, more: list[str], proxy: dict[str, str] | None) -> Any:
    """Playwright's own Chromium, or the one this machine has."""
    arguments = [f"--host-resolver-rules=MAP {urlsplit(callback).netloc or 'callback.invalid'} ~NOTFOUND", *more]
    own = next((path for name in INSTALLED if (path := shutil.which(name))), None)
    try:
        return kind.launch(args=arguments, proxy=proxy)
    except Exception as error:
        if own is None:
            raise LoginFailed(f"no browser could be started: {str(error).splitlines()[0]}") from None
    return kind.launch(args=arguments, proxy=proxy, executable_path=own)


class _BrowserLogin:
    """One walk through the bank's screens."""

    def __init__(
        self,
        page: Any,
        target: Target,
        callback: str,
        note: Callable[[Exchange], Exchange],
        trouble: type[Exception],
    ) -> None:
        self.page, self.target, self.callback, self.note, self.trouble = page, target, callback, note, trouble
        self.press = "submit"
        self.pause: Callable[[], None] | None = None
        self.found: dict[str, str] | None = None
        self.seen: list[Exchange] = []
        """The pages and redirections on the way, for the report."""
        page.set_default_timeout(target.limits.timeout_s * 1000)
        page.on("request", lambda request: self._take_callback(request.url))
        page.on("response", self._note)

    def play(self, persona: Login, params: Mapping[str, str]) -> Callback:
        assert self.target.oauth is not None
        self._try("opening the login", self._open, with_query(self.target.oauth.authorize_url, params))
        for number, step in enumerate(self.target.login.steps, start=1):
            if self.found is not None:
                break
            if step.get("with") == "code" and self._gives_up():
                break
            said = ", ".join(f"{word}: {value}" for word, value in step.items())
            self._try(f"step {number} ({said})", self._step, step, persona)
        return Callback(params=self._arrived(), exchanges=tuple(self.seen))

    def _gives_up(self) -> bool:
        """What happens on the second screen before its code is typed; whether that was the end of it."""
        if self.pause is not None:
            self.pause()
        if self.press != "cancel":
            return False
        button = self.target.login.fields.get("cancel", "")
        self._try(f"giving up ({button})", self.page.click, button)
        return True

    def _open(self, url: str) -> None:
        answer = self.page.goto(url)
        if answer is not None and answer.status >= 400 and self.found is None:
            raise self._failed(f"the bank answered {answer.status} to {bare(answer.url)}")

    def _step(self, step: Mapping[str, str], persona: Login) -> None:
        if "wait" in step:
            self.page.wait_for_selector(step["wait"])
        if "fill" in step:
            self._at_home()
            self.page.fill(step["fill"], persona.sms_code if step.get("with") == "code" else persona.identifier)
        if "click" in step:
            self.page.click(step["click"])

    def _at_home(self) -> None:
        """Raises LoginFailed where the page that is shown is not the bank's: nothing is typed there."""
        assert self.target.oauth is not None
        wrong = elsewhere(self.page.url, self.target, self.target.oauth)
        if wrong:
            raise self._failed(f"the login leads to {wrong}")

    def _try(self, what: str, act: Any, *arguments: Any) -> None:
        """Do something on the page; what goes wrong once the callback was reached no longer matters."""
        try:
            act(*arguments)
        except self.trouble as error:
            if self.found is None:
                reason = str(error).splitlines()[0]
                raise self._failed(f"{what} failed on {bare(self.page.url)}: {reason}") from None

    def _arrived(self) -> dict[str, str]:
        ends = time.monotonic() + self.target.limits.timeout_s
        while self.found is None:
            if time.monotonic() > ends:
                raise self._failed(f"after all steps the browser is at {bare(self.page.url)}, not at the callback")
            self.page.wait_for_timeout(20)
        return self.found

    def _failed(self, says: str) -> LoginFailed:
        return LoginFailed(says, tuple(self.seen))

    def _note(self, answer: Any) -> None:
        """Remember what the browser was shown, and look where it is sent."""
        if answer.request.is_navigation_request():
            call = Call(method=answer.request.method, url=answer.url)
            headers = tuple(answer.headers.items())
            shown = Exchange(call=call, status=answer.status, headers=headers, at=datetime.now(PARIS))
            self.seen.append(self.note(shown))
        self._take_callback(joined(answer.url, answer.headers.get("location", "")))

    def _take_callback(self, url: str) -> None:
        if self.found is None and same_address(url, self.callback):
            parts = urlsplit(url)
            self.found = {name: value for text in (parts.query, parts.fragment) for name, value in parse_qsl(text)}
