"""Where a scenario asks: the address, the page and the moment of each of its steps, read from the file. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Final

from conformance.frozen import dataclass
from conformance.late import pattern
from conformance.model import LIKENESSES, AnsweredStep, Envelope, Follow, Form, Json, Request, Scenario, Walk

Spot = tuple[str, frozenset[str]]
"""An address by its name in the table of places, and which of its pages."""

_WHOLE: Final = {
    "/accounts": "accounts",
    "/consents": "consents",
    "/end-user-identity": "identity",
    "/trusted-beneficiaries": "beneficiaries",
    "/trustedBeneficiaries": "beneficiaries",
}
_OF_ONE: Final = pattern(r"/accounts/(?P<one>[^/]+)/(?P<what>balances|transactions)")
_FILTERS: Final = frozenset({"dateFrom", "dateTo", "entryReferenceFrom", "entryReferenceTo", "afterEntryReference"})
_OF_CARDS: Final = pattern(r"CARD|linkedAccount|^\$?\w*card\w*$|[$.]card\d*\b")
_OF_ACCOUNTS: Final = pattern(r"CACC|\[resourceId=\$")
_PAGE_LINKS: Final = frozenset({"self", "first", "prev", "next", "last"})
_KINDS: Final = ("account", "card")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One address that a step of a scenario asks, and how."""

    address: str
    pages: frozenset[str]
    moments: frozenset[str]
    """What went before, refusals of requests aside; and `refusal` where one was refused."""
    absent: bool
    """Whether the customer is."""
    verb: str
    token: str
    """`none`, `garbled`, `altered`, `kept`, or '' for the customer's own."""
    scope: str
    refused: bool
    """Whether nothing but a refusal is wanted."""
    covers: frozenset[str]
    """What its claims are about."""


@dataclass(slots=True)
class _Past:
    """What the steps before have left."""

    last: list[Spot] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)
    """The paths that words were kept from."""
    links: dict[str, list[Spot]] = field(default_factory=dict)
    """Where kept links lead."""
    moments: set[str] = field(default_factory=set)
    """All that went before but the login."""


def asked(scenario: Scenario) -> Iterator[Asked]:
    """Every address that the steps of a scenario ask and claim something of, in their order."""
    past = _Past()
    for step in scenario.steps:
        if not isinstance(step, AnsweredStep):
            continue
        spots = list(_spots(step, past))
        if not step.prepares and step.claims and isinstance(step, Request | Follow | Walk):
            yield from (_asked(scenario, step, spot, past) for spot in spots)
        _pass(scenario, step, spots, past)


def _asked(scenario: Scenario, step: Request | Follow | Walk, spot: Spot, past: _Past) -> Asked:
    envelope = step.envelope
    return Asked(
        address=spot[0],
        pages=spot[1],
        moments=frozenset(past.moments if past.moments - {"refusal"} else past.moments | {"login"}),
        absent=envelope.batch or _leaves_out_the_customer(envelope),
        verb=step.method if isinstance(step, Request) else "GET",
        token=_token(envelope.token if envelope.token is not None else scenario.given.token),
        scope=envelope.scope or scenario.scope,
        refused=_refused(step),
        covers=frozenset(step.about.values()) or frozenset(scenario.covers),
    )


def _leaves_out_the_customer(envelope: Envelope) -> bool:
    return any(name.lower() == "psu-ip-address" and value is None for name, value in envelope.headers.items())


def _token(word: str | None) -> str:
    if word is None:
        return ""
    return "kept" if word.startswith("$") else "altered" if word in LIKENESSES else word


def _refused(step: AnsweredStep) -> bool:
    """Whether every status that is allowed is one of a refusal."""
    for claim in step.claims:
        if claim.word == "status" and claim.must:
            wanted = claim.wanted if isinstance(claim.wanted, list) else [claim.wanted]
            return all(isinstance(one, int) and one >= 400 for one in wanted)
    return False


def _pass(scenario: Scenario, step: AnsweredStep, spots: list[Spot], past: _Past) -> None:
    """Remember what a step leaves to those after it."""
    actor = step.actor or scenario.persona
    if isinstance(step, Request) and isinstance(step.payload, Form):
        refreshes = step.payload.fields.get("grant_type") == "refresh_token" and not _refused(step)
        past.moments |= {"refresh"} if refreshes else set()
    if spots and _refused(step):
        past.moments.add("refusal")
    stores = isinstance(step, Request) and step.method == "PUT" and isinstance(step.payload, Json)
    if stores and actor != scenario.persona and not _refused(step) and any(name == "consents" for name, _ in spots):
        past.moments.add("another-consent")
    past.last = spots
    for name, path in step.keep.items():
        past.kept[name] = path
        if path.endswith(".href"):
            past.links[name] = list(_behind(path.removesuffix(".href"), past))


def _spots(step: AnsweredStep, past: _Past) -> Iterator[Spot]:
    """The places that a step asks; none where it goes to no address of the API."""
    if isinstance(step, Follow):
        yield from _filtered(_behind(step.path, past), step.query)
    elif isinstance(step, Request):
        for address in step.addresses:
            yield from _at(address, step.query, past)
    elif isinstance(step, Walk):
        for start in step.starts:
            found = _at(start, step.query, past) if start[:1] in ("/", "$") else _behind(start, past)
            yield from ((name, pages | {"linked"}) for name, pages in found)


def _at(address: str, query: Mapping[str, object], past: _Past) -> Iterator[Spot]:
    path, _, written = address.partition("?")
    if path.startswith("$"):
        yield from _filtered(past.links.get(path[1:], ()), query)
        return
    parameters = dict(part.partition("=")[::2] for part in written.split("&") if part) | dict(query)
    pages = {"filtered"} if _FILTERS & set(parameters) else set()
    if str(parameters.get("page", "1")) != "1":
        pages.add("later")
    for name in _names(path.rstrip("/"), past):
        yield name, frozenset(pages or {"first"})


def _names(path: str, past: _Past) -> Iterator[str]:
    if path in _WHOLE:
        yield _WHOLE[path]
    elif (found := _OF_ONE.fullmatch(path)) is not None:
        word = found["one"]
        source = past.kept.get(word.lstrip("$").partition(".")[0], word)
        yield f"{'card' if _OF_CARDS.search(source) else 'account'}-{found['what']}"


def _filtered(spots: Iterable[Spot], query: Mapping[str, object]) -> Iterator[Spot]:
    more = frozenset({"filtered"}) if _FILTERS & set(query) else frozenset()
    yield from ((name, pages | more) for name, pages in spots)


def _behind(path: str, past: _Past) -> Iterator[Spot]:
    """Where the links at a path of the last answer lead."""
    link = path.rpartition("_links.")[2]
    linked = frozenset({"linked"})
    if link in _PAGE_LINKS:
        yield from ((name, linked | (pages & {"filtered"})) for name, pages in past.last)
    elif link == "parent-list":
        yield "accounts", linked
    elif link == "endUserIdentity":
        yield "identity", linked
    elif link in ("balances", "transactions"):
        yield from ((f"{kind}-{link}", linked) for kind in _kinds(path, past))


def _kinds(path: str, past: _Past) -> tuple[str, ...]:
    """Whether the links of a path are those of accounts, of cards, or of both."""
    if _OF_CARDS.search(path):
        return ("card",)
    if _OF_ACCOUNTS.search(path):
        return ("account",)
    own = [kind for kind in _KINDS if any(name.startswith(f"{kind}-") for name, _ in past.last)]
    return tuple(own) or _KINDS
