"""Access tokens: given by the target, or had by a login, kept for the run and refreshed before they end.

Chapters "Récupérer votre jeton" and "Rafraîchir votre jeton": a code is exchanged once, without scope; a refresh gives
a new access token and ends the one before it; there is one valid pair for each customer and scope.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from conformance.chance import Chance
from conformance.client.calls import form
from conformance.client.fields import excerpt, whole_number
from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.errors import Blocked, Unreachable
from conformance.login.callback import Callback, Login
from conformance.login.turns import LoginTurns
from conformance.masking.secrets import Secrets
from conformance.model import Exchange
from conformance.target.address import bare
from conformance.target.bearer import wrong_token
from conformance.target.target import OAuth, Target
from conformance.tokens import store
from conformance.tokens.issued import IssuedToken

_EARLY: Final = timedelta(seconds=30)
"""A token is renewed so long before it ends: a request on its way should still find it valid."""
_LONG_AGO: Final = datetime.fromtimestamp(0, UTC)
_LONGEST_S: Final = 100 * 365 * 24 * 3600
_UNSAID_S: Final = 3600
"""What a token lives at most by the documentation (line 2132), where the answer with it does not say how long."""
_SILENCES: Final = 2
"""So many logins of one persona may stay without an answer; the next scenario would only wait for the same."""

Authorize = Callable[[Login, Mapping[str, str]], Callback]
"""A way to log in: who, and the parameters of the authorize request."""


class Tokens:
    """The tokens of one run: one login for each persona and scope, one at a time over the whole bank (`turns`)."""

    def __init__(  # noqa: PLR0913 - what a login needs
        self,
        target: Target,
        cast_logins: Mapping[str, Login],
        sender: Sender,
        clock: Clock,
        secrets: Secrets,
        *,
        chance: Chance | None = None,
        keeps: bool = True,
        turns: LoginTurns | None = None,
    ) -> None:
        """`keeps`: whether what a person logged in for is kept between runs."""
        self.target, self.logins, self.sender, self.clock, self.secrets = target, cast_logins, sender, clock, secrets
        self.chance = Chance() if chance is None else chance
        self._authorize: Authorize | None = None
        self._file: Path | None = None
        self._issued: dict[tuple[str, str], IssuedToken] = {}
        self._failed: dict[tuple[str, str], Blocked] = {}
        self._silent: Counter[tuple[str, str]] = Counter()
        self._ended: set[str] = set()
        """Personas whose given tokens a scenario's own login has ended."""
        self.turns = LoginTurns() if turns is None else turns
        if target.login.kind == "person" and keeps:
            self.keep_in(store.place(target))

    def log_in_by(self, authorize: Authorize) -> None:
        """Log in this way from now on, instead of by the form robot or the browser of the target."""
        self._authorize = authorize

    def take_up(self, issued: Mapping[tuple[str, str], IssuedToken]) -> None:
        """Use these tokens, by persona and scope, as if they had been had by a login."""
        self._issued |= issued

    def keep_in(self, file: Path) -> None:
        """Take up the tokens stored in a file, and keep there what comes. Raises Mistakes where it cannot be read."""
        self._file = file
        self._issued |= store.read(file)
        for token in self._issued.values():
            self.secrets.learn(token.access, token.refresh or "")

    def access(self, persona_id: str, scope: str) -> str | None:
        """The access token to send; None for a mock, which is sent none. Raises Blocked where none can be had."""
        token = self.issued(persona_id, scope)
        return token.access if token is not None else None

    def issued(self, persona_id: str, scope: str) -> IssuedToken | None:
        """The valid token of a persona and scope; None for a mock. Raises Blocked, with the same reason each time."""
        if not self.target.authenticates:
            return None
        given = self.given(persona_id, scope)
        if given is not None:
            return IssuedToken(access=given, given=True)
        key = persona_id, scope
        token = self._issued.get(key)
        if token is not None and not self._ending(token):
            return token
        with self.turns.mine():
            token = self._issued.get(key)
            if token is None or self._ending(token):
                token = self._issued[key] = (self._refreshed(key, token) if token else None) or self._remembered(*key)
                self._keep()
            return token

    def given(self, persona_id: str, scope: str) -> str | None:
        """The token that the target file gives, as long as no login of ours has ended it; None where there is none."""
        return None if persona_id in self._ended else self.target.tokens.get(persona_id, {}).get(scope)

    def forget(self, persona_id: str) -> None:
        """Drop what is kept for a persona, given tokens too: a scenario logged in by itself, which ended the pair."""
        with self.turns.mine():
            self._ended.add(persona_id)
            for scope in {scope for who, scope in (*self._issued, *self._failed) if who == persona_id}:
                self._issued.pop((persona_id, scope), None)
                self._failed.pop((persona_id, scope), None)
            self._keep()

    def obtain(self, persona_id: str, scope: str) -> IssuedToken:
        """A new token by a login, whatever is kept. Raises Blocked."""
        oauth = self.target.oauth
        if oauth is None:
            known = ", ".join(sorted(self.target.tokens.get(persona_id, {}))) or "none"
            raise Blocked(
                f"no token of scope {scope} for {persona_id}: the target gives {known} and has no oauth to log in with"
            )
        callback = self._callback(oauth, self._login(persona_id), scope)
        code = ("code", callback.params["code"])
        answer = self._ask(oauth, ("grant_type", "authorization_code"), code, ("redirect_uri", oauth.redirect_uri))
        try:
            return self._read(answer, "the code was not exchanged")
        except Blocked as refused:
            raise Blocked(str(refused), (*callback.exchanges, answer)) from None

    def _login(self, persona_id: str) -> Login:
        by_person = self.target.live or self.target.login.kind == "person"
        if by_person and self._authorize is None:
            file = self.target.source or "FILE"
            raise Blocked(f"a person must log in: stet-conformance login --target {file} --persona {persona_id}")
        login = self.logins.get(persona_id)
        if login is None and not by_person:
            raise Blocked(f"no token for {persona_id}: the cast has no login for this persona")
        return login or Login(identifier=persona_id, sms_code="")

    def _remembered(self, persona_id: str, scope: str) -> IssuedToken:
        """A login whose failure is kept: the bank would say the same to each scenario, and count the attempts."""
        key = persona_id, scope
        if key in self._failed:
            raise self._failed[key].again()
        try:
            return self.obtain(persona_id, scope)
        except Blocked as blocked:
            self._failed[key] = blocked.again()
            raise
        except Unreachable as silent:
            self._silent[key] += 1
            if self._silent[key] >= _SILENCES:
                self._failed[key] = Blocked(f"the login of {persona_id} gets no answer: {silent}")
            raise

    def _callback(self, oauth: OAuth, login: Login, scope: str) -> Callback:
        state = self.chance.state()
        params = {
            "response_type": "code",
            "client_id": oauth.client_id,
            "redirect_uri": oauth.redirect_uri,
            "scope": scope,
            "state": state,
        }
        log_in = self._authorize
        if log_in is None:
            from conformance.login.login import authorize  # noqa: PLC0415 - slow to import: it reads HTML

            callback = authorize(self.sender, self.target, login, params)
        else:
            callback = log_in(login, params)
        self.secrets.learn(callback.params.get("code", ""))
        if "code" not in callback.params:
            error = excerpt(callback.params.get("error", "no reason given"), 80)
            detail = excerpt(callback.params.get("error_description", ""))
            says = f"login of {login.identifier} for {scope} refused at the callback: {error} {detail}".rstrip()
            raise Blocked(says, callback.exchanges)
        if callback.params.get("state") != state:
            raise Blocked(
                "the callback does not carry the state that was sent: it may be somebody else's (RFC 6749, 10.12)",
                callback.exchanges,
            )
        return callback

    def _keep(self) -> None:
        if self._file is not None:
            store.write(self._file, self._issued)

    def _refreshed(self, key: tuple[str, str], token: IssuedToken) -> IssuedToken | None:
        """The token renewed; None where the bank does not, so that a login must do."""
        if self.target.oauth is None or token.refresh is None:
            return None
        try:
            answer = self._ask(self.target.oauth, ("grant_type", "refresh_token"), ("refresh_token", token.refresh))
        except Unreachable:
            # The bank may have renewed it all the same, and ended this one: whatever the clock says, it is used up.
            self._issued[key] = replace(token, expires=_LONG_AGO)
            raise
        try:
            fresh = self._read(answer, "the token was not refreshed")
        except Blocked:
            return None
        return fresh if fresh.refresh else replace(fresh, refresh=token.refresh)

    def _ask(self, oauth: OAuth, *fields: tuple[str, str]) -> Exchange:
        headers = (("Accept", "application/json"),)
        return self.sender.send(
            form("POST", oauth.token_url, (*fields, ("client_id", oauth.client_id)), headers), batch=True
        )

    def _read(self, answer: Exchange, failed: str) -> IssuedToken:
        data: Any = answer.data
        access = data.get("access_token") if isinstance(data, dict) else None
        if answer.status != 200 or not isinstance(access, str) or not access:
            raise Blocked(f"{failed}: {bare(answer.call.url)} answered {answer.status}{_said(data)}", (answer,))
        refresh = data.get("refresh_token")
        for name, token in (("access_token", access), ("refresh_token", refresh)):
            wrong = wrong_token(token) if isinstance(token, str) else ""
            if wrong:
                says = f"{failed}: the {name} that {bare(answer.call.url)} gave {wrong} (RFC 6749, A.12 and A.17)"
                raise Blocked(says, (answer,))
        renewable = isinstance(refresh, str) and bool(refresh)
        seconds = _lifetime_s(data.get("expires_in")) or (_UNSAID_S if renewable else None)
        self.secrets.learn(access, refresh if isinstance(refresh, str) else "")
        return IssuedToken(
            access=access,
            refresh=refresh if renewable else None,
            expires=answer.at.astimezone(UTC) + timedelta(seconds=seconds) if seconds is not None else None,
        )

    def _ending(self, token: IssuedToken) -> bool:
        return token.expires is not None and self.clock.now().astimezone(UTC) >= token.expires - _EARLY


def _lifetime_s(value: Any) -> float | None:
    """The seconds that an access token lives (expires_in); None where that is no positive number (ambiguity A1).

    More than a lifetime is cut to one: a moment beyond the year 9999 is none.
    """
    if isinstance(value, str):
        value = whole_number(value, most=_LONGEST_S)
    if not isinstance(value, int | float) or isinstance(value, bool) or not value > 0:
        return None
    return float(min(value, _LONGEST_S))


def _said(data: Any) -> str:
    """The error of RFC 6749 section 5.2, or of STET, in a token answer."""
    if not isinstance(data, dict):
        return " without a JSON body"
    words = [excerpt(data[key]) for key in ("error", "error_description", "message") if isinstance(data.get(key), str)]
    return f": {', '.join(words)}" if words else " without an access_token"
