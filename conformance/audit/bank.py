"""Which of what was recorded is the bank's API. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import SplitResult, parse_qs, urlsplit

from conformance.addresses import ROOTS
from conformance.client.links import below_root
from conformance.har.reading import Recorded
from conformance.model import Exchange
from conformance.target.load import bare_target
from conformance.target.target import OAuth, Target

_GRANTS: Final = frozenset({"authorization_code", "refresh_token", "client_credentials"})


def find_root(exchanges: Iterable[Exchange]) -> str:
    """The API root that most requests are below; '' where there is none."""
    roots = Counter(root for one in exchanges if (root := _root(urlsplit(one.call.url))))
    return max(roots, key=lambda root: (roots[root], "/v1" in root), default="")


def find_token_url(exchanges: Iterable[Exchange], base_url: str) -> str:
    """The token endpoint of the bank at this root that most requests went to; '' where there is none."""
    asked = (one.call.url.partition("?")[0] for one in exchanges if form(one).get("grant_type", "") in _GRANTS)
    tokens = Counter(url for url in asked if _domain(url) == _domain(base_url))
    return max(tokens, key=lambda url: tokens[url], default="")


def _domain(url: str) -> list[str]:
    """What two hosts of one bank have in common: the last two names."""
    return (urlsplit(url).hostname or "").split(".")[-2:]


def _root(parts: SplitResult) -> str:
    """What stands before the first segment of an address of the API; '' where there is none."""
    if parts.scheme not in ("http", "https"):
        return ""
    before = parts.path.split("/")
    at = next((index for index, segment in enumerate(before) if segment in ROOTS), None)
    return "" if at is None else f"{parts.scheme}://{parts.netloc}{'/'.join(before[:at])}"


def target(base_url: str, token_url: str) -> Target:
    """The bank at an API root. Raises Mistakes where that is no base URL."""
    made = bare_target(base_url, {})
    oauth: OAuth | None = made.oauth
    if oauth is not None and token_url:
        oauth = replace(oauth, token_url=token_url)
    return replace(made, base_url=base_url.rstrip("/"), oauth=oauth)


def own(recorded: Iterable[Recorded], bank: Target) -> Iterator[Recorded]:
    """What went to the API or to its token endpoint, on the bank's own host."""
    host = urlsplit(bank.base_url).netloc.lower()
    for one in recorded:
        url = one.exchange.call.url
        if is_token_request(one.exchange, bank) or (
            urlsplit(url).netloc.lower() == host and below_root(url, bank) is not None
        ):
            yield one


def is_token_request(exchange: Exchange, bank: Target) -> bool:
    """Whether it was sent to the token endpoint."""
    return bank.oauth is not None and exchange.call.url.partition("?")[0] == bank.oauth.token_url


def form(exchange: Exchange) -> dict[str, str]:
    """The fields that a request has sent as a form, each by its first value."""
    content = exchange.call.content
    if exchange.call.method != "POST" or not content or content[:1] in (b"{", b"["):
        return {}
    return {name: values[0] for name, values in parse_qs(content.decode("utf-8", "replace")).items()}
