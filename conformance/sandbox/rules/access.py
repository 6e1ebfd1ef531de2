"""Tokens, scopes, media types and quotas (chapters: recover and refresh a token; limits of each use case)."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

LOOPBACK = re.compile(r"http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?(/[!-\"$-~]*)?", re.ASCII)

QuotaKey = tuple[object, ...]


class AccessRules:
    """Who may ask at all, how long, and how often."""

    clients: Mapping[str, tuple[str, ...]] = {
        "PSDFR-ACPR-13807": ("https://myAPP.fr/Home/OAuth2Callback", "https://myapp.example/callback"),
        "PSDFR-ACPR-12345": ("https://myAPP.fr/Home/OAuth2Callback", "https://myapp.example/callback"),
    }
    roles = ("aisp", "piisp")
    role_of_the_api = "aisp"

    login_life = timedelta(minutes=10)
    code_life = timedelta(seconds=60)
    access_life = timedelta(hours=1)
    authorization_life = timedelta(days=180)

    code_is_used_up = True
    replay_ends_the_pair = True
    one_pair_per_role = True
    refresh_ends_the_access_token = True
    revocation_ends_both = True

    batch_accesses = 4
    media_type = "application/hal+json; charset=utf-8"
    consent_media_type = "application/json; charset=utf-8"
    taken = ("application/hal+json", "application/json", "application/*", "*/*")

    def knows_callback(self, client_id: str, uri: str) -> bool:
        """Whether the client declared it; any loopback address will do as well."""
        return uri in self.clients[client_id] or LOOPBACK.fullmatch(uri) is not None

    def role_asked(self, scope: str) -> str | None:
        """The role in a scope parameter, None for what this bank does not give."""
        words = set(scope.lower().split()) - {"offline_access"}
        role = next(iter(words), "")
        return role if len(words) == 1 and role in self.roles else None

    def scope_given(self, role: str) -> str:
        """What the token answer says."""
        return f"{role} offline_access"

    def may_use_the_api(self, role: str) -> bool:
        """Whether a token of this role opens the account information API."""
        return role == self.role_of_the_api

    def code_is_for(self, owner: str, declared: str, client_id: str, redirect_uri: str) -> bool:
        """A code serves the client it was given to, with the callback it was asked for with."""
        return (owner, declared) == (client_id, redirect_uri)

    def token_is_for(self, owner: str, client_id: str) -> bool:
        """A refresh token serves the client it was given to."""
        return owner == client_id

    def access_ends(self, now: datetime) -> datetime:
        """When an access token made now dies."""
        return now + self.access_life

    def authorization_ends(self, authenticated_at: datetime) -> datetime:
        """When the customer has to authenticate again."""
        return authenticated_at + self.authorization_life

    def accepts(self, accept: str | None) -> bool:
        """Whether one of the media types the client takes is ours."""
        return not accept or not accept.strip() or any(self._takes(part) for part in accept.split(","))

    def _takes(self, part: str) -> bool:
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        refused = any(re.fullmatch(r"q\s*=\s*0(\.0*)?", parameter) for parameter in parameters)
        return name in self.taken and not refused

    def is_batch(self, headers: Mapping[str, str]) -> bool:
        """A request without the address of the customer was made without him."""
        return "psu-ip-address" not in headers

    def counts_for_quota(self, page: str | None) -> bool:
        """Going from page to page does not count."""
        return page is None or page == "1"

    def is_remembered(self, headers: Mapping[str, str]) -> bool:
        """Only what is limited is counted."""
        return self.is_batch(headers)

    def quota_key(self, now: datetime, method: str, psu: tuple[str, str], resource_id: str) -> QuotaKey:
        """What is counted together: a day in Paris, a method, a customer of a client, and an account or card."""
        return (now.date(), method, psu, resource_id)
