"""Logins under way, authorization codes and tokens, and when each expires (chapters: recover, refresh a token)."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from secrets import token_urlsafe

from conformance.sandbox.customers import Customer
from conformance.sandbox.messages import NameValuePairs
from conformance.sandbox.rules.access import AccessRules


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginSession:
    """A customer on his way through the two screens of the authorization endpoint."""

    client_id: str
    redirect_uri: str
    role: str
    state: str | None
    started_at: datetime
    customer: Customer | None = None

    def callback_query(self, *parameters: tuple[str, str]) -> NameValuePairs:
        """What goes back to the client, the state included where one was given."""
        return (*parameters, ("state", self.state)) if self.state is not None else parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationCode:
    """A short-lived authorization code, good for one grant of tokens (RFC 6749, 1.3.1)."""

    client_id: str
    redirect_uri: str
    role: str
    customer: Customer
    issued_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenGrant:
    """An access token and the refresh token issued with it, for one customer, client and role (RFC 6749, 5.1)."""

    customer: Customer
    client_id: str
    role: str
    access_token: str
    refresh_token: str
    authenticated_at: datetime
    access_expires_at: datetime

    @property
    def owner(self) -> tuple[str, str]:
        """The customer's login and the client id: whose data the tokens open, and to whom."""
        return (self.customer.login, self.client_id)


class InvalidGrantError(Exception):
    """A code or a refresh token that is not, or no longer, good (invalid_grant of RFC 6749, 5.2)."""


@dataclass(frozen=True, slots=True)
class TokenStore:
    """Everything the authorization server remembers; of all rules it needs those of access only."""

    rules: AccessRules
    logins: dict[str, LoginSession] = field(default_factory=dict)
    codes: dict[str, AuthorizationCode] = field(default_factory=dict)
    used_codes: dict[str, str] = field(default_factory=dict)
    """The refresh token that each used code was exchanged for."""
    by_access_token: dict[str, TokenGrant] = field(default_factory=dict)
    by_refresh_token: dict[str, TokenGrant] = field(default_factory=dict)

    def start_login(self, login: LoginSession) -> str:
        """The key of a new login."""
        return self.save_login(token_urlsafe(24), login)

    def save_login(self, key: str, login: LoginSession) -> str:
        """Remember how far a login has come; the oldest of many thousands is forgotten."""
        self.logins[key] = login
        if len(self.logins) > 10_000:
            del self.logins[next(iter(self.logins))]
        return key

    def issue_code(self, login: LoginSession, customer: Customer, now: datetime) -> str:
        """A code for the client that sent the customer."""
        text = token_urlsafe(22)
        self.codes[text] = AuthorizationCode(
            client_id=login.client_id,
            redirect_uri=login.redirect_uri,
            role=login.role,
            customer=customer,
            issued_at=now,
        )
        return text

    def redeem_code(self, text: str, *, client_id: str, redirect_uri: str, now: datetime) -> TokenGrant:
        """The tokens for a code, once.

        Raises InvalidGrantError for a code that is unknown, used, expired or another client's; the tokens of a used
        one end (RFC 6749, 4.1.2).
        """
        if text in self.used_codes:
            if self.rules.replay_ends_the_grant:
                self.end_grant(self.used_codes[text])
            raise InvalidGrantError
        code = self.codes.get(text)
        if code is None or not self.rules.code_is_for(
            owner=code.client_id, declared_uri=code.redirect_uri, client_id=client_id, redirect_uri=redirect_uri
        ):
            raise InvalidGrantError
        if now >= code.issued_at + self.rules.code_lifetime:
            raise InvalidGrantError
        grant = self.issue_tokens(code, now)
        if self.rules.code_is_used_up:
            del self.codes[text]
            self.used_codes[text] = grant.refresh_token
        return grant

    def refresh(self, refresh_token: str, *, client_id: str, now: datetime) -> TokenGrant:
        """A new access token; the refresh token stays, the old access token does not.

        Raises InvalidGrantError for a refresh token that is unknown, expired or another client's.
        """
        old = self.by_refresh_token.get(refresh_token)
        if old is None or not self.rules.token_is_for(owner=old.client_id, client_id=client_id):
            raise InvalidGrantError
        if now >= self.rules.authorization_expires_at(old.authenticated_at):
            raise InvalidGrantError
        new = replace(old, access_token=token_urlsafe(40), access_expires_at=self.rules.access_expires_at(now))
        if self.rules.refresh_ends_the_access_token:
            self.by_access_token.pop(old.access_token, None)
        return self._remember(new)

    def issue_tokens(self, code: AuthorizationCode, now: datetime) -> TokenGrant:
        """The tokens a code stands for; they end those of an earlier login of the same customer, client and role."""
        grant = TokenGrant(
            customer=code.customer,
            client_id=code.client_id,
            role=code.role,
            access_token=token_urlsafe(40),
            refresh_token=token_urlsafe(40),
            authenticated_at=code.issued_at,
            access_expires_at=self.rules.access_expires_at(now),
        )
        if self.rules.one_grant_per_role:
            same = [old for old in self.by_refresh_token.values() if (old.owner, old.role) == (grant.owner, grant.role)]
            for old in same:
                self.end_grant(old.refresh_token)
        return self._remember(grant)

    def find_active_grant(self, access_token: str, now: datetime) -> TokenGrant | None:
        """The grant of an access token that has not expired."""
        grant = self.by_access_token.get(access_token)
        return grant if grant is not None and now < grant.access_expires_at else None

    def find_grant(self, token: str) -> TokenGrant | None:
        """The grant a token of either kind belongs to, expired or not."""
        return self.by_access_token.get(token) or self.by_refresh_token.get(token)

    def revoke(self, token: str) -> None:
        """End a token and with it the other one of its grant (RFC 7009, 2.1); an unknown token is no error."""
        grant = self.find_grant(token)
        if grant is None:
            return
        if self.rules.revocation_ends_both:
            self.end_grant(grant.refresh_token)
        else:
            self.by_access_token.pop(token, None)
            self.by_refresh_token.pop(token, None)

    def end_grant(self, refresh_token: str) -> None:
        """Forget a refresh token and every access token issued with it."""
        self.by_refresh_token.pop(refresh_token, None)
        for access_token in [
            key for key, grant in self.by_access_token.items() if grant.refresh_token == refresh_token
        ]:
            del self.by_access_token[access_token]

    def _remember(self, grant: TokenGrant) -> TokenGrant:
        self.by_access_token[grant.access_token] = grant
        self.by_refresh_token[grant.refresh_token] = grant
        return grant
