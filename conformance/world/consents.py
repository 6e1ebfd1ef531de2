"""The consents of the personas: noted the first time one acts, changed by the stage, put back when the run ends."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from conformance import paths
from conformance.errors import Blocked
from conformance.model import JSON, Asker, Exchange, Purpose
from conformance.specs import Persona
from conformance.world.api import NOT_RECOGNISED, Api, code
from conformance.world.given_tokens import GivenTokens

_PUTTING_BACK = Asker(purpose=Purpose.RESTORING)


class Consents:
    """What each persona had consented to before the run, and whether the run has changed it."""

    def __init__(self, api: Api, given_tokens: GivenTokens) -> None:
        self.api = api
        self._given_tokens = given_tokens
        self._found: dict[str, JSON] = {}
        self._refused: dict[str, Blocked] = {}
        self._changed: dict[str, Persona] = {}
        self._given: dict[str, JSON] = {}
        """What was transmitted last, where the bank took it and no scenario has sent another one since."""

    def meet(self, persona: Persona, asker: Asker) -> None:
        """Note a persona's consent the first time he acts; later on nothing is asked.

        Raises Blocked where the target file's own token is not good for it, or the bank does not know this client: that
        is no fault of the bank's, and it is told again to whoever asks again.
        """
        if persona.id in self._refused:
            raise self._refused[persona.id].again()
        if persona.id in self._found:
            return
        exchanges = tuple(self.api.pages("/accounts", persona, asker))
        first = exchanges[0]
        self._found[persona.id] = consent_shown(_whole(exchanges)) if first.status == 200 else None
        try:
            if code(first) == "BE05":
                raise Blocked(f"GET /accounts answers {first.status} BE05: {NOT_RECOGNISED}", exchanges)
            self._given_tokens.judge(persona, exchanges)
        except Blocked as refused:
            self._refused[persona.id] = refused.again()
            raise

    def give(self, persona: Persona, body: JSON, asker: Asker) -> Exchange:
        """Transmit a consent for a persona. Raises Blocked without a token, Unreachable without an answer."""
        self.changes(persona)
        exchange = self.api.ask("PUT", "/consents", persona, asker, body)
        if exchange.status // 100 == 2:
            self._given[persona.id] = body
        return exchange

    def changes(self, persona: Persona) -> None:
        """Remember that a persona's consent is about to change."""
        self._changed[persona.id] = persona
        self._given.pop(persona.id, None)

    def is_another(self, persona: Persona, asker: Asker) -> bool:
        """Whether the bank shows another consent of a persona than the one that `give` has transmitted last.

        It is read back for this. Nothing is said where the bank did not take it, where another one was sent since, and
        where it cannot be read. Raises Blocked without a token, Unreachable without an answer.
        """
        given = self._given.get(persona.id)
        if given is None:
            return False
        pages = tuple(self.api.pages("/accounts", persona, asker))
        if pages[-1].status != 200 or paths.values("_links.next", pages[-1].data):
            return False
        return _opened(consent_shown(_whole(pages))) != _opened(given)

    def put_back(self) -> None:
        """Transmit the consents that were found before the run, where it changed them; best effort, raises nothing."""
        for persona_id, persona in sorted(self._changed.items()):
            body = self._found.get(persona_id)
            if body is not None:
                # Best effort, also after a fault of ours: the next persona's consent is put back all the same.
                with suppress(Exception):
                    self.api.ask("PUT", "/consents", persona, _PUTTING_BACK, body)
        self._changed.clear()


def _opened(consent: JSON) -> tuple[set[str], set[str], bool]:
    """What a consent opens, in any order; trusted beneficiaries stand in no list of accounts."""
    balances, transactions = (
        {str(iban).replace(" ", "") for iban in paths.values(f"{kind}[*].iban", consent)}
        for kind in ("balances", "transactions")
    )
    return balances, transactions, paths.values("psuIdentity", consent) == [True]


def _whole(pages: Sequence[Exchange]) -> JSON:
    """A list of accounts that came on several pages, as one."""
    accounts = [account for page in pages for account in paths.values("accounts[*]", page.data)]
    return {"accounts": accounts, "_links": next(iter(paths.values("_links", pages[0].data)), {})}


def consent_shown(page: JSON) -> JSON:
    """The consent that an accounts page shows by its links, as a body for PUT /consents."""
    found: dict[str, Any] = {"balances": [], "transactions": [], "trustedBeneficiaries": False, "psuIdentity": False}
    for account in paths.values("accounts[*]", page):
        iban = next(iter(paths.values("accountId.iban", account)), None)
        for kind in ("balances", "transactions"):
            if iban and any(paths.values(f"_links.{kind}", account)):
                found[kind].append({"iban": iban})
    found["psuIdentity"] = any(paths.values("_links.endUserIdentity", page))
    return found
