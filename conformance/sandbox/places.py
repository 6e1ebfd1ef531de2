"""Places: where a fault can take hold. A request stands at an address, on a page, with or without its customer, and
after something; `card-balances+absent` is what stands at both.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from conformance.sandbox.messages import API_ROOT, Request
from conformance.sandbox.past import Past

CARD: Final = "/038-GFC"
"""How the id of a card begins, in a path."""
BOTH: Final = "+"
"""Between the names of a place that is in several of them."""

ADDRESSES: Final = (
    "accounts",
    "account-balances",
    "account-transactions",
    "card-balances",
    "card-transactions",
    "identity",
    "consents",
    "beneficiaries",
)
PAGES: Final = ("first", "later", "linked", "filtered")
PRESENCE: Final = ("present", "absent")
MOMENTS: Final = ("login", "refresh", "refusal", "another-consent")
DIMENSIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "address": ADDRESSES,
        "page": PAGES,
        "who": PRESENCE,
        "moment": MOMENTS,
    }
)
"""Every name of a place, by what it is about."""
NAMES: Final = tuple(name for names in DIMENSIONS.values() for name in names)

_FILTERS = frozenset({"datefrom", "dateto", "afterentryreference", "entryreferencefrom", "entryreferenceto"})
_PATHS = {
    "/accounts": "accounts",
    "/end-user-identity": "identity",
    "/consents": "consents",
    "/trusted-beneficiaries": "beneficiaries",
    "/trustedBeneficiaries": "beneficiaries",
}
_PAGES_OF = {
    "accounts": ("first",),
    "account-transactions": PAGES,
    "card-transactions": ("first", "filtered"),
}
"""Of the personas nobody has more accounts, or a card more invoices, than go on one page."""
Place = frozenset[str]
"""The names that a request must all stand at; the empty one is everywhere."""


def read_place(text: str) -> Place:
    """The place that is meant. Raises ValueError for names that are no place, with what may have been meant."""
    names = text.split(BOTH)
    if unknown := [name for name in names if name not in NAMES]:
        raise ValueError("; ".join(f"unknown place: {name}{_suggest(name)}" for name in unknown))
    return frozenset(names)


def dimension_of(name: str) -> str:
    """What the name of a place is about."""
    return next(dimension for dimension, names in DIMENSIONS.items() if name in names)


def is_there(address: str, other: str) -> bool:
    """Whether requests to an address ever stand there: only lists have pages, only transactions filters."""
    if other not in PAGES:
        return True
    return other in _PAGES_OF.get(address, ())


def where_is(request: Request, past: Past) -> Place:
    """Everywhere that a request stands; nowhere for one to the authorization server."""
    if not request.path.startswith(API_ROOT):
        return frozenset()
    found = {_address(request), "absent" if "psu-ip-address" not in request.headers else "present"}
    return frozenset(found | _pages(request, past) | _moments(request.bearer_token, past)) - {""}


def _address(request: Request) -> str:
    path = request.path.removeprefix(API_ROOT).rstrip("/")
    for end in ("balances", "transactions"):
        if path.startswith("/accounts/") and path.endswith(f"/{end}"):
            return f"card-{end}" if CARD in path else f"account-{end}"
    return _PATHS.get(path, "")


def _pages(request: Request, past: Past) -> set[str]:
    """A link leads to more than itself where it has parameters: without any it is the address that everybody knows."""
    page = dict(request.query).get("page", "1")
    found = {"first" if page == "1" else "later"}
    if any(name.lower() in _FILTERS for name, _ in request.query):
        found.add("filtered")
    if request.query and request.origin + request.target in past.linked:
        found.add("linked")
    return found


def _moments(token: str, past: Past) -> set[str]:
    found = {"refusal"} if token in past.refused else set()
    if past.consented_by not in (None, past.owner_of(token)):
        found.add("another-consent")
    if token in past.issued:
        found.add("refresh" if token in past.refreshed else "login")
    return found


def _suggest(name: str) -> str:
    near = get_close_matches(name, NAMES, n=1, cutoff=0.5)
    return f" (did you mean {near[0]}?)" if near else f" (there are {', '.join(NAMES)})"
