"""Any sequence of logins, refreshes, revocations and misuses: exactly those tokens live that are documented to.

Chapter "Rafraîchir votre jeton" (lines 2130-2155): one valid pair for each customer, third party and role; a refresh
gives a new access token and the same refresh token, and ends the access token before; revoking one of a pair ends both.
A code is exchanged once (line 543).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hypothesis import strategies as st

from conformance.model import JSON
from conformance.properties.model import Keyring
from conformance.properties.property import Case, Ground, Property, StepData

_DEAD: Final = [401, 403]
_SPENT: Final = [400, 401, 403]
_CLIENT: Final = {"client_id": "$oauth.client_id"}

Act = tuple[str, int]
"""What is done, and to which token or login: counted backwards from the latest, round and round."""


def cases(ground: Ground) -> st.SearchStrategy[Case]:
    """Sequences that begin with a login; every access token is tried at the end."""
    deeds = ["refresh", "login", "use", "replay", "refresh-opens", "access-refreshes"]
    oauth = ground.target.oauth
    revocable = oauth is not None and oauth.revoke_url is not None and ground.target.offers("revocation")
    deeds += ["revoke-access", "revoke-refresh"] if revocable else []
    acts = st.lists(st.tuples(st.sampled_from(deeds), st.integers(0, 2)), min_size=1, max_size=5)
    return acts.map(_case)


def _case(acts: list[Act]) -> Case:
    revokes = any(deed.startswith("revoke") for deed, _ in acts)
    return Case(given={"token": "none"}, steps=tuple(_steps(acts)), needs=("revocation",) if revokes else ())


def _steps(acts: list[Act]) -> Iterator[StepData]:
    ring = Keyring().login()
    yield from _login(0, 0)
    for deed, back in acts:
        login = len(ring.refresh) - 1 - back % len(ring.refresh)
        token = len(ring.access) - 1 - back % len(ring.access)
        match deed:
            case "login":
                ring = ring.login()
                yield from _login(len(ring.refresh) - 1, len(ring.access) - 1)
            case "use":
                yield _use(f"$access{token}", ring.access[token])
            case "refresh" if ring.refresh[login] is not None:
                yield _refresh(login, len(ring.access), lives=bool(ring.refresh[login]))
                ring = ring.refreshed(login) if ring.refresh[login] else ring
            case "replay":
                yield {"POST": "$oauth.token", "form": _code(login), "expect": {"status": _SPENT}}
                ring = ring.doubtful(login)
            case "refresh-opens":
                yield _use(f"$refresh{login}", False)
            case "access-refreshes":
                yield {"POST": "$oauth.token", "form": _renewal(f"$access{token}"), "expect": {"status": _SPENT}}
            case "revoke-access" if ring.access[token]:
                yield _revoke(f"$access{token}")
                ring = ring.ended(ring.owners[token])
            case "revoke-refresh" if ring.refresh[login]:
                yield _revoke(f"$refresh{login}")
                ring = ring.ended(login)
    yield from (_use(f"$access{token}", lives) for token, lives in enumerate(ring.access))


def _login(login: int, token: int) -> Iterator[StepData]:
    yield {"authorize": {}, "keep": {f"code{login}": "code"}}
    yield {
        "POST": "$oauth.token",
        "form": _code(login),
        "expect": {"status": 200, "schema": "token"},
        "keep": {f"access{token}": "access_token", f"refresh{login}": "refresh_token"},
    }


def _code(login: int) -> dict[str, JSON]:
    redirect = {"redirect_uri": "$oauth.redirect_uri"}
    return {"grant_type": "authorization_code", "code": f"$code{login}", **redirect, **_CLIENT}


def _use(token: str, lives: bool | None) -> StepData:
    status: JSON = 200 if lives else _DEAD if lives is False else [200, *_DEAD]
    return {"GET": "/accounts", "token": token, "expect": {"status": status}}


def _refresh(login: int, token: int, *, lives: bool) -> StepData:
    request = {"POST": "$oauth.token", "form": _renewal(f"$refresh{login}")}
    if not lives:
        return {**request, "expect": {"status": _SPENT}}
    expect = {"status": 200, "schema": "token", "equals": {"refresh_token": f"$refresh{login}"}}
    return {**request, "expect": expect, "keep": {f"access{token}": "access_token"}}


def _renewal(token: str) -> dict[str, JSON]:
    return {"grant_type": "refresh_token", "refresh_token": token, **_CLIENT}


def _revoke(token: str) -> StepData:
    return {"POST": "$oauth.revoke", "form": {"token": token, **_CLIENT}, "expect": {"status": 200}}


PROPERTY: Final = Property(
    name="tokens",
    title="After any sequence of logins and refreshes exactly the tokens live that should",
    covers=("REF-01", "REF-02", "REF-13", "REF-14", "REF-15", "REF-16", "REF-22", "REF-23", "TOK-04", "TOK-06"),
    persona="lea",
    cases=cases,
    needs=("oauth",),
    reading=("A16", "A17", "C17"),
)
