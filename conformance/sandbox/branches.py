"""One bank whose rules depend on where a request stands: a fault that is planted at a place takes hold there only."""

from collections.abc import Sequence
from dataclasses import replace

from conformance.sandbox.bank import Bank
from conformance.sandbox.clock import Clock
from conformance.sandbox.differences import Planted, Variation
from conformance.sandbox.hooks import ContextRules, combine
from conformance.sandbox.memory import Memory
from conformance.sandbox.messages import API_ROOT, OAUTH_ROOT, Request, Response
from conformance.sandbox.places import where_is
from conformance.sandbox.rules import Rules
from conformance.sandbox.tokens import TokenStore


class Branches:
    """The same bank under several rules: they share clock and memory, and each request is answered by one of them."""

    def __init__(self, clock: Clock, planted: Sequence[Planted], variations: Sequence[Variation]) -> None:
        self._planted = tuple(planted)
        self._variations = tuple(variations)
        self._placed = any(one.place for one in planted)
        self._open: dict[tuple[Planted, ...], Bank] = {}
        everywhere = tuple(one for one in planted if not one.place)
        rules = self._rules(everywhere)
        self.head = Bank(
            rules=rules,
            clock=clock,
            memory=Memory(tokens=TokenStore(rules)),
            faults=tuple(one.name for one in planted),
            variations=tuple(one.name for one in variations),
        )
        """The bank with what is planted everywhere."""
        self._open[everywhere] = _connected(self.head)

    def bank_for(self, request: Request) -> Bank:
        """The bank with all that is planted where the request stands."""
        if not self._placed:
            return self.head
        here = where_is(request, self.head.memory.past)
        key = tuple(one for one in self._planted if one.place <= here)
        if key not in self._open:
            self._open[key] = self._branch(key)
        return self._open[key]

    def remember(self, request: Request, response: Response) -> None:
        """Remember what later places depend on."""
        past = self.head.memory.past
        if request.path.startswith(OAUTH_ROOT):
            past.remember_tokens(request, self.head.memory.tokens.by_access_token)
        elif request.path.startswith(API_ROOT):
            past.remember_answer(request, response, links=self._placed)

    def _branch(self, planted: tuple[Planted, ...]) -> Bank:
        rules, memory = self._rules(planted), self.head.memory
        own = replace(memory, tokens=replace(memory.tokens, rules=rules))
        return _connected(replace(self.head, rules=rules, memory=own))

    def _rules(self, planted: tuple[Planted, ...]) -> Rules:
        return combine(*(one.fault.rules for one in planted), *(one.rules for one in self._variations))()


def _connected(bank: Bank) -> Bank:
    if isinstance(bank.rules, ContextRules):
        bank.rules.connect(memory=bank.memory, clock=bank.clock)
    return bank
