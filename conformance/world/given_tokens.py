"""The tokens of the target file: whether they are good for what they are given for, before a bank is judged by them.

A token that somebody pasted may have ended, be of the other scope or of another customer. Then nothing can be said of
the bank. A token that our own login had is never suspected: what it opens or does not open is the bank's doing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from conformance import paths
from conformance.client.recognition import words_of
from conformance.errors import Blocked
from conformance.model import Asker, Exchange, Purpose
from conformance.specs import Cast, Persona
from conformance.tokens.tokens import Tokens
from conformance.world.api import Api
from conformance.world.ownership import owners

_ASKER: Final = Asker(purpose=Purpose.PREFLIGHT)
_NOTHING_GIVEN: Final = "the target file gives no token and no oauth to log in with"


class GivenTokens:
    """What the given tokens turned out to be good for, each looked at once in a run."""

    def __init__(self, api: Api, tokens: Tokens, cast: Cast) -> None:
        self.api, self.tokens, self.cast = api, tokens, cast
        self._judged: dict[tuple[str, str], Blocked | None] = {}

    def vouch(self, persona: Persona, scope: str) -> None:
        """Look at the token that the target file gives for a persona and scope, where it gives one.

        Raises Blocked where it is not good for this scope, with the same reason each time; and where nothing that a
        mock is sent can show of which scope it is.
        """
        if scope != "aisp" and not self.api.target.authenticates:
            raise Blocked(f"a token of scope {scope} is to be sent, and {_NOTHING_GIVEN}")
        given = self.tokens.given(persona.id, scope)
        if given is None:
            return
        if (persona.id, scope) not in self._judged:
            if scope == "aisp":
                self.judge(persona, tuple(self.api.pages("/accounts", persona, _ASKER)))
            else:
                self._judged[persona.id, scope] = self._of_other_scope(persona, scope, given)
        self._raise(persona, scope)

    def judge(self, persona: Persona, pages: Sequence[Exchange]) -> None:
        """Judge by the pages of GET /accounts whether a persona can be played with what the target file gives.

        Raises Blocked where it gives no token and the bank wants one, or one that is refused, of another scope or of
        another customer.
        """
        if (persona.id, "aisp") not in self._judged:
            reason = self._unfit(persona, pages)
            self._judged[persona.id, "aisp"] = Blocked(reason, pages) if reason else None
        self._raise(persona, "aisp")

    def _raise(self, persona: Persona, scope: str) -> None:
        unfit = self._judged.get((persona.id, scope))
        if unfit is not None:
            raise unfit.again()

    def _unfit(self, persona: Persona, pages: Sequence[Exchange]) -> str:
        first = pages[0]
        if not self.api.target.authenticates:
            if first.status != 401:
                return ""
            return f"the bank wants an access token, and {_NOTHING_GIVEN}: GET /accounts {_answer(first)}"
        if self.tokens.given(persona.id, "aisp") is None:
            return ""
        whose = f"the target's token of {persona.id} (aisp)"
        if first.status == 401:
            return f"{whose} is refused: GET /accounts {_answer(first)}; give a fresh one"
        if first.status == 403:
            return f"{whose} does not open the list of accounts: GET /accounts {_answer(first)}; is it of scope aisp?"
        return self._of_another_customer(persona, pages)

    def _of_another_customer(self, persona: Persona, pages: Sequence[Exchange]) -> str:
        """A mixture of several customers' accounts is no mistake in a file: that is left to the scenarios."""
        accounts = [account for page in pages for account in paths.values("accounts[*]", page.data)]
        shown = set(owners(accounts, self.cast))
        other = next(iter(shown)) if len(shown) == 1 else ""
        if not other or other == persona.id:
            return ""
        return (
            f"the target's token of {persona.id} (aisp) shows the accounts of {other}, and nobody else's: either it is "
            f"{other}'s token, or the bank shows one customer the accounts of another; a login (oauth) would tell"
        )

    def _of_other_scope(self, persona: Persona, scope: str, given: str) -> Blocked | None:
        whose = f"the target's token of {persona.id} ({scope})"
        if given == self.tokens.given(persona.id, "aisp"):
            return Blocked(f"{whose} is the one that it gives for aisp")
        paths_asked = ("/accounts", "/end-user-identity")
        asked = [self.api.ask("GET", path, persona, _ASKER, scope=scope) for path in paths_asked]
        if asked[0].status == 401:
            return Blocked(f"{whose} is refused: GET /accounts {_answer(asked[0])}; give a fresh one", asked)
        if all(one.status == 200 for one in asked):
            return Blocked(
                f"{whose} opens the list of accounts and the identity: either it is of scope aisp, or the bank does "
                f"not look at scopes; a login (oauth) would tell",
                asked,
            )
        return None


def _answer(exchange: Exchange) -> str:
    """`answers 401: "…"`: the status and what the bank says beside it."""
    said = words_of(exchange)
    return f"answers {exchange.status}" + (f': "{said}"' if said else "")
