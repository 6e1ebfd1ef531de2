"""One run's world: the target, the cast, the sender, the tokens and the one clock, opened once and closed once.

`meet` is what happens the first time a persona acts: its consent is noted, so that it can be put back at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson

from conformance import paths
from conformance import specs as promised
from conformance.client import links
from conformance.client.sender import Sender
from conformance.clock import Clock
from conformance.errors import Blocked, Unreachable
from conformance.login.login import Login
from conformance.masking.secrets import Secrets
from conformance.model import JSON, Call, Exchange
from conformance.specs import Cast, Persona, Specs
from conformance.target.target import Target, Tls
from conformance.tokens.tokens import Tokens

JSON_TYPE = ("Content-Type", "application/json")


UNKNOWN = "the bank does not recognise this client; look at tls.certificate, signature.key and signature.key_id"
"""What BE05 means before anything else was asked: nothing can be said of the bank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """One way in which a persona is not as documented on this target."""

    persona: str
    nickname: str
    says: str
    rows: int | None = None
    """The number of transactions found, where that is what falls short."""


class World:
    """Everything a scenario is played in."""

    def __init__(self, target: Target, specs: Specs, clock: Clock) -> None:
        self.target = target
        self.specs = specs
        self.cast: Cast = promised.read_cast(target.cast) if target.cast else specs.cast
        self.clock = clock
        self.secrets = Secrets()
        self.secrets.learn(*target.secrets)
        self.sender = Sender(target, clock, self.secrets)
        self.tokens = Tokens(target, self._logins(), self.sender, clock, self.secrets)
        self._found: dict[str, JSON] = {}
        self._refused: dict[str, str] = {}
        self._changed: set[str] = set()
        self.shortfalls: dict[tuple[str, str], Shortfall] = {}
        """What of the personas is not as documented on this target, by persona and nickname (see preflight)."""
        self.dated = False
        """Whether the run was started at a moment of the user's choice."""

    def __enter__(self) -> World:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def oauth(self) -> Mapping[str, str]:
        """The words that `$oauth.` offers."""
        oauth = self.target.oauth
        if oauth is None:
            return {}
        found = {
            "authorize": oauth.authorize_url,
            "token": oauth.token_url,
            "client_id": oauth.client_id,
            "redirect_uri": oauth.redirect_uri,
        }
        second = self.target.features.second_client
        return (
            found
            | ({"revoke": oauth.revoke_url} if oauth.revoke_url else {})
            | ({"second_client_id": second} if isinstance(second, str) else {})
        )

    def login(self, persona: Persona) -> Login:
        """How a persona identifies himself on the bank's screens."""
        return Login(identifier=persona.login, sms_code=persona.sms_code, alternates=persona.login_alternates)

    def _logins(self) -> Mapping[str, Login]:
        return {key: self.login(persona) for key, persona in self.cast.personas.items()}

    def showing(self, certificate: str) -> Sender:
        """A sender with connections of its own that shows a bad client certificate of the target's, or `none`."""
        own = self.target.tls or Tls()
        bad = own.bad.get(certificate)
        shown = replace(
            own,
            certificate=bad.certificate if bad else None,
            key=bad.key if bad else None,
            passphrase=bad.passphrase if bad else None,
        )
        return Sender(replace(self.target, tls=shown), self.clock, self.secrets)

    def below(self, href: str, asked: str) -> str | None:
        """Where a link found in the answer to `asked` leads, below the API root."""
        try:
            found = links.resolve(href, asked, self.target)
        except ValueError:  # an address that not even urllib can take apart
            return None
        return None if isinstance(found, links.NotFollowed) else links.below_root(found.url, self.target)

    def meet(self, persona: Persona) -> list[Exchange]:
        """Note a persona's consent the first time he acts.

        Raises Blocked where the target file's own token is refused: that is the file's fault, not the bank's.
        """
        if persona.id in self._refused:
            raise Blocked(self._refused[persona.id])
        if persona.id in self._found:
            return []
        exchanges = list(self.pages(persona, "/accounts"))
        exchange = exchanges[0]
        self._found[persona.id] = consent_shown(_whole(exchanges)) if exchange.status == 200 else None
        if code(exchange) == "BE05":
            self._refused[persona.id] = f"GET /accounts answers {exchange.status} BE05: {UNKNOWN}"
            raise Blocked(self._refused[persona.id])
        if exchange.status == 401 and self.target.tokens.get(persona.id, {}).get("aisp"):
            told = f"the target's token of {persona.id} (aisp) is refused"
            reason = f"{told}: GET /accounts answers 401; give a fresh one"
            self._refused[persona.id] = reason
            raise Blocked(reason)
        return exchanges

    def consent(self, persona: Persona, body: JSON) -> Exchange:
        """Transmit a consent for a persona."""
        self._changed.add(persona.id)
        return self.api("PUT", "/consents", persona, body)

    def touched(self, persona: Persona) -> None:
        """Remember that a scenario's own step may have changed a persona's consent."""
        self._changed.add(persona.id)

    def api(self, method: str, path: str, persona: Persona, body: JSON = None) -> Exchange:
        """One request below the API root with the persona's aisp token."""
        content = None if body is None else orjson.dumps(body)
        call = Call(
            method=method,
            url=self.target.base_url + path,
            headers=() if body is None else (JSON_TYPE,),
            content=content,
            persona=persona.id,
            scope="aisp",
        )
        return self.sender.send(call, self.tokens.access(persona.id, "aisp"))

    def pages(self, persona: Persona, path: str) -> Iterator[Exchange]:
        """A list page by page, by its next links, until an answer is no page."""
        url: str | None = self.target.base_url + path
        seen: set[str] = set()
        while url is not None and url not in seen and len(seen) < self.target.limits.page_cap:
            seen.add(url)
            call = Call(method="GET", url=url, persona=persona.id, scope="aisp")
            page = self.sender.send(call, self.tokens.access(persona.id, "aisp"))
            yield page
            href = next(iter(paths.values("_links.next.href", page.data)), None) if page.status == 200 else None
            url = self._onward(href, url) if isinstance(href, str) else None

    def _onward(self, href: str, asked: str) -> str | None:
        try:
            found = links.resolve(href, asked, self.target)
        except ValueError:
            return None
        return found.url if isinstance(found, links.Link) else None

    def control(self, url: str, method: str, body: JSON = None) -> None:
        """One request to what the target offers beside its API: its clock, its quotas. Raises Blocked if refused."""
        content = None if body is None else orjson.dumps(body)
        call = Call(method=method, url=url, headers=() if body is None else (JSON_TYPE,), content=content)
        exchange = self.sender.send(call)
        if exchange.status >= 300:
            told = f"{method} {url} answers {exchange.status}"
            raise Blocked(f"{told}: the feature that the target declares does not work")

    def close(self) -> None:
        """Put the consents found before the run back, best effort, and close the connections."""
        for persona_id in sorted(self._changed):
            body = self._found.get(persona_id)
            persona = self.cast.personas.get(persona_id)
            if body is not None and persona is not None:
                # Best effort, also after a fault of ours: the next persona's consent is put back all the same.
                with suppress(Exception):
                    self.api("PUT", "/consents", persona, body)
        self._changed.clear()
        self.sender.close()


