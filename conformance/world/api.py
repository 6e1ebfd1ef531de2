"""A small client of the API: one request below its root, a list page by page, where a link leads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import orjson

from conformance import paths
from conformance.client import links
from conformance.client.sender import Sender
from conformance.model import JSON, Asker, Call, Exchange
from conformance.specs import Persona
from conformance.target.target import Target
from conformance.tokens.tokens import Tokens

JSON_TYPE: Final = ("Content-Type", "application/json")
NOT_RECOGNISED: Final = (
    "the bank does not recognise this client; look at tls.certificate, signature.key and signature.key_id"
)
"""What BE05 means before anything else was asked: nothing can be said of the bank."""


class Api:
    """The bank's API as a persona's token opens it, one of scope aisp unless said."""

    def __init__(self, target: Target, sender: Sender, tokens: Tokens) -> None:
        self.target, self.sender, self.tokens = target, sender, tokens

    def ask(  # noqa: PLR0913 - what makes a request
        self, method: str, path: str, persona: Persona, asker: Asker, body: JSON = None, *, scope: str = "aisp"
    ) -> Exchange:
        """One request below the API root. Raises Blocked where no token can be had, Unreachable without an answer."""
        call = Call(
            method=method,
            url=self.target.base_url + path,
            headers=() if body is None else (JSON_TYPE,),
            content=None if body is None else orjson.dumps(body),
            persona=persona.id,
            scope=scope,
        )
        return self._sent(call, persona, asker)

    def pages(self, path: str, persona: Persona, asker: Asker) -> Iterator[Exchange]:
        """A list page by page, by its next links, until an answer is no page. Raises as `ask` does."""
        url: str | None = self.target.base_url + path
        seen: set[str] = set()
        while url is not None and url not in seen and len(seen) < self.target.limits.page_cap:
            seen.add(url)
            page = self._sent(Call(method="GET", url=url, persona=persona.id, scope="aisp"), persona, asker)
            yield page
            href = next(iter(paths.values("_links.next.href", page.data)), None) if page.status == 200 else None
            url = self._onward(href, url) if isinstance(href, str) else None

    def below(self, href: str, asked: str) -> str | None:
        """Where a link found in the answer to `asked` leads, below the API root; None where it leads elsewhere."""
        url = self._onward(href, asked)
        return None if url is None else links.below_root(url, self.target)

    def _sent(self, call: Call, persona: Persona, asker: Asker) -> Exchange:
        return self.sender.asked_by(asker).send(call, self.tokens.access(persona.id, call.scope))

    def _onward(self, href: str, asked: str) -> str | None:
        try:
            found = links.resolve(href, asked, self.target)
        except ValueError:  # an address that not even urllib can take apart
            return None
        return found.url if isinstance(found, links.Link) else None


def code(exchange: Exchange) -> str:
    """The error code that an answer tells; '' where it tells none."""
    message = exchange.data.get("message") if isinstance(exchange.data, dict) else None
    return message if isinstance(message, str) else ""
