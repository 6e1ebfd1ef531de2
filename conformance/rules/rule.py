"""The nouns of this room: a rule, and which answers it is about."""

from __future__ import annotations

from conformance.frozen import dataclass
from conformance.model import NOT_JSON, Claim, Exchange, Purpose, Scenario

EVERY: str = "/*"
"""Stands for every address of the API."""
TOKEN: str = "$oauth.token"
"""Stands for the token endpoint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Which answers a rule is about."""

    methods: frozenset[str]
    addresses: frozenset[str]
    """Templates below the API root (conformance/addresses), EVERY or TOKEN."""
    statuses: frozenset[int]
    purposes: frozenset[Purpose] = frozenset(Purpose)
    sends: str = ""
    """A header that the request has, in lower case; '' where that does not matter."""
    body: bool = False
    """Whether there must be a body."""
    document: bool = False
    """Whether the body must be a JSON object."""
    lists: str = ""
    """A list that the body has; '' where that does not matter."""

    def asks_for(self, method: str, address: str, status: int) -> bool:
        """Whether it is about answers to such requests."""
        return method in self.methods and status in self.statuses and bool(self.addresses & {address, _any(address)})

    def fits(self, exchange: Exchange) -> bool:
        """Whether it is about this one of them."""
        data = exchange.data
        sent = {name.lower() for name, _ in exchange.call.headers} if self.sends else ()
        return (
            exchange.asker.purpose in self.purposes
            and (not self.sends or self.sends in sent)
            and (not self.body or bool(exchange.content))
            and (not self.document or (data is not NOT_JSON and isinstance(data, dict)))
            and (not self.lists or (isinstance(data, dict) and isinstance(data.get(self.lists), list)))
        )


def _any(address: str) -> str:
    return EVERY if address.startswith("/") else address


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What is true of every answer of a kind."""

    scenario: Scenario
    """What its verdict is told of: name, sentence, place, requirements, readings; it has no steps."""
    when: When
    claims: tuple[Claim, ...]
    together: int = 0
    """It is about all answers of a run together, once they hold so many values; 0 for one about each by itself."""

    @property
    def name(self) -> str:
        """The path of its file below specs, without the ending: `rules/accounts`."""
        return self.scenario.name

    @property
    def documents(self) -> frozenset[str]:
        """The documents that it holds bodies to."""
        return frozenset(str(claim.wanted) for claim in self.claims if claim.word == "schema")
