"""Edits of a document, a request or a response: what the differences of a bank are written with.

An edit of a document changes it in its place. Paths are names joined by dots; `*` stands for every item or member.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from conformance.sandbox.messages import Request, Response

ACCOUNT_ITEMS, BALANCE_ITEMS, TRANSACTION_ITEMS = "accounts.*", "balances.*", "transactions.*"
"""Paths of the items in the three lists of the API."""

Document = Any
Edit = Callable[[Document, Request], object]
"""Edits a document in its place; it may look at the request that is answered with it."""


def nodes_at(document: Document, path: str) -> Iterator[Any]:
    """Everything a path leads to; nothing where it leads nowhere, the document itself where it is empty."""
    name, _, rest = path.partition(".")
    if not path:
        yield document
    elif name == "*":
        for value in _inside(document):
            yield from nodes_at(value, rest)
    elif isinstance(document, dict) and name in document:
        yield from nodes_at(document[name], rest)


def _inside(document: Document) -> list[Any]:
    if isinstance(document, dict):
        return list(document.values())
    return list(document) if isinstance(document, list) else []


def set_members(path: str, **members: Any) -> Edit:
    """Set these members; a callable makes the value from the object."""

    def edit(document: Document, _: Request) -> None:
        for node in nodes_at(document, path):
            for name, value in members.items():
                node[name] = value(node) if callable(value) else value

    return edit


def drop_members(path: str, *names: str) -> Edit:
    """Take these members away."""

    def edit(document: Document, _: Request) -> None:
        for node in nodes_at(document, path):
            for name in names:
                node.pop(name, None)

    return edit


def convert_member(path: str, name: str, converted: Callable[[Any], Any]) -> Edit:
    """Convert this member, where there is one."""

    def edit(document: Document, _: Request) -> None:
        for node in nodes_at(document, path):
            if isinstance(node, dict) and name in node:
                node[name] = converted(node[name])

    return edit


def edit_where(where: Callable[[Any], bool], path: str, then: Callable[[Any], object]) -> Edit:
    """Do something to those objects at a path for which something is true."""

    def edit(document: Document, _: Request) -> None:
        for node in nodes_at(document, path):
            if where(node):
                then(node)

    return edit


def rewrite_links(converted: Callable[[str], str]) -> Edit:
    """Rewrite every href."""

    def edit(document: Document, _: Request) -> None:
        for path in ("_links.*", "accounts.*._links.*"):
            for node in nodes_at(document, path):
                node["href"] = converted(node["href"])

    return edit


def with_query(request: Request, **members: str | None) -> Request:
    """The request with other parameters; None takes one away."""
    others = tuple(parameter for parameter in request.query if parameter[0] not in members)
    new = tuple((name, value) for name, value in members.items() if value is not None)
    return replace(request, query=(*others, *new))


def with_form(request: Request, **members: str | None) -> Request:
    """The request with other form fields; None takes one away."""
    fields = [field for field in request.form if field[0] not in members]
    fields += [(name, value) for name, value in members.items() if value is not None]
    return replace(request, body=urlencode(fields).encode())


def with_header(request: Request, name: str, value: str | None) -> Request:
    """The request with another header; None takes it away."""
    headers = {key: text for key, text in request.headers.items() if key != name}
    return replace(request, headers=headers if value is None else headers | {name: value})


def set_header(response: Response, name: str, value: str | None) -> Response:
    """The response with another value of a header; None takes it away."""
    others = tuple(header for header in response.headers if header[0] != name)
    return replace(response, headers=others if value is None else (*others, (name, value)))


def rewrite_location(response: Response, rewritten: Callable[[str], str]) -> Response:
    """The response with its Location rewritten, in its place among the headers."""
    headers = tuple((name, rewritten(value) if name == "location" else value) for name, value in response.headers)
    return replace(response, headers=headers)
