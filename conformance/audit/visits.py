"""A request of the API as memory needs it: what was asked for, by whom, and what came. Pure.

Whose a token is nobody says in traffic of others. Two tokens are one customer's where the lists of accounts that they
opened have an account in common; the same customer by way of two clients is two, for a consent is given to a client.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from conformance.addresses import template
from conformance.audit.bank import form, is_token_request
from conformance.client.links import Link, below_root, resolve
from conformance.clock import day_of
from conformance.frozen import dataclass
from conformance.hal import href
from conformance.har.reading import Recorded
from conformance.model import JSON, Exchange, Purpose
from conformance.target.target import Target

_BEARER: Final = "bearer "
_FEWEST: Final = 4
"""A text of fewer different characters (`***`, `xxxx`) is no token but what somebody put over one."""
Customer = tuple[str, str]
"""Who, and by way of which client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A request of the API with its answer."""

    exchange: Exchange
    below: str
    """The path below the API root."""
    address: str
    """The same, its ids left out."""
    token: str
    """That it carried; '' where nobody can tell."""
    customer: Customer | None
    """None where nobody can tell."""
    query: Mapping[str, str]
    era: int
    """How often the bank's clock or quotas were set before: what was counted until then counts no more."""
    whole: bool
    """Whether the body of its answer is there."""

    @property
    def day(self) -> date | None:
        """The day in Paris on which the bank has answered; None where it may have been at midnight."""
        day = day_of(self.exchange.at)
        asked = self.exchange.at - timedelta(milliseconds=self.exchange.elapsed_ms)
        return day if day == day_of(asked) else None

    @property
    def account(self) -> str:
        """The id in its path; '' where it has none."""
        root, _, rest = self.below.strip("/").partition("/")
        return rest.partition("/")[0] if root == "accounts" else ""

    def rows(self, name: str) -> list[JSON]:
        """A list of its body; empty where it has none."""
        data = self.exchange.data
        found = data.get(name) if isinstance(data, dict) else None
        return found if isinstance(found, list) else []

    def link(self, name: str, bank: Target) -> str:
        """Where a link of its body leads, as it is requested; '' where there is none that can be."""
        data = self.exchange.data
        links = data.get("_links") if isinstance(data, dict) else None
        address = href(links.get(name)) if isinstance(links, dict) else None
        found = resolve(address, self.exchange.call.url, bank) if isinstance(address, str) else None
        return found.url if isinstance(found, Link) else ""


def visits(recorded: Iterable[Recorded], every: Iterable[Exchange], bank: Target) -> list[Visit]:
    """The requests of the API; `every` is all that was recorded, where the bank's clock and quotas are set too."""
    own = list(recorded)
    persons, clients = _persons(own, bank), _clients(own, bank)
    controls = [one.number for one in every if one.asker.purpose is Purpose.CONTROL]
    found = []
    era = 0
    for one in own:
        exchange = one.exchange
        below = below_root(exchange.call.url, bank)
        if below is None or is_token_request(exchange, bank):
            continue
        if not exchange.answered and exchange.call.method == "GET":
            continue  # what only asks has changed nothing
        while era < len(controls) and controls[era] < exchange.number:
            era += 1
        token = _token(exchange)
        person = exchange.call.persona or persons.get(token, token)
        found.append(
            Visit(
                exchange=exchange,
                below=below,
                address=template(bank.base_url + below),
                token=token,
                customer=(person, clients.get(token, "")) if token else None,
                query=dict(parse_qsl(urlsplit(exchange.call.url).query, keep_blank_values=True)),
                era=era,
                whole=one.body,
            )
        )
    return found


def telling(secret: str) -> bool:
    """Whether a token or code can be told from others: what was put over all of them alike cannot."""
    return len(set(secret)) >= _FEWEST and "redacted" not in secret.lower()


def _token(exchange: Exchange) -> str:
    value = next((value for name, value in exchange.call.headers if name.lower() == "authorization"), "")
    token = value[len(_BEARER) :].strip() if value.lower().startswith(_BEARER) else ""
    return token if telling(token) else ""


def _persons(recorded: Sequence[Recorded], bank: Target) -> dict[str, str]:
    """For each token one that stands for its customer: the first that opened an account which it opens too."""
    opened: dict[str, set[str]] = {}
    for one in recorded:
        token = _token(one.exchange)
        if token and below_root(one.exchange.call.url, bank) == "/accounts":
            opened.setdefault(token, set()).update(_ids(one.exchange))
    found: dict[str, str] = {}
    holders: dict[str, str] = {}
    for token, ids in opened.items():
        known = next((holders[one] for one in sorted(ids) if one in holders), token)
        found[token] = known
        holders.update(dict.fromkeys(ids, known))
    return found


def _ids(exchange: Exchange) -> Iterator[str]:
    data = exchange.data
    accounts = data.get("accounts") if isinstance(data, dict) else None
    for one in accounts if isinstance(accounts, list) else ():
        if isinstance(one, dict) and isinstance(one.get("resourceId"), str):
            yield one["resourceId"]


def _clients(recorded: Iterable[Recorded], bank: Target) -> dict[str, str]:
    """By way of which client each access token was had."""
    found: dict[str, str] = {}
    for one in recorded:
        data = one.exchange.data
        if is_token_request(one.exchange, bank) and isinstance(data, dict):
            client = form(one.exchange).get("client_id", "")
            found[str(data.get("access_token"))] = client
    return found
