"""Tokens, scopes, media types and quotas (chapters: recover and refresh a token; limits of each use case)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?(/[!-\"$-~]*)?", re.ASCII)

QuotaKey = tuple[object, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A request that may count for a quota; `now` is in Paris, `psu` the customer's login and the client id."""

    now: datetime
    resource: str
    """The name of the resource in the table of routes."""
    psu: tuple[str, str]
    resource_id: str


class AccessRules:
    """Who may ask at all, how long, and how often."""

    clients: Mapping[str, tuple[str, ...]] = {
        "PSDFR-ACPR-13807": ("https://myAPP.fr/Home/OAuth2Callback", "https://myapp.example/callback"),
        "PSDFR-ACPR-12345": ("https://myAPP.fr/Home/OAuth2Callback", "https://myapp.example/callback"),
    }
    """The registered clients, and the redirect URIs that each declared."""
    roles = ("aisp", "piisp")
    """The scopes of the documentation; `api_role` is the one that opens the account information API."""
    api_role = "aisp"

    login_lifetime = timedelta(minutes=10)
    code_lifetime = timedelta(seconds=60)
    access_lifetime = timedelta(hours=1)
    authorization_lifetime = timedelta(days=180)

    """From the authentication of the customer, not from the last refresh."""

    code_is_used_up = True
    replay_ends_the_grant = True
    one_grant_per_role = True
    refresh_ends_the_access_token = True
    revocation_ends_both = True

    batch_accesses = 4
    """A day, for each key of `quota_key`."""
    media_type = "application/hal+json; charset=utf-8"
    consent_media_type = "application/json; charset=utf-8"
    accepted_media_types = ("application/hal+json", "application/json", "application/*", "*/*")

    def is_declared_callback(self, *, client_id: str, uri: str) -> bool:
        """Whether the client declared it; any loopback address will do as well (RFC 8252, 7.3)."""
        return uri in self.clients[client_id] or LOOPBACK.fullmatch(uri) is not None

    def read_role(self, scope: str) -> str | None:
        """The role in a scope parameter, None for what this bank does not give."""
        words = set(scope.lower().split()) - {"offline_access"}
        role = next(iter(words), "")
        return role if len(words) == 1 and role in self.roles else None

    def format_scope(self, role: str) -> str:
        """The scope that the token response names."""
        return f"{role} offline_access"

    def may_use_the_api(self, role: str) -> bool:
        """Whether a token of this role opens the account information API."""
        return role == self.api_role

    def code_is_for(self, *, owner: str, declared_uri: str, client_id: str, redirect_uri: str) -> bool:
        """A code serves the client it was issued to, with the redirect URI it was requested with (RFC 6749, 4.1.3)."""
        return (owner, declared_uri) == (client_id, redirect_uri)

    def token_is_for(self, *, owner: str, client_id: str) -> bool:
        """A refresh token serves the client it was issued to (RFC 6749, 6)."""
        return owner == client_id

    def access_expires_at(self, now: datetime) -> datetime:
        """When an access token issued now expires."""
        return now + self.access_lifetime

    def authorization_expires_at(self, authenticated_at: datetime) -> datetime:
        """When the customer has to authenticate again."""
        return authenticated_at + self.authorization_lifetime

    def accepts(self, accept: str | None) -> bool:
        """Whether one of the media types the client takes is ours."""
        return not accept or not accept.strip() or any(self._is_accepted(part) for part in accept.split(","))

    def _is_accepted(self, part: str) -> bool:
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        refused = any(re.fullmatch(r"q\s*=\s*0(\.0*)?", parameter) for parameter in parameters)
        return name in self.accepted_media_types and not refused

    def is_batch(self, headers: Mapping[str, str]) -> bool:
        """A request without the address of the customer was made without him."""
        return "psu-ip-address" not in headers

    def counts_for_quota(self, page: str | None) -> bool:
        """Going from page to page does not count."""
        return page is None or page == "1"

    def is_counted(self, headers: Mapping[str, str]) -> bool:
        """Only what is limited is counted."""
        return self.is_batch(headers)

    def quota_key(self, access: Access) -> QuotaKey:
        """What is counted together: a day in Paris, a resource, a customer of a client, and an account or card."""
        return (access.now.date(), access.resource, access.psu, access.resource_id)
