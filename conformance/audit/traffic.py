"""What was recorded, wherever it comes from, and what its writer has left out. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlsplit

from conformance.frozen import dataclass
from conformance.har.reading import Archive, Recorded
from conformance.ledger.reading import Story
from conformance.model import Exchange
from conformance.wording import plural

_MOST: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What was recorded."""

    name: str
    """Of its file."""
    recorded: tuple[Recorded, ...]
    base_url: str = ""
    """The API root, where that is known; '' where it is to be found."""
    token_url: str = ""

    @property
    def exchanges(self) -> list[Exchange]:
        """All of it, in its order."""
        return [one.exchange for one in self.recorded]


def of_ledger(story: Story) -> Traffic:
    """A run's own exchanges: nothing is left out of them."""
    header = story.header
    return Traffic(
        name=story.path.name,
        recorded=tuple(Recorded(exchange=one) for one in story.exchanges.values()),
        base_url=header["target"]["base_url"],
        token_url=header.get("bank", {}).get("endpoints", {}).get("token", ""),
    )


def of_archive(name: str, archive: Archive) -> Traffic:
    """The entries of an archive in the order of their answers: a browser may sort them by page."""
    recorded = archive.recorded
    if not archive.own:
        recorded = tuple(sorted(recorded, key=lambda one: one.exchange.at))
    return Traffic(name=name, recorded=recorded)


def remarks(traffic: Traffic, own: Sequence[Recorded], host: str) -> Iterator[str]:
    """What of it cannot be judged, and why; `own` is what the bank at this host answered."""
    hosts = Counter(_host(one) for one in traffic.exchanges)
    others = [f"{name or 'no host'} {number}" for name, number in hosts.most_common() if name != host]
    if others:
        yield f"several hosts: the bank is {host or 'none of them'}; left out are {_few(others)}"
    aside = hosts[host] - len(own)
    if aside:
        yield f"{plural(aside, 'exchange')} of {host} not with the API or its token endpoint"
    without = sum(not one.body for one in own)
    if without:
        yield (
            f"{plural(without, 'answer')} without a body, though the bank sent one: export with content; only headers"
            " and statuses are judged there"
        )
    encoded = sum(one.encoded for one in own)
    if encoded:
        yield f"{plural(encoded, 'body', 'bodies')} in Base64, decoded"
    bare = sum(not one.headers for one in own if one.exchange.answered)
    if bare:
        yield f"{plural(bare, 'answer')} without headers: what is promised of headers is not judged there"
    silent = sum(not one.exchange.answered for one in own)
    if silent:
        yield f"{plural(silent, 'request')} without an answer"
    if own and not any(_authorized(one.exchange) for one in own):
        yield (
            "no request carries Authorization: whoever exported this left it out, so nobody can tell customers apart;"
            " what needs that is not judged"
        )


def _authorized(exchange: Exchange) -> bool:
    return any(name.lower() == "authorization" for name, _ in exchange.call.headers)


def _host(exchange: Exchange) -> str:
    return urlsplit(exchange.call.url).netloc.lower().rpartition("@")[2]


def _few(names: Sequence[str]) -> str:
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more
