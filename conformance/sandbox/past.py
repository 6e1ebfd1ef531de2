"""What went before at a bank: which tokens were issued for what, which links it gave out, who was refused last."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from conformance.sandbox.messages import Request, Response
from conformance.sandbox.tokens import TokenGrant

Owner = tuple[str, str]
"""The login of a customer and the client he lets in."""


@dataclass(slots=True)
class Past:
    """What a bank has seen and done; by it a request stands somewhere. The honest rules never look at it."""

    issued: dict[str, TokenGrant] = field(default_factory=dict)
    """The grant of every access token that there ever was, ended ones included."""
    refreshed: set[str] = field(default_factory=set)
    """The access tokens that came of a refresh."""
    linked: set[str] = field(default_factory=set)
    """The addresses, with their parameters, of all links that were given out."""
    refused: set[str] = field(default_factory=set)
    """The tokens with which a request was refused; '' stands for all requests without one."""
    consented_by: Owner | None = None
    """Who stored the latest consent."""

    def remember_tokens(self, request: Request, by_access_token: dict[str, TokenGrant]) -> None:
        """Remember what the token endpoint has issued."""
        new = by_access_token.keys() - self.issued.keys()
        self.issued.update((token, by_access_token[token]) for token in new)
        if dict(request.form).get("grant_type") == "refresh_token":
            self.refreshed |= new

    def remember_answer(self, request: Request, response: Response, *, links: bool) -> None:
        """Remember what the API has answered; `links`: those it gave out too."""
        if response.status >= 400:
            self.refused.add(request.bearer_token)
        if response.status == 201:
            self.consented_by = self.owner_of(request.bearer_token)
        if links and response.status == 200 and b'"href"' in response.body:
            self.linked.update(_read_hrefs(response.body))

    def owner_of(self, token: str) -> Owner | None:
        """Whose the token is or was; None for what was never one."""
        grant = self.issued.get(token)
        return grant.owner if grant is not None else None


def _hrefs(node: Any) -> list[str]:
    """The addresses of all links below a node."""
    if isinstance(node, dict):
        own = [node["href"]] if isinstance(node.get("href"), str) else []
        return own + [href for value in node.values() for href in _hrefs(value)]
    return [href for value in node for href in _hrefs(value)] if isinstance(node, list) else []


def _read_hrefs(body: bytes) -> list[str]:
    try:
        return _hrefs(orjson.loads(body))
    except orjson.JSONDecodeError:  # a bank that is wrong in another way may send anything
        return []
