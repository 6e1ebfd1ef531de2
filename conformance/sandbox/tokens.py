"""Logins under way, codes and pairs of tokens, and when each of them dies (chapters: recover, refresh a token)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from secrets import token_urlsafe

from conformance.sandbox.exchange import Pairs
from conformance.sandbox.people import Person
from conformance.sandbox.rules import Rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A customer on his way through the two screens."""

    client_id: str
    redirect_uri: str
    role: str
    state: str | None
    started_at: datetime
    person: Person | None = None

    def callback(self, *answer: tuple[str, str]) -> Pairs:
        """What goes back to the client, the state included where one was given."""
        return (*answer, ("state", self.state)) if self.state is not None else answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A short-lived code for one pair of tokens."""

    client_id: str
    redirect_uri: str
    role: str
    person: Person
    issued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A pair of tokens of one customer, client and role."""

    person: Person
    client_id: str
    role: str
    access_token: str
    refresh_token: str
    authenticated_at: datetime
    access_ends: datetime

    @property
    def owner(self) -> tuple[str, str]:
        """Whose data they open, and for whom."""
        return (self.person.login, self.client_id)


class InvalidGrantError(Exception):
    """A code or a refresh token that opens nothing (any more)."""


@dataclass(slots=True)
class Vault:
    """Everything the authorization server remembers."""

    rules: Rules
    logins: dict[str, Login] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    by_access: dict[str, Grant] = field(default_factory=dict)
    by_refresh: dict[str, Grant] = field(default_factory=dict)

    def begin(self, login: Login) -> str:
        """The key of a new login."""
        return self.keep(token_urlsafe(24), login)

    def keep(self, key: str, login: Login) -> str:
        """Remember how far a login has come; the oldest of many thousands is forgotten."""
        self.logins[key] = login
        if len(self.logins) > 10_000:
            del self.logins[next(iter(self.logins))]
        return key

    def issue_code(self, login: Login, person: Person, now: datetime) -> str:
        """A code for the client that sent the customer."""
        text = token_urlsafe(22)
        self.codes[text] = Code(
            client_id=login.client_id, redirect_uri=login.redirect_uri, role=login.role, person=person, issued_at=now
        )
        return text

    def redeem(self, text: str, client_id: str, redirect_uri: str, now: datetime) -> Grant:
        """The pair of tokens for a code, once."""
        if text in self.used:
            self._replayed(text)
        code = self.codes.get(text)
        if code is None or not self.rules.code_is_for(code.client_id, code.redirect_uri, client_id, redirect_uri):
            raise InvalidGrantError
        if now >= code.issued_at + self.rules.code_life:
            raise InvalidGrantError
        grant = self._open(code, now)
        if self.rules.code_is_used_up:
            del self.codes[text]
            self.used[text] = grant.refresh_token
        return grant

    def refresh(self, text: str, client_id: str, now: datetime) -> Grant:
        """A new access token; the refresh token stays, the old access token does not."""
        old = self.by_refresh.get(text)
        if old is None or not self.rules.token_is_for(old.client_id, client_id):
            raise InvalidGrantError
        if now >= self.rules.authorization_ends(old.authenticated_at):
            raise InvalidGrantError
        new = replace(old, access_token=token_urlsafe(40), access_ends=self.rules.access_ends(now))
        if self.rules.refresh_ends_the_access_token:
            self.by_access.pop(old.access_token, None)
        return self._remember(new)

    def find(self, access_token: str, now: datetime) -> Grant | None:
        """The grant of a living access token."""
        grant = self.by_access.get(access_token)
        return grant if grant is not None and now < grant.access_ends else None

    def holder(self, token: str) -> Grant | None:
        """The grant a token of either kind belongs to, dead or alive."""
        return self.by_access.get(token) or self.by_refresh.get(token)

    def revoke(self, token: str) -> None:
        """End a token, and with it the other one of the pair."""
        grant = self.holder(token)
        if grant is None:
            return
        if self.rules.revocation_ends_both:
            self.end(grant.refresh_token)
        else:
            self.by_access.pop(token, None)
            self.by_refresh.pop(token, None)

    def end(self, refresh_token: str) -> None:
        """Forget a pair."""
        self.by_refresh.pop(refresh_token, None)
        for access_token in [key for key, grant in self.by_access.items() if grant.refresh_token == refresh_token]:
            del self.by_access[access_token]

    def _open(self, code: Code, now: datetime) -> Grant:
        grant = Grant(
            person=code.person,
            client_id=code.client_id,
            role=code.role,
            access_token=token_urlsafe(40),
            refresh_token=token_urlsafe(40),
            authenticated_at=code.issued_at,
            access_ends=self.rules.access_ends(now),
        )
        if self.rules.one_pair_per_role:
            for old in [old for old in self.by_refresh.values() if (old.owner, old.role) == (grant.owner, grant.role)]:
                self.end(old.refresh_token)
        return self._remember(grant)

    def _remember(self, grant: Grant) -> Grant:
        self.by_access[grant.access_token] = grant
        self.by_refresh[grant.refresh_token] = grant
        return grant

    def _replayed(self, text: str) -> None:
        if self.rules.replay_ends_the_pair:
            self.end(self.used[text])
        raise InvalidGrantError
