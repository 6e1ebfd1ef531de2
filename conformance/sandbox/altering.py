"""How a bank is made different in one point: a rule, a request before it is read, an answer before it leaves.

Every maker gives a class of `Rules`; several of them go together, because each looks at what the one before it left.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import orjson

from conformance.sandbox.exchange import Answer, Call, Pairs
from conformance.sandbox.rules import Refusal, Rules

ACCOUNTS, CONSENTS = "/accounts", "/consents"
BALANCES, TRANSACTIONS, IDENTITY = "/balances", "/transactions", "/end-user-identity"
AUTHORIZE, IDENTIFICATION, CONFIRMATION, TOKEN = "/authorize", "/identification", "/confirmation", "/oauth/token"
ANYWHERE = ""

Document = Any
Change = Callable[[Document, Call], object]
"""Changes a document in its place."""


def rule(**members: object) -> type[Rules]:
    """The rules with some values or methods of their own."""
    if strange := [name for name in members if not hasattr(Rules, name)]:
        raise TypeError(f"there is no rule {strange[0]}")
    return type("Changed", (Rules,), dict(members))


def request(where: str, change: Callable[[Call], Call], verb: str = "") -> type[Rules]:
    """The request is taken for another one."""

    class Changed(Rules):
        def received(self, call: Call) -> Call:
            call = super().received(call)
            return change(call) if _meant(call, where) and call.method == (verb or call.method) else call

    return Changed


def answer(where: str, change: Callable[[Answer, Call], Answer], *, status: Collection[int] = (200,)) -> type[Rules]:
    """The answer is another one; any status where none is named."""

    class Changed(Rules):
        def sent(self, call: Call, answer: Answer) -> Answer:
            answer = super().sent(call, answer)
            return change(answer, call) if _meant(call, where) and (answer.status in status or not status) else answer

    return Changed


def body(where: str, *changes: Change, status: Collection[int] = (200,)) -> type[Rules]:
    """The JSON body of the answer is another one."""
    return answer(where, lambda given, call: _edited(given, call, changes), status=status)


class Watching(Rules):
    """Rules that know which request they are asked about."""

    asked: Call

    def received(self, call: Call) -> Call:
        """Remember it."""
        self.asked = call = super().received(call)
        return call

    @property
    def on_card(self) -> bool:
        """Whether it is about a card."""
        return "/038-GFC" in self.asked.path

    def asks(self, where: str) -> bool:
        """Whether it is about this resource."""
        return _meant(self.asked, where)

    def with_query(self, *names: str) -> bool:
        """Whether all these parameters are given."""
        return set(names) <= {name for name, _ in self.asked.query}


def watching(**members: object) -> type[Rules]:
    """Like `rule`, for rules that depend on the request."""
    if strange := [name for name in members if not hasattr(Watching, name)]:
        raise TypeError(f"there is no rule {strange[0]}")
    return type("Changed", (Watching,), dict(members))


def says(status: int, message: str, headers: Pairs = ()) -> Callable[[Rules], Refusal]:
    """A refusal with another status, code or headers."""
    return lambda _: Refusal(status, message, headers)


def taken_for(verb: str, where: str, other: str) -> type[Rules]:
    """A verb that the resource does not know is executed as another."""
    return request(where, lambda call: replace(call, method=other), verb)


def _meant(call: Call, where: str) -> bool:
    return call.path.rstrip("/").endswith(where)


def _edited(given: Answer, call: Call, changes: tuple[Change, ...]) -> Answer:
    if "json" not in given.media or not given.body:
        return given
    document = orjson.loads(given.body)
    for change in changes:
        change(document, call)
    return replace(given, body=orjson.dumps(document))


# ------------------------------------------------------------------------------------------------ changes of a document


def at(document: Document, path: str) -> Iterator[Any]:
    """Everything a path leads to: names joined by dots, `*` for every item or member."""
    name, _, rest = path.partition(".")
    if not path:
        yield document
    elif name == "*":
        for value in _inside(document):
            yield from at(value, rest)
    elif isinstance(document, dict) and name in document:
        yield from at(document[name], rest)


def _inside(document: Document) -> list[Any]:
    if isinstance(document, dict):
        return list(document.values())
    return list(document) if isinstance(document, list) else []


def put(path: str, **members: Any) -> Change:
    """Members with these values; a callable makes the value from the object."""

    def change(document: Document, _: Call) -> None:
        for node in at(document, path):
            for name, value in members.items():
                node[name.replace("__", "-")] = value(node) if callable(value) else value

    return change


def drop(path: str, *names: str) -> Change:
    """Without these members."""

    def change(document: Document, _: Call) -> None:
        for node in at(document, path):
            for name in names:
                node.pop(name, None)

    return change


def turn(path: str, name: str, made: Callable[[Any], Any]) -> Change:
    """This member, where there is one, as another value made from it."""

    def change(document: Document, _: Call) -> None:
        for node in at(document, path):
            if isinstance(node, dict) and name in node:
                node[name] = made(node[name])

    return change


def only(where: Callable[[Any], bool], path: str, then: Callable[[Any], object]) -> Change:
    """Something done to those objects at a path for which something is true."""

    def change(document: Document, _: Call) -> None:
        for node in at(document, path):
            if where(node):
                then(node)

    return change


def links(made: Callable[[str], str]) -> Change:
    """Every href as another one."""

    def change(document: Document, _: Call) -> None:
        for path in ("_links.*", "accounts.*._links.*"):
            for node in at(document, path):
                node["href"] = made(node["href"])

    return change


# ------------------------------------------------------------------------------------------------ parts of a request


def with_query(call: Call, **members: str | None) -> Call:
    """The request with other parameters; None takes one away."""
    kept = tuple(pair for pair in call.query if pair[0] not in members)
    return replace(call, query=(*kept, *((name, value) for name, value in members.items() if value is not None)))


def with_form(call: Call, **members: str | None) -> Call:
    """The request with other form fields; None takes one away."""
    kept = [pair for pair in call.form if pair[0] not in members]
    kept += [(name, value) for name, value in members.items() if value is not None]
    return replace(call, body=urlencode(kept).encode())


def with_header(call: Call, name: str, value: str | None) -> Call:
    """The request with another header; None takes it away."""
    headers = {key: text for key, text in call.headers.items() if key != name}
    return replace(call, headers=headers if value is None else headers | {name: value})