def code(exchange: Exchange) -> str:
    """The error code that an answer tells; '' where it tells none."""
    told = exchange.data.get("message") if isinstance(exchange.data, dict) else None
    return told if isinstance(told, str) else ""


def _whole(pages: list[Exchange]) -> JSON:
    """A list of accounts that came on several pages, as one."""
    accounts = [account for page in pages for account in paths.values("accounts[*]", page.data)]
    return {"accounts": accounts, "_links": next(iter(paths.values("_links", pages[0].data)), {})}


def consent_shown(page: JSON) -> JSON:
    """The consent that an accounts page shows by its links, as a body for PUT /consents."""
    found: dict[str, Any] = {"balances": [], "transactions": [], "trustedBeneficiaries": False, "psuIdentity": False}
    for account in paths.values("accounts[*]", page):
        iban = next(iter(paths.values("accountId.iban", account)), None)
        for kind in ("balances", "transactions"):
            if iban and any(paths.values(f"_links.{kind}", account)):
                found[kind].append({"iban": iban})
    found["psuIdentity"] = any(paths.values("_links.endUserIdentity", page))
    return found


def open_world(target: Target, specs: Specs, *, clock_moment: datetime | None = None) -> World:
    """The world of a run. Raises Unreachable where the base URL does not answer at all."""
    world = World(target, specs, Clock(clock_moment))
    try:
        world.sender.send(Call(method="GET", url=f"{target.base_url}/accounts"))
        if clock_moment is not None and target.features.clock:
            set_clock(world, clock_moment)
            world.dated = True
    except Unreachable as silent:
        world.sender.close()
        raise _with_our_papers(silent, target) from None
    except Blocked:
        world.sender.close()
        raise
    return world


def _with_our_papers(silent: Unreachable, target: Target) -> Unreachable:
    """A silence, and what is wrong with the certificate we showed: banks seldom say why they hang up."""
    if target.tls is None or target.tls.certificate is None:
        return silent
    from conformance.client import tls  # noqa: PLC0415 - slow to import, and of use with certificates only

    return Unreachable("; ".join((silent.says, *tls.readable_notices(target, datetime.now(UTC)))), silent.hint)


def set_clock(world: World, moment: datetime) -> None:
    """Move the bank's clock and ours to a moment. Raises Blocked where the bank's does not follow."""
    world.control(clock_url(world.target), "PUT", {"now": moment.isoformat()})
    world.clock.set(moment)


def clock_url(target: Target) -> str:
    """Where the target's clock is set."""
    given = target.features.clock
    return given if isinstance(given, str) else f"{_origin(target)}/_sandbox/clock"


def quotas_url(target: Target) -> str | None:
    """Where the target's counters are reset; None where it offers no such thing."""
    return target.quotas_url


def _origin(target: Target) -> str:
    return target.base_url.removesuffix(target.root_path)
